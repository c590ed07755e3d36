import { afterAll, expect, test } from 'vitest';
import { elementsFound } from '../../../test/support/packed-array.ts';
import { openWasm } from '../../backends/threads/kernels.ts';
import { closeSharedKernelBackends } from '../../core/kernel-registry.ts';
import type { KernelBackend } from '../../core/kernel.ts';
import { Arenas } from '../../memory/arenas.ts';
import * as np from '../../ndarray.ts';
import { withBackend } from './storage.ts';

/** As if an arena ended after 4 MiB: what needs 4 GiB in use needs that. */
const ARENA_BYTES = 4 * 1024 * 1024;

const arenas = new Arenas({ arenaBytes: ARENA_BYTES });
const small = openWasm({ cores: 2, arenas, wide: false });
const large = openWasm({ cores: 2, wide: false });
afterAll(() => Promise.all([small.close(), large.close(), closeSharedKernelBackends()]));

/** Functions of arrays of one shape, each a megabyte, which are spread over the arenas. */
const functions: { readonly [name: string]: (x: readonly np.NDArray[]) => np.NDArray } = {
  'a sum of arrays in one kernel': (x) => x.reduce((sum, one) => sum.add(one)),
  'a reduction': ([a, , , b]) => a!.mul(b!).sum({ axis: 0 }),
  'a reduction of all': ([a, , , , , b]) => np.max(a!.sub(b!)),
  'rows as one kernel': ([, a, , , b]) => {
    const powers = np.exp(a!.sub(b!.max({ axis: 1, keepdims: true })));
    return powers.div(powers.sum({ axis: 1, keepdims: true }));
  },
  'a cumulative sum along rows': ([, , , a]) => np.cumsum(a!, { axis: 1 }),
  'a cumulative sum down columns': ([, , , , a]) => np.cumsum(a!, { axis: 0 }),
  'sorted rows': ([, , , , , a]) => np.sort(a!),
  'the order of all': ([a]) => np.argsort(a!, { axis: null }),
  places: ([, , a]) => np.argmax(a!, { axis: 1 }),
  'a product of matrices': ([a, , , , , b]) => np.matmul(a!, b!.T),
  'a view that is written': ([a, , , b]) => {
    const copy = a!.copy();
    copy.set(['::2', ':'], b!.at('::2', ':'));
    return copy;
  },
  'an index': ([a, , , b]) => a!.at(b!.gt(0.5)),
};

function run(backend: KernelBackend): ReadonlyMap<string, unknown> {
  return withBackend(backend, () => {
    const random = np.random.defaultRng(1);
    const arrays = Array.from({ length: 6 }, () => random.random([256, 1024]).astype('float32'));
    np.evaluate(...arrays);
    const found = new Map<string, unknown>();
    for (const [name, fn] of Object.entries(functions)) {
      const result = fn(arrays);
      found.set(name, [result.shape, result.dtype, elementsFound(result)]);
      result.dispose();
    }
    return found;
  });
}

test('arrays in several arenas give the bits of arrays in one', () => {
  const wanted = run(large);
  const found = run(small);
  expect(arenas.count).toBeGreaterThan(2);
  for (const name of Object.keys(functions)) expect(found.get(name), name).toEqual(wanted.get(name));
});

test('more than one arena holds in total does not fail, nor do kernels whose arenas are full', () => {
  withBackend(small, () => {
    const arrays = Array.from({ length: 3000 }, (_, at) => np.full([1000], at, { dtype: 'float32' }).add(1));
    np.evaluate(...arrays);
    expect(arenas.count).toBeGreaterThan(3);
    const sums = arrays.map((array) => np.exp(array.mul(0)).sum());
    expect(sums.every((sum) => sum.item() === 1000)).toBe(true);
    const total = arrays.reduce((sum, array, at) => (at % 100 === 0 ? np.evaluate(sum) : undefined, sum.add(array)));
    expect(total.item(999)).toBe((3000 * 3001) / 2);
    for (const array of [...arrays, ...sums]) array.dispose();
  });
});
