import process from 'node:process';
import fc from 'fast-check';

/** Runs of each property test; more with FUZZ_RUNS. */
const RUNS = 1000;

/** After this time no run begins, in milliseconds: a slow machine does fewer, and no counterexample is made smaller for ever. */
const LIMIT_MS = 40_000;

/** What `assertProperty` takes. */
export interface FuzzParameters {
  readonly numRuns: number;
  readonly seed?: number;
  /** Whether a counterexample stays as it was found. */
  readonly endOnFailure?: boolean;
  /** After this time no run begins, in milliseconds. */
  readonly limitMs?: number;
}

/**
 * Parameters of a property test, and its seed on the console: `FUZZ_SEED=… npx vitest run <file>` repeats the run.
 *
 * @param runs - Fewer, for properties whose runs are slow.
 */
export function fuzzParameters(name: string, runs = RUNS): { seed: number; numRuns: number } {
  const seed = Number(process.env['FUZZ_SEED'] ?? Date.now() % 1_000_000_000);
  const numRuns = Number(process.env['FUZZ_RUNS'] ?? runs);
  console.log(`${name}: FUZZ_SEED=${seed}, ${numRuns} runs`);
  return { seed, numRuns };
}

/**
 * `fc.assert` that begins no run after the limit, and interrupts none: one that does not come to its end is for the test's own timeout to
 * find. (fast-check's own limit counts a run that hangs as one that was right so far.)
 */
export async function assertProperty<T>(
  property: fc.IRawProperty<T>,
  { limitMs = LIMIT_MS, ...parameters }: FuzzParameters,
): Promise<void> {
  const end = performance.now() + limitMs;
  const run = property.run.bind(property);
  const enough = new fc.PreconditionFailure(true);
  property.run = ((value: T) => {
    if (performance.now() < end) return run(value);
    return property.isAsync() ? Promise.resolve(enough) : enough;
  }) as typeof property.run;
  await fc.assert(property, parameters);
}
