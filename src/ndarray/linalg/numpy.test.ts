/** np.linalg against NumPy's, made by scripts/oracle-linalg.py. */

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as np from '../../ndarray.ts';

interface Packed {
  shape: number[];
  dtype: np.DType;
  values: (number | string)[];
}

interface Case {
  name: string;
  args: (Packed | number | string | null)[];
  options: Record<string, unknown>;
  results: Packed[];
  sort: boolean;
}

const oracle = JSON.parse(readFileSync(new URL('../../../test/oracle/linalg.json', import.meta.url), 'utf8')) as {
  cases: Case[];
};

const special: Record<string, number> = { inf: Infinity, '-inf': -Infinity, nan: Number.NaN };
const numberOf = (value: unknown): unknown => (typeof value === 'string' && value in special ? special[value] : value);

function unpack({ shape, dtype, values }: Packed): np.NDArray {
  const numbers = values.map(numberOf) as number[];
  const list = dtype.startsWith('complex')
    ? Array.from({ length: numbers.length / 2 }, (_, at) => np.complex(numbers[2 * at]!, numbers[2 * at + 1]!))
    : numbers;
  return np.array(list, { dtype }).reshape(shape);
}

function partsOf(value: np.NDArray | number): number[] {
  if (typeof value === 'number') return [value];
  return Array.from(value.toTypedArray() as ArrayLike<number | bigint>, Number);
}

/** Rows of numbers in NumPy's order of complex numbers: by real part, then by imaginary part. */
function sorted(parts: number[], isComplex: boolean): number[] {
  if (!isComplex) return parts.toSorted((a, b) => a - b);
  const pairs = Array.from({ length: parts.length / 2 }, (_, at) => [parts[2 * at]!, parts[2 * at + 1]!] as const);
  return pairs.toSorted(([a, b], [c, d]) => (Math.abs(a - c) < 1e-9 ? b - d : a - c)).flat();
}

const functions = np.linalg as unknown as Record<
  string,
  (...args: unknown[]) => np.NDArray | readonly (np.NDArray | number)[]
>;

describe('np.linalg', () => {
  it.each(oracle.cases.map((one, at) => [at, one.name, JSON.stringify(one.options), one] as const))(
    '%i %s(%s) gives what NumPy gives',
    (_, name, __, entry) => {
      const args = entry.args.map((arg) => (typeof arg === 'object' && arg !== null ? unpack(arg) : numberOf(arg)));
      const options = Object.fromEntries(Object.entries(entry.options).map(([key, value]) => [key, numberOf(value)]));
      const given = name === 'multiDot' ? [args] : Object.keys(options).length > 0 ? [...args, options] : args;
      const got = functions[name]!(...given);
      const results = (Array.isArray(got) ? got : [got]) as (np.NDArray | number)[];
      expect(results.length).toBe(entry.results.length);
      for (const [at, result] of results.entries()) {
        const expected = entry.results[at]!;
        if (typeof result !== 'number') expect([result.shape, result.dtype]).toEqual([expected.shape, expected.dtype]);
        const values = expected.values.map(numberOf) as number[];
        const parts = entry.sort ? sorted(partsOf(result), expected.dtype.startsWith('complex')) : partsOf(result);
        const size = Math.sqrt(values.reduce((sum, value) => sum + (Number.isFinite(value) ? value * value : 0), 0));
        const tolerance = (expected.dtype.endsWith('32') || expected.dtype === 'complex64' ? 2e-6 : 2e-12) * (1 + size);
        for (const [place, value] of values.entries()) {
          if (Number.isFinite(value)) expect(Math.abs(parts[place]! - value)).toBeLessThanOrEqual(tolerance);
          else expect(parts[place]).toBe(value);
        }
      }
    },
  );
});
