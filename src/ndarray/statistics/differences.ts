/** Differences, gradients, integrals and interpolation of evenly or unevenly spaced values. */

import { type NDArray, wrap } from '../array/array.ts';
import { type InputOf, nodeOf, toNDArray } from '../array/as-array.ts';
import { type Axes, normalAxes, normalAxis } from '../array/axes.ts';
import { castNode } from '../elementwise/operands.ts';
import { firstPlace } from '../array/binary-search.ts';
import { numbersOf } from '../array/numbers.ts';
import { mapRows } from '../array/rows.ts';
import { checkOptions } from '../array/options.ts';
import { isCastAllowed } from '../dtype/can-cast.ts';
import { complexOfParts, partNode } from '../complex/cast.ts';
import { type DType, inexactTypeOf, isComplex } from '../dtype/dtype.ts';
import { Complex } from '../dtype/complex.ts';
import type { Scalar } from '../dtype/element.ts';
import { applyUfunc } from '../elementwise/ufunc.ts';
import * as ufuncs from '../elementwise/ufuncs.ts';
import { ArrayValueError, DTypeError, ShapeError } from '../errors.ts';
import { newArray } from '../graph/elements.ts';
import type { Node } from '../graph/node.ts';
import { concat } from '../manipulate/join.ts';
import { broadcastNode, partOfAxis, ravelNode, reshapeNode } from '../manipulate/view-nodes.ts';
import { sumNode } from '../reduce/reduce.ts';

/** Options of {@link diff}. */
export interface DiffOptions {
  /** Default: -1. */
  readonly axis?: number;
  /** How often differences are taken. Default: 1. */
  readonly n?: number;
  /** Put before the values along the axis first. */
  readonly prepend?: InputOf;
  /** Put behind the values along the axis first. */
  readonly append?: InputOf;
}

/** What is put before or behind an array: a number is repeated along the other axes. */
function extension(value: InputOf, node: Node, axis: number): Node {
  const added = nodeOf(value);
  return added.shape.length === 0 ? broadcastNode(added, node.shape.with(axis, 1)) : added;
}

/** All places of an axis but the first, and all but the last. */
function neighbours(node: Node, axis: number): readonly [next: Node, own: Node] {
  const count = node.shape[axis]!;
  return [
    partOfAxis(node, axis, { start: Math.min(1, count), stop: count }),
    partOfAxis(node, axis, { start: 0, stop: Math.max(count - 1, 0) }),
  ];
}

/**
 * Differences of neighbours along an axis: `x[i + 1] - x[i]`; of bools whether they differ. With `n`, differences of differences.
 *
 * @throws ArrayValueError (`ERR_ARRAY_VALUE`) for a negative `n`; AxisError (`ERR_AXIS`).
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.diff([1, 4, 9]).toArray(), np.diff([1, 4, 9], { n: 2 }).toArray(), np.diff([4], { prepend: 1 }).toArray()); // [ 3, 5 ] [ 2 ] [ 3 ]
 * ```
 */
export function diff(x: InputOf, options: DiffOptions = {}): NDArray {
  checkOptions('diff', options, ['axis', 'n', 'prepend', 'append']);
  const { n = 1, prepend, append } = options;
  if (!Number.isInteger(n) || n < 0) throw new ArrayValueError(`diff: n must be a whole number from 0 on, got ${n}`);
  if (n === 0) return toNDArray(x);
  const source = nodeOf(x);
  if (source.shape.length === 0)
    throw new ShapeError('diff: a 0-d array has no neighbours; it needs at least one axis');
  const axis = normalAxis(options.axis ?? -1, source.shape.length);
  const parts = [
    ...(prepend === undefined ? [] : [extension(prepend, source, axis)]),
    source,
    ...(append === undefined ? [] : [extension(append, source, axis)]),
  ];
  let node =
    parts.length === 1
      ? source
      : concat(
          parts.map((one) => wrap(one)),
          { axis },
        ).node;
  for (let round = 0; round < n; round++) {
    const [next, own] = neighbours(node, axis);
    node =
      node.dtype === 'bool' ? applyUfunc(ufuncs.bitwiseXor, [next, own]) : applyUfunc(ufuncs.subtract, [next, own]);
  }
  return wrap(node);
}

/**
 * Differences of neighbours of all elements in row-major order, with other values before and behind them.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.ediff1d([1, 4, 9], { toBegin: 0, toEnd: [7, 8] }).toArray()); // [ 0, 3, 5, 7, 8 ]
 * ```
 */
