/** Cumulative sums and products. */

import { SCAN_BLOCK } from '../../kernel/library/scan/elements.ts';
import { isComplex, isFloat, isInteger } from '../dtype/dtype.ts';
import { mapRows } from '../array/rows.ts';
import type { DataArray } from '../dtype/typed-array.ts';
import { castNode } from '../elementwise/operands.ts';
import { type Node, opaqueNode } from '../graph/node.ts';
import type { DType } from '../dtype/dtype.ts';
import { sumDType } from './reduce.ts';
import { canScan, scanNode } from './scan.ts';

/** What is cumulated. */
export type Cumulation = 'add' | 'multiply';

/** Settings of a cumulation. */
export interface CumulateSettings {
  readonly axis: number;
  readonly dtype?: DType | undefined;
  /** The first result of each run is that of no element: 0 or 1. */
  readonly includeInitial?: boolean | undefined;
}

/** Fills one row of results from one of elements; both are packed. */
type Run = (row: DataArray, to: DataArray) => void;

/** Combines two numbers as the dtype of the result does it. */
type Combine = (a: number, b: number) => number;

function combineOf(kind: Cumulation, dtype: DType): Combine {
  const isSum = kind === 'add';
  if (dtype === 'bool') return isSum ? (a, b) => a | b : (a, b) => a & b;
  if (isInteger(dtype)) return isSum ? (a, b) => (a + b) | 0 : Math.imul;
  // Sums of float32 are kept in float64; products are rounded at each step, as NumPy has them.
  if (dtype === 'float32' && !isSum) return (a, b) => Math.fround(a * b);
  return isSum ? (a, b) => a + b : (a, b) => a * b;
}

/** How a row is gone through. */
interface Steps {
  readonly skip: number;
  /** Elements of a block, as in the kernels (kernel/library/scan/elements.ts): both give the same bits. */
  readonly block: number;
}

function realRun(kind: Cumulation, dtype: DType, { skip, block }: Steps): Run {
  const combine = combineOf(kind, dtype);
  const identity = kind === 'multiply' ? 1 : isFloat(dtype) ? -0 : 0;
  return (row, to) => {
    const [source, result] = [row as Float64Array, to as Float64Array];
    if (skip === 1) result[0] = kind === 'multiply' ? 1 : 0;
    let base = identity;
    for (let start = 0; start < source.length; start += block) {
      const end = Math.min(start + block, source.length);
      let sum = identity;
      for (let k = start; k < end; k++) {
        sum = combine(sum, source[k]!);
        result[k + skip] = combine(base, sum);
      }
      base = combine(base, sum);
    }
  };
}

function bigRun(kind: Cumulation, skip: number): Run {
  return (row, to) => {
    const [source, result] = [row as BigInt64Array, to as BigInt64Array];
    let total = kind === 'add' ? 0n : 1n;
    if (skip === 1) result[0] = total;
    for (let k = 0; k < source.length; k++) {
      result[k + skip] = kind === 'add' ? total + source[k]! : total * source[k]!;
      // As the dtype holds it: it wraps.
      total = result[k + skip]!;
    }
  };
}

const complexRun =
  (kind: Cumulation, skip: number): Run =>
  (row, to) => {
    const [source, result] = [row as Float64Array, to as Float64Array];
    let [re, im] = kind === 'add' ? [0, 0] : [1, 0];
    const put = (at: number): void => {
      result[at] = re;
      result[at + 1] = im;
      re = result[at]!;
      im = result[at + 1]!;
    };
    if (skip === 1) put(0);
    for (let at = 0; at < source.length; at += 2) {
      const [x, y] = [source[at]!, source[at + 1]!];
      // The first one is as it is: 1 times an infinite part makes NaN.
      if (at === 0) [re, im] = [x, y];
      else [re, im] = kind === 'add' ? [re + x, im + y] : [re * x - im * y, re * y + im * x];
      put(at + 2 * skip);
    }
  };

function runOf(kind: Cumulation, work: DType, skip: number): Run {
  if (isComplex(work)) return complexRun(kind, skip);
  if (work === 'int64' || work === 'uint64') return bigRun(kind, skip);
  const block = kind === 'add' || !isFloat(work) ? SCAN_BLOCK : Infinity;
  return realRun(kind, work, { skip, block });
}

/** The cumulative sum or product along an axis; dtypes as for sums. */
export function cumulateNode(kind: Cumulation, node: Node, { axis, dtype, includeInitial }: CumulateSettings): Node {
  const target = dtype ?? sumDType(node.dtype);
  // Half floats are added up as float32 and rounded once.
  const work = target === 'float16' ? 'float32' : target;
  const skip = includeInitial === true ? 1 : 0;
  const shape = node.shape.map((length, at) => (at === axis ? length + skip : length));
  const request = { op: kind === 'add' ? 'add' : 'mul', axis, dtype: work } as const;
  const isKernel = skip === 0 && canScan(node, request);
  const result = opaqueNode({
    label: kind === 'add' ? 'cumsum' : 'cumprod',
    dtype: work,
    shape,
    // Kernels widen elements as they read them.
    inputs: [isKernel ? node : castNode(node, work)],
    compute: ([input]) => {
      const scanned = isKernel ? scanNode(input!, request) : undefined;
      if (scanned !== undefined) return scanned;
      return mapRows(castNode(input!, work), {
        axis,
        dtype: work,
        length: shape[axis]!,
        fill: runOf(kind, work, skip),
      });
    },
  });
  return castNode(result, target);
}
