/** Strides of arrays along the axes that a kernel walks. */

import { invariant } from '../../core/errors.ts';
import { type Node, packedStrides } from '../graph/node.ts';

/** Strides of an array seen with more axes, or broadcast along some. */
export function stridesIn(node: Node, strides: readonly number[], rank: number): readonly number[] {
  const missing = rank - node.shape.length;
  invariant(missing >= 0, 'an input has more axes than the kernel that reads it');
  return Array.from({ length: rank }, (_, axis) =>
    axis < missing || node.shape[axis - missing] === 1 ? 0 : strides[axis - missing]!,
  );
}

/** Strides of what a kernel writes, along all axes it walks. */
export function outputStrides(output: Node, rank: number): readonly number[] {
  if (output.reduction === null) return stridesIn(output, packedStrides(output), rank);
  const { axes } = output.reduction;
  const strides = packedStrides(output);
  const hasReducedAxes = output.shape.length === rank;
  const result: number[] = [];
  for (let axis = 0, at = 0; axis < rank; axis++) {
    if (axes.includes(axis)) {
      result.push(0);
      if (hasReducedAxes) at++;
    } else result.push(strides[at++]!);
  }
  return result;
}
