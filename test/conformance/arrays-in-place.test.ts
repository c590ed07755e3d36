/** Arrays of `manycore/ndarray` in kernels on threads: the memory of the arrays is that of the kernels. */

import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { openWasm } from '../../src/backends/threads/kernels.ts';
import { addKernelBackend, sharedKernelBackendSync } from '../../src/core/kernel-registry.ts';
import type { KernelBackend } from '../../src/core/kernel.ts';
import { closeKernels, guvectorize, kernel, parallelFor, reduction, stencil, vectorize } from '../../src/kernel.ts';
import { Arenas } from '../../src/memory/arenas.ts';
import { withBackend } from '../../src/ndarray/graph/storage.ts';
import * as np from '../../src/ndarray.ts';

/** As if an arena ended after 1 MiB. */
const arenas = new Arenas({ arenaBytes: 2 ** 20 });
const openSmall = (): KernelBackend => openWasm({ cores: 2, arenas, wide: false });
addKernelBackend({
  name: 'small arenas',
  target: 'wasm',
  open: () => Promise.resolve(openSmall()),
  openSync: openSmall,
});

afterEach(() => vi.restoreAllMocks());
afterAll(closeKernels);

/** So many elements are more than one dispatch does at once on the caller's thread. */
const LARGE = 300_000;

/** Arrays that are computed. */
function made(arrays: readonly np.NDArray[]): readonly np.NDArray[] {
  np.evaluate(...arrays);
  return arrays;
}

const full = (value: number): np.NDArray => np.array(new Float32Array(LARGE).fill(value));

const add = (i: number, a: number, x: Float32Array, y: Float32Array): void => {
  y[i] = a * x[i]! + y[i]!;
};

/** What goes through the caller's thread while a call runs. */
function watchCopies(): { readonly bytes: () => number } {
  const backend = sharedKernelBackendSync('threads') as Required<KernelBackend>;
  const seen = { views: vi.spyOn(backend, 'view'), writes: vi.spyOn(backend, 'write') };
  const allocated = vi.spyOn(backend, 'alloc');
  return {
    bytes: () =>
      seen.views.mock.calls.length +
      seen.writes.mock.calls.length +
      allocated.mock.calls.reduce((sum, [length]) => sum + length, 0),
  };
}

describe('kernels on threads use arrays of manycore/ndarray in place', () => {
  const x = np.arange(LARGE, { dtype: 'float32' });
  const image = np.arange(600 * 500, { dtype: 'float32' }).reshape(600, 500);
  const y = full(0);
  np.evaluate(x, image);

  it.each<[string, () => Promise<unknown>]>([
    ['kernel', () => kernel<[number, unknown, unknown]>(add)(LARGE, 2, x, y)],
    ['parallelFor', () => parallelFor(LARGE, (i) => x.item(i), { reduce: '+' })],
    ['reduction', () => reduction('+', (a: number, b: number) => a * b)(x as never, x as never)],
    ['a reduction of a view', () => reduction('max')(image.at('1:', '::2') as never)],
  ])('%s', async (_, run) => {
    const copies = watchCopies();
    await run();
    // Results of reductions are numbers.
    expect(copies.bytes()).toBeLessThanOrEqual(16);
  });

  it('results, too: of elementwise functions, functions of rows and stencils', async () => {
    const plus = vectorize((a: number, b: number) => a + b);
    const sums = guvectorize((row: Float32Array, out: Float32Array) => {
      let sum = 0;
      for (let i = 0; i < row.length; i++) sum += row[i]! - row[0]!;
      out[0] = sum;
    }, '(n)->()');
    const double = stencil((a: { readonly [at: number]: { readonly [at: number]: number } }) => 2 * a[0]![0]!);
    const backend = sharedKernelBackendSync('threads') as Required<KernelBackend>;
    const [views, writes] = [vi.spyOn(backend, 'view'), vi.spyOn(backend, 'write')];
    const results = [
      await plus(x as never, 1 as never),
      await sums(image),
      await double(image as never),
    ] as np.NDArray[];
    expect([views.mock.calls.length, writes.mock.calls.length]).toEqual([0, 0]);
    expect(results.map((one) => one.at(...one.shape.map(() => -1)).item())).toEqual([
      LARGE,
      (499 * 500) / 2,
      2 * (LARGE - 1),
    ]);
  });
});

