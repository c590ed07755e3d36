/** Options of node that say what to run, with a value after them: a thread must not get them. */
const programOptions = new Set([
  '-e',
  '--eval',
  '-p',
  '--print',
  '-pe',
  '-c',
  '--check',
  '-i',
  '--interactive',
  '--test',
]);
/** Options that take the next argument as their value. */
const withValue = new Set(['-e', '--eval', '-p', '--print', '-pe', '--input-type']);

/** Leaves out of node's arguments what says which program to run. */
export function withoutProgram(args: readonly string[]): string[] {
  const kept: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] as string;
    const name = arg.split('=', 1)[0] as string;
    if (!programOptions.has(name) && name !== '--input-type') kept.push(arg);
    else if (withValue.has(arg)) i++;
  }
  return kept;
}

/**
 * Arguments of node for a thread: the ones asked for, else the parent's without its program.
 *
 * @returns undefined when a thread may simply inherit the parent's: naming them makes Node check them, and V8's own options are
 *   refused there.
 */
export function threadExecArgv(asked: readonly string[] | undefined): string[] | undefined {
  if (asked !== undefined) return [...asked];
  const kept = withoutProgram(process.execArgv);
  return kept.length === process.execArgv.length ? undefined : kept;
}
