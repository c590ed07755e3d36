/** Parts of arrays, flat views, devices and the exchange of memory. */

import { type NDArray, wrap } from '../array/array.ts';
import { copyNode, packedElements } from '../array/elements.ts';
import { FlatView } from '../array/flat.ts';
import type { IndexItem } from '../indexing/index-item.ts';
import { type ArrayInput, isScalar } from '../array/input.ts';
import type { InputOf } from '../array/as-array.ts';
import type { PartMethods } from '../array/methods-parts.ts';
import { publicReader } from '../array/output.ts';
import { checkDevice } from '../create/array.ts';
import { cpuDevice, tensorOf } from '../create/dlpack.ts';
import { itemSize, partsOf } from '../dtype/dtype.ts';
import type { Scalar } from '../dtype/element.ts';
import { ArrayValueError } from '../errors.ts';
import type { Node } from '../graph/node.ts';
import { assignNode, refuseRepeated, selectNode } from '../indexing/select.ts';
import { resize } from '../manipulate/shape.ts';
import { ravelNode, reshapeNode } from '../manipulate/view-nodes.ts';
import { conj, imag, real } from '../math/complex.ts';
import { installMethods } from './install.ts';

/** Writes into a row-major copy, and all of it back; values are repeated as often as they are needed. */
function writeFlat(array: NDArray, index: IndexItem, value: ArrayInput): void {
  refuseRepeated(array.node);
  const flat = ravelNode(copyNode(array.node));
  const { shape } = selectNode(flat, [index]);
  assignNode(flat, [index], isScalar(value) ? value : resize(value as InputOf, shape));
  assignNode(array.node, ['...'], wrap(reshapeNode(flat, array.shape)));
}

function* valuesOf(node: Node): Generator<Scalar, void, undefined> {
  const read = publicReader(node.dtype, packedElements(node).slice());
  for (let at = 0; at < node.size; at++) yield read(at);
}

/** With the bytes of each element, or of each part of a complex one, turned round. */
function swappedNode(node: Node): Node {
  const copy = copyNode(node);
  const data = packedElements(copy);
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const width = itemSize(node.dtype) / partsOf(node.dtype);
  for (let at = 0; at < bytes.length; at += width) bytes.subarray(at, at + width).reverse();
  return copy;
}

installMethods<PartMethods<NDArray, NDArray>>({
  get real() {
    return real(this as unknown as NDArray);
  },
  get imag() {
    return imag(this as unknown as NDArray);
  },
  get flat() {
    const array = this as unknown as NDArray;
    return new FlatView({
      base: array,
      length: array.size,
      pick: (index) => wrap(copyNode(selectNode(ravelNode(array.node), [index]))),
      write: (index, value) => writeFlat(array, index, value),
      values: () => valuesOf(array.node),
    });
  },
  conjugate() {
    return conj(this);
  },
  toDevice(device, options) {
    checkDevice('toDevice', device);
    if (options?.stream !== undefined && options.stream !== null) {
      throw new ArrayValueError(`toDevice: the CPU has no streams, got ${String(options.stream)}; leave it out`);
    }
    return this;
  },
  byteswap(inplace = false) {
    const swapped = wrap(swappedNode(this.node));
    return inplace ? this.set('...', swapped) : swapped;
  },
  __dlpack__(options) {
    return tensorOf(this.node, options);
  },
  __dlpack_device__() {
    return cpuDevice;
  },
});
