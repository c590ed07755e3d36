/** Choices between two arrays, of real and complex dtypes. */

import { type DType, isComplex } from '../dtype/dtype.ts';
import { whereOp } from '../elementwise/logic.ts';
import { broadcastShape, castNode } from '../elementwise/operands.ts';
import { elementwiseNode, type Node } from '../graph/node.ts';
import { complexCall } from './complex-node.ts';
import { complexLoops } from './functions.ts';

/**
 * Elements of one array where a condition is true, of another elsewhere: both have the dtype of the result. Shapes broadcast.
 *
 * @throws ShapeError (`ERR_SHAPE`) when shapes do not broadcast.
 */
export function selectNode(condition: Node, [chosen, rest]: readonly [Node, Node], dtype: DType): Node {
  const inputs = [castNode(condition, 'bool'), chosen, rest];
  const shape = broadcastShape('where', inputs);
  if (!isComplex(dtype)) return elementwiseNode(whereOp, { dtype, shape }, inputs);
  return complexCall({ name: 'where', dtype, shape, inputs, loop: complexLoops.where! });
}
