import { importFrom, loadedNamespace, taskExport } from '../closure/import-from.ts';
import type { CodecTarget, WorkerCodec } from '../core/codec.ts';
import type { Payload, TypedArray } from '../core/payload.ts';
import type { FunctionRef } from '../core/task.ts';
import type { ResultCodec } from './outcomes.ts';
import type { TaskFunction } from './run-batch.ts';

/** How long after its first reply a worker loads the rest, if it has nothing else to do, in milliseconds. */
export const LOAD_AFTER_MS = 20;

/** Loads the real codec once for a worker, when it is needed. */
export class CodecLoader {
  readonly #target: CodecTarget;
  #loading: Promise<void> | undefined;
  /** Makes a real codec; undefined until it is loaded. */
  make: (() => WorkerCodec) | undefined;

  constructor(target: CodecTarget) {
    this.#target = target;
  }

  load(): Promise<void> {
    return (this.#loading ??= this.#load());
  }

  async #load(): Promise<void> {
    const target = this.#target;
    const [{ createWorkerCodec }, { workerBlobStore }] = await Promise.all([
      import('../closure/worker-codec.ts'),
      import('../memory/worker-blobs.ts'),
    ]);
    const blobs = workerBlobStore({ target });
    this.make = () => createWorkerCodec({ target, blobs });
  }
}

/** Whether a value is the same on both sides whoever sends it. */
const isPrimitive = (value: unknown): boolean =>
  value === null || (typeof value !== 'object' && typeof value !== 'function' && typeof value !== 'symbol');

/**
 * The codec of a call in a worker. It does by itself what needs no code for closures: functions of modules, plain arguments,
 * primitive results. For anything else it loads that code, which takes longer than to start the worker.
 */
export class LazyCodec implements WorkerCodec, ResultCodec {
  readonly #loader: CodecLoader;
  #real: WorkerCodec | undefined;

  constructor(loader: CodecLoader) {
    this.#loader = loader;
  }

  get definitionCount(): number {
    return this.#real?.definitionCount ?? 0;
  }

  addDefinitions(definitions: readonly unknown[]): void | Promise<void> {
    const real = this.#get();
    return real === undefined
      ? this.#after((codec) => codec.addDefinitions(definitions))
      : real.addDefinitions(definitions);
  }

  resolveFunction(ref: FunctionRef): TaskFunction | Promise<TaskFunction> {
    if (ref.kind === 'module') return moduleFunction(ref);
    const real = this.#get();
    return real === undefined ? this.#after((codec) => codec.resolveFunction(ref)) : real.resolveFunction(ref);
  }

  decode(payload: Payload): ArrayLike<unknown> | Promise<ArrayLike<unknown>> {
    if (payload.kind === 'packed' || payload.kind === 'plain' || payload.kind === 'typed') return payload.values;
    if (payload.kind === 'void') return new Array<undefined>(payload.count).fill(undefined);
    const real = this.#get();
    return real === undefined ? this.#after((codec) => codec.decode(payload)) : real.decode(payload);
  }

  /** Loads what is missing to encode these results; undefined when nothing is. */
  prepareResults(values: ArrayLike<unknown>): Promise<void> | undefined {
    if (this.#get() !== undefined || ArrayBuffer.isView(values)) return undefined;
    return Array.prototype.every.call(values, isPrimitive) ? undefined : this.#after(() => {});
  }

  encode(values: readonly unknown[] | TypedArray): Payload {
    const real = this.#get();
    if (real !== undefined) return real.encode(values);
    return ArrayBuffer.isView(values) ? { kind: 'typed', values } : { kind: 'plain', values };
  }

  encodeError(error: unknown): Payload {
    return this.#get()?.encodeError(error) ?? plainError(error);
  }

  takeTransfers(): readonly ArrayBuffer[] {
    return this.#real?.takeTransfers() ?? [];
  }

  #get(): WorkerCodec | undefined {
    return (this.#real ??= this.#loader.make?.());
  }

  async #after<T>(act: (codec: WorkerCodec) => T | Promise<T>): Promise<T> {
    await this.#loader.load();
    return act(this.#get() as WorkerCodec);
  }
}

function moduleFunction(ref: Extract<FunctionRef, { kind: 'module' }>): TaskFunction | Promise<TaskFunction> {
  const request = { specifier: ref.url, parent: ref.url };
  const loaded = loadedNamespace(request);
  if (loaded !== undefined) return taskExport(loaded, ref);
  return importFrom(request).then((namespace) => taskExport(namespace, ref));
}

/** An error that ends the worker before the real codec was there: as much of it as travels by itself. */
function plainError(error: unknown): Payload {
  try {
    return { kind: 'plain', values: [structuredClone(error)] };
  } catch {
    return { kind: 'plain', values: [new Error(String(error))] };
  }
}
