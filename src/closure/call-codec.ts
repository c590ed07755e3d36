/** The caller's side of a call: functions and arguments go out, results and errors come in. */

import type { BlobStore, CallCodec, CodecTarget } from '../core/codec.ts';
import { NotCloneableError, ParallelError } from '../core/errors.ts';
import type { GraphPayload, Movable, PackedPayload, Payload, PlainPayload } from '../core/payload.ts';
import { isPrimitive } from '../core/primitive.ts';
import type { FunctionRef } from '../core/task.ts';
import { Cells } from './cells.ts';
import { decodeNow, decodePayload } from './decode-payload.ts';
import { Definitions } from './definitions.ts';
import { encodeFunction } from './encode-function.ts';
import { moduleTaskOf } from './explicit.ts';
import { describeFunction } from './describe-function.ts';
import { GraphEncoder } from './graph-encoder.ts';
import type { EncoderSide } from './encoder.ts';
import { canInspect, withSession } from './inspect-function.ts';
import type { AnyFunction, CodeNode, FunctionNode, Node, Slot } from './nodes.ts';
import { plainValues } from './plain-values.ts';
import { packNumbers } from './quick-walk.ts';
import { closureError, notCloneableError, placeName, Refusal } from './refusals.ts';

export interface CallCodecOptions {
  readonly target: CodecTarget;
  readonly blobs?: BlobStore;
  /** Captured variables by name, for every function of the call; the inspector is then not used. */
  readonly context?: Readonly<Record<string, unknown>>;
  /** The list that definitions are added to; default: one of its own. */
  readonly definitions?: unknown[];
}

/** A function that captured nothing always has the same two nodes. */
const aloneFunctions = new WeakMap<AnyFunction, { readonly fn: FunctionNode; readonly code: CodeNode }>();

/** Makes the caller's codec of one call. */
export function createCallCodec(options: CallCodecOptions): CallCodec {
  return new CallerCodec(options);
}

class CallerCodec implements CallCodec {
  readonly #definitions: Definitions;
  readonly #target: CodecTarget;
  readonly #blobs: BlobStore | undefined;
  readonly #side: EncoderSide;
  readonly #cells = new Cells();

  constructor({ target, blobs, context, definitions }: CallCodecOptions) {
    this.#definitions = new Definitions(definitions as Node[] | undefined);
    this.#target = target;
    this.#blobs = blobs;
    this.#side = {
      target,
      direction: 'call',
      blobs,
      definitions: this.#definitions,
      definitionOf: (value) => this.#definitions.idOf(value),
      referenceTo: () => undefined,
      encodeFunction: (encoder, place) => encodeFunction(encoder, place, { cells: this.#cells, context }),
      hooks: new WeakMap(),
      transfers: new Set(),
    };
  }

  get definitions(): readonly unknown[] {
    return this.#definitions.nodes;
  }

  addFunction(fn: AnyFunction): FunctionRef {
    const task = moduleTaskOf(fn);
    if (task !== undefined) return { kind: 'module', url: task.url, name: task.name };
    const known = this.#definitions.idOf(fn);
    if (known !== undefined) return { kind: 'captured', ref: known };
    return { kind: 'captured', ref: this.#addAlone(fn) ?? this.#capture(fn) };
  }

  /** A function that was captured before and needs nothing but its text. */
  #addAlone(fn: AnyFunction): number | undefined {
    const alone = aloneFunctions.get(fn);
    if (alone === undefined) return undefined;
    const id = this.#definitions.reserve(fn, true);
    const code = this.#definitions.nodes.push(alone.code) - 1;
    this.#definitions.nodes[id] = { ...alone.fn, code: { r: code } };
    this.#definitions.commit();
    return id;
  }

  #capture(fn: AnyFunction): number {
    const before = this.#definitions.nodes.length;
    try {
      const run = (): Slot => this.#run((encoder) => encoder.encodeRoot(fn, true)).slot;
      const slot = canInspect() ? withSession(run) : run();
      this.#definitions.commit();
      this.#noteAlone(fn, before);
      return (slot as { r: number }).r;
    } catch (error) {
      this.#definitions.rollback(before);
      this.#cells.clear();
      if (!(error instanceof Refusal)) throw error;
      throw closureError(error, describeFunction(fn), this.#target);
    }
  }

  #run(encode: (encoder: GraphEncoder) => Slot): { readonly slot: Slot; readonly nodes: readonly Node[] } {
    const encoder = new GraphEncoder(this.#side);
    const slot = encode(encoder);
    this.#cells.finish(encoder);
    return { slot, nodes: encoder.nodes };
  }

  #noteAlone(fn: AnyFunction, before: number): void {
    const added = this.#definitions.nodes.slice(before);
    const [first, second] = added;
    if (added.length !== 2 || first?.t !== 'function' || second?.t !== 'code') return;
    if (first.env.length === 0 && first.props === undefined && first.prototypeProps === undefined) {
      aloneFunctions.set(fn, { fn: first, code: second });
    }
  }

