import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { difference, type PackedArray, type Tolerance, unpack } from '../../../test/support/packed-array.ts';
import * as np from '../../ndarray.ts';
import { closeSharedKernelBackends } from '../../core/kernel-registry.ts';
import { type DType, isComplex, isFloat } from '../dtype/dtype.ts';

afterAll(closeSharedKernelBackends);

interface Row {
  readonly name: string;
  readonly dtype: DType;
  readonly x: PackedArray;
  readonly y: PackedArray;
  readonly result: PackedArray | null;
}
interface Reduction {
  readonly name: string;
  readonly axis: number | number[] | null;
  readonly keepdims: boolean;
  readonly result: PackedArray | null;
}
interface Oracle {
  readonly inputs: { readonly [D in DType]: { readonly all: PackedArray; readonly few: PackedArray } };
  readonly unary: readonly Row[];
  readonly binary: readonly Row[];
  readonly mixed: readonly Row[];
  readonly casts: readonly Row[];
  readonly reductions: readonly { readonly x: PackedArray; readonly rows: readonly Reduction[] }[];
}

const path = new URL('../../../test/oracle/ndarray/elementwise.json', import.meta.url);
const oracle = JSON.parse(readFileSync(path, 'utf8')) as Oracle;

type Fn = (...args: unknown[]) => np.NDArray;
const aliases: { readonly [name: string]: string } = { invert: 'bitwiseInvert', conjugate: 'conj' };
const camel = (name: string): string => name.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
const fn = (name: string): Fn => (np as unknown as { [name: string]: Fn })[aliases[name] ?? camel(name)]!;

/** Functions whose last bits are the library's own. */
const inexact =
  /^(exp|log|sin|cos|tan|arc|sinh|cosh|tanh|cbrt|power|hypot|logaddexp|sqrt|deg2rad|rad2deg|reciprocal|divide|sign|absolute)/;
const toleranceOf = (name: string, dtype: DType): Tolerance => {
  // NumPy rounds 1 + z in log1p, which ours does not.
  if (name === 'log1p' && isComplex(dtype)) return { ulps: 8, share: dtype === 'complex64' ? 1e-4 : 1e-12 };
  if (isComplex(dtype)) return { ulps: 8, share: dtype === 'complex64' ? 1e-6 : 1e-14 };
  // Which zero is the larger one depends on the instructions that NumPy finds.
  if (/^f?(max|min)/.test(name)) return { ulps: 0.25 };
  return { ulps: inexact.test(name) && isFloat(dtype) ? 4 : 0 };
};

/** Checks what a call makes against NumPy's answer, which may be a refusal. */
function check(make: () => np.NDArray, wanted: PackedArray | null, tolerance: Tolerance): string | undefined {
  if (wanted === null) {
    try {
      return `a result of ${make().dtype} where NumPy refuses`;
    } catch {
      return undefined;
    }
  }
  try {
    return difference(make(), wanted, tolerance);
  } catch (error) {
    return String(error);
  }
}

/** Problems by what was called: a list that is easier to read than one failure after the other. */
const problems = (rows: readonly (readonly [label: string, problem: string | undefined])[]): string[] =>
  rows.flatMap(([label, problem]) => (problem === undefined ? [] : [`${label}: ${problem}`]));

const byName = <T extends { readonly name: string }>(rows: readonly T[]): [string, T[]][] => [
  ...Map.groupBy(rows, (row) => row.name),
];

describe('functions of one array are those of NumPy', () => {
  test.each(byName(oracle.unary))('%s', (name, rows) => {
    const found = rows.map(({ dtype, result }) => {
      const make = (): np.NDArray => fn(name)(unpack(oracle.inputs[dtype].all));
      return [dtype, check(make, result, toleranceOf(name, result?.dtype ?? dtype))] as const;
    });
    expect(problems(found)).toEqual([]);
  });
});

function crossed(input: PackedArray): [np.NDArray, np.NDArray] {
  const x = unpack(input);
  const length = x.size;
  const column = np.broadcastTo(x.reshape(length, 1), [length, length]).reshape(length * length);
  return [column, np.broadcastTo(x, [length, length]).reshape(length * length)];
}

/** Powers of integers get exponents from 0 to 19. */
function exponentsOf(dtype: DType, y: np.NDArray): np.NDArray {
  if (isFloat(dtype) || isComplex(dtype) || dtype === 'bool') return y;
  const big = dtype === 'int64' || dtype === 'uint64';
  const list = y.toArray({ bigint: true }) as (number | bigint)[];
  const positive = list.map((value) => (value < 0 ? 1n : BigInt(value)) % 20n);
  return np.array(positive.map((value) => (big ? value : Number(value))) as number[], { dtype });
}

describe('functions of two arrays are those of NumPy', () => {
  test.each(byName(oracle.binary))('%s', (name, rows) => {
    const found = rows.map(({ dtype, result }) => {
      const [x, y] = crossed(oracle.inputs[dtype].few);
      const other = name === 'power' ? exponentsOf(dtype, y) : y;
      return [dtype, check(() => fn(name)(x, other), result, toleranceOf(name, result?.dtype ?? dtype))] as const;
    });
    expect(problems(found)).toEqual([]);
  });

  test.each(byName(oracle.mixed))('%s of different dtypes', (name, rows) => {
    const found = rows.map(({ x, y, result }) => {
      const tolerance = toleranceOf(name, result?.dtype ?? 'bool');
      return [`${x.dtype} ${y.dtype}`, check(() => fn(name)(unpack(x), unpack(y)), result, tolerance)] as const;
    });
    expect(problems(found)).toEqual([]);
  });
});

test('casts are those of NumPy, as far as C defines them', () => {
  const found = oracle.casts.map(
    ({ x, dtype, result }) =>
      [`${x.dtype} to ${dtype}`, check(() => unpack(x).astype(dtype), result, { ulps: 0 })] as const,
  );
  expect(problems(found)).toEqual([]);
});

describe('reductions are those of NumPy', () => {
  test.each(oracle.reductions.map((one) => [one.x.dtype, one.x.shape.join('x'), one] as const))(
    '%s of shape %s',
    (dtype, _, { x, rows }) => {
      const array = unpack(x);
      const found = rows.map(({ name, axis, keepdims, result }) => {
        const options = name.startsWith('cum') ? { axis } : { axis, keepdims };
        const isExact = !/^(mean|var|std|prod|cum)/.test(name) && dtype !== 'float16';
        const tolerance = isComplex(dtype) ? { ulps: 8, share: 1e-5 } : { ulps: isExact ? 0 : 4 };
        const label = `${name} axis ${JSON.stringify(axis)}${keepdims ? ' kept' : ''}`;
        return [label, check(() => fn(name)(array, options), result, tolerance)] as const;
      });
      expect(problems(found)).toEqual([]);
    },
  );
});
