/**
 * Environment of a worker: the program's own as it is now, and what was asked for over it.
 *
 * @param env - `undefined` removes a variable.
 */
export function workerEnv(env: Readonly<Record<string, string | undefined>> = {}): Record<string, string> {
  const all = Object.entries({ ...process.env, ...env });
  // Left out rather than passed on: a thread would get the word "undefined".
  return Object.fromEntries(all.filter((entry): entry is [string, string] => entry[1] !== undefined));
}