describe('a kernel that was called', () => {
  it('keeps the memory of arrays that are disposed before it is done', async () => {
    const before = np.memoryUsage().storages;
    const [x, y] = [full(3), full(4)] as const;
    const seen = y.at(':');
    const running = kernel<[number, unknown, unknown]>(add)(LARGE, 2, x, y);
    x.dispose();
    y.dispose();
    // They would get the memory of those arrays if it were free.
    const others = Array.from({ length: 4 }, () => full(99));
    await running;
    expect([seen.min().item(), seen.max().item()]).toEqual([10, 10]);
    for (const other of others) expect([other.min().item(), other.max().item()]).toEqual([99, 99]);
    for (const one of [seen, ...others]) one.dispose();
    expect(np.memoryUsage().storages).toBeLessThanOrEqual(before + 16);
  });

  it('reads what was there when it was called, and comes before what is done with its arrays afterwards', async () => {
    const [x, y] = [full(3), full(4)] as const;
    const early = y.add(1);
    const running = kernel<[number, unknown, unknown]>(add)(LARGE, 2, x, y);
    x.fill(50);
    const late = y.add(1);
    expect([late.min().item(), late.max().item()]).toEqual([11, 11]);
    y.set([0], 7);
    await running;
    expect([y.item(0), y.item(1), y.item(LARGE - 1)]).toEqual([7, 10, 10]);
    expect([early.min().item(), early.max().item()]).toEqual([5, 5]);
    expect(x.min().item()).toBe(50);
  });

  it('does not wait for arrays that are being computed', async () => {
    const x = full(3);
    const y = np.sqrt(x.mul(3)).add(1);
    const copies = watchCopies();
    const running = reduction('max')(y as never);
    expect(copies.bytes()).toBeLessThanOrEqual(4 * LARGE + 64);
    expect(await running).toBe(4);
  });
});

describe('arrays that share memory', () => {
  it('are refused where one is written, as typed arrays are', async () => {
    const run = kernel<[number, unknown, unknown]>(add);
    const x = np.zeros(100, { dtype: 'float32' });
    await expect(run(50, 2, x, x)).rejects.toThrow(/x and y of a kernel are the same array, and it is written/);
    await expect(run(50, 2, x.at(':50'), x.at('49:99'))).rejects.toThrow(/x and y of a kernel share memory/);
    await run(50, 2, x.at(':50'), x.at('50:'));
    const { data, byteOffset } = x.__dlpack__();
    const same = new Float32Array(data as SharedArrayBuffer, byteOffset, 100);
    await expect(run(50, 2, same, x)).rejects.toThrow(/x and y of a kernel are the same array, and it is written/);
  });

  it('may be one array where they are read', async () => {
    const x = np.arange(LARGE, { dtype: 'float64' });
    const dot = reduction('+', (a: number, b: number) => a * b);
    const shifted = (await dot(x.at('1:') as never, x.at(':-1') as never)) as number;
    expect(shifted).toBe(await dot(x.at('1:').toTypedArray() as never, x.at(':-1').toTypedArray() as never));
  });

  it('are copied where a kernel cannot follow the view that it reads', async () => {
    const x = np.arange(10, { dtype: 'float32' });
    // It reads the array backwards, as it was before it is written.
    await kernel<[number, unknown, unknown]>(add)(10, 1, x.at('::-1'), x);
    expect(x.toArray()).toEqual(Array(10).fill(9));
  });
});

describe('arrays in several arenas', () => {
  it('are used where they are, and give what arrays in one give', async () => {
    const backend = 'small arenas';
    const make = (): np.NDArray[] =>
      Array.from({ length: 6 }, (_, at) =>
        np
          .arange(100_000, { dtype: 'float32' })
          .mul(at + 1)
          .add(at),
      );
    const run = kernel<[unknown, unknown, unknown, unknown]>(
      (i: number, a: Float32Array, b: Float32Array, c: Float32Array, out: Float32Array): void => {
        out[i] = a[i]! - b[i]! * c[i]!;
      },
      undefined,
      { backend },
    );
    const small = sharedKernelBackendSync(backend) as Required<KernelBackend>;
    const found = await withBackend(small, async () => {
      const [a, b, , c, , out] = made(make());
      const [views, writes] = [vi.spyOn(small, 'view'), vi.spyOn(small, 'write')];
      await run(100_000, a, b, c, out);
      expect([views.mock.calls.length, writes.mock.calls.length]).toEqual([0, 0]);
      return out!.toTypedArray();
    });
    expect(arenas.count).toBeGreaterThan(2);
    const [a, b, , c] = make();
    expect(found).toEqual(a!.sub(b!.mul(c!)).toTypedArray());
  });
});
