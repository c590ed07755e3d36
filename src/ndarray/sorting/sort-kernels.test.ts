import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { elementsFound } from '../../../test/support/packed-array.ts';
import { assertProperty, fuzzParameters } from '../../../test/support/property.ts';
import { openWasm } from '../../backends/threads/kernels.ts';
import { closeSharedKernelBackends, sharedKernelBackendSync } from '../../core/kernel-registry.ts';
import type { KernelBackend } from '../../core/kernel.ts';
import * as np from '../../ndarray.ts';
import { type DType, dtypeNames, isComplex } from '../dtype/dtype.ts';
import { withBackend } from '../graph/storage.ts';

const one = openWasm({ cores: 1 });
const three = openWasm({ cores: 3 });
afterAll(() => Promise.all([one.close(), three.close(), closeSharedKernelBackends()]));

interface Case {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly axis: number;
  readonly descending: boolean;
  readonly kind: 'few' | 'floats' | 'odd' | 'wide';
  readonly seed: number;
}

/** Numbers of some kind: few different ones, fractions, some that are not usual, or over all bits. */
function numbers(count: number, { kind, seed, dtype }: Case): np.NDArray {
  const random = np.random.defaultRng(seed);
  if (kind === 'few') return random.integers(0, 5, { size: count }).astype(dtype);
  if (kind === 'wide' && /int/.test(dtype)) {
    const bits = random.integers(-(2n ** 62n), 2n ** 62n, { size: count });
    return bits.mul(2).astype(dtype);
  }
  const values = random
    .random(count)
    .mul(kind === 'wide' ? 1e30 : 100)
    .sub(kind === 'wide' ? 5e29 : 50);
  const data = values.toTypedArray() as Float64Array;
  if (kind === 'odd' && /float/.test(dtype)) {
    for (let at = seed % 31; at < count; at += 47) data[at] = [NaN, Infinity, -Infinity, -0, 0, -NaN][at % 6]!;
  }
  return np.array(data).astype(dtype);
}

function run(backend: KernelBackend, given: Case): unknown {
  return withBackend(backend, () => {
    const { shape, axis, descending } = given;
    const count = shape.reduce((product, length) => product * length, 1);
    const x = numbers(count, given).reshape([...shape]);
    const options = { axis: axis % shape.length, descending };
    return [elementsFound(np.sort(x, options)), elementsFound(np.argsort(x, options))];
  });
}

const given: fc.Arbitrary<Case> = fc.record({
  dtype: fc.constantFrom(...dtypeNames.filter((dtype) => !isComplex(dtype))),
  shape: fc.constantFrom([5000], [3, 2000], [70_000], [2, 66_000], [1300, 4], [17, 17, 17], [4500, 1]),
  axis: fc.nat(2),
  descending: fc.boolean(),
  kind: fc.constantFrom('few', 'floats', 'odd', 'wide'),
  seed: fc.nat(1000),
}) as fc.Arbitrary<Case>;

test('kernels sort as loops do, whatever the number of threads', async () => {
  const loop = sharedKernelBackendSync('sequential');
  await assertProperty(
    fc.property(given, (program) => {
      const wanted = run(loop, program);
      expect(run(one, program)).toEqual(wanted);
      expect(run(three, program)).toEqual(wanted);
    }),
    fuzzParameters('sorting in kernels', 25),
  );
});

test('rows are sorted in a part of an array, which stays as it is', () => {
  const x = np.arange(20_000).reshape(2, 10_000).mul(-1);
  const part = x.at('1:', '100:9000');
  const sorted = np.sort(part).toArray() as number[][];
  expect(sorted[0]!.slice(0, 3)).toEqual([-18_999, -18_998, -18_997]);
  expect((x.toArray() as number[][])[1]![0]).toBe(-10_000);
});
