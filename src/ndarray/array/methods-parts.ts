/** Parts of arrays, other views of them, and their exchange with other libraries, as types. */

import type { DLTensor, DLPackOptions } from '../create/dlpack-tensor.ts';
import type { FlatView } from './flat.ts';

/** Parts, devices and bytes. */
export interface PartMethods<Self, Any> {
  /** The real parts: a view, which can be written; of real arrays the array itself. */
  readonly real: Any;
  /** The imaginary parts: a view, which can be written; of real arrays zeros. */
  readonly imag: Any;
  /** The elements in one row-major row: to go along, to read and to write, whatever the shape is. */
  readonly flat: FlatView;
  /** Another name of `conj`. */
  conjugate(): Any;
  /** The array on a device: itself, because there is only the CPU for arrays. */
  toDevice(device: 'cpu', options?: { readonly stream?: null }): Self;
  /** A copy, or the array itself with `inplace`, with the bytes of each element in the opposite order. */
  byteswap(inplace?: boolean): Self;
  /** The memory for other libraries, see `fromDlpack`. */
  __dlpack__(options?: DLPackOptions): DLTensor;
  /** Kind (1: CPU) and number of the device of the memory. */
  __dlpack_device__(): readonly [kind: number, id: number];
}
