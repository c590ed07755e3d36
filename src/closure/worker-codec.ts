/** The worker's side of a call: functions and arguments come in, results and errors go out. */

import { types } from 'node:util';
import type { BlobStore, CodecTarget, WorkerCodec } from '../core/codec.ts';
import { invariant, NotCloneableError } from '../core/errors.ts';
import type { Movable, Payload, TypedArray } from '../core/payload.ts';
import type { FunctionRef } from '../core/task.ts';
import { globalPath } from './builtin-table.ts';
import { functionReference, libraryExport } from './by-reference.ts';
import { positionOf } from './call-codec.ts';
import { decodePayload } from './decode-payload.ts';
import { isNativeText, textOf } from './encode-prototype.ts';
import { GraphDecoder } from './graph-decoder.ts';
import { GraphEncoder } from './graph-encoder.ts';
import type { Encoder, EncoderSide } from './encoder.ts';
import { importFrom, loadedNamespace } from './import-from.ts';
import { canInspect, inspectFunction } from './inspect-function.ts';
import type { AnyFunction, Node } from './nodes.ts';
import { plainValues } from './plain-values.ts';
import { packNumbers } from './quick-walk.ts';
import { notCloneableError, Refusal } from './refusals.ts';
import type { Place } from './refusals.ts';
import { scriptUrl } from './script-source.ts';
import { taskExport } from './task-export.ts';

export interface WorkerCodecOptions {
  readonly target: CodecTarget;
  readonly blobs?: BlobStore;
}

type TaskFunction = (...args: unknown[]) => unknown;

/** Makes the worker's codec of one call. */
export function createWorkerCodec(options: WorkerCodecOptions): WorkerCodec {
  return new TaskCodec(options);
}

/** Large arguments kept for the next tasks; more than a few dozen are fetched again. */
const MAX_KEPT_BLOBS = 32;

class TaskCodec implements WorkerCodec {
  readonly #target: CodecTarget;
  readonly #blobs: BlobStore | undefined;
  readonly #nodes: Node[] = [];
  readonly #values: unknown[] = [];
  /** Numbers of what results may name. */
  readonly #ids = new WeakMap<WeakKey, number>();
  readonly #keptBlobs = new Map<number, object>();
  readonly #liveBlobs = new Map<number, WeakRef<object>>();
  readonly #side: EncoderSide;
  /** Why definitions could not be made. */
  readonly #failures = new Map<number, unknown>();
  #count = 0;
  #adding: Promise<void> | undefined;