export function ediff1d(x: InputOf, options: { readonly toBegin?: InputOf; readonly toEnd?: InputOf } = {}): NDArray {
  checkOptions('ediff1d', options, ['toBegin', 'toEnd']);
  const source = ravelNode(nodeOf(x));
  const middle = applyUfunc(ufuncs.subtract, neighbours(source, 0));
  const ends = [options.toBegin, options.toEnd].map((end) => (end === undefined ? [] : [endOf(end, middle.dtype)]));
  return concat([...ends[0]!, middle, ...ends[1]!].map((one) => wrap(one)));
}

/** What comes before or behind: in the dtype of the array, which has to be of its kind. */
function endOf(end: InputOf, dtype: DType): Node {
  const node = ravelNode(nodeOf(end));
  if (node.size > 0 && !isCastAllowed(node.dtype, dtype, 'same_kind')) {
    throw new DTypeError(
      `ediff1d: ${node.dtype} before or behind does not go with differences of ${dtype}; use astype`,
    );
  }
  return castNode(node, dtype);
}

/** Distances between values along one axis: one number for all, or a row of coordinates. */
type Spacing = number | Float64Array;

/** Weights of the values before, at and behind a place, by which the slope there is found (second order of accuracy). */
function slopeWeights(spacing: Spacing, at: number): readonly [number, number, number] {
  if (typeof spacing === 'number') return [-0.5 / spacing, 0, 0.5 / spacing];
  const before = spacing[at]! - spacing[at - 1]!;
  const behind = spacing[at + 1]! - spacing[at]!;
  return [
    -behind / (before * (before + behind)),
    (behind - before) / (before * behind),
    before / (behind * (before + behind)),
  ];
}

/** Weights of three values at an end, the end first: of the first order only two of them count. */
function endWeights(spacing: Spacing, count: number, [isLast, order]: readonly [boolean, number]): readonly number[] {
  const distance = (from: number): number =>
    typeof spacing === 'number'
      ? spacing
      : isLast
        ? spacing[count - 1 - from]! - spacing[count - 2 - from]!
        : spacing[from + 1]! - spacing[from]!;
  const sign = isLast ? -1 : 1;
  const near = distance(0);
  if (order === 1) return [-sign / near, sign / near, 0];
  const far = distance(1);
  return [
    (-sign * (2 * near + far)) / (near * (near + far)),
    (sign * (near + far)) / (near * far),
    (-sign * near) / (far * (near + far)),
  ];
}

/** One value of a slope: a sum of values times weights. */
const weighted = (values: readonly number[], weights: readonly number[]): number =>
  values.reduce((sum, value, at) => (weights[at] === 0 ? sum : sum + value * weights[at]!), 0);

/** The slope of a row at each place. */
function slopes(row: Float64Array, spacing: Spacing, order: number): Float64Array {
  const count = row.length;
  return row.map((_, at) => {
    if (at > 0 && at < count - 1) {
      if (typeof spacing === 'number') return (row[at + 1]! - row[at - 1]!) / (2 * spacing);
      return weighted([row[at - 1]!, row[at]!, row[at + 1]!], slopeWeights(spacing, at));
    }
    const isLast = at > 0;
    if (typeof spacing === 'number' && order === 1) {
      return (isLast ? row[at]! - row[at - 1]! : row[1]! - row[0]!) / spacing;
    }
    const values = isLast ? [row[at]!, row[at - 1]!, row[at - 2]!] : [row[0]!, row[1]!, row[2]!];
    return weighted(order === 1 ? values.slice(0, 2) : values, endWeights(spacing, count, [isLast, order]));
  });
}

/** Slopes along an axis, computed in float64. */
function gradientAlong(node: Node, axis: number, { spacing, order }: { spacing: Spacing; order: number }): Node {
  const result = mapRows(castNode(node, 'float64'), {
    axis,
    dtype: 'float64',
    fill: (row, to) => to.set(slopes(row as Float64Array, spacing, order)),
  });
  return castNode(result, inexactTypeOf(node.dtype));
}

/** Both parts have slopes of their own. */
function slopesAlong(node: Node, axis: number, how: { spacing: Spacing; order: number }): Node {
  if (!isComplex(node.dtype)) return gradientAlong(node, axis, how);
  const [re, im] = ([0, 1] as const).map((part) => gradientAlong(partNode(node, part), axis, how));
  return complexOfParts(node.dtype, re!, im!);
}

/** Options of {@link gradient}. */
export interface GradientOptions {
  /** One axis or several; all unless given. */
  readonly axis?: Axes;
  /** Order of accuracy at both ends: 1 or 2. Default: 1. */
  readonly edgeOrder?: 1 | 2;
  /** The distance of neighbours for all axes, or for each a distance or the coordinates of its places. Default: 1. */
  readonly spacing?: number | readonly InputOf[];
}

