/** Shapes as users give them. */

import { valueText } from './need.ts';
import { ShapeError } from '../errors.ts';
import { shapeText } from './broadcast.ts';
import { sizeOf } from './strided.ts';

/** A number for one axis, or a list of lengths. */
export type ShapeInput = number | readonly number[];

/**
 * A shape from what a user gave.
 *
 * @throws ShapeError for lengths that are negative or no integers.
 */
export function shapeOf(what: string, shape: ShapeInput): readonly number[] {
  const list = typeof shape === 'number' ? [shape] : shape;
  if (!Array.isArray(list)) {
    throw new ShapeError(`${what}: a shape is a whole number or a list of them, got ${valueText(shape)}`);
  }
  for (const length of list) {
    if (!Number.isSafeInteger(length) || length < 0) {
      throw new ShapeError(`${what}: a shape has whole lengths from 0, got ${valueText(list)}`);
    }
  }
  return [...list];
}

/**
 * The shape for so many elements, in which one length may be -1: what is left for it.
 *
 * @throws ShapeError when the elements do not fit.
 */
export function completeShape(given: readonly number[], from: readonly number[]): readonly number[] {
  if (!Array.isArray(given)) {
    throw new ShapeError(`reshape: a shape is a whole number or a list of them, got ${valueText(given)}`);
  }
  const size = sizeOf(from);
  const known = sizeOf(given.filter((length) => length !== -1));
  const unknown = given.filter((length) => length === -1).length;
  const rest = size / known;
  const isPossible = unknown === 0 ? known === size : unknown === 1 && known > 0 && Number.isInteger(rest);
  if (given.some((length) => !Number.isSafeInteger(length) || length < -1) || unknown > 1 || !isPossible) {
    throw new ShapeError(
      `reshape: an array of shape ${shapeText(from)} has ${size} elements, which do not make ${shapeText(given)}; ` +
        'the product of the lengths must be the same, and one length may be -1',
    );
  }
  return given.map((length) => (length === -1 ? rest : length));
}
