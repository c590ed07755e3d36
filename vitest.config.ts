import { availableParallelism } from 'node:os';
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';

type TestOptions = NonNullable<TestProjectInlineConfiguration['test']>;

/** Files that check times, fill the machine on purpose, or end programs by signals: nothing else runs beside them. */
const alone = [
  'src/api/auto/**/*.test.ts',
  'src/backends/local/**/*.test.ts',
  'src/backends/threads/wide-trials.test.ts',
  'src/kernel/codegen/wasm/compile-wasm.test.ts',
  'src/platform/**/*.test.ts',
  'src/worker/frames.test.ts',
  'test/budget/**/*.test.ts',
  'test/compat/**/*.test.ts',
  'test/crash/**/*.test.ts',
  'test/differential/kills.test.ts',
  'test/differential/pool-programs.property.test.ts',
  'test/differential/pool-scale.test.ts',
  'test/process/**/*.test.ts',
];

/** Folders whose tests start no processes and no threads but those that compute arrays: many small files. */
const code = [
  'src/closure/**/*.test.ts',
  'src/core/**/*.test.ts',
  'src/io/**/*.test.ts',
  'src/kernel/**/*.test.ts',
  'src/memory/**/*.test.ts',
  'src/ndarray/**/*.test.ts',
  'src/plan/**/*.test.ts',
  'src/sync/**/*.test.ts',
  'src/worker/**/*.test.ts',
  'test/oracle/**/*.test.ts',
];

const project = (options: TestOptions): TestProjectInlineConfiguration => ({
  test: {
    pool: 'forks',
    setupFiles: ['test/setup/no-leaks.ts', 'test/setup/second-attempts.ts'],
    // Against what hangs, on a machine that is busy with other things: how quick something is, benchmarks measure.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 30_000 } },
    // See docs/decisions/0017-second-attempts.md.
    retry: process.env['CI'] === 'true' ? 1 : 0,
    // Tests leave nothing in the home folder of who runs them.
    env: { MANYCORE_CACHE_FOLDER: 'off' },
    // Node itself loads the tests (type stripping). Vite would rewrite each module, and captured functions are found by
    // their position in the file that is on disk.
    experimental: { viteModuleRunner: false, nodeLoader: false },
    ...options,
  },
});

const fixtures = '**/fixtures/**';
const atOnce = Math.min(2, availableParallelism());

export default defineConfig({
  test: {
    projects: [
      project({
        name: 'code',
        include: code,
        exclude: [fixtures, ...alone],
        // A process of its own for each would take longer to start than most of them to run.
        isolate: false,
        maxWorkers: atOnce,
        sequence: { groupOrder: 0 },
      }),
      // A process for each file: what a suite leaves behind is its own, and so are the module caches.
      project({
        name: 'workers',
        include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
        exclude: [fixtures, ...code, ...alone],
        maxWorkers: atOnce,
        sequence: { groupOrder: 1 },
      }),
      project({
        name: 'alone',
        include: alone,
        exclude: [fixtures],
        maxWorkers: 1,
        sequence: { groupOrder: 2 },
      }),
    ],
  },
});
