import process from 'node:process';

/** Runs of each property test; more with FUZZ_RUNS. */
const RUNS = 1000;

/** Parameters of a property test, and its seed on the console: `FUZZ_SEED=… npx vitest run <file>` repeats the run. */
export function fuzzParameters(name: string): { readonly seed: number; readonly numRuns: number } {
  const seed = Number(process.env['FUZZ_SEED'] ?? Date.now() % 1_000_000_000);
  const numRuns = Number(process.env['FUZZ_RUNS'] ?? RUNS);
  console.log(`${name}: FUZZ_SEED=${seed}, ${numRuns} runs`);
  return { seed, numRuns };
}
