/** Values between known points. */

import { type NDArray, wrap } from '../array/array.ts';
import { type InputOf, nodeOf } from '../array/as-array.ts';
import { firstPlace } from '../array/binary-search.ts';
import { numbersOf } from '../array/numbers.ts';
import { checkOptions } from '../array/options.ts';
import { complexOfParts, partNode } from '../complex/cast.ts';
import { Complex } from '../dtype/complex.ts';
import { isComplex } from '../dtype/dtype.ts';
import type { Scalar } from '../dtype/element.ts';
import { ArrayValueError, ShapeError } from '../errors.ts';
import { newArray } from '../graph/elements.ts';
import type { Node } from '../graph/node.ts';

/** Options of {@link interp}. */
export interface InterpOptions {
  /** For places before the first one. Default: the first value. */
  readonly left?: Scalar;
  /** For places behind the last one. Default: the last value. */
  readonly right?: Scalar;
  /** Length after which coordinates repeat. */
  readonly period?: number | null;
}

/** Places in one period, sorted, with the last one before the first and the first one behind the last. */
function wrapPeriod(xp: Float64Array, fp: Float64Array, period: number): { xp: Float64Array; fp: Float64Array } {
  const turned = xp.map((value) => modulo(value, period));
  const order = [...turned.keys()].toSorted((a, b) => turned[a]! - turned[b]!);
  const [first, last] = [order[0]!, order.at(-1)!];
  return {
    xp: Float64Array.of(turned[last]! - period, ...order.map((at) => turned[at]!), turned[first]! + period),
    fp: Float64Array.of(fp[last]!, ...order.map((at) => fp[at]!), fp[first]!),
  };
}

const modulo = (value: number, period: number): number => {
  const rest = value % period;
  return rest !== 0 && rest < 0 !== period < 0 ? rest + period : rest;
};

function valueAt(xp: Float64Array, fp: Float64Array, [value, left, right]: readonly [number, number, number]): number {
  if (Number.isNaN(value)) return value;
  const last = xp.length - 1;
  if (value < xp[0]!) return left;
  if (value > xp[last]!) return right;
  const at = firstPlace(xp.length, (place) => xp[place]! > value) - 1;
  if (at === last || xp[at] === value) return fp[at]!;
  const slope = (fp[at + 1]! - fp[at]!) / (xp[at + 1]! - xp[at]!);
  return slope * (value - xp[at]!) + fp[at]!;
}

/**
 * Values at places between known ones, on straight lines between neighbours.
 *
 * @param x - Places at which values are wanted.
 * @param xp - Places of the known values, ascending (in any order with a period).
 * @param fp - The known values.
 * @returns float64, complex128 for complex values, in the shape of `x`.
 * @throws ShapeError (`ERR_SHAPE`) when the known places and values are not two rows of one length, or empty.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.interp([0, 1.5, 9], [1, 2, 3], [10, 20, 40]).toArray()); // [ 10, 15, 40 ]
 * ```
 */
// oxlint-disable-next-line max-params -- NumPy's three rows, and options
export function interp(x: InputOf, xp: InputOf, fp: InputOf, options: InterpOptions = {}): NDArray {
  checkOptions('interp', options, ['left', 'right', 'period']);
  const values = nodeOf(fp);
  if (!isComplex(values.dtype)) return wrap(interpolated(x, [xp, values], options));
  const [re, im] = ([0, 1] as const).map((part) =>
    interpolated(x, [xp, partNode(values, part)], {
      period: options.period ?? null,
      ...(options.left === undefined ? {} : { left: partOf(options.left, part) }),
      ...(options.right === undefined ? {} : { right: partOf(options.right, part) }),
    }),
  );
  return wrap(complexOfParts('complex128', re!, im!));
}

const partOf = (value: Scalar, part: 0 | 1): number =>
  value instanceof Complex ? (part === 0 ? value.re : value.im) : part === 0 ? Number(value) : 0;

function interpolated(x: InputOf, [xp, fp]: readonly [InputOf, Node], options: InterpOptions): Node {
  let known = { xp: numbersOf(nodeOf(xp)), fp: numbersOf(fp) };
  if (known.xp.length !== known.fp.length || known.xp.length === 0) {
    throw new ShapeError(
      `interp: needs as many values as places and at least one; got ${known.xp.length} and ${known.fp.length}`,
    );
  }
  const { period } = options;
  if (period === 0) throw new ArrayValueError('interp: a period must not be 0');
  if (typeof period === 'number') known = wrapPeriod(known.xp, known.fp, Math.abs(period));
  const ends: InterpOptions = typeof period === 'number' ? {} : options;
  const [left, right] = [Number(ends.left ?? known.fp[0]!), Number(ends.right ?? known.fp.at(-1)!)];
  const wanted = nodeOf(x);
  const result = newArray('float64', wanted.shape);
  for (const [at, value] of numbersOf(wanted).entries()) {
    const place = typeof period === 'number' ? modulo(value, Math.abs(period)) : value;
    result.data[at] = valueAt(known.xp, known.fp, [place, left, right]);
  }
  return result.node;
}
