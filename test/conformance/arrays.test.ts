/** Arrays and random generators as arguments, captured values and results of tasks. */

import { afterAll, describe, expect, it } from 'vitest';
import { closeSharedKernelBackends } from '../../src/core/kernel-registry.ts';
import { Parallel, Pool } from '../../src/index.ts';
import * as np from '../../src/ndarray.ts';

afterAll(closeSharedKernelBackends);

const dtypes = Object.values(np.arrayNamespaceInfo().dtypes()) as np.DType[];

describe.each(['sequential', 'threads', 'processes'])('%s', (backend) => {
  const parallel = Parallel({ nJobs: 2, backend });
  afterAll(() => parallel.close());

  it.each(dtypes)('elements of %s are the same there and back', async (dtype) => {
    const given = np.arange(12).reshape([3, 4]).astype(dtype);
    const arrays = [given, given.T, given.at('::-1', '1::2'), given.at(1, 1), given.at('3:')];
    const echoed = await parallel.map((x) => [x.dtype, x.shape, x, String(x)] as const, arrays);
    for (const [place, [type, shape, back, text]] of echoed.entries()) {
      const array = arrays[place]!;
      expect([type, shape, back.dtype, back.shape]).toEqual([dtype, array.shape, dtype, array.shape]);
      expect(back.toArray()).toEqual(array.toArray());
      expect(back).toBeInstanceOf(np.NDArray);
      expect(text).toBe(String(array));
    }
  });

  it('a captured array has its methods without an import', async () => {
    const table = np.linspace(0, 1, 6).reshape([2, 3]).mul(3).add(1);
    const rows = await parallel.map((row) => table.at(row).sum().item(), [0, 1]);
    expect(rows).toEqual([0, 1].map((row) => table.at(row).sum().item()));
  });

  it('arrays that a task makes come back', async () => {
    const squares = await parallel.map((n) => ({ n, root: np.sqrt(np.arange(n)) }), [0, 1, 50_000]);
    for (const { n, root } of squares) expect(np.arrayEqual(root, np.sqrt(np.arange(n)))).toBe(true);
  });

  it('a large array goes once to each worker, and arrives whole', async () => {
    const large = np.arange(300_000, { dtype: 'float64' });
    const sums = await parallel.map((at) => large.at(`${at}::3`).sum().item(), [0, 1, 2]);
    expect(sums).toEqual([0, 1, 2].map((at) => large.at(`${at}::3`).sum().item()));
  });

  it('complex numbers and their arrays', async () => {
    const z = np.array([np.complex(1, 2), np.complex(0, -1)]);
    const [back] = await parallel.map((x) => [x.mul(2), x.item(0)] as const, [z]);
    expect(back![0].toArray()).toEqual([np.complex(2, 4), np.complex(0, -2)]);
    expect(back![1]).toEqual(np.complex(1, 2));
  });

  it.each(['PCG64', 'PCG64DXSM', 'Philox', 'MT19937', 'SFC64'] as const)(
    'a generator over %s goes on',
    async (name) => {
      const make = () => {
        const rng = new np.random.Generator(new np.random[name](7));
        rng.random(5);
        rng.integers(0, 9, { dtype: 'int32' });
        return rng;
      };
      const [drawn] = await parallel.map((rng) => rng.normal(0, 1, 4).toArray(), [make()]);
      expect(drawn).toEqual(make().normal(0, 1, 4).toArray());
    },
  );
});

it('a pool takes and gives them', async () => {
  await using pool = new Pool({ maxWorkers: 1 });
  const product = await pool.submit((a: np.NDArray, b: np.NDArray) => a.matmul(b), np.eye(2), np.ones([2, 2]));
  expect(product.toArray()).toEqual([
    [1, 1],
    [1, 1],
  ]);
});

it('workers have copies: what a task writes stays there', async () => {
  await using parallel = Parallel({ nJobs: 1, backend: 'threads' });
  const x = np.zeros(3);
  const write = (array: np.NDArray) => {
    array.set(0, 5);
    return array.item(0);
  };
  expect(await parallel.map(write, [x])).toEqual([5]);
  expect(x.toArray()).toEqual([0, 0, 0]);
});
