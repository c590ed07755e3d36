/** The message is made only where something is wrong: this is asked for every instruction of every kernel. */
export const when = (wrong: boolean, message: () => string): string | null => (wrong ? message() : null);
