/** Exchange of memory with other libraries, see dlpack-tensor.ts. */

import { type NDArray, wrap } from '../array/array.ts';
import { copyElements } from '../array/copy-elements.ts';
import { copyNode } from '../array/elements.ts';
import { ArrayHandle } from '../array/handle.ts';
import { viewOf } from '../array/input.ts';
import { checkOptions } from '../array/options.ts';
import { type DType, dtypeNames, itemSize, kindOf } from '../dtype/dtype.ts';
import { dataConstructor } from '../dtype/typed-array.ts';
import { ArrayValueError, DTypeError } from '../errors.ts';
import { newArray } from '../graph/elements.ts';
import { stored } from '../graph/evaluate.ts';
import { rowMajorStrides } from '../graph/layout.ts';
import type { Node } from '../graph/node.ts';
import { checkDevice, type Device } from './array.ts';
import type { DLDataType, DLPackOptions, DLPackSource, DLTensor } from './dlpack-tensor.ts';

/** The CPU, as DLPack numbers devices. */
export const cpuDevice = [1, 0] as const;

const codes = { i: 0, u: 1, f: 2, c: 5, b: 6 } as const;

const typeOf = (dtype: DType): DLDataType => ({ code: codes[kindOf(dtype)], bits: itemSize(dtype) * 8, lanes: 1 });

function dtypeOf({ code, bits, lanes }: DLDataType): DType {
  const found = dtypeNames.find((dtype) => codes[kindOf(dtype)] === code && itemSize(dtype) * 8 === bits);
  if (found !== undefined && lanes === 1) return found;
  throw new DTypeError(`fromDlpack: elements of code ${code} with ${bits} bits and ${lanes} lanes have no dtype here`);
}

/** The memory of a node as other libraries read it. */
export function tensorOf(node: Node, options: DLPackOptions = {}): DLTensor {
  checkOptions('__dlpack__', options, ['maxVersion', 'dlDevice', 'copy', 'stream']);
  const { dlDevice, copy, stream } = options;
  if (dlDevice !== undefined && dlDevice !== null && dlDevice[0] !== cpuDevice[0]) {
    throw new ArrayValueError(`__dlpack__: the memory is on the CPU, [1, 0], not on device [${dlDevice.join(', ')}]`);
  }
  if (stream !== undefined && stream !== null) {
    throw new ArrayValueError(`__dlpack__: memory of the CPU has no streams, got ${String(stream)}; leave it out`);
  }
  const { storage, shape, strides, offset, dtype } = stored(copy === true ? copyNode(node) : node);
  const bytes = storage!.bytes();
  return {
    data: bytes.buffer,
    device: cpuDevice,
    ndim: shape.length,
    dtype: typeOf(dtype),
    shape: [...shape],
    strides: [...strides],
    byteOffset: bytes.byteOffset + offset * itemSize(dtype),
  };
}

function checkTensor(tensor: DLTensor): void {
  if (!(tensor?.data instanceof ArrayBuffer) && !(tensor?.data instanceof SharedArrayBuffer)) {
    throw new DTypeError(
      'fromDlpack: __dlpack__ gave no object with its memory (an ArrayBuffer) in `data`; see DLTensor',
    );
  }
  if (tensor.device[0] !== cpuDevice[0]) {
    throw new ArrayValueError(
      `fromDlpack: the memory is on device [${tensor.device.join(', ')}]; copy it to the CPU, [1, 0], first`,
    );
  }
}

/** The elements that a tensor describes, copied. */
function copyTensor(tensor: DLTensor): Node {
  checkTensor(tensor);
  const dtype = dtypeOf(tensor.dtype);
  const shape = [...tensor.shape];
  const { node, data } = newArray(dtype, shape);
  const size = itemSize(dtype);
  const strides = tensor.strides ?? rowMajorStrides(shape);
  // From the first byte that is a whole number of elements away from the first element: negative strides reach back.
  const start = tensor.byteOffset % size;
  const bytes = new Uint8Array(tensor.data, start, Math.floor((tensor.data.byteLength - start) / size) * size);
  const isAligned = start % Math.min(size, 8) === 0;
  const own = isAligned ? bytes : bytes.slice();
  const make = dataConstructor(dtype);
  const all = new make(own.buffer as ArrayBuffer, own.byteOffset, own.byteLength / make.BYTES_PER_ELEMENT);
  copyElements(
    { dtype, data: all, shape, strides, offset: (tensor.byteOffset - start) / size },
    { dtype, data, shape, strides: rowMajorStrides(shape), offset: 0 },
  );
  return node;
}

const sameView = (node: Node): Node => viewOf(stored(node), stored(node));

/** Options of {@link fromDlpack}. */
export interface FromDlpackOptions {
  /** Where the array is to be. */
  readonly device?: Device | null;
  /** True always copies, false never does, null copies where it has to be. */
  readonly copy?: boolean | null;
}

/**
 * An array from one of another library that speaks DLPack: an object with `__dlpack__()`, which gives memory and layout as a {@link DLTensor}, and
 * `__dlpack_device__()`. An array of this library comes back as a view of the same memory; memory of others is copied, because arrays have theirs
 * where all threads see it.
 *
 * Our arrays have both methods, so other libraries can read their memory without a copy.
 *
 * @throws DTypeError (`ERR_DTYPE`) for objects without the two methods, and elements that no dtype here is for; ArrayValueError
 * (`ERR_ARRAY_VALUE`) for `copy: false` where memory has to be copied, and memory on other devices.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * const x = np.arange(3);
 * console.log(np.sharesMemory(np.fromDlpack(x), x), x.__dlpack__().dtype, x.__dlpack_device__()); // true { code: 0, bits: 64, lanes: 1 } [ 1, 0 ]
 * ```
 */
export function fromDlpack(x: DLPackSource, options: FromDlpackOptions = {}): NDArray {
  checkOptions('fromDlpack', options, ['device', 'copy']);
  checkDevice('fromDlpack', options.device ?? undefined);
  const { copy } = options;
  if (x instanceof ArrayHandle) return wrap(copy === true ? copyNode(x.node) : sameView(x.node));
  if (typeof x?.__dlpack__ !== 'function' || typeof x.__dlpack_device__ !== 'function') {
    throw new DTypeError(
      'fromDlpack takes an object with __dlpack__() and __dlpack_device__(); for typed arrays use fromTypedArray',
    );
  }
  if (copy === false) {
    throw new ArrayValueError(
      'fromDlpack: memory of another library has to be copied to where all threads see it; leave copy out',
    );
  }
  return wrap(copyTensor(x.__dlpack__(copy === true ? { copy } : {})));
}
