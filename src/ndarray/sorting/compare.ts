/** Comparison of packed elements in the order of sorting: NaN last, complex numbers by real and then imaginary part. */

import { type DType, isComplex, isFloat } from '../dtype/dtype.ts';
import { halfToNumber } from '../dtype/float16.ts';
import type { DataArray } from '../dtype/typed-array.ts';

/** Whether element `i` of one array comes before element `j` of another. */
export type Comparison = (i: number, j: number) => boolean;

const isLess = (x: number, y: number): boolean => x < y || (Number.isNaN(y) && !Number.isNaN(x));

const isSame = (x: number, y: number): boolean => x === y || (Number.isNaN(x) && Number.isNaN(y));

const rankOf = (re: number, im: number): number => (Number.isNaN(re) ? 2 : 0) + (Number.isNaN(im) ? 1 : 0);

function complexBefore(a: Float64Array, b: Float64Array): Comparison {
  return (i, j) => {
    const [re, im, otherRe, otherIm] = [a[2 * i]!, a[2 * i + 1]!, b[2 * j]!, b[2 * j + 1]!];
    const [rank, otherRank] = [rankOf(re, im), rankOf(otherRe, otherIm)];
    if (rank !== otherRank) return rank < otherRank;
    return isSame(re, otherRe) ? isLess(im, otherIm) : isLess(re, otherRe);
  };
}

/** Compares elements of two packed arrays of one dtype. */
export function isBefore(dtype: DType, first: DataArray, second: DataArray): Comparison {
  const [a, b] = [first as Float64Array, second as Float64Array];
  if (isComplex(dtype)) return complexBefore(a, b);
  if (dtype === 'float16') return (i, j) => isLess(halfToNumber(a[i]!), halfToNumber(b[j]!));
  if (isFloat(dtype)) return (i, j) => isLess(a[i]!, b[j]!);
  return (i, j) => a[i]! < b[j]!;
}
