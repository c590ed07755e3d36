/** Runs of equal elements in sorted order: what the functions of sets are made of. */

import { type DType, isComplex } from '../dtype/dtype.ts';
import { halfToNumber } from '../dtype/float16.ts';
import { type DataArray, newData } from '../dtype/typed-array.ts';
import { gather, orderOfElements } from '../sorting/sort-elements.ts';

/** Elements in sorted order, cut into runs of equal ones. */
export interface Runs {
  readonly dtype: DType;
  /** Places of the elements in sorted order; within a run as they come. */
  readonly order: Uint32Array;
  /** The elements in that order. */
  readonly sorted: DataArray;
  /** Where in the order each run starts, and behind the last one the number of elements. */
  readonly starts: Uint32Array;
}

/** Whether neighbours are equal; `equalNaN`: whether NaN equals NaN. */
type SameAsNext = (at: number) => boolean;

function sameAsNext(dtype: DType, data: DataArray, equalNaN: boolean): SameAsNext {
  const numbers = data as Float64Array;
  const isNaNPair = (a: number, b: number): boolean => equalNaN && Number.isNaN(a) && Number.isNaN(b);
  if (isComplex(dtype)) {
    return (at) => {
      const [re, im, nextRe, nextIm] = [
        numbers[2 * at]!,
        numbers[2 * at + 1]!,
        numbers[2 * at + 2]!,
        numbers[2 * at + 3]!,
      ];
      // All complex numbers with a NaN in them are one for NumPy.
      return (re === nextRe && im === nextIm) || isNaNPair(re + im, nextRe + nextIm);
    };
  }
  const read =
    dtype === 'float16' ? (at: number): number => halfToNumber(numbers[at]!) : (at: number): number => numbers[at]!;
  return (at) => read(at) === read(at + 1) || isNaNPair(read(at), read(at + 1));
}

/** Finds the runs of packed elements. */
export function findRuns(dtype: DType, data: DataArray, equalNaN: boolean): Runs {
  const order = orderOfElements(dtype, data);
  const sorted = newData(dtype, order.length);
  gather({ dtype, data }, order, sorted);
  const isSame = sameAsNext(dtype, sorted, equalNaN);
  const starts = new Uint32Array(order.length + 1);
  let count = 0;
  for (let at = 0; at < order.length; at++) if (at === 0 || !isSame(at - 1)) starts[count++] = at;
  starts[count] = order.length;
  return { dtype, order, sorted, starts: starts.subarray(0, count + 1) };
}

/** Number of runs. */
export const runCount = ({ starts }: Runs): number => starts.length - 1;

/** Where in the order each run starts. */
export const runStarts = ({ starts }: Runs): Uint32Array => starts.subarray(0, -1);

/** Place of the first element of each run, as they came. */
export const firstPlaces = (runs: Runs): Uint32Array => runStarts(runs).map((start) => runs.order[start]!);

/** Elements of each run. */
export const runLengths = (runs: Runs): Uint32Array => runStarts(runs).map((start, at) => runs.starts[at + 1]! - start);

/** For each element, the number of its run. */
export function runOfEach(runs: Runs): Uint32Array {
  const inverse = new Uint32Array(runs.order.length);
  for (let run = 0; run < runCount(runs); run++) {
    for (let at = runs.starts[run]!; at < runs.starts[run + 1]!; at++) inverse[runs.order[at]!] = run;
  }
  return inverse;
}

/** One element of each run, ascending. */
export function runValues(runs: Runs, to: DataArray): void {
  gather({ dtype: runs.dtype, data: runs.sorted }, runStarts(runs), to);
}
