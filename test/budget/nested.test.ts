/** Calls inside calls share the cores of the machine: never more busy tasks than cores, and none waits for ever. */

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { afterEach, test } from 'vitest';
import { closeSharedWorkers } from '../../src/api/worker-sets.ts';
import { cpuCount, Parallel, WorkerLostError } from '../../src/index.ts';
import { freeCores } from '../../src/platform/budget.ts';
import { assertProperty, fuzzParameters } from '../support/property.ts';
import { doomed, grow, most, type Tree } from './fixtures/trees.ts';

const TIMEOUT_MS = 300_000;
const cores = cpuCount();
const leaves = (count: number, ms = 15): Tree[] => Array.from({ length: count }, () => ({ ms }));
const call = (backend: 'threads' | 'processes', below: readonly Tree[], nJobs = 2 * cores): Tree => ({
  backend,
  nJobs,
  below,
});
const times = (count: number, tree: Tree): Tree[] => Array.from({ length: count }, () => tree);

afterEach(async () => {
  // All that was granted has come back.
  await closeSharedWorkers();
  assert.equal(await freeCores(), cores);
});

for (const outer of ['threads', 'processes'] as const) {
  for (const inner of ['threads', 'processes'] as const) {
    test(`calls three deep from ${outer}, over ${inner}, keep to the budget`, { timeout: TIMEOUT_MS }, async () => {
      const tree = call(inner, times(3, call('threads', leaves(6))));
      const spans = await Parallel({ backend: outer, nJobs: cores }).map(grow, times(2, tree));
      assert.equal(spans.flat().length, 36);
      assert.ok(most(spans.flat()) <= cores, `${most(spans.flat())} at a time on ${cores} cores`);
    });
  }
}

test.skipIf(cores < 2)('a nested call gets the cores that nobody uses', { timeout: TIMEOUT_MS }, async () => {
  for (const backend of ['threads', 'processes'] as const) {
    const spans = await Parallel({ backend, nJobs: 1, idleTimeout: 10_001 }).map(grow, [
      // Long enough for a second worker to start in the middle, however busy the machine is.
      call('threads', leaves(200, 30)),
    ]);
    assert.equal(most(spans.flat()), cores, backend);
  }
});

test('several calls of one task share what it has', { timeout: TIMEOUT_MS }, async () => {
  const both = async () =>
    (await Promise.all([grow(call('threads', leaves(8))), grow(call('threads', leaves(8), 3))])).flat();
  const spans = await Parallel({ backend: 'threads', nJobs: cores }).map(both, [0, 1]);
  assert.ok(most(spans.flat()) <= cores);
});

test('a child that is killed with workers of its own gives back what it had', { timeout: TIMEOUT_MS }, async () => {
  const tree = call('threads', leaves(400, 20));
  const lost = Parallel({ backend: 'processes', nJobs: 1, idleTimeout: 10_002 }).map(doomed, [tree]);
  await assert.rejects(lost, WorkerLostError);
  assert.equal(await freeCores(), cores);
  const spans = await Parallel({ backend: 'processes', nJobs: 1, idleTimeout: 10_002 }).map(grow, [
    call('threads', leaves(20)),
  ]);
  assert.ok(most(spans.flat()) <= cores);
});

const leaf = fc.integer({ min: 0, max: 12 }).map((ms): Tree => ({ ms }));
const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    leaf,
    fc.record({
      backend: fc.constantFrom('threads', 'threads', 'processes', 'sequential', undefined),
      nJobs: fc.integer({ min: 1, max: 4 }),
      below: fc.array(tie('tree'), { minLength: 1, maxLength: 4 }),
      pool: fc.boolean(),
    }),
  ),
}));

const count = (one: Tree): number => ('ms' in one ? 1 : one.below.reduce((sum, below) => sum + count(below), 0));

test('random trees of calls and pools end, complete and within the budget', { timeout: 300_000 }, async () => {
  const root = fc.record({
    backend: fc.constantFrom('threads' as const, 'processes' as const),
    trees: fc.array(tree, { minLength: 1, maxLength: 4 }),
  });
  const property = fc.asyncProperty(root, async ({ backend, trees }) => {
    const spans = (await Parallel({ backend, nJobs: cores }).map(grow, trees)).flat();
    assert.equal(
      spans.length,
      trees.reduce((sum, one) => sum + count(one), 0),
    );
    assert.ok(most(spans) <= cores, `${most(spans)} at a time`);
  });
  const parameters = fuzzParameters('nested calls');
  await assertProperty(property, { ...parameters, numRuns: Math.ceil(parameters.numRuns / 100) });
});

test.skipIf(cores < 2)(
  'a call that names no backend moves to cores that are free',
  { timeout: TIMEOUT_MS },
  async () => {
    const heavy: Tree = { backend: undefined, nJobs: -1, below: leaves(250, 20) };
    const alone = await Parallel({ backend: 'threads', nJobs: 1, idleTimeout: 10_003 }).map(grow, [heavy]);
    assert.equal(most(alone.flat()), cores);
    const all = await Parallel({ backend: 'threads', nJobs: cores }).map(
      grow,
      times(cores, { ...heavy, below: leaves(20, 10) }),
    );
    assert.ok(most(all.flat()) <= cores);
  },
);

test.skipIf(cores < 2)('tasks of the program get cores back from a nested call', { timeout: TIMEOUT_MS }, async () => {
  const parallel = Parallel({ backend: 'threads', nJobs: cores, idleTimeout: 10_004 });
  const ended: string[] = [];
  const nested = parallel.map(grow, [call('threads', leaves(100 * cores, 10))]).then((spans) => {
    ended.push('nested');
    return spans;
  });
  while ((await freeCores()) > 0) await new Promise((resolve) => void setImmediate(resolve));
  await parallel.map(grow, leaves(2 * cores, 1)).then(() => ended.push('program'));
  const spans = await nested;
  assert.deepEqual(ended, ['program', 'nested']);
  assert.ok(most(spans.flat()) <= cores);
});
