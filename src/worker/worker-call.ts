import type { WorkerCodec } from '../core/codec.ts';
import { TaskModuleError } from '../core/errors.ts';
import type { BatchRequest, CallSetup } from '../core/protocol.ts';
import type { FunctionRef, Outcome } from '../core/task.ts';
import type { TaskFunction } from './run-batch.ts';

/** What the tasks of a batch are made of. */
export interface Ingredients {
  readonly fn: TaskFunction | readonly TaskFunction[];
  readonly items: ArrayLike<unknown>;
}

/** What a worker keeps of a call: its codec, and its functions once they are found. */
export class WorkerCall {
  readonly setup: CallSetup;
  readonly codec: WorkerCodec;
  readonly #refs: FunctionRef[] = [];
  readonly #functions: (TaskFunction | undefined)[] = [];

  constructor(setup: CallSetup, codec: WorkerCodec) {
    this.setup = setup;
    this.codec = codec;
  }

  /** Takes over what a batch brings of its call. */
  add({ definitions, functions }: BatchRequest): void | Promise<void> {
    if (functions !== undefined) this.#refs.push(...functions);
    if (definitions !== undefined) return this.codec.addDefinitions(definitions);
  }

  /** Functions and arguments of a batch, if nothing has to be imported for them. */
  ready(request: BatchRequest): Ingredients | undefined {
    const fn = this.#functionsOf(request);
    if (fn === undefined) return undefined;
    const items = this.#itemsOf(request);
    return items instanceof Promise ? undefined : { fn, items };
  }

  /** As {@link ready}, and imports what is missing. */
  async prepare(request: BatchRequest): Promise<Ingredients> {
    const refs = typeof request.fn === 'number' ? [request.fn] : request.fn;
    for (const ref of refs) this.#functions[ref] ??= await this.codec.resolveFunction(this.#refs[ref] as FunctionRef);
    return { fn: this.#functionsOf(request) as Ingredients['fn'], items: await this.#itemsOf(request) };
  }

  /** The outcomes of a batch that could not even begin: its functions or arguments are not there. */
  unprepared(request: BatchRequest, error: unknown): Outcome[] {
    const known = error instanceof TaskModuleError ? error : undefined;
    const encoded = this.codec.encodeError(known === undefined ? error : known.cause);
    const outcomes: Outcome[] = [];
    for (let at = request.from ?? 0; at < (request.to ?? request.count); at++) {
      if (known === undefined) outcomes.push({ kind: 'thrown', at, error: encoded });
      else {
        const { message } = known;
        outcomes.push({ kind: 'failed', at, reason: 'unstartable', error: { message }, cause: encoded });
      }
    }
    return outcomes;
  }

  #functionsOf(request: BatchRequest): Ingredients['fn'] | undefined {
    if (typeof request.fn === 'number') return this.#functionAt(request.fn);
    const functions: TaskFunction[] = [];
    for (const ref of request.fn) {
      const fn = this.#functionAt(ref);
      if (fn === undefined) return undefined;
      functions.push(fn);
    }
    return functions;
  }

  #functionAt(ref: number): TaskFunction | undefined {
    const known = this.#functions[ref];
    if (known !== undefined) return known;
    const found = this.codec.resolveFunction(this.#refs[ref] as FunctionRef);
    if (!(found instanceof Promise)) return (this.#functions[ref] = found);
    found.catch(() => {}); // asked again, and reported, where it can be waited for
    return undefined;
  }

  #itemsOf({ args }: BatchRequest): ArrayLike<unknown> | Promise<ArrayLike<unknown>> {
    return args.kind === 'range' ? args.view : this.codec.decode(args);
  }
}
