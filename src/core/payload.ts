/**
 * How values look while they travel. A payload is plain data: structured clone and V8 serialisation both keep it exactly.
 */

/** Any typed array. */
export type TypedArray =
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | Float32Array
  | Float64Array
  | BigInt64Array
  | BigUint64Array;

/**
 * What a message moves instead of copying it: an array buffer, and between threads what else the runtime can move (message
 * ports, streams).
 */
export type Movable = object;

/** A window of a shared array: the worker reads item `i` from `view[start + i]` and writes result `i` to `out[start + i]`. */
export interface RangePayload {
  /** Tells the kinds apart. */
  readonly kind: 'range';
  /** Backed by a SharedArrayBuffer, so that it travels as a handle. */
  readonly view: TypedArray;
  /** Where the window starts. */
  readonly start: number;
  /** Length of the window. */
  readonly count: number;
  /** Where the results go; absent when they come back as a payload of their own. */
  readonly out?: TypedArray;
}

/** Numbers, packed: element `i` is the value `i`, exactly. Int32Array when all are int32 (and none is -0), else Float64Array. */
export interface PackedPayload {
  /** Tells the kinds apart. */
  readonly kind: 'packed';
  /** The values. */
  readonly values: Int32Array | Float64Array;
  /**
   * Shared memory, as long as the values, where the worker may leave the results of tasks that all gave numbers: its outcome is
   * then `placed`. Only for a backend that says `returnsMemory`.
   */
  readonly out?: Float64Array;
}

/** Results that are numbers, left in the `out` of the arguments: the caller has them there. */
export interface PlacedPayload {
  /** Tells the kinds apart. */
  readonly kind: 'placed';
  /** How many there are. */
  readonly count: number;
  /**
   * All are int32 (and none is -0), and lie as such from the beginning of the first result's place; otherwise result `i` of the batch is
   * element `i`.
   */
  readonly ints: boolean;
}

/** Values of one kind of typed array, as they are (an input or a result that is itself a typed array). */
export interface TypedPayload {
  /** Tells the kinds apart. */
  readonly kind: 'typed';
  /** The values. */
  readonly values: TypedArray;
}

/** Values that the transport keeps exactly without our help. */
export interface PlainPayload {
  /** Tells the kinds apart. */
  readonly kind: 'plain';
  /** The values. */
  readonly values: readonly unknown[];
}

/** Values that need our own encoding: functions, classes, instances, frozen objects, large arrays placed elsewhere. */
export interface GraphPayload {
  /** Tells the kinds apart. */
  readonly kind: 'graph';
  /** Nodes of this payload alone; they may refer to the definitions of the call. Opaque outside `closure/`. */
  readonly nodes: readonly unknown[];
  /** The node that decodes to the array of values. */
  readonly root: unknown;
  /** How many definitions of the call this payload may refer to; the receiver must have that many. */
  readonly definitions: number;
}

/** Values in the caller's own heap, by reference. Only for a backend with `memory: 'same'`. */
export interface LocalPayload {
  /** Tells the kinds apart. */
  readonly kind: 'local';
  /** The values. */
  readonly values: ArrayLike<unknown>;
}

/** All values were `undefined`, or nobody wants them. */
export interface VoidPayload {
  /** Tells the kinds apart. */
  readonly kind: 'void';
  /** How many there were. */
  readonly count: number;
}

/** Values on their way: the arguments of a batch, or results. */
export type Payload =
  RangePayload | PackedPayload | TypedPayload | PlainPayload | GraphPayload | LocalPayload | VoidPayload;
