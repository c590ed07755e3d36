/** Methods of arrays about shapes and memory. */

import { type NDArray, wrap } from '../array/array.ts';
import type { ViewMethods } from '../array/methods-shape.ts';
import { copyInOrder } from '../array/ordered.ts';
import { permuteNode, swapNode } from '../manipulate/axes.ts';
import { broadcastTo, packedRow, reshape, squeezeNode } from '../manipulate/shape.ts';
import { ravelNode } from '../manipulate/view-nodes.ts';
import { installMethods } from './install.ts';

installMethods<ViewMethods<NDArray>>({
  reshape(...shape) {
    return reshape(this, shape.flat());
  },
  ravel(order) {
    return wrap(packedRow(this.node, order));
  },
  flatten(order = 'C') {
    const copy = copyInOrder(this.node, order === 'A' ? 'K' : order);
    return wrap(ravelNode(copy, order));
  },
  transpose(...axes) {
    return wrap(permuteNode(this.node, axes.length === 0 ? undefined : axes.flat()));
  },
  swapaxes(axis1, axis2) {
    return wrap(swapNode(this.node, [axis1, axis2]));
  },
  squeeze(axis) {
    return wrap(squeezeNode(this.node, axis));
  },
  broadcastTo(shape) {
    return broadcastTo(this, shape);
  },
  copy(order = 'C') {
    return wrap(copyInOrder(this.node, order));
  },
});