  constructor({ target, blobs }: WorkerCodecOptions) {
    this.#target = target;
    this.#blobs = blobs;
    this.#side = {
      target,
      direction: 'result',
      // Twice as quick as the pipe (bench/dispatch/big-result). The caller deletes a file when it has read it.
      blobs,
      definitions: undefined,
      definitionOf: (value) => this.#ids.get(value),
      referenceTo,
      encodeFunction: encodeResultFunction,
      hooks: new WeakMap(),
      transfers: new Set(),
    };
  }

  get definitionCount(): number {
    return this.#count;
  }

  addDefinitions(definitions: readonly unknown[]): void | Promise<void> {
    const nodes = definitions as readonly Node[];
    const base = this.#count;
    this.#count += nodes.length;
    // Later definitions wait for earlier ones, which they may name.
    const waiting =
      this.#adding === undefined ? this.#add(nodes, base) : this.#adding.then(() => this.#add(nodes, base));
    if (waiting === undefined) return undefined;
    const settled: Promise<void> = waiting.then(
      () => this.#settle(settled),
      () => this.#settle(settled),
    );
    this.#adding = settled;
    return waiting;
  }

  #settle(settled: Promise<void>): void {
    if (this.#adding === settled) this.#adding = undefined;
  }

  #add(nodes: readonly Node[], base: number): Promise<void> | undefined {
    const decoder = new GraphDecoder(nodes, { blobs: this.#blobs, definition: (id) => this.#definition(id) }, base);
    const finish = (): void => {
      decoder.run();
      for (let i = 0; i < nodes.length; i++) this.#keep(nodes[i] as Node, decoder.values[i], base + i);
    };
    // Numbers stay as they are when a definition fails: what names one of these fails again, with the same error.
    const fail = (error: unknown): never => {
      for (let i = 0; i < nodes.length; i++) this.#failures.set(base + i, error);
      throw error;
    };
    try {
      const waiting = decoder.prepare();
      if (waiting !== undefined) return waiting.then(finish).catch(fail);
      finish();
      return undefined;
    } catch (error) {
      return fail(error);
    }
  }

  #keep(node: Node, value: unknown, id: number): void {
    this.#nodes[id] = node;
    this.#values[id] = node.t === 'blob' ? undefined : value;
    if (node.t === 'blob' && value !== undefined) this.#keptBlobs.set(id, value as object);
    if (isNamed(node, value) && !this.#ids.has(value)) this.#ids.set(value, id);
  }

  #definition(id: number): unknown {
    if (this.#failures.has(id)) throw this.#failures.get(id);
    const node = this.#nodes[id];
    invariant(node !== undefined, `a payload names definition ${id} before it was made`);
    return node.t === 'blob' ? this.#blob(id, node) : this.#values[id];
  }

  /** A large buffer, fetched when a task needs it first. It stays one object for as long as something holds it. */
  #blob(id: number, node: Extract<Node, { t: 'blob' }>): object {
    const blob = this.#keptBlobs.get(id) ?? this.#liveBlobs.get(id)?.deref() ?? (this.#blobs?.get(node.ref) as object);
    this.#keptBlobs.delete(id);
    this.#keptBlobs.set(id, blob);
    this.#liveBlobs.set(id, new WeakRef(blob));
    const oldest = this.#keptBlobs.size > MAX_KEPT_BLOBS ? this.#keptBlobs.keys().next().value : undefined;
    if (oldest !== undefined) this.#keptBlobs.delete(oldest);
    return blob;
  }

  resolveFunction(ref: FunctionRef): TaskFunction | Promise<TaskFunction> {
    switch (ref.kind) {
      case 'captured':
        return this.#definition(ref.ref) as TaskFunction;
      case 'local':
        return ref.fn as TaskFunction;
      case 'module': {
        const request = { specifier: ref.url, parent: ref.url };
        const loaded = loadedNamespace(request);
        if (loaded !== undefined) return taskExport(loaded, ref);
        return importFrom(request).then((namespace) => taskExport(namespace, ref));
      }
    }
    return ref satisfies never;
  }

  decode(payload: Payload): ArrayLike<unknown> | Promise<ArrayLike<unknown>> {
    return decodePayload(payload, { blobs: this.#blobs, definition: (id) => this.#definition(id) });
  }

  encode(values: readonly unknown[] | TypedArray): Payload {
    if (ArrayBuffer.isView(values)) return { kind: 'typed', values };
    const packed = packNumbers(values);
    if (packed !== undefined) {
      // Nobody else has this array, so it may move.
      if (this.#target === 'thread') this.#side.transfers.add(packed.buffer as ArrayBuffer);
      return { kind: 'packed', values: packed };
    }
    if (values.every((value) => value === undefined)) return { kind: 'void', count: values.length };
    const isKnown = (value: object): boolean => this.#ids.get(value) !== undefined;
    const plain = plainValues(values, { target: this.#target, minBlobBytes: Infinity, isKnown }, this.#side.transfers);
    if (plain !== undefined) return { kind: 'plain', values: plain };
    const encoder = new GraphEncoder(this.#side);
    try {
      const root = encoder.encodeRoot(values, false);
      return { kind: 'graph', nodes: encoder.nodes, root, definitions: this.definitionCount };
    } catch (error) {
      this.#side.transfers.clear();
      if (!(error instanceof Refusal)) throw asNotCloneable(error);
      throw notCloneableError(
        error,
        values.length === 1 ? 'result' : `result ${positionOf(error)}`,
        'back to the caller',
      );
    }
  }

  encodeError(error: unknown): Payload {
    try {
      if (typeof error === 'function' || types.isProxy(error)) return this.encodeError(uncopied(error as object));
      if (typeof error !== 'object' && typeof error !== 'symbol') return { kind: 'plain', values: [error] };
      const encoder = new GraphEncoder(this.#side, { tolerant: true });
      const root = encoder.encodeRoot([error], false);
      this.#side.transfers.clear();
      return { kind: 'graph', nodes: encoder.nodes, root, definitions: this.definitionCount };
    } catch {
      return { kind: 'plain', values: ['a task threw something that cannot be described'] };
    }
  }

  takeTransfers(): readonly Movable[] {
    const taken = this.#target === 'thread' ? [...this.#side.transfers] : [];
    this.#side.transfers.clear();
    return taken;
  }
}

/** Can a result name this definition? What is data comes back as a copy, because a task may have changed it. */
function isNamed(node: Node, value: unknown): value is WeakKey {
  if (node.t === 'symbol') return node.kind === 'unique';
  return node.t === 'prototype-of' || (typeof value === 'function' && node.t !== 'module-tool');
}

const uncopied = (thrown: object): NotCloneableError =>
  new NotCloneableError(
    `the task threw a ${types.isProxy(thrown) ? 'Proxy' : 'function'}, which cannot be copied; throw an Error`,
    'error',
  );

/** A getter or a toWorker method of a result threw. */
const asNotCloneable = (error: unknown): NotCloneableError =>
  new NotCloneableError(`cannot send the result back to the caller: reading it threw ${String(error)}`, 'result', {
    cause: error,
  });

const references = new WeakMap<AnyFunction, { readonly node: Node | undefined }>();

/** A class or function of a module that the caller can import too. */
function referenceTo(fn: AnyFunction): Node | undefined {
  let known = references.get(fn);
  if (known === undefined) {
    known = { node: findReference(fn) };
    references.set(fn, known);
  }
  return known.node;
}

function findReference(fn: AnyFunction): Node | undefined {
  const path = globalPath(fn);
  if (path !== undefined) return { t: 'builtin', path };
  if (isNativeText(fn) || !canInspect()) return undefined;
  const inspected = inspectFunction(fn);
  const text = textOf(fn);
  return inspected.location && functionReference({ fn, inspected, text, url: scriptUrl(inspected.location, text) });
}

/** Functions of the caller are definitions; others do not come back, but for classes of what came back. */
function encodeResultFunction(encoder: Encoder, place: Place): Node {
  const fn = place.value as AnyFunction;
  const isClass = place.step === 'property' && place.key === 'constructor';
  const reference = isClass || globalPath(fn) !== undefined ? referenceTo(fn) : undefined;
  return (
    reference ??
    libraryExport(fn) ??
    encoder.refuse(
      `it holds the function "${fn.name || '(anonymous)'}", which cannot come back from a worker`,
      place,
      'return data, or a function that the caller sent',
    )
  );
}
