/** Axes as users name them: from 0, or negative from the end. */

import { valueText } from './need.ts';
import { AxisError } from '../errors.ts';

/** One axis, or several. */
export type Axes = number | readonly number[];

/**
 * The axis counted from 0.
 *
 * @throws AxisError when the array has no such axis.
 */
export function normalAxis(axis: number, ndim: number): number {
  if (!Number.isInteger(axis) || axis < -ndim || axis >= ndim) {
    throw new AxisError(
      `axis ${valueText(axis)} is out of bounds for an array with ${ndim} ${ndim === 1 ? 'axis' : 'axes'}; ` +
        (ndim === 0 ? 'a 0-d array has none' : `it may be ${-ndim} to ${ndim - 1}`),
    );
  }
  return axis < 0 ? axis + ndim : axis;
}

/**
 * Several axes counted from 0, in the order in which they were given; all of them for undefined.
 *
 * @throws AxisError when one does not exist or is there twice.
 */
export function normalAxes(axes: Axes | null | undefined, ndim: number): number[] {
  if (axes === undefined || axes === null) return Array.from({ length: ndim }, (_, axis) => axis);
  if (typeof axes !== 'number' && !Array.isArray(axes)) {
    throw new AxisError(`an axis is a whole number, several are a list of them; got ${valueText(axes)}`);
  }
  const list = (typeof axes === 'number' ? [axes] : (axes as readonly number[])).map((axis) => normalAxis(axis, ndim));
  const twice = list.find((axis, at) => list.indexOf(axis) !== at);
  if (twice !== undefined)
    throw new AxisError(`axis ${twice} is there twice in [${[axes].flat().join(', ')}]; name each axis once`);
  return list;
}
