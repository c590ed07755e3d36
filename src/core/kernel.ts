/**
 * What a backend that runs kernels offers, and what it is given: types of elements and values, compiled kernels (artifacts) and
 * the {@link KernelBackend} contract. A kernel backend knows buffers of bytes and artifacts; it knows nothing of arrays.
 */

/** Type of a value while a kernel computes with it. */
export type ScalarType = 'bool' | 'i32' | 'u32' | 'i64' | 'u64' | 'f32' | 'f64';

/** Type of the elements of a buffer. Narrow types are widened when they are loaded, see `loadedType`. */
export type ElementType = ScalarType | 'i8' | 'u8' | 'i16' | 'u16' | 'f16';

/** Bytes of one element. */
export const elementBytes: { readonly [E in ElementType]: number } = {
  bool: 1,
  i8: 1,
  u8: 1,
  i16: 2,
  u16: 2,
  f16: 2,
  i32: 4,
  u32: 4,
  f32: 4,
  i64: 8,
  u64: 8,
  f64: 8,
};

/**
 * The type a loaded element has in a kernel, which is also the type a stored value must have. Small integers become i32, so
 * that `bytes[i] - 1` is -1 for a zero byte, as in JavaScript.
 */
export const loadedType: { readonly [E in ElementType]: ScalarType } = {
  bool: 'bool',
  i8: 'i32',
  u8: 'i32',
  i16: 'i32',
  u16: 'i32',
  f16: 'f32',
  i32: 'i32',
  u32: 'u32',
  f32: 'f32',
  i64: 'i64',
  u64: 'u64',
  f64: 'f64',
};

/** What a kernel does with a buffer. */
export type BufferAccess = 'read' | 'write' | 'readwrite';

/** One buffer parameter of a compiled kernel. */
export interface BufferSignature {
  readonly name: string;
  readonly element: ElementType;
  readonly access: BufferAccess;
}

/** One scalar parameter of a compiled kernel. */
export interface ScalarSignature {
  readonly name: string;
  /** Never bool: pass 0 or 1. */
  readonly type: Exclude<ScalarType, 'bool'>;
}

/** What all artifacts have in common. */
export interface ArtifactBase {
  /** Equal for equal code: backends cache what they made of an artifact by it. */
  readonly key: string;
  /** Name for messages. */
  readonly name: string;
  /** Number of axes of the iteration space: the length of the `size` given to a dispatch. */
  readonly rank: number;
  readonly buffers: readonly BufferSignature[];
  readonly scalars: readonly ScalarSignature[];
}

/** Views of the bytes of the buffers, in the order of the signature. */
export type KernelBytes = readonly Uint8Array[];

/** A kernel for the interpreter. */
export interface InterpretArtifact extends ArtifactBase {
  readonly target: 'interpret';
  /** Runs the whole iteration space, synchronously, in row-major order. */
  readonly run: (buffers: KernelBytes, launch: Launch) => void;
}

/** What a launch of a kernel with a schedule of its own runs: `run` over some units, then `finish` over others. */
export interface WasmPlan {
  /** How many units, and the rough number of instructions of each. */
  readonly run: { readonly size: number; readonly cost: number };
  readonly finish: { readonly size: number; readonly cost: number };
  /** Numbers for the code, in the words of that name (wasm-layout.ts). */
  readonly blocks: number;
  readonly tiles: number;
  /** Memory that all units of a launch share. */
  readonly partialBytes: number;
}

/** How a kernel is launched whose units are not iterations of a loop. */
export interface WasmSchedule {
  /** The same for any number of threads. */
  readonly plan: (launch: Launch) => WasmPlan;
  /** Shared memory that the kernel keeps for launches on the spot. */
  readonly roomBytes: number;
  /** A launch on which both modes of V8 are compared, and the elements of each buffer. */
  readonly trial: Launch & { readonly lengths: readonly number[] };
}

/**
 * A kernel as WebAssembly. Its module exports `run`, which runs a range of units: iterations, or blocks of the reduction tree when
 * there are accumulators; and then `finish`, which runs a range of the points that are not reduced. Both are called with the
 * address of the parameters (wasm-layout.ts), the first and the one after the last, and scratch memory of the thread.
 */
