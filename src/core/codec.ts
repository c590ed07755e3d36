/**
 * How functions and values are encoded for a call. `closure/` implements it; `plan/` and `worker/` use it.
 *
 * One codec lives on each side of a call. Definitions (functions, classes, prototypes, what functions captured, large
 * arrays) are numbered and sent once per worker per call; the nodes of one payload are not kept. So identities hold
 * between functions, their captures and all arguments, and classes are the same on both sides of the call.
 */

import type { FunctionRef } from './task.ts';
import type { GraphPayload, Movable, PackedPayload, Payload, PlainPayload, TypedArray } from './payload.ts';

/** Where the other side lives: decides what can be shared. */
export type CodecTarget = 'thread' | 'process';

/** Puts large buffers where the other side can get them without a copy through the message. Implemented in `memory/`. */
export interface BlobStore {
  /** Array buffers from this size on are offered to `put`. Infinity: never. */
  readonly minBytes: number;
  /** Returns a plain description for `get` on the other side, or undefined to send the bytes in the message. */
  put(bytes: ArrayBuffer): BlobRef | undefined;
  /** The buffer itself: mapped or read, once per worker. */
  get(ref: BlobRef): ArrayBuffer | SharedArrayBuffer;
}

/** Plain description of a placed buffer. */
export interface BlobRef {
  readonly kind: 'sab' | 'file';
  /** Unique for as long as any worker may remember it. */
  readonly id: string;
  readonly byteLength: number;
  /** Path of the file. */
  readonly name?: string;
  readonly buffer?: SharedArrayBuffer;
}

/** The caller's side of a call. */
export interface CallCodec {
  /** Grows as functions and classes are met; the planner puts this very array into the call header. */
  readonly definitions: readonly unknown[];
  /**
   * Adds a function, with all that it captured, to the definitions. The same function object gives the same reference.
   *
   * @throws ClosureError naming what cannot travel, the path to it and a remedy.
   */
  addFunction(fn: (...args: never[]) => unknown): FunctionRef;
  /**
   * Encodes arguments. `describe` names value `i` in messages (`argument 3`).
   *
   * @throws NotCloneableError with the path to what cannot travel.
   */
  encode(
    values: readonly unknown[],
    describe: (position: number) => string,
  ): PlainPayload | PackedPayload | GraphPayload;
  /** Decodes results; asynchronous only when a class has to be imported first. */
  decode(payload: Payload): ArrayLike<unknown> | Promise<ArrayLike<unknown>>;
  /** Decodes the one value that a task threw; never throws. */
  decodeError(payload: Payload): unknown;
  /** What `transfer()` named in what was last encoded; reading it empties the list. */
  takeTransfers(): readonly Movable[];
}

/** The worker's side of a call. */
export interface WorkerCodec {
  /** Adds definitions, in order; asynchronous when modules have to be imported. */
  addDefinitions(definitions: readonly unknown[]): void | Promise<void>;
  readonly definitionCount: number;
  /** @throws TaskModuleError when the module cannot be loaded or has no such export. */
  resolveFunction(ref: FunctionRef): ((...args: unknown[]) => unknown) | Promise<(...args: unknown[]) => unknown>;
  decode(payload: Payload): ArrayLike<unknown> | Promise<ArrayLike<unknown>>;
  /**
   * Encodes results. @throws NotCloneableError with the path (`result.items[3].fn`); the caller then encodes one by one.
   */
  encode(values: readonly unknown[] | TypedArray): Payload;
  /** Encodes what a task threw, whatever it is; never throws: what cannot travel is left out or described. */
  encodeError(error: unknown): Payload;
  takeTransfers(): readonly Movable[];
}
