/** Where the smallest and the largest elements are. */

import { packedElements } from '../array/elements.ts';
import { rowsAlong } from '../array/rows.ts';
import { isComplex, isFloat } from '../dtype/dtype.ts';
import { defineOp } from '../elementwise/element-op.ts';
import { whereOp } from '../elementwise/logic.ts';
import { castNode } from '../elementwise/operands.ts';
import { applyUfunc } from '../elementwise/ufunc.ts';
import * as ufuncs from '../elementwise/ufuncs.ts';
import { ArrayValueError } from '../errors.ts';
import { newArray } from '../graph/elements.ts';
import { constantNode, elementwiseNode, type Node, opaqueNode, placeNode, reduceNode } from '../graph/node.ts';
import { minOp } from './reduce-op.ts';
import { countOf, extremeNode, reducedShape } from './reduce.ts';

/** The place of an element among those that are combined: kernels know it without an array. */
const placeOp = defineOp('place', () => {
  throw new RangeError('a place is not computed from anything');
});

/** Larger than any place. */
const NOWHERE = 2 ** 31 - 1;

/** The first place of the extreme: the smallest one of those whose element equals it. A NaN wins over all numbers. */
function realPositions(which: 'min' | 'max', node: Node, { axes, keepdims }: PositionSettings): Node {
  const extreme = extremeNode(which, node, { axes, keepdims: true });
  let isExtreme = applyUfunc(ufuncs.equal, [node, extreme]);
  if (isFloat(node.dtype))
    isExtreme = applyUfunc(ufuncs.logicalOr, [isExtreme, applyUfunc(ufuncs.notEqual, [node, node])]);
  const inputs = [isExtreme, placeNode(placeOp, node.shape, axes), constantNode('int32', [], NOWHERE)];
  const places = elementwiseNode(whereOp, { dtype: 'int32', shape: node.shape }, inputs);
  const type = { dtype: 'int32', shape: reducedShape(node.shape, axes, keepdims) } as const;
  return castNode(reduceNode({ op: minOp, axes }, type, places), 'int64');
}

/** The place of the extreme in a row of pairs. */
function complexPlace(which: 'min' | 'max', row: Float64Array): number {
  let place = 0;
  for (let k = 0; 2 * k < row.length; k++) {
    const [re, im] = [row[2 * k]!, row[2 * k + 1]!];
    if (Number.isNaN(re) || Number.isNaN(im)) return k;
    const [bestRe, bestIm] = [row[2 * place]!, row[2 * place + 1]!];
    const isLess = re < bestRe || (re === bestRe && im < bestIm);
    const isMore = re > bestRe || (re === bestRe && im > bestIm);
    if (which === 'min' ? isLess : isMore) place = k;
  }
  return place;
}

interface PositionSettings {
  readonly axes: readonly number[];
  readonly keepdims?: boolean | undefined;
}

/** Positions (int64) of the first smallest or largest elements along axes, in row-major order over them. */
export function positionNode(which: 'min' | 'max', node: Node, settings: PositionSettings): Node {
  const { axes, keepdims } = settings;
  if (countOf(node.shape, axes) === 0) {
    throw new ArrayValueError(
      `arg${which} of an array of shape [${node.shape.join(',')}] has no elements to choose from; check its size first`,
    );
  }
  if (axes.length === 0) return constantNode('int64', node.shape, 0n);
  if (!isComplex(node.dtype)) {
    // Half floats are bits in memory, which do not compare as numbers do; bools do not compare at all.
    const input =
      node.dtype === 'float16' ? castNode(node, 'float32') : node.dtype === 'bool' ? castNode(node, 'uint8') : node;
    return realPositions(which, input, settings);
  }
  const shape = reducedShape(node.shape, axes, keepdims);
  return opaqueNode({
    label: `arg${which}`,
    dtype: 'int64',
    shape,
    inputs: [node],
    compute: ([one]) => {
      const { node: result, data } = newArray('int64', shape);
      const rows = rowsAlong(one!, axes);
      const elements = packedElements(rows) as Float64Array;
      const step = 2 * rows.shape[1]!;
      for (let at = 0; at < data.length; at++)
        data[at] = BigInt(complexPlace(which, elements.subarray(at * step, (at + 1) * step)));
      return result;
    },
  });
}
