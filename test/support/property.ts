import process from 'node:process';

/** Runs of each property test; more with FUZZ_RUNS. */
const RUNS = 1000;

/** After this time the runs end, in milliseconds: a slow machine does fewer, and no counterexample is made smaller for ever. */
const LIMIT_MS = 90_000;

/** What `fc.assert` takes. */
export interface FuzzParameters {
  readonly seed: number;
  readonly numRuns: number;
  readonly interruptAfterTimeLimit: number;
}

/**
 * Parameters of a property test, and its seed on the console: `FUZZ_SEED=… npx vitest run <file>` repeats the run.
 *
 * @param runs - Fewer, for properties whose runs are slow.
 */
export function fuzzParameters(name: string, runs = RUNS): FuzzParameters {
  const seed = Number(process.env['FUZZ_SEED'] ?? Date.now() % 1_000_000_000);
  const numRuns = Number(process.env['FUZZ_RUNS'] ?? runs);
  console.log(`${name}: FUZZ_SEED=${seed}, ${numRuns} runs`);
  return { seed, numRuns, interruptAfterTimeLimit: LIMIT_MS };
}