export interface WasmArtifact extends ArtifactBase {
  readonly target: 'wasm';
  /** Scalars of a launch of these sizes on made-up data, where not any numbers do: some say where things are. */
  readonly trialScalars?: (size: readonly number[]) => readonly (number | bigint)[];
  /**
   * The module, for buffers that are in these memories. The one with index 0 also holds parameters, scratch memory and tables.
   * `width` 256: written so that V8's 256-bit mode joins all it can; the results are the same bits.
   */
  readonly code: (memories: readonly number[], width?: 128 | 256) => Uint8Array<ArrayBuffer>;
  /** The same for one memory that is not shared, which is copied to and from twice as fast; absent where the code needs several threads. */
  readonly ownCode?: () => Uint8Array<ArrayBuffer>;
  /** How many trailing axes accumulators reduce; 0 when there are none. Without accumulators: trailing axes that one unit goes through. */
  readonly reduced: number;
  /** Points of the last axis that is kept which one unit may reduce together; 0 when it reduces one at a time only. */
  readonly tilePoints: number;
  /** Number of accumulators: each has 8 bytes of partial results for each unit. */
  readonly accumulators: number;
  /**
   * Positions of the buffers that are arrays of counters, only added to. Where all of them are small, `tally` may run instead of `run`: each thread then
   * adds to copies in its scratch memory, which are clear before; and `merge` runs over the elements of the longest afterwards.
   */
  readonly tallies: readonly number[];
  /** Scratch memory that each thread needs. */
  readonly scratchBytes: number;
  /** Constant tables, to be placed at a multiple of 16. */
  readonly tables: Uint8Array;
  /** Rough number of instructions of an iteration, for the size of chunks. */
  readonly cost: number;
  /** Iterations that run together in vectors: 1 when there are none, and then why. */
  readonly vectors: { readonly lanes: number; readonly reason?: string };
  /** For a kernel that was not made from the IR. */
  readonly schedule?: WasmSchedule;
}

/** How buffers above the limit of one binding are bound: in pieces, each a binding of its own. */
export interface WgslWindows {
  /** Into how many bindings each buffer is split; 1 for most. */
  readonly counts: readonly number[];
  /** Size of each piece but the last, in bytes: a multiple of 256. */
  readonly byteLength: number;
}

/** A buffer of a shader whose text fixes the bindings. */
export interface WgslBinding {
  readonly binding: number;
  /** Bound as a uniform block, not as storage. */
  readonly uniform: boolean;
}

/** One step of a launch: workgroups of one entry point. */
export interface WgslStep {
  readonly entryPoint: string;
  /** Workgroups in a row, which the backend lays out in two axes where they are many; or along each axis, as they are. */
  readonly groups: number | readonly [x: number, y: number, z: number];
}

/** What runs for an iteration space of some size. */
export interface WgslPlan {
  /** In order; each sees what the ones before it wrote. */
  readonly steps: readonly WgslStep[];
  /** Into how many parts each reduction is split: handed on to the shader. */
  readonly parts: number;
  /** Memory for the results of the parts; 0 for none. */
  readonly scratchBytes: number;
}

/**
 * A kernel as a WGSL shader. Unless `bindings` is given, binding 0 is the uniform block: words for the three axis lengths (1 for
 * those that are absent), for the number of parts, and for a zero that no compiler can know; then the number of elements of each
 * buffer, then the scalars. The buffers follow in order, each taking as many bindings as it has windows, then the scratch memory.
 */
export interface WgslArtifact extends ArtifactBase {
  readonly target: 'wgsl';
  /** The shader; a function of the windows unless its text is fixed. */
  readonly code: string | ((windows: WgslWindows) => string);
  /** All entry points that plans name. */
  readonly entryPoints: readonly string[];
  /** Features of the device that the shader needs, such as `shader-f16`. */
  readonly features: readonly string[];
  readonly plan: (size: readonly number[]) => WgslPlan;
  /** Whether scratch memory is bound behind the buffers. */
  readonly hasScratch: boolean;
  /** For a shader that was written by hand: where its buffers are bound. It has no uniform block of ours. */
  readonly bindings?: readonly WgslBinding[];
}

/** A compiled kernel. */
export type Artifact = InterpretArtifact | WasmArtifact | WgslArtifact;

/** Names a buffer of one backend. */
export type BufferId = number & { readonly __brand: 'BufferId' };

