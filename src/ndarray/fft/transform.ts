/** From arrays to transforms and back: dtypes, lengths, axes and norms of the functions of `np.fft`. */

import type { NDArray } from '../array/array.ts';
import { type InputOf, nodeOf } from '../array/as-array.ts';
import { normalAxes, normalAxis } from '../array/axes.ts';
import { castNode } from '../elementwise/operands.ts';
import { packedElements } from '../array/elements.ts';
import { checkOptions } from '../array/options.ts';
import { isComplex } from '../dtype/dtype.ts';
import { ArrayValueError, DTypeError } from '../errors.ts';
import { leaveIn } from '../math/call.ts';
import { newArray, type NewArray } from '../graph/elements.ts';
import { type FftArray, fftAlong, type FftStep, irfftAlong, type MakeRoom, rfftAlong } from './along-axis.ts';

/** Which direction divides: the inverse by n, both by the root of n, or the forward one by n. */
export type FftNorm = 'backward' | 'ortho' | 'forward';

/** Where a transform goes. */
interface FftOut {
  /** Takes the result, and is returned. */
  readonly out?: NDArray | undefined;
}

/** Options of transforms along one axis. */
export interface FftOptions extends FftOut {
  /** Points of the result (of the input for a Hermitian one): longer input is cut, shorter is filled with zeros. */
  readonly n?: number | undefined;
  /** The last one unless it is given. */
  readonly axis?: number | undefined;
  /** Which direction is scaled. Default: backward. */
  readonly norm?: FftNorm | undefined;
}

/** Options of transforms along several axes. */
export interface FftnOptions extends FftOut {
  /** Points along each of the axes; -1 keeps the length. */
  readonly s?: readonly number[] | undefined;
  /** All of them unless they are given; the last ones when there is an `s`. */
  readonly axes?: readonly number[] | undefined;
  /** Which direction is scaled. Default: backward. */
  readonly norm?: FftNorm | undefined;
}

/** A transform along an axis. */
interface Kind {
  readonly along: (source: FftArray, step: FftStep) => FftArray;
  readonly inverse: boolean;
}

export const kinds = {
  fft: { along: fftAlong, inverse: false },
  ifft: { along: fftAlong, inverse: true },
  rfft: { along: rfftAlong, inverse: false },
  irfft: { along: irfftAlong, inverse: true },
} as const satisfies { readonly [name: string]: Kind };

/** An array on its way through transforms. */
export interface Transforming {
  readonly array: FftArray;
  /** float32 and complex64 come out. */
  readonly single: boolean;
}

/** Elements of an input in the precision of the transform: float32 for float16, float32 and complex64, else float64. */
export function enter(input: InputOf): Transforming {
  const node = nodeOf(input);
  const single = node.dtype === 'float16' || node.dtype === 'float32' || node.dtype === 'complex64';
  const complex = isComplex(node.dtype);
  const ready = complex ? node : castNode(node, single ? 'float32' : 'float64');
  return { array: { data: packedElements(ready) as FftArray['data'], shape: node.shape, complex }, single };
}

function makeRoom(shape: readonly number[], complex: boolean, single: boolean): NewArray {
  return newArray(complex ? (single ? 'complex64' : 'complex128') : single ? 'float32' : 'float64', shape);
}

/** A result for the user. */
export function leave(what: string, { array, single }: Transforming, out: NDArray | undefined): NDArray {
  const { node, data } = makeRoom(array.shape, array.complex, single);
  (data as Float64Array).set(array.data);
  return leaveIn(what, out, node);
}

function scaleOf(
  what: string,
  length: number,
  { norm: given, inverse }: { norm?: FftNorm | null | undefined; inverse: boolean },
): number {
  const norm = given ?? 'backward';
  if (norm === 'ortho') return 1 / Math.sqrt(length);
  if (norm !== 'backward' && norm !== 'forward') {
    throw new ArrayValueError(`${what}: norm must be 'backward', 'ortho' or 'forward', got ${JSON.stringify(norm)}`);
  }
  return (norm === 'backward') === inverse ? 1 / length : 1;
}

/** Points of a transform; of the real side of a real one. */
export function checkLength(what: string, length: number): number {
  if (Number.isSafeInteger(length) && length >= 1) return length;
  throw new ArrayValueError(`${what}: invalid number of FFT data points (${length}) specified; it must be at least 1`);
}

/** One axis of a transform. */
export interface Along {
  readonly kind: keyof typeof kinds;
  readonly axis: number;
  readonly length: number;
  readonly norm?: FftNorm | undefined;
  /** Where the result goes. */
  readonly make?: MakeRoom;
}

/** Transforms along one axis. */
export function along(
  what: string,
  { array, single }: Transforming,
  { kind, axis, length, norm, make }: Along,
): Transforming {
  const { along: run, inverse } = kinds[kind];
  checkLength(what, length);
  const scale = scaleOf(what, length, { norm, inverse });
  if (kind === 'rfft' && array.complex) {
    throw new DTypeError(`${what} takes real numbers, got complex ones; use fft, or real() for the real parts`);
  }
  const step = { axis, length, inverse, scale, single, ...(make !== undefined && { make }) };
  return { array: run(array, step), single };
}

/** A transform along one axis, as the functions of `np.fft` have it. */
export function transformAxis(what: keyof typeof kinds, input: InputOf, options: FftOptions): NDArray {
  checkOptions(what, options, ['n', 'axis', 'norm', 'out']);
  const source = enter(input);
  const axis = normalAxis(options.axis ?? -1, source.array.shape.length);
  const own = source.array.shape[axis]!;
  const length = options.n ?? (what === 'irfft' ? 2 * (own - 1) : own);
  let result: NewArray | undefined;
  const make: MakeRoom = (shape, complex) => {
    result = makeRoom(shape, complex, source.single);
    return result.data as FftArray['data'];
  };
  along(what, source, { kind: what, axis, length, norm: options.norm, make });
  return leaveIn(what, options.out, result!.node);
}

/** Axes of a transform and the points along each. */
export interface Grid {
  readonly axes: readonly number[];
  readonly lengths: readonly number[];
}

/**
 * Axes and lengths that options mean.
 *
 * @param hermitian - The last axis holds one half of a Hermitian row, whose length is twice as long less two.
 */
export function gridOf(
  what: string,
  shape: readonly number[],
  { s, axes, hermitian }: FftnOptions & { hermitian?: boolean },
): Grid {
  // An axis may be there twice: it is transformed twice, as in NumPy.
  const chosen =
    axes?.map((axis) => normalAxis(axis, shape.length)) ??
    normalAxes(undefined, shape.length).slice(s === undefined ? 0 : Math.max(0, shape.length - s.length));
  if (s !== undefined && s.length !== chosen.length) {
    throw new ArrayValueError(`${what}: s and axes must have the same length, got ${s.length} and ${chosen.length}`);
  }
  const lengths = chosen.map((axis, at) => {
    const given = s?.[at];
    if (given !== undefined && given !== -1) return checkLength(what, given);
    return hermitian === true && at === chosen.length - 1 && given === undefined
      ? 2 * (shape[axis]! - 1)
      : shape[axis]!;
  });
  return { axes: chosen, lengths };
}
