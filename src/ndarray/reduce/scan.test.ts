import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { elementsFound } from '../../../test/support/packed-array.ts';
import { assertProperty, fuzzParameters } from '../../../test/support/property.ts';
import { openWasm } from '../../backends/threads/kernels.ts';
import { closeSharedKernelBackends, sharedKernelBackendSync } from '../../core/kernel-registry.ts';
import type { KernelBackend } from '../../core/kernel.ts';
import * as np from '../../ndarray.ts';
import type { DType } from '../dtype/dtype.ts';
import { withBackend } from '../graph/storage.ts';

const one = openWasm({ cores: 1 });
const three = openWasm({ cores: 3 });
afterAll(() => Promise.all([one.close(), three.close(), closeSharedKernelBackends()]));

const dtypes = ['bool', 'int8', 'uint8', 'int16', 'uint16', 'int32', 'uint32', 'int64', 'uint64'] as const;
const floats = ['float16', 'float32', 'float64'] as const;

/** Numbers in a fixed order, among them some that are not usual. */
function values(count: number, { odd, seed }: { odd: boolean; seed: number }): Float64Array {
  const random = np.random.defaultRng(seed).random(count).mul(8).sub(3).toTypedArray() as Float64Array;
  if (odd) for (let at = seed % 97; at < count; at += 611) random[at] = [NaN, Infinity, -0, 1e300, 0][at % 5]!;
  return random;
}

interface Case {
  readonly shape: readonly number[];
  readonly axis: number;
  readonly dtype: DType;
  readonly as: DType | undefined;
  readonly fn: 'cumsum' | 'cumprod';
  readonly view: 'whole' | 'shifted' | 'turned' | 'every other';
  readonly seed: number;
}

const viewed = (x: np.NDArray, { view, shape }: Case): np.NDArray => {
  if (view === 'turned') return x.T;
  if (view === 'every other') return x.at('...', '::-2');
  return view === 'shifted' && shape[0]! > 1 ? x.at('1:') : x;
};

function run(backend: KernelBackend, given: Case): unknown {
  const { shape, axis, dtype, as, fn, seed } = given;
  return withBackend(backend, () => {
    const count = shape.reduce((product, length) => product * length, 1);
    const isFloat = (floats as readonly string[]).includes(dtype);
    const all = np
      .array(values(count, { odd: isFloat, seed }))
      .reshape([...shape])
      .astype(dtype);
    const x = viewed(all, given);
    const result = (fn === 'cumsum' ? np.cumsum : np.cumprod)(x, { axis: axis % shape.length, dtype: as });
    return [result.dtype, result.shape, elementsFound(result)];
  });
}

const lengths = fc.oneof(fc.constantFrom(1, 2, 7, 1007, 1008, 1009, 4032, 4033), fc.integer({ min: 1, max: 4000 }));
const given: fc.Arbitrary<Case> = fc
  .record({
    length: lengths,
    others: fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 2 }),
    at: fc.nat(2),
    axis: fc.nat(2),
    dtype: fc.constantFrom<DType>(...dtypes, ...floats),
    as: fc.constantFrom<DType | undefined>(undefined, undefined, 'float64', 'int32', 'int8', 'float32'),
    fn: fc.constantFrom('cumsum', 'cumprod'),
    view: fc.constantFrom('whole', 'whole', 'shifted', 'turned', 'every other'),
    seed: fc.nat(1000),
  })
  .map(({ length, others, at, ...rest }) => ({ ...rest, shape: others.toSpliced(at, 0, length) }) as Case);

test('kernels give the bits of the loop, whatever the number of threads', async () => {
  const loop = sharedKernelBackendSync('sequential');
  await assertProperty(
    fc.property(given, (program) => {
      const wanted = run(loop, program);
      expect(run(one, program)).toEqual(wanted);
      expect(run(three, program)).toEqual(wanted);
    }),
    fuzzParameters('cumulative sums', 60),
  );
});

test('integers come out as a plain loop has them', () => {
  for (const dtype of dtypes) {
    const x = np.arange(5000).mod(7).astype(dtype);
    const found = np.cumsum(x).toArray() as number[];
    let sum = 0;
    const wanted = (x.toArray() as number[]).map((value) => (sum += Number(value)));
    expect(found).toEqual(wanted);
  }
});

test('sums of what is not negative never fall, and are as exact as float64 makes them', () => {
  for (const dtype of ['float32', 'float64'] as const) {
    const x = np.random.defaultRng(1).random(20_000).astype(dtype);
    const source = x.toTypedArray() as Float64Array;
    const sums = np.cumsum(x).toTypedArray() as Float64Array;
    let exact = 0;
    for (let at = 1; at < sums.length; at++) expect(sums[at]! >= sums[at - 1]!).toBe(true);
    for (let at = 0; at < sums.length; at++) {
      exact += source[at]!;
      const bound = dtype === 'float32' ? 2 ** -24 : 2 ** -46;
      expect(Math.abs(sums[at]! - exact)).toBeLessThanOrEqual(exact * bound * 1.01);
    }
  }
});

test('products that leave the range of a float do so where they are made, not where blocks meet', () => {
  const x = np.full([5000], 2, { dtype: 'float32' });
  x.set(0, 2 ** -149);
  const found = np.cumprod(x).toTypedArray() as Float32Array;
  expect(found[148 + 1]).toBe(1);
  expect(found[200]).toBe(2 ** 51);
  expect(found[149 + 127]).toBe(2 ** 127);
  expect(found[4999]).toBe(Infinity);
});
