/** Reductions of complex numbers by loops. */

import { Complex } from '../dtype/complex.ts';
import type { Scalar } from '../dtype/element.ts';
import { complexLoops } from '../complex/functions.ts';
import { newArray } from '../graph/elements.ts';
import { type Node, opaqueNode } from '../graph/node.ts';
import { packedElements } from '../array/elements.ts';
import { rowsAlong } from '../array/rows.ts';
import { broadcastNode } from '../manipulate/view-nodes.ts';
import { castNode } from '../elementwise/operands.ts';

interface ComplexReduceSettings {
  /** Counts as one more element, before the others. */
  readonly initial?: Scalar | undefined;
  readonly axes: readonly number[];
  readonly keepdims?: boolean | undefined;
  readonly where?: Node | undefined;
}

/** Combines the elements one after the other with a function of two complex numbers; a product of none is 1. */
export function complexReduce(
  name: string,
  node: Node,
  { axes, keepdims, where, initial }: ComplexReduceSettings,
): Node {
  const first = initial instanceof Complex ? initial : new Complex(Number(initial ?? 1));
  // A product begins with its 1: an infinite or NaN part of one factor spreads to both.
  const hasFirst = initial !== undefined || name === 'multiply';
  const shape = node.shape.flatMap((length, axis) => (axes.includes(axis) ? (keepdims === true ? [1] : []) : [length]));
  const inputs = where === undefined ? [node] : [node, castNode(where, 'bool')];
  const loop = complexLoops[name]!;
  return opaqueNode({
    label: name,
    dtype: node.dtype,
    shape,
    inputs,
    compute: ([input, mask]) => {
      const { node: result, data } = newArray(node.dtype, shape);
      const rows = rowsAlong(input!, axes);
      const length = rows.shape[1]!;
      const numbers = packedElements(rows) as Float64Array;
      const masks = mask === undefined ? null : packedElements(rowsAlong(broadcastNode(mask, node.shape), axes));
      const parts = new Float64Array(4);
      const total = new Float64Array(2);
      for (let at = 0; at < data.length / 2; at++) {
        let isFirst = !hasFirst;
        total[0] = first.re;
        total[1] = first.im;
        for (let place = at * length; place < (at + 1) * length; place++) {
          if (masks !== null && masks[place] === 0) continue;
          parts.set([total[0]!, total[1]!, numbers[2 * place]!, numbers[2 * place + 1]!]);
          if (isFirst) total.set([parts[2]!, parts[3]!]);
          else loop(parts, total);
          isFirst = false;
        }
        data[2 * at] = total[0]!;
        data[2 * at + 1] = total[1]!;
      }
      return result;
    },
  });
}
