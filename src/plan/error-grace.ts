/** How long a call that failed waits for tasks before the one that failed: theirs is the error that a plain loop would throw. */

/** In milliseconds: such a task may never end. */
const USUAL_MS = 250;

let graceMs = USUAL_MS;

/** What holds now, in milliseconds. */
export const errorGraceMs = (): number => graceMs;

/** Another time from now on, for tests that compare errors on a busy machine. @returns what gives back the usual one. */
export function useErrorGrace(ms: number): () => void {
  graceMs = ms;
  return () => void (graceMs = USUAL_MS);
}
