import { importFrom, loadedNamespace } from '../closure/import-from.ts';
import { importUrl, isUrlOfFile } from './import-url.ts';
import type { Node } from '../closure/nodes.ts';
import { plainValues } from '../closure/plain-values.ts';
import { taskExport } from '../closure/task-export.ts';
import type { CodecTarget, WorkerCodec } from '../core/codec.ts';
import type { WorkerBlobStore } from '../memory/worker-blobs.ts';
import type { Movable, Payload, TypedArray } from '../core/payload.ts';
import { isPrimitive } from '../core/primitive.ts';
import type { FunctionRef } from '../core/task.ts';
import type { ResultCodec } from './outcomes.ts';
import type { TaskFunction } from './run-batch.ts';

/** Loads the real codec once for a worker, when it is needed. */
export class CodecLoader {
  readonly target: CodecTarget;
  #loading: Promise<void> | undefined;
  /** Makes a real codec; undefined until it is loaded. */
  make: (() => WorkerCodec) | undefined;
  /** Where large results go; there with the real codec. */
  blobs: WorkerBlobStore | undefined;

  constructor(target: CodecTarget) {
    this.target = target;
  }

  load(): Promise<void> {
    return (this.#loading ??= this.#load());
  }

  async #load(): Promise<void> {
    const { target } = this;
    const [{ createWorkerCodec }, { workerBlobStore }] = await Promise.all([
      import('../closure/worker-codec.ts'),
      import('../memory/worker-blobs.ts'),
    ]);
    const blobs = (this.blobs = workerBlobStore({ target }));
    this.make = () => createWorkerCodec({ target, blobs });
  }
}

/** One value that needs no looking at: the result of a lone small task. */
const isLonePrimitive = (values: ArrayLike<unknown>): boolean =>
  values.length === 1 && values[0] !== undefined && isPrimitive(values[0]);

/** Functions and exports are all that can be a definition here, and no plain value holds one. */
const nothingIsKnown = (): boolean => false;

const NOTHING: readonly Movable[] = [];
const NO_MOVES: ReadonlySet<Movable> = new Set();

/** Results, and how they travel. */
interface Looked {
  readonly values: readonly unknown[];
  readonly plain: readonly unknown[];
  readonly moved: ReadonlySet<Movable>;
}

/** A definition that is an export of a module and nothing else. */
type Export = Extract<Node, { t: 'import' }>;
const isExport = (node: unknown): node is Export =>
  (node as Node).t === 'import' && (node as Export).name !== '*' && (node as Export).attributes === undefined;

/**
 * The codec of a call in a worker. It does by itself what needs no code for closures: functions of modules, plain arguments
 * and results. For anything else it loads that code, which takes longer than to start the worker, and a tenth of its
 * memory.
 */
export class LazyCodec implements WorkerCodec, ResultCodec {
  readonly #loader: CodecLoader;
  #real: WorkerCodec | undefined;
  /** Definitions that came before the real codec was there. */
  #pending: Node[] = [];
  #adding: Promise<void> | undefined;
  readonly #moved = new Set<Movable>();
  /** What was looked at last: it is encoded next. */
  #looked: Looked | undefined;

  constructor(loader: CodecLoader) {
    this.#loader = loader;
  }

  get definitionCount(): number {
    return this.#real?.definitionCount ?? 0;
  }

  addDefinitions(definitions: readonly unknown[]): void | Promise<void> {
    const real = this.#get();
    if (real !== undefined) return real.addDefinitions(definitions);
    for (const definition of definitions) this.#pending.push(definition as Node);
    if (!definitions.every(isExport)) return this.#after(() => {});
  }

  resolveFunction(ref: FunctionRef): TaskFunction | Promise<TaskFunction> {
    if (ref.kind === 'module') return moduleFunction(ref);
    const definition = ref.kind === 'captured' && this.#real === undefined ? this.#pending[ref.ref] : undefined;
    if (isExport(definition ?? {})) return exportedFunction(definition as Export);
    return this.#with((codec) => codec.resolveFunction(ref));
  }

  decode(payload: Payload): ArrayLike<unknown> | Promise<ArrayLike<unknown>> {
    if (payload.kind === 'packed' || payload.kind === 'plain' || payload.kind === 'typed') return payload.values;
    if (payload.kind === 'void') return new Array<undefined>(payload.count).fill(undefined);
    return this.#with((codec) => codec.decode(payload));
  }