  encode(
    values: readonly unknown[],
    describe: (position: number) => string,
  ): PlainPayload | PackedPayload | GraphPayload {
    // Nothing to look at: the argument of a lone small task.
    if (values.length === 1 && isPrimitive(values[0])) return { kind: 'plain', values };
    const packed = packNumbers(values);
    if (packed !== undefined) return { kind: 'packed', values: packed };
    const isKnown = (value: object): boolean => this.#definitions.idOf(value) !== undefined;
    const minBlobBytes = this.#blobs?.minBytes ?? Infinity;
    const plain = plainValues(values, { target: this.#target, minBlobBytes, isKnown }, this.#side.transfers);
    if (plain !== undefined) return { kind: 'plain', values: plain };
    return this.#encodeGraph(values, describe);
  }

  #encodeGraph(values: readonly unknown[], describe: (position: number) => string): GraphPayload {
    for (;;) {
      const before = this.#definitions.nodes.length;
      const moved = new Set(this.#side.transfers);
      try {
        const { slot, nodes } = this.#run((encoder) => encoder.encodeRoot(values, false));
        const definitions = this.#definitions.nodes.length;
        this.#definitions.commit();
        if (definitions === before) return { kind: 'graph', nodes, root: slot, definitions };
        // Functions and classes were met, and what they captured may be among the values too: now it is known.
      } catch (error) {
        this.#definitions.rollback(before);
        this.#cells.clear();
        this.#side.transfers.clear();
        for (const buffer of moved) this.#side.transfers.add(buffer);
        if (!(error instanceof Refusal)) throw error;
        throw notCloneableError(error, describe(positionOf(error)), `to ${placeName(this.#target)}`);
      }
    }
  }

  decode(payload: Payload): ArrayLike<unknown> | Promise<ArrayLike<unknown>> {
    if (payload.kind === 'plain') return payload.values;
    return decodePayload(payload, { blobs: this.#blobs, definition: (id) => this.#original(id) });
  }

  #original(id: number): unknown {
    const original = this.#definitions.original(id);
    if (original === undefined)
      throw new ParallelError('ERR_INTERNAL', `a result names definition ${id}, which is no function or class`);
    return original;
  }

  decodeError(payload: Payload): unknown {
    try {
      return decodeNow(payload, { blobs: this.#blobs, definition: (id) => this.#original(id) })[0];
    } catch (error) {
      return new NotCloneableError('a task threw something that could not be rebuilt here', 'error', { cause: error });
    }
  }

  takeTransfers(): readonly Movable[] {
    const { transfers } = this.#side;
    const taken = this.#target === 'thread' ? [...transfers] : [];
    transfers.clear();
    return taken;
  }
}

/** Position of the value that a refusal is about, among the values that were encoded. */
export function positionOf(refusal: Refusal): number {
  let place = refusal.place;
  while (place?.parent?.parent !== undefined) place = place.parent;
  return Number(place?.key ?? 0);
}
