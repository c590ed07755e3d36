/** Parts of complex arrays. */

import { type NDArray, wrap } from '../array/array.ts';
import { type InputOf, nodeOf } from '../array/as-array.ts';
import { viewOf } from '../array/input.ts';
import { complexCall } from '../complex/complex-node.ts';
import { complexLoops } from '../complex/functions.ts';
import { partNode } from '../complex/cast.ts';
import { isComplex, realTypeOf } from '../dtype/dtype.ts';
import { applyUfunc } from '../elementwise/ufunc.ts';
import * as ufuncs from '../elementwise/ufuncs.ts';
import { stored } from '../graph/evaluate.ts';
import { constantNode, type Node } from '../graph/node.ts';
import { call, type UfuncOptions } from './call.ts';
import { type UnaryUfunc, unaryUfunc } from './ufunc-methods.ts';

/**
 * The real parts: a view of complex arrays, the elements themselves of others.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.real([np.complex(1, 2), np.complex(3, -4)]).toArray()); // [ 1, 3 ]
 * ```
 */
export function real(x: InputOf): NDArray {
  const node = nodeOf(x);
  return wrap(isComplex(node.dtype) ? partNode(node, 0) : viewOf(stored(node), node));
}

/**
 * The imaginary parts: a view of complex arrays, zeros of others.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.imag([np.complex(1, 2), np.complex(3, -4)]).toArray()); // [ 2, -4 ]
 * ```
 */
export function imag(x: InputOf): NDArray {
  const node = nodeOf(x);
  if (isComplex(node.dtype)) return wrap(partNode(node, 1));
  const zero = node.dtype === 'int64' || node.dtype === 'uint64' ? 0n : node.dtype === 'bool' ? false : 0;
  return wrap(stored(constantNode(node.dtype, node.shape, zero)));
}

/**
 * The complex conjugates: the imaginary parts change their sign. Other numbers stay as they are.
 *
 * The shape stays. The result has the dtype of the input.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(String(np.conj(np.complex(1, 2)).item())); // (1-2j)
 * ```
 */
export const conj: UnaryUfunc = unaryUfunc(ufuncs.conjugate, (x: InputOf, options?: UfuncOptions) =>
  call(ufuncs.conjugate, [x], options),
);

/** Another name of {@link conj}. */
export const conjugate = conj;

function anglesOf(node: Node): Node {
  const { shape } = node;
  if (!isComplex(node.dtype)) {
    return applyUfunc(ufuncs.arctan2, [0, node]);
  }
  const dtype = realTypeOf(node.dtype);
  return complexCall({ name: 'angle', dtype, shape, inputs: [node], loop: complexLoops.angle! });
}

/**
 * The angles of complex numbers in radians, from -pi to pi; 0 or pi of real ones.
 *
 * @param options - `deg`: in degrees.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.angle([np.complex(1, 0), np.complex(0, 1)], { deg: true }).toArray()); // [ 0, 90 ]
 * ```
 */
export function angle(x: InputOf, options?: { readonly deg?: boolean }): NDArray {
  const node = nodeOf(x);
  const angles = anglesOf(node);
  return wrap(options?.deg === true ? applyUfunc(ufuncs.rad2deg, [angles]) : angles);
}
