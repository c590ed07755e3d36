import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/fixtures/**'],
    // A process for each file: what a suite leaves behind is its own, and so are the module caches.
    pool: 'forks',
    // One at a time: the suites start workers of their own and check time bounds.
    maxWorkers: 1,
    setupFiles: ['test/setup/no-leaks.ts'],
    testTimeout: 20_000,
    hookTimeout: 20_000,
    // Node itself loads the tests (type stripping). Vite would rewrite each module, and captured functions are found by
    // their position in the file that is on disk.
    experimental: { viteModuleRunner: false, nodeLoader: false },
  },
});
