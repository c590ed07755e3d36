/** `astype`: the elements in another dtype and order. */

import { type Casting, isCastAllowed } from '../dtype/can-cast.ts';
import { asDType, type DType } from '../dtype/dtype.ts';
import { castNode } from '../elementwise/operands.ts';
import { DTypeError } from '../errors.ts';
import type { Node } from '../graph/node.ts';
import type { Order } from './methods-shape.ts';
import { copyInOrder, liesIn, plainOrder } from './ordered.ts';

/** Options of `astype`. */
export interface CastOptions {
  /** False gives the array itself when it has the dtype and the order already. */
  readonly copy?: boolean;
  /** How the result lies in memory: as the array does ('K') unless it is given. */
  readonly order?: Order;
  /** How freely elements may be converted: 'unsafe' unless it is given. */
  readonly casting?: Casting;
}

/** The names of the options of `astype`. */
export const castOptions = ['copy', 'order', 'casting'] as const;

/** A node in another dtype; the node itself where that is allowed and there is nothing to do. */
export function asDTypeNode(node: Node, dtype: DType, options: CastOptions = {}): Node {
  const to = asDType(dtype);
  const { copy = true, order = 'K', casting = 'unsafe' } = options;
  if (!isCastAllowed(node.dtype, to, casting)) {
    throw new DTypeError(
      `astype: ${node.dtype} does not become ${to} by the rule '${casting}'; choose another casting`,
    );
  }
  if (node.dtype !== to)
    return order === 'K' ? castNode(node, to) : copyInOrder(castNode(node, to), plainOrder(node, order));
  return copy === false && liesIn(node, order) ? node : copyInOrder(node, order);
}
