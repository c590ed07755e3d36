/**
 * DLPack for JavaScript. The standard's protocol hands a pointer to a structure in C from one library to the other, which JavaScript has no
 * values for: here the structure itself is an object, with the fields of `DLTensor` and shared memory in place of the pointer.
 */

/** Kind and width of the elements: codes 0 (integer), 1 (unsigned), 2 (float), 5 (complex), 6 (bool); bits of one element; 1 lane. */
export interface DLDataType {
  /** Kind of the elements. */
  readonly code: number;
  /** Bits of one element. */
  readonly bits: number;
  /** Elements in one; always 1 here. */
  readonly lanes: number;
}

/** An array in memory, as DLPack describes it. */
export interface DLTensor {
  /** The memory, which both sides see. */
  readonly data: ArrayBufferLike;
  /** Kind (1: CPU) and number of the device. */
  readonly device: readonly [kind: number, id: number];
  /** Number of axes. */
  readonly ndim: number;
  /** Type of the elements. */
  readonly dtype: DLDataType;
  /** Length of each axis. */
  readonly shape: readonly number[];
  /** From one place to the next along each axis, in elements; row major without gaps for null. */
  readonly strides: readonly number[] | null;
  /** Bytes from the beginning of the memory to the first element. */
  readonly byteOffset: number;
}

/** Options of `__dlpack__`. */
export interface DLPackOptions {
  /** The newest version of the protocol that the reader knows; any. */
  readonly maxVersion?: readonly [major: number, minor: number] | null;
  /** The device on which the reader wants the memory: the CPU, which is kind 1. */
  readonly dlDevice?: readonly [kind: number, id: number] | null;
  /** Whether to copy: true always, false never, null where it has to be. */
  readonly copy?: boolean | null;
  /** CPUs have no streams. */
  readonly stream?: null;
}

/** What can be read by `fromDlpack`. */
export interface DLPackSource {
  /** Gives the memory. */
  __dlpack__(options?: DLPackOptions): DLTensor;
  /** Tells where it is. */
  __dlpack_device__(): readonly [kind: number, id: number];
}
