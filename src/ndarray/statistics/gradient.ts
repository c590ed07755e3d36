/** Slopes of evenly or unevenly spaced values. */

import { type NDArray, wrap } from '../array/array.ts';
import { type InputOf, nodeOf } from '../array/as-array.ts';
import { type Axes, normalAxes } from '../array/axes.ts';
import { numbersOf } from '../array/numbers.ts';
import { checkOptions } from '../array/options.ts';
import { mapRows } from '../array/rows.ts';
import { complexOfParts, partNode } from '../complex/cast.ts';
import { inexactTypeOf, isComplex } from '../dtype/dtype.ts';
import { castNode } from '../elementwise/operands.ts';
import { ArrayValueError, DTypeError, ShapeError } from '../errors.ts';
import type { Node } from '../graph/node.ts';

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
