/** Casts from and to complex dtypes. */

import { type DType, isComplex, realTypeOf } from '../dtype/dtype.ts';
import { castOp } from '../elementwise/cast.ts';
import { stored } from '../graph/evaluate.ts';
import { elementwiseNode, type Node } from '../graph/node.ts';
import { complexCall, partView } from './complex-node.ts';

/** The real or imaginary parts, as a new node of the real dtype. */
export const partNode = (node: Node, part: 0 | 1): Node => partView(stored(node), part);

const realAs = (node: Node, dtype: DType): Node =>
  node.dtype === dtype ? node : elementwiseNode(castOp, { dtype, shape: node.shape }, [node]);

/** Real to complex, complex to complex, or complex to real, which drops the imaginary part; to bool, anything but 0 is true. */
export function castComplex(node: Node, dtype: DType): Node {
  const { shape } = node;
  if (isComplex(dtype)) {
    const input = isComplex(node.dtype) ? node : realAs(node, realTypeOf(dtype));
    return complexCall({
      name: 'cast',
      dtype,
      shape,
      inputs: [input],
      loop: (parts, result) => {
        result[0] = parts[0]!;
        result[1] = parts[1]!;
      },
    });
  }
  if (dtype === 'bool') {
    return complexCall({
      name: 'cast',
      dtype,
      shape,
      inputs: [node],
      loop: (parts, result) => {
        result[0] = parts[0] !== 0 || parts[1] !== 0 ? 1 : 0;
      },
    });
  }
  // An array of its own, even where the dtype is that of the parts: these are a view.
  return elementwiseNode(castOp, { dtype, shape }, [partNode(node, 0)]);
}

/** Complex numbers from their real and imaginary parts. */
export const complexOfParts = (dtype: DType, re: Node, im: Node): Node =>
  complexCall({
    name: 'complex',
    dtype,
    shape: re.shape,
    inputs: [re, im],
    loop: (parts, result) => {
      result[0] = parts[0]!;
      result[1] = parts[2]!;
    },
  });