  /** Loads what is missing to encode these results; undefined when nothing is. */
  prepareResults(values: ArrayLike<unknown>): Promise<void> | undefined {
    if (isLonePrimitive(values) || this.#get() !== undefined || ArrayBuffer.isView(values)) return undefined;
    return this.#look(values as readonly unknown[]) === undefined ? this.#after(() => {}) : undefined;
  }

  /** The values as they can travel without the real codec; undefined when they cannot. */
  #look(values: readonly unknown[]): Looked | undefined {
    if (this.#looked?.values === values) return this.#looked;
    if (Array.prototype.every.call(values, isPrimitive)) return { values, plain: values, moved: NO_MOVES };
    const moved = new Set<Movable>();
    const { target } = this.#loader;
    const options = { target, minBlobBytes: Infinity, isKnown: nothingIsKnown };
    const plain = plainValues(values, options, moved);
    return (this.#looked = plain && { values, plain, moved });
  }

  labelResults(batch: number, at: number): void {
    this.#loader.blobs?.label(`${batch}-${at}-`);
  }

  dropResults(): void {
    this.#loader.blobs?.takeBack();
  }

  encode(values: readonly unknown[] | TypedArray): Payload {
    if (Array.isArray(values) && isLonePrimitive(values)) return { kind: 'plain', values };
    const real = this.#get();
    if (real !== undefined) return real.encode(values);
    if (ArrayBuffer.isView(values)) return { kind: 'typed', values };
    const { plain, moved } = this.#look(values as readonly unknown[]) as Looked; // `prepareResults` has looked
    this.#looked = undefined;
    for (const one of moved) this.#moved.add(one);
    return { kind: 'plain', values: plain };
  }

  encodeError(error: unknown): Payload {
    return this.#get()?.encodeError(error) ?? plainError(error);
  }

  takeTransfers(): readonly Movable[] {
    if (this.#real !== undefined) return this.#real.takeTransfers();
    if (this.#moved.size === 0) return NOTHING;
    const taken = [...this.#moved];
    this.#moved.clear();
    return taken;
  }

  /** The real codec, where its code is loaded. */
  #get(): WorkerCodec | undefined {
    if (this.#real === undefined && this.#loader.make !== undefined) {
      this.#real = this.#loader.make();
      this.#adding = addQuietly(this.#real, this.#pending);
      this.#pending = [];
    }
    return this.#real;
  }

  #with<T>(act: (codec: WorkerCodec) => T | Promise<T>): T | Promise<T> {
    const real = this.#get();
    return real === undefined || this.#adding !== undefined ? this.#after(act) : act(real);
  }

  async #after<T>(act: (codec: WorkerCodec) => T | Promise<T>): Promise<T> {
    await this.#loader.load();
    const real = this.#get() as WorkerCodec;
    await this.#adding;
    this.#adding = undefined;
    return act(real);
  }
}

/** Adds definitions; what fails is told to whoever needs it. */
function addQuietly(codec: WorkerCodec, definitions: readonly Node[]): Promise<void> | undefined {
  if (definitions.length === 0) return undefined;
  try {
    return codec.addDefinitions(definitions)?.catch(() => {});
  } catch {
    return undefined;
  }
}

function exportedFunction({ specifier, parent, name }: Export): TaskFunction | Promise<TaskFunction> {
  const request = { specifier, parent };
  const loaded = loadedNamespace(request);
  const ref = { url: specifier, name };
  if (loaded !== undefined) return taskExport(loaded, ref);
  const load = specifier === parent && isUrlOfFile(specifier) ? importUrl : undefined;
  return importFrom(request, load).then((namespace) => taskExport(namespace, ref));
}

function moduleFunction(ref: Extract<FunctionRef, { kind: 'module' }>): TaskFunction | Promise<TaskFunction> {
  return exportedFunction({ t: 'import', specifier: ref.url, name: ref.name, parent: ref.url });
}

/** An error that ends the worker before the real codec was there: as much of it as travels by itself. */
function plainError(error: unknown): Payload {
  try {
    return { kind: 'plain', values: [structuredClone(error)] };
  } catch {
    return { kind: 'plain', values: [new Error(String(error))] };
  }
}
