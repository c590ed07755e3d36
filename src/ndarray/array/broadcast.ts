/** Broadcasting: shapes are aligned from the right; axes of length 1 are repeated. */

import { ShapeError } from '../errors.ts';
import type { Strided } from './strided.ts';

/** A shape as messages have it. */
export const shapeText = (shape: readonly number[]): string => `[${shape.join(',')}]`;

/**
 * The shape to which all shapes broadcast.
 *
 * @param what - The operation, for the message.
 * @throws ShapeError naming all shapes.
 */
export function broadcastShapesFor(what: string, shapes: readonly (readonly number[])[]): number[] {
  const rank = Math.max(0, ...shapes.map((shape) => shape.length));
  const result = new Array<number>(rank).fill(1);
  for (const shape of shapes) {
    for (let back = 1; back <= shape.length; back++) {
      const length = shape[shape.length - back]!;
      const other = result[rank - back]!;
      if (length === other || length === 1) continue;
      if (other !== 1) {
        throw new ShapeError(
          `${what}: shapes ${shapes.map(shapeText).join(' and ')} do not broadcast; ` +
            'align trailing axes, reshape one side, or give it new axes of length 1',
        );
      }
      result[rank - back] = length;
    }
  }
  return result;
}

/** Whether two shapes are the same; a loop, because small operations ask for each of their arrays. */
export function isSameShape(a: readonly number[], b: readonly number[]): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let axis = 0; axis < a.length; axis++) if (a[axis] !== b[axis]) return false;
  return true;
}

/** Whether a shape can be repeated to another. */
export const fits = (from: readonly number[], to: readonly number[]): boolean =>
  from.length <= to.length &&
  from.every((length, axis) => length === 1 || length === to[axis + to.length - from.length]);

/** The same elements seen in a shape that they broadcast to: new and repeated axes have stride 0. */
export function broadcastStrides({ shape, strides }: Strided, to: readonly number[]): number[] {
  const missing = to.length - shape.length;
  return to.map((length, axis) => {
    const own = axis - missing;
    return own < 0 || (shape[own] === 1 && length !== 1) ? 0 : strides[own]!;
  });
}
