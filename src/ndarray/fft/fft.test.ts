/** Transforms against long double results, made by scripts/oracle-fft.py, and against their own laws. */

import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import '../../ndarray.ts';
import { closeSharedKernelBackends } from '../../core/kernel-registry.ts';
import { PCG64 } from '../random/pcg64.ts';
import { type FftArray, fftAlong, irfftAlong, rfftAlong } from './along-axis.ts';
import { goodLength, isDirect, radices } from './factors.ts';
import { unitRoot } from './roots.ts';

afterAll(closeSharedKernelBackends);

interface Entry {
  n: number;
  bins: number[];
  fft: number[];
  fftError: number;
  half: number[];
  rfft: number[];
  rfftError: number;
  back: number[];
  irfft: number[];
  irfftError: number;
  singleError: number;
}

const oracle = JSON.parse(readFileSync(new URL('../../../test/oracle/fft.json', import.meta.url), 'utf8')) as {
  lengths: Entry[];
};

/** What the generator script transforms: numpy.random.default_rng(n).random(2 n) - 0.5. */
function inputOf(n: number): Float64Array {
  const bits = new PCG64(n);
  return Float64Array.from({ length: 2 * n }, () => bits.nextDouble() - 0.5);
}

/** Distance of the picked points from the expected ones, relative to their size. */
function errorOf(values: ArrayLike<number>, picked: readonly number[], expected: readonly number[]): number {
  const parts = expected.length / picked.length;
  let difference = 0;
  let size = 0;
  for (const [at, place] of picked.entries()) {
    for (let part = 0; part < parts; part++) {
      const exact = expected[parts * at + part]!;
      difference += (values[parts * place + part]! - exact) ** 2;
      size += exact ** 2;
    }
  }
  return Math.sqrt(difference / size);
}

const plain = { axis: 0, inverse: false, scale: 1, single: false };
const complex = (data: FftArray['data'], ...shape: number[]): FftArray => ({ data, shape, complex: true });
const real = (data: FftArray['data'], ...shape: number[]): FftArray => ({ data, shape, complex: false });

/** NumPy's own error on the same points varies with the data: ours stays below it within this factor and offset. */
const bound = (numpyError: number): number => 1.5 * numpyError + 2 ** -53;

describe.each(oracle.lengths)('a transform of $n points', (entry) => {
  const { n } = entry;
  const input = inputOf(n);

  it('is as exact as that of NumPy', () => {
    const result = fftAlong(complex(input, n), { ...plain, length: n });
    expect(result.shape).toEqual([n]);
    expect(errorOf(result.data, entry.bins, entry.fft)).toBeLessThanOrEqual(bound(entry.fftError));
  });

  it('of real numbers is as exact as that of NumPy', () => {
    const row = real(input.slice(0, n), n);
    const result = rfftAlong(row, { ...plain, length: n });
    expect(result.shape).toEqual([Math.floor(n / 2) + 1]);
    expect(errorOf(result.data, entry.half, entry.rfft)).toBeLessThanOrEqual(bound(entry.rfftError));
    const whole = fftAlong(row, { ...plain, length: n });
    expect(errorOf(whole.data, entry.half, entry.rfft)).toBeLessThanOrEqual(bound(entry.rfftError));
    for (let k = 1; k < n; k++) {
      expect([whole.data[2 * k]!, whole.data[2 * k + 1]! + 0]).toEqual([
        whole.data[2 * (n - k)]!,
        -whole.data[2 * (n - k) + 1]! + 0,
      ]);
    }
  });

  it('back to real numbers is as exact as that of NumPy', () => {
    const half = Math.floor(n / 2) + 1;
    const result = irfftAlong(complex(input.slice(0, 2 * half), half), {
      ...plain,
      length: n,
      inverse: true,
      scale: 1 / n,
    });
    expect(errorOf(result.data, entry.back, entry.irfft)).toBeLessThanOrEqual(bound(entry.irfftError));
  });

  it('of float32 is at least as exact as that of NumPy', () => {
    const narrow = Float32Array.from(input);
    const wide = fftAlong(complex(Float64Array.from(narrow), n), { ...plain, length: n });
    const result = fftAlong(complex(narrow, n), { ...plain, length: n, single: true });
    expect(result.data).toBeInstanceOf(Float32Array);
    const expected = entry.bins.flatMap((bin) => [wide.data[2 * bin]!, wide.data[2 * bin + 1]!]);
    expect(errorOf(result.data, entry.bins, expected)).toBeLessThanOrEqual(entry.singleError + 2 ** -24);
  });

  it('is undone by its inverse', () => {
    const forward = fftAlong(complex(input, n), { ...plain, length: n });
    const back = fftAlong(forward, { ...plain, length: n, inverse: true, scale: 1 / n });
    const places = Array.from({ length: n }, (_, at) => at);
    expect(errorOf(back.data, places, [...input])).toBeLessThan(4e-16 * (1 + Math.log2(n)));
  });
});