function spacingOf(value: InputOf, count: number): Spacing {
  const node = nodeOf(value);
  if (node.shape.length === 0) return numbersOf(node)[0]!;
  if (node.shape.length !== 1 || node.size !== count) {
    throw new ShapeError(
      `gradient: an axis of length ${count} needs that many coordinates, got shape [${node.shape.join()}]`,
    );
  }
  const places = numbersOf(node);
  const [first] = [places[1]! - places[0]!];
  // Places at equal distances count as one distance.
  return places.every((place, at) => at === 0 || place - places[at - 1]! === first) ? first : places;
}

function spacingsOf(spacing: GradientOptions['spacing'], counts: readonly number[]): Spacing[] {
  if (spacing === undefined || typeof spacing === 'number') return counts.map(() => spacing ?? 1);
  if (spacing.length !== counts.length) {
    throw new ArrayValueError(`gradient: ${counts.length} axes need as many spacings, got ${spacing.length}`);
  }
  return spacing.map((one, at) => spacingOf(one, counts[at]!));
}

/**
 * Slopes of values on a grid, by central differences inside and one-sided ones at the ends (Quarteroni, Sacco, Saleri, Numerical
 * Mathematics, 10.10, for uneven spacing). Integers are taken as float64; floats are computed in float64 and rounded.
 *
 * @returns An array for one axis, else a list of arrays, one for each axis.
 * @throws ShapeError (`ERR_SHAPE`) when an axis has too few places.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(String(np.gradient([1, 2, 4, 7, 11])), String(np.gradient([1, 4, 9], { spacing: 2 }))); // [1.  1.5 2.5 3.5 4. ] [1.5 2.  2.5]
 * ```
 */
export function gradient(x: InputOf, options: GradientOptions = {}): NDArray | NDArray[] {
  checkOptions('gradient', options, ['axis', 'edgeOrder', 'spacing']);
  const { edgeOrder = 1 } = options;
  if (edgeOrder !== 1 && edgeOrder !== 2)
    throw new ArrayValueError(`gradient: edgeOrder is 1 or 2, got ${String(edgeOrder)}`);
  const node = nodeOf(x);
  if (node.dtype === 'bool')
    throw new DTypeError('gradient: bools have no differences; convert them with astype first');
  const axes = normalAxes(options.axis, node.shape.length);
  const counts = axes.map((axis) => node.shape[axis]!);
  const few = counts.find((count) => count < edgeOrder + 1);
  if (few !== undefined)
    throw new ShapeError(`gradient: an axis of length ${few} is too short; it needs ${edgeOrder + 1} places`);
  const spacings = spacingsOf(options.spacing, counts);
  const results = axes.map((axis, at) => wrap(slopesAlong(node, axis, { spacing: spacings[at]!, order: edgeOrder })));
  return results.length === 1 ? results[0]! : results;
}

/** Options of {@link trapezoid}. */
export interface TrapezoidOptions {
  /** Coordinates of the values: a row for the axis, or an array of their shape. */
  readonly x?: InputOf;
  /** The distance of neighbours, where there are no coordinates. Default: 1. */
  readonly dx?: number;
  /** Default: -1. */
  readonly axis?: number;
}

/**
 * The integral along an axis by the trapezoidal rule.
 *
 * @throws AxisError (`ERR_AXIS`); ShapeError (`ERR_SHAPE`) when the coordinates do not fit.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.trapezoid([1, 2, 3]).item(), np.trapezoid([1, 2, 3], { x: [4, 6, 8] }).item()); // 4 8
 * ```
 */
export function trapezoid(y: InputOf, options: TrapezoidOptions = {}): NDArray {
  checkOptions('trapezoid', options, ['x', 'dx', 'axis']);
  const node = nodeOf(y);
  const axis = normalAxis(options.axis ?? -1, node.shape.length);
  const heights = applyUfunc(ufuncs.add, neighbours(node, axis));
  const areas = applyUfunc(ufuncs.multiply, [widthsOf(options, node, axis), heights]);
  const halves = applyUfunc(ufuncs.divide, [areas, 2]);
  return wrap(sumNode(halves, { axes: [axis] }));
}

/** Distances of neighbours along an axis, in a shape that fits to their values. */
function widthsOf({ x, dx = 1 }: TrapezoidOptions, node: Node, axis: number): Node | number {
  if (x === undefined) return dx;
  const places = nodeOf(x);
  if (places.shape.length !== 1) return diff(wrap(places), { axis }).node;
  const widths = diff(wrap(places)).node;
  return reshapeNode(
    widths,
    node.shape.map((_, at) => (at === axis ? widths.size : 1)),
  );
}

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