/** How iterations are handed out to threads. The results are the same. */
export interface Schedule {
  /**
   * `static`: one part for each thread; `dynamic`: small chunks, to whichever thread is free; `guided`: large chunks first, smaller ones towards
   * the end.
   */
  readonly kind: 'static' | 'dynamic' | 'guided';
  /** Iterations of a chunk, with `guided` of the smallest. */
  readonly chunkSize?: number;
}

/** What a dispatch gives a kernel besides buffers. */
export interface Launch {
  /** In the order of the signature; bigints for i64 and u64. */
  readonly scalars: readonly (number | bigint)[];
  /** Length of each axis; an axis of length 0 makes an empty iteration space. */
  readonly size: readonly number[];
  /** How iterations are handed out to threads; a backend that has none takes no notice. By default it decides itself. */
  readonly schedule?: Schedule;
}

/** A scalar for a launch on made-up data. @param whole - What integers are. */
export const trialScalar = (type: ScalarSignature['type'], whole: number): number | bigint =>
  type === 'i64' || type === 'u64' ? BigInt(whole) : type === 'f32' || type === 'f64' ? 0.75 : whole;

/** How a buffer is made. */
export interface AllocOptions {
  /** False where all of it is written before any of it is read: it may then show what was in that memory before. Default true. */
  readonly zeroed?: boolean;
}

/** What a backend that runs kernels offers. Calls take effect in the order in which they were made. */
/** An array of the program that iterations walk through in step: iteration `i` touches elements `i + low` to `i + high` of it, and no others. */
export interface StreamedArray {
  readonly bytes: Uint8Array;
  readonly touched: Offsets;
  /** What is written lies here; null where nothing is. */
  readonly written: Offsets | null;
  /** Whether nothing is read, and all of `written` is written for certain. */
  readonly isFilled: boolean;
}

/** From the smallest to the largest distance between the number of an iteration and that of an element. */
export interface Offsets {
  readonly low: number;
  readonly high: number;
}

export interface KernelBackend {
  readonly name: string;
  /** The kind of artifact it runs. */
  readonly target: Artifact['target'];
  /** Whether its device is gone: nothing can be done with it any more, and another one has to be opened. */
  readonly isLost?: boolean;
  /**
   * A new buffer, of zeros unless the options say otherwise.
   *
   * @param byteLength - Zero is allowed.
   * @throws ParallelError when the byte budget of the backend is spent.
   */
  alloc(byteLength: number, options?: AllocOptions): BufferId;
  /**
   * Makes a buffer of memory as it is, without a copy: dispatches read and write it in place. `free` ends that, and leaves the memory alone.
   *
   * @returns undefined where these bytes are not in memory that the kernels of this backend can see.
   */
  adopt?(bytes: Uint8Array): BufferId | undefined;
  /**
   * Makes a buffer of a part of another one, which dispatches read and write in place. `free` ends that; the memory stays in use until all its buffers are
   * freed. No part is empty.
   */
  partOf?(buffer: BufferId, byteOffset: number, byteLength: number): BufferId;
  /** Gives a buffer back; dispatches already made still see it. */
  free(buffer: BufferId): void;
  /** Copies bytes to the start of a buffer. */
  write(buffer: BufferId, bytes: Uint8Array): void;
  /** Copies a buffer out, after all earlier dispatches; rejects if one of them failed. */
  read(buffer: BufferId): Promise<Uint8Array>;
  /** The bytes themselves, where memory is ours (on the CPU): zero copy, synchronous. */
  view?(buffer: BufferId): Uint8Array;
  /** Compiles once, ahead of the first dispatch. */
  prepare(artifact: Artifact): Promise<void> | void;
  /** Runs a kernel over its iteration space. */
  dispatch(artifact: Artifact, buffers: readonly BufferId[], launch: Launch): void;
  /**
   * Runs a kernel of one axis over arrays of the program, at once and piece by piece: what a piece touches of arrays of the program is copied in, and what it wrote is copied out while
   * both are in the cache.
   *
   * @returns False where this cannot be done now; nothing has happened then.
   */
  stream?(artifact: Artifact, arrays: readonly StreamedArray[], launch: Launch): boolean;
  /** Frees everything; safe to call twice. */
  close(): Promise<void>;
}
