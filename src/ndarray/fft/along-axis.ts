/** Transforms along one axis of a packed array (C order): rows are gathered, transformed in float64, scaled and stored. */

import { planOf } from './plan.ts';
import { forwardReal, inverseReal } from './real.ts';

/** Floats in C order, pairs when complex. */
export interface FftArray {
  readonly data: Float64Array | Float32Array;
  readonly shape: readonly number[];
  readonly complex: boolean;
}

/** What to do with the rows. */
export interface FftStep {
  readonly axis: number;
  /** Points of the transform: longer rows are cut, shorter ones filled with zeros. At least 1. */
  readonly length: number;
  readonly inverse: boolean;
  /** Factor of the result: 1, 1 / n or 1 / sqrt(n). */
  readonly scale: number;
  /** float32 for a float32 result; all is computed in float64. */
  readonly single: boolean;
  /** Makes the room for the result; memory of JavaScript unless it is given. */
  readonly make?: MakeRoom;
}

/** Room for the floats of an array whose elements are all written; pairs when complex. */
export type MakeRoom = (shape: readonly number[], complex: boolean) => FftArray['data'];

interface Walk {
  readonly outer: number;
  readonly inner: number;
  readonly length: number;
}

function walkOf(shape: readonly number[], axis: number): Walk {
  const size = (lengths: readonly number[]): number => lengths.reduce((total, length) => total * length, 1);
  return { outer: size(shape.slice(0, axis)), inner: size(shape.slice(axis + 1)), length: shape[axis]! };
}

function makeResult(source: FftArray, step: FftStep, points: { length: number; complex: boolean }): FftArray {
  const shape = source.shape.with(step.axis, points.length);
  const { complex } = points;
  if (step.make !== undefined) return { data: step.make(shape, complex), shape, complex };
  const size = shape.reduce((total, length) => total * length, complex ? 2 : 1);
  return { data: step.single ? new Float32Array(size) : new Float64Array(size), shape, complex };
}

/** Calls with the first place and the distance of the elements of each row, in source and result. */
function eachRow(
  rows: { source: FftArray; result: FftArray; axis: number },
  visit: (from: number, to: number, stride: number) => void,
): void {
  const { source, result, axis } = rows;
  const { outer, inner, length } = walkOf(source.shape, axis);
  const resultLength = result.shape[axis]!;
  for (let block = 0; block < outer; block++) {
    for (let at = 0; at < inner; at++) visit(block * length * inner + at, block * resultLength * inner + at, inner);
  }
}

/** Complex rows to complex rows. The inverse exchanges real and imaginary parts on the way in and out. */
function transformComplex(source: FftArray, step: FftStep): FftArray {
  const { length, inverse, scale } = step;
  const result = makeResult(source, step, { length, complex: true });
  const plan = planOf(length);
  const used = Math.min(length, source.shape[step.axis]!);
  const [re, im] = inverse ? [1, 0] : [0, 1];
  eachRow({ source, result, axis: step.axis }, (from, to, stride) => {
    const { input } = plan;
    if (stride === 1 && !inverse) input.set(source.data.subarray(2 * from, 2 * (from + used)));
    else {
      for (let at = 0; at < used; at++) {
        const place = 2 * (from + at * stride);
        input[2 * at + re] = source.data[place]!;
        input[2 * at + im] = source.data[place + 1]!;
      }
    }
    input.fill(0, 2 * used);
    const row = plan.run();
    if (stride === 1 && !inverse && scale === 1) {
      result.data.set(row, 2 * to);
      return;
    }
    for (let at = 0; at < length; at++) {
      const place = 2 * (to + at * stride);
      result.data[place] = scale * row[2 * at + re]!;
      result.data[place + 1] = scale * row[2 * at + im]!;
    }
  });
  return result;
}

/** Gathers a real row; what is missing is zero. */
function gatherReal(source: FftArray, place: { from: number; stride: number; used: number }, row: Float64Array): void {
  for (let at = 0; at < place.used; at++) row[at] = source.data[place.from + at * place.stride]!;
  row.fill(0, place.used);
}

/**
 * Real rows to complex ones.
 *
 * @param whole - All `n` points, the second half being the conjugates of the first; else the first `floor(n / 2) + 1`.
 */
function transformReal(source: FftArray, step: FftStep, whole: boolean): FftArray {
  const { length, scale } = step;
  const half = Math.floor(length / 2) + 1;
  const result = makeResult(source, step, { length: whole ? length : half, complex: true });
  const row = new Float64Array(length);
  const pairs = new Float64Array(2 * half);
  const used = Math.min(length, source.shape[step.axis]!);
  // The inverse of a real row is the conjugate of its transform.
  const turn = step.inverse ? -scale : scale;
  eachRow({ source, result, axis: step.axis }, (from, to, stride) => {
    gatherReal(source, { from, stride, used }, row);
    forwardReal(row, pairs);
    for (let at = 0; at < half; at++) {
      const place = 2 * (to + at * stride);
      result.data[place] = scale * pairs[2 * at]!;
      result.data[place + 1] = turn * pairs[2 * at + 1]!;
    }
    if (!whole) return;
    for (let at = half; at < length; at++) {
      const place = 2 * (to + at * stride);
      result.data[place] = scale * pairs[2 * (length - at)]!;
      result.data[place + 1] = -turn * pairs[2 * (length - at) + 1]!;
    }
  });
  return result;
}

/** `fft` and `ifft` along an axis: complex result of `length` points. */
export const fftAlong = (source: FftArray, step: FftStep): FftArray =>
  source.complex ? transformComplex(source, step) : transformReal(source, step, true);

/** `rfft` along an axis of a real array: complex result of `floor(length / 2) + 1` points. */
export const rfftAlong = (source: FftArray, step: FftStep): FftArray => transformReal(source, step, false);

/** `irfft` along an axis: real result of `length` points, from the first `floor(length / 2) + 1` of the source. */
export function irfftAlong(source: FftArray, step: FftStep): FftArray {
  const { length, scale } = step;
  const half = Math.floor(length / 2) + 1;
  const result = makeResult(source, step, { length, complex: false });
  const pairs = new Float64Array(2 * half);
  const row = new Float64Array(length);
  const used = Math.min(half, source.shape[step.axis]!);
  const parts = source.complex ? 2 : 1;
  eachRow({ source, result, axis: step.axis }, (from, to, stride) => {
    for (let at = 0; at < used; at++) {
      const place = parts * (from + at * stride);
      pairs[2 * at] = source.data[place]!;
      pairs[2 * at + 1] = source.complex ? source.data[place + 1]! : 0;
    }
    pairs.fill(0, 2 * used);
    inverseReal(pairs, row);
    for (let at = 0; at < length; at++) result.data[to + at * stride] = scale * row[at]!;
  });
  return result;
}
