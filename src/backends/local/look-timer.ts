/**
 * A timer that decides about a worker by what it has said. A program that was busy meets its timers before its messages, so what
 * workers had sent by then is read first: a turn of the event loop later.
 *
 * @param delayMs - In milliseconds.
 */
export const setLookTimer = (look: () => void, delayMs: number): NodeJS.Timeout =>
  setTimeout(() => void setImmediate(look), delayMs);
