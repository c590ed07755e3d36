/** Order statistics; the mean is not used, because one pause of the machine would move it. */

/** The value below which the share `q` of the values lies (nearest rank). */
export function quantile(values: readonly number[], q: number): number {
  if (values.length === 0) return Number.NaN;
  const sorted = [...values].sort((a, b) => a - b);
  const rank = Math.min(sorted.length - 1, Math.max(0, Math.ceil(q * sorted.length) - 1));
  return sorted[rank] as number;
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);

/** `first / second`, or undefined when either is missing. */
export const ratio = (first: number | undefined, second: number | undefined): number | undefined =>
  first === undefined || second === undefined ? undefined : first / second;

/** How long `run` takes each time, in milliseconds: repetitions that together last about `totalMs`. */
export async function timesMs(run: () => Promise<unknown>, totalMs: number): Promise<number[]> {
  const times: number[] = [];
  for (let spent = 0; spent < totalMs && times.length < 200;) {
    const start = performance.now();
    await run();
    const elapsed = performance.now() - start;
    times.push(elapsed);
    spent += elapsed;
  }
  return times;
}

/** The median of {@link timesMs}. */
export const timeMs = async (run: () => Promise<unknown>, totalMs: number): Promise<number> =>
  median(await timesMs(run, totalMs));

/** Numbers that look random and are the same in every run. */
export function* randomNumbers(seed: number): Generator<number, never> {
  let state = seed >>> 0;
  for (;;) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    yield state / 2 ** 32;
  }
}