describe('transforms along an axis', () => {
  const rows = fc.tuple(
    fc.integer({ min: 1, max: 4 }),
    fc.integer({ min: 1, max: 40 }),
    fc.integer({ min: 1, max: 4 }),
    fc.integer({ min: 1, max: 50 }),
  );

  it('treat each row as if it were alone, cut or filled with zeros', () => {
    fc.assert(
      fc.property(rows, fc.boolean(), ([outer, points, inner, length], inverse) => {
        const data = inputOf(outer * points * inner);
        const step = { axis: 1, length, inverse, scale: 0.5, single: false };
        const result = fftAlong(complex(data, outer, points, inner), step);
        for (let block = 0; block < outer; block++) {
          for (let at = 0; at < inner; at++) {
            const pair = (j: number): number[] => {
              const place = 2 * ((block * points + j) * inner + at);
              return [data[place]!, data[place + 1]!];
            };
            const row = Float64Array.from({ length: points }, (_, j) => j).reduce<number[]>(
              (all, j) => [...all, ...pair(j)],
              [],
            );
            const alone = fftAlong(complex(Float64Array.from(row), points), { ...step, axis: 0 });
            const got = Array.from({ length }, (_, j) => {
              const place = 2 * ((block * length + j) * inner + at);
              return [result.data[place]!, result.data[place + 1]!];
            }).flat();
            expect(got).toEqual([...alone.data]);
          }
        }
      }),
      { numRuns: 40 },
    );
  });

  it('of empty batches are empty', () => {
    const result = rfftAlong(real(new Float64Array(0), 0, 5), { ...plain, axis: 1, length: 5 });
    expect([result.shape, result.data.length]).toEqual([[0, 3], 0]);
  });

  it('keep an infinity out of parts that it does not reach', () => {
    const result = fftAlong(complex(Float64Array.of(Infinity, 0, 1, 0, 1, 0, 1, 0), 4), { ...plain, length: 4 });
    expect([...result.data]).toEqual([Infinity, 0, Infinity, 0, Infinity, 0, Infinity, 0]);
  });
});

describe('lengths', () => {
  it('are the product of their radices', () => {
    for (let length = 1; length < 500; length++) {
      expect(radices(length).reduce((product, radix) => product * radix, 1)).toBe(length);
    }
    expect(radices(360)).toEqual([4, 2, 3, 3, 5]);
    expect([isDirect(31 * 61), isDirect(61), isDirect(1009)]).toEqual([true, true, false]);
  });

  it('are rounded up to products of 2, 3 and 5', () => {
    for (let length = 1; length < 700; length++) {
      let least = length;
      while (!radices(least).every((radix) => radix <= 5)) least++;
      expect(goodLength(length)).toBe(least);
    }
  });
});

describe('roots of unity', () => {
  it('are exact at the eighths of the circle, and lie on it', () => {
    expect([0, 1, 2, 3].map((k) => unitRoot(k, 4).map((part) => part + 0))).toEqual([
      [1, 0],
      [0, -1],
      [-1, 0],
      [0, 1],
    ]);
    expect(unitRoot(1, 8)).toEqual([Math.SQRT1_2, -Math.SQRT1_2]);
    for (const n of [3, 7, 1000, 65537]) {
      for (let k = 0; k < n; k += Math.ceil(n / 50)) {
        const [re, im] = unitRoot(k, n);
        expect(Math.abs(re * re + im * im - 1)).toBeLessThan(4.5e-16);
      }
    }
  });
});
