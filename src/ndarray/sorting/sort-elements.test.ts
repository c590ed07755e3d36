import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type DType, dtypeNames, isComplex } from '../dtype/dtype.ts';
import { elementReader } from '../dtype/element.ts';
import { type DataArray, newData } from '../dtype/typed-array.ts';
import { orderOfElements, sortElements } from './sort-elements.ts';

const real = dtypeNames.filter((dtype) => !isComplex(dtype));

/** Random bits are all kinds of floats: NaN, infinities, subnormals and both zeros among them. */
function fill(dtype: DType, seed: readonly number[], count: number): DataArray {
  const data = newData(dtype, count);
  const bytes = new Uint8Array(data.buffer);
  let state = seed[0]! >>> 0;
  for (let at = 0; at < bytes.length; at++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    bytes[at] = dtype === 'bool' ? (state >>> 24) & 1 : state >>> 24;
  }
  if (dtype.startsWith('float') && count > 4) {
    // Zeros of both signs, and repeated elements.
    (data as Float64Array).fill(data[0] as number, 1, Math.floor(count / 4));
    if (dtype === 'float16') (data as Uint16Array).set([0, 0x8000, 0, 0x7e00], count - 4);
    else (data as Float64Array).set([0, -0, 0, Number.NaN], count - 4);
  }
  return data;
}

/** The definition: by value, NaN last, ties by place. */
function expectedOrder(dtype: DType, data: DataArray): number[] {
  const read = elementReader(dtype, data);
  const values = Array.from({ length: data.length }, (_, at) => read(at) as number);
  return values
    .map((_, at) => at)
    .toSorted((a, b) => {
      const [x, y] = [values[a]!, values[b]!];
      const [isXNaN, isYNaN] = [Number.isNaN(Number(x)), Number.isNaN(Number(y))];
      if (isXNaN || isYNaN) return Number(isXNaN) - Number(isYNaN) || a - b;
      return x < y ? -1 : x > y ? 1 : a - b;
    });
}

describe('elements are sorted as their values are', () => {
  test.each(real)('%s', (dtype) => {
    fc.assert(
      fc.property(fc.tuple(fc.integer()), fc.constantFrom(0, 1, 2, 7, 47, 48, 300, 3000), (seed, count) => {
        const data = fill(dtype, seed, count);
        const order = expectedOrder(dtype, data);
        expect([...orderOfElements(dtype, data)]).toEqual(order);
        const sorted = newData(dtype, count);
        sortElements(dtype, data, sorted);
        const [read, readSorted] = [elementReader(dtype, data), elementReader(dtype, sorted)];
        for (const [at, place] of order.entries()) {
          if (!Object.is(readSorted(at), read(place))) expect(readSorted(at)).toBe(read(place));
        }
      }),
      { numRuns: 30 },
    );
  });

  test('from the largest to the smallest, equal ones in their order', () => {
    const data = Float64Array.of(2, Number.NaN, 3, 2, -1, 3);
    expect([...orderOfElements('float64', data, true)]).toEqual([1, 2, 5, 0, 3, 4]);
  });

  test('complex numbers by their real parts, then by the imaginary ones, NaN last', () => {
    const { NaN: nan } = Number;
    // 1+1i, NaN+0i, 1+0i, 0+NaNi, 1+NaNi, 0+5i, NaN+NaNi
    const data = Float64Array.of(1, 1, nan, 0, 1, 0, 0, nan, 1, nan, 0, 5, nan, nan);
    expect([...orderOfElements('complex128', data)]).toEqual([5, 2, 0, 3, 4, 1, 6]);
  });
});
