/** Arrays of `manycore/ndarray` as the items of calls: the same items and the same results on every backend. */

import assert from 'node:assert/strict';
import type { NDArray } from '../ndarray.ts';
import { type Kit, rejection } from './suite.ts';

/** Loaded with the first of these tests: other suites need no arrays. */
const loadArrays = () => import('../ndarray.ts');

const facts = (x: NDArray): unknown[] => [x.dtype, [...x.shape], x.toArray()];

/** Tests of calls over arrays. */
export function arrayCases({ group, test, parallel }: Kit): void {
  group('arrays as items', () => {
    test('of one axis are numbers, and give an array of their dtype', async () => {
      const np = await loadArrays();
      const doubled = await parallel.map((v: number) => v * 2.5, np.arange(5, { dtype: 'float32' }).at('::-1'));
      assert.deepEqual(facts(doubled), ['float32', [5], [10, 7.5, 5, 2.5, 0]]);
      const whole = await parallel.map((v: number) => v / 2, np.arange(4));
      assert.deepEqual(facts(whole), ['int64', [4], [0, 0, 1, 1]]);
      const asked = await parallel.map((v: number) => v / 2, np.arange(3), { dtype: 'float64' });
      assert.deepEqual(facts(asked), ['float64', [3], [0, 0.5, 1]]);
      assert.deepEqual(facts(await parallel.map((v: number) => v, np.zeros(0))), ['float64', [0], []]);
    });

    test('of several are rows, whose results are stacked', async () => {
      const np = await loadArrays();
      const table = np.arange(6).reshape(2, 3);
      const last = await parallel.map((row: NDArray) => row.item(-1) as number, table);
      assert.deepEqual(facts(last), ['int64', [2], [2, 5]]);
      assert.deepEqual(facts(await parallel.map((row: NDArray) => row.mean(), table)), ['float64', [2], [1, 4]]);
      const turned = await parallel.map((row: NDArray) => row.at('::-1').mul(0.5), table);
      assert.deepEqual(facts(turned), ['float64', [2, 3], [[1, 0.5, 0], [2.5, 2, 1.5]]]); // prettier-ignore
    });

    test('are spread by starmap, kept by filter and joined by reduce', async () => {
      const np = await loadArrays();
      const table = np.arange(6).reshape(2, 3);
      const spread = await parallel.starmap((a: number, b: number, c: number) => a + b * c, table);
      assert.deepEqual(facts(spread), ['int64', [2], [2, 23]]);
      const kept = await parallel.filter((row: NDArray) => row.item(0) === 3, table);
      assert.deepEqual(facts(kept), ['int64', [1, 3], [[3, 4, 5]]]);
      assert.equal(await parallel.reduce((v: number) => v, table.reshape(6), (a, b) => a + b), 15); // prettier-ignore
    });

    test('give no array of what is no number, or of several shapes', async () => {
      const np = await loadArrays();
      const text = await rejection(parallel.map((v: number): unknown => `${v}`, np.ones(1)));
      assert.deepEqual(codeAndTask(text), ['ERR_DTYPE', 'task 0']);
      const ragged = await rejection(
        parallel.map((row: NDArray) => row.at(`${row.item(0)}:`), np.arange(4).reshape(2, 2)),
      );
      assert.deepEqual(codeAndTask(ragged), ['ERR_SHAPE', 'task 1']);
    });
  });
}

const codeAndTask = (error: unknown): unknown[] => {
  const { code, message } = error as Error & { readonly code: string };
  return [code, /^task \d+/.exec(message)?.[0]];
};
