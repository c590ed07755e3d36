/** What the encoders of single kinds of values see of the whole: how to refer to other values, and how to refuse. */

import type { BlobStore, CodecTarget } from '../core/codec.ts';
import type { Movable } from '../core/payload.ts';
import type { Definitions } from './definitions.ts';
import type { AnyFunction, BuiltinPath, Node, Ref, Slot } from './nodes.ts';
import type { Place, Step } from './refusals.ts';

/** What differs between the caller's side, which makes definitions, and a worker's, which only names them. */
export interface EncoderSide {
  readonly target: CodecTarget;
  readonly direction: 'call' | 'result';
  readonly blobs: BlobStore | undefined;
  /** Number of the definition that this object is, if it is one. */
  definitionOf(value: WeakKey): number | undefined;
  /** Where new definitions go; absent on the worker's side. */
  readonly definitions: Definitions | undefined;
  /** On the worker's side: how the caller can find a function or class itself; undefined when it cannot. */
  referenceTo(fn: AnyFunction): Node | undefined;
  /** Makes the node of a function or class. */
  encodeFunction(encoder: Encoder, place: Place): Node;
  /** What `toWorker` methods gave, once per object and call. */
  readonly hooks: WeakMap<object, readonly unknown[]>;
  /** What `transfer()` named in what is being encoded. */
  readonly transfers: Set<Movable>;
}

/** Encodes one payload, or one batch of definitions. */
export interface Encoder {
  readonly side: EncoderSide;
  /** Instead of refusing, leave out or describe what cannot travel: for errors, which have to arrive somehow. */
  readonly tolerant: boolean;
  /** The slot for a value met at `from`; its node follows later. */
  slot(value: unknown, from: Place, step: Step, key: PropertyKey): Slot;
  /** A node known by a key, in the list that `from` belongs to. */
  named(key: string, from: Place, make: () => Node): Ref;
  /** A built-in, by its path. */
  builtin(path: BuiltinPath, from: Place): Ref;
  /** A node without identity. */
  anonymous(from: Place, node: Node): Ref;
  /** An identity whose node is made at once, always a definition where definitions can be made (prototypes, large buffers). */
  shared(value: object, make: () => Node): Ref;
  /** Refuses the value at a place. */
  refuse(what: string, place: Place, hint?: string): never;
}
