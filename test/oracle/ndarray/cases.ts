/** Cases that NumPy answered (scripts/numpy-data/cases.py), run by this library: the answers are equal in dtype, shape and elements. */

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import * as np from '../../../src/ndarray.ts';
import { ParallelError } from '../../../src/core/errors.ts';
import { wrap } from '../../../src/ndarray/array/array.ts';
import { newArray } from '../../../src/ndarray/graph/elements.ts';
import { printf } from '../../../src/ndarray/io/printf.ts';
import { type SaveTextOptions, tableText } from '../../../src/ndarray/io/text-table.ts';

interface EncodedArray {
  readonly d: np.DType;
  readonly s: readonly number[];
  readonly b: string;
}

interface Case {
  /** Name of the function; with dots in namespaces. */
  readonly f: string;
  /** Arguments. */
  readonly a: readonly unknown[];
  /** Options. */
  readonly o?: { readonly [name: string]: unknown };
  /** Result. */
  readonly r?: unknown;
  /** Name of the exception in its place. */
  readonly e?: string;
}

const isRecord = (value: unknown): value is { readonly [key: string]: unknown } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isEncodedArray = (value: unknown): value is EncodedArray => isRecord(value) && typeof value['b'] === 'string';

/** The bytes of an encoded array as an array of ours. */
function decodeArray({ d, s, b }: EncodedArray): np.NDArray {
  const { node, data } = newArray(d, s);
  new Uint8Array(data.buffer, data.byteOffset, data.byteLength).set(Buffer.from(b, 'base64'));
  return wrap(node);
}

/** The same elements as a view of a larger array, backwards and with gaps. */
function asView(x: np.NDArray): np.NDArray {
  if (x.ndim === 0) return x;
  const shape = x.shape.map((length) => length * 2 + 1);
  const large = np.zeros(shape, { dtype: x.dtype });
  const index = x.shape.map((length) => (length === 0 ? '0:0' : `${length * 2 - 1}::-2`));
  large.set(index, x);
  return large.at(...index);
}

const numberOf = (text: unknown): number => Number(String(text).replace('inf', 'Infinity').replace('nan', 'NaN'));

function decode(value: unknown, change: (x: np.NDArray) => np.NDArray): unknown {
  if (isEncodedArray(value)) return change(decodeArray(value));
  if (Array.isArray(value)) return value.map((one) => decode(one, change));
  if (isRecord(value)) {
    if ('t' in value) return (value['t'] as unknown[]).map((one) => decode(one, change));
    if ('f' in value) return numberOf(value['f']);
    if ('c' in value) {
      const [re, im] = value['c'] as unknown[];
      return np.complex(numberOf(re), numberOf(im));
    }
  }
  return value;
}

/** How far results may be off. */
export interface Tolerance {
  /** Relative to the size of the element, in units of the dtype's epsilon; 0 for the same bits (but for NaN). */
  readonly eps: number;
  /** Absolute, in epsilons. */
  readonly absolute?: number;
}

const epsilons: { readonly [dtype: string]: number } = { float16: 2 ** -10, float32: 2 ** -23, complex64: 2 ** -23 };

function partsOf(x: np.NDArray): (number | bigint)[] {
  const data = x.dtype === 'float16' ? x.astype('float32').toTypedArray() : x.toTypedArray();
  return [...(data as unknown as Iterable<number | bigint>)];
}

function expectClose(ours: np.NDArray, wanted: np.NDArray, { eps, absolute = 0 }: Tolerance): void {
  expect(ours.dtype).toBe(wanted.dtype);
  expect(ours.shape).toEqual(wanted.shape);
  const epsilon = epsilons[wanted.dtype] ?? 2 ** -52;
  const [a, b] = [partsOf(ours), partsOf(wanted)];
  for (const [at, value] of a.entries()) {
    const other = b[at]!;
    if (value === other || Object.is(value, other)) continue;
    const limit = epsilon * (eps * Math.abs(Number(other)) + absolute);
    if (typeof value === 'number' && Math.abs(value - Number(other)) <= limit) continue;
    expect({ at, value }, `${String(ours)} instead of ${String(wanted)}`).toEqual({ at, value: other });
  }
}

function compare(ours: unknown, wanted: unknown, tolerance: Tolerance): void {
  if (wanted instanceof np.NDArray) {
    expectClose(
      ours instanceof np.NDArray ? ours : np.asarray(ours as np.PlainInput, { dtype: wanted.dtype }),
      wanted,
      tolerance,
    );
  } else if (Array.isArray(wanted)) {
    expect(ours).toHaveLength(wanted.length);
    for (const [at, one] of wanted.entries()) compare((ours as unknown[])[at], one, tolerance);
  } else expect(ours).toEqual(wanted);
}

type AnyFunction = (...args: unknown[]) => unknown;

/** Calls that only tests make. */
const ownCalls: { readonly [name: string]: AnyFunction } = {
  pathOf: (text, arrays, optimize) =>
    np.einsumPath(text as string, ...(arrays as np.NDArray[]), { optimize: optimize as 'greedy' })[0],
  tableText: (x, options) => tableText(x as np.NDArray, (options ?? {}) as SaveTextOptions),
  printf: (format, values) => (values as number[]).map((value) => printf(format as string, [value])),
};

function find(name: string): AnyFunction {
  const own = ownCalls[name];
  if (own !== undefined) return own;
  let target: unknown = np;
  for (const part of name.split('.')) target = (target as { readonly [key: string]: unknown })[part];
  if (typeof target !== 'function') throw new TypeError(`there is no ${name}`);
  return target as AnyFunction;
}

const same = (x: np.NDArray): np.NDArray => x;

function runCase({ f, a, o, r, e }: Case, tolerance: Tolerance): void {
  for (const change of [same, asView]) {
    const args = a.map((arg) => decode(arg, change));
    if (o !== undefined) args.push(decode(o, change) === o ? mapValues(o, change) : o);
    const call = (): unknown => find(f)(...args);
    if (e === undefined) compare(call(), decode(r, same), tolerance);
    else expect(call, `NumPy raises ${e}`).toThrow(ParallelError);
  }
}

const mapValues = (options: NonNullable<Case['o']>, change: (x: np.NDArray) => np.NDArray): object =>
  Object.fromEntries(Object.entries(options).map(([name, value]) => [name, decode(value, change)]));

/** Short text of a case, for messages. */
const textOf = ({ f, a, o }: Case): string => {
  const args = a.map((arg) => (isEncodedArray(arg) ? `${arg.d}[${arg.s.join()}]` : JSON.stringify(arg)));
  return `${f}(${[...args, ...(o === undefined ? [] : [JSON.stringify(o)])].join(', ').slice(0, 120)})`;
};

/**
 * Defines a test for each function in a file of cases.
 *
 * @param tolerances - By name of the function; equal bits where there is none.
 */
export function testCases(url: URL, tolerances: { readonly [name: string]: Tolerance } = {}): void {
  const { cases } = JSON.parse(readFileSync(url, 'utf8')) as { readonly cases: readonly Case[] };
  for (const [name, group] of Map.groupBy(cases, ({ f }) => f)) {
    test(`${name}: ${group.length} cases`, () => {
      for (const one of group) {
        try {
          runCase(one, tolerances[name] ?? { eps: 0 });
        } catch (error) {
          throw new Error(`${textOf(one)}: ${(error as Error).message}`, { cause: error });
        }
      }
    });
  }
}
