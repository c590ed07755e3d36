import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { assertProperty, fuzzParameters } from '../../../test/support/property.ts';
import { closeSharedKernelBackends } from '../../core/kernel-registry.ts';
import * as np from '../../ndarray.ts';
import { type DType, dtypeNames, isComplex } from '../dtype/dtype.ts';

afterAll(closeSharedKernelBackends);

/** The first place of the largest number; NaN is larger than all. */
function placeOfLargest(values: readonly number[]): number {
  let best = 0;
  for (const [at, value] of values.entries()) {
    if (Number.isNaN(values[best])) return best;
    if (value > values[best]! || Number.isNaN(value)) best = at;
  }
  return best;
}

const given = fc.record({
  dtype: fc.constantFrom<DType>(...dtypeNames.filter((dtype) => !isComplex(dtype))),
  rows: fc.integer({ min: 1, max: 9 }),
  columns: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.constantFrom(4095, 4097, 9000)),
  few: fc.boolean(),
  odd: fc.boolean(),
  seed: fc.nat(1000),
});

test('places of extremes are those of a plain loop, over all axes and over one, of arrays and of views', async () => {
  await assertProperty(
    fc.property(given, ({ dtype, rows, columns, few, odd, seed }) => {
      const random = np.random.defaultRng(seed).integers(0, few ? 3 : 100, { size: rows * columns });
      const data = Float64Array.from(random.toArray() as number[]);
      if (odd && dtype.startsWith('float'))
        for (let at = seed; at < data.length; at += 97) data[at] = [NaN, -0, Infinity][at % 3]!;
      const x = np.array(data).reshape(rows, columns).astype(dtype);
      const lists = x.astype('float64').toArray() as number[][];
      const turned = lists[0]!.map((_, at) => lists.map((row) => row[at]!));
      const negative = (values: readonly number[]): number[] => values.map((value) => -value);
      expect(np.argmax(x, { axis: 1 }).toArray()).toEqual(lists.map(placeOfLargest));
      expect(np.argmin(x, { axis: 1 }).toArray()).toEqual(lists.map((row) => placeOfLargest(negative(row))));
      expect(np.argmax(x, { axis: 0 }).toArray()).toEqual(turned.map(placeOfLargest));
      expect(np.argmax(x).item()).toBe(placeOfLargest(lists.flat()));
      expect(np.argmin(x.T).item()).toBe(placeOfLargest(negative(turned.flat())));
      expect(np.argmax(x.at('...', '::-1'), { axis: -1 }).toArray()).toEqual(
        lists.map((row) => placeOfLargest(row.toReversed())),
      );
    }),
    fuzzParameters('places of extremes', 60),
  );
});

test('a number has one place, and complex numbers have them, too', () => {
  expect(np.argmax(5).item()).toBe(0);
  expect(np.argmin(np.array([new np.Complex(1, 1), new np.Complex(1, 0)])).item()).toBe(1);
});
