import { CancelledError, InvalidOptionError } from '../core/errors.ts';
import type { Explanation } from '../plan/auto/explanation.ts';
import { ListSink } from '../plan/results.ts';
import { checkNodeVersion } from '../platform/node-version.ts';
import { countAndOptions } from './count-and-options.ts';
import { checkOptions, show } from './check-options.ts';
import { foldCall, foldKernels } from './fold.ts';
import type { CallSettings, ParallelOptions, StreamSettings } from './options.ts';
import type { ParallelConstructor } from './parallel-runner.ts';
import { pickFrom } from './pick-items.ts';
import { plainItems } from './array-call.ts';
import { AUTO, resolve } from './resolve.ts';
import { collected } from './collected.ts';
import { type AnyFunction, type CallPlace, type CallRequest, checkRequest, DELAYED } from './call-request.ts';
import { explainWhenOver, planCall, startCall } from './calls-part.ts';
import { streamOf } from './stream.ts';
import { sharedUp, sharedWorkerSet, type WorkerSet } from './worker-sets.ts';

/** State of a runner; the runner itself is a function with methods. */
class Runner {
  readonly options: ParallelOptions;
  readonly #sets = new Set<WorkerSet>();
  #explain: (() => Explanation) | undefined;
  readonly #running = new Set<{ readonly cancel: (error: unknown) => void; readonly over: Promise<void> }>();

  constructor(options: ParallelOptions) {
    this.options = options;
  }

  place(options: CallSettings | undefined): CallPlace {
    checkOptions('a call', options);
    return this.#placeWith(options, {});
  }

  #placeWith(options: CallSettings | undefined, chosen: CallSettings): CallPlace {
    const resolved = resolve(this.options, options, chosen);
    return {
      resolved,
      workers: async (tasks) => {
        const set = await sharedWorkerSet(resolved, tasks);
        this.#sets.add(set);
        return set;
      },
      at: (backend) => this.#placeWith(options, { backend }),
      up: () => sharedUp(resolved),
    };
  }

  run(request: CallRequest, options?: CallSettings): unknown {
    const returnAs = options?.returnAs ?? this.options.returnAs ?? 'list';
    if (returnAs === 'list') return this.list(request, options);
    checkRequest(request);
    const place = this.place(options);
    return streamOf(() => this.start(place, request));
  }

  /** Always a promise: a wrong option or argument rejects, as an error of a task does. */
  async list(request: CallRequest, options?: CallSettings): Promise<unknown> {
    checkRequest(request); // before its options: most often the two were mixed up
    return this.collect(this.place(options), request);
  }

  async collect(place: CallPlace, request: CallRequest): Promise<unknown> {
    const running = await this.start(place, request);
    await running.over;
    return collected(running.sink);
  }

  start(place: CallPlace, request: CallRequest): ReturnType<typeof startCall> {
    const starting = startCall(place, request);
    // From the first moment on: close() and terminate() know calls that are only being set up, too.
    const entry = {
      cancel: (error: unknown) => void starting.then(({ call }) => call.cancel(error)).catch(() => undefined),
      over: starting.then(({ over }) => over),
    };
    this.#running.add(entry);
    const leave = () => this.#running.delete(entry);
    entry.over.then(leave, leave);
    void explainWhenOver(place, starting, (explain) => (this.#explain = explain));
    return starting;
  }

  /** How the last call that has begun chose its backend. */
  explain(): Explanation | undefined {
    return this.#explain?.();
  }

  async plan(a: unknown, b: unknown, options: CallSettings | undefined): Promise<Explanation> {
    return planCall(a, b, () => this.place({ ...options, backend: AUTO }));
  }

  async close(): Promise<void> {
    await Promise.allSettled([...this.#running].map((entry) => entry.over));
    await this.#retire();
  }

  async terminate(error: unknown): Promise<void> {
    const overs = [...this.#running].map((entry) => {
      entry.cancel(error);
      return entry.over;
    });
    await Promise.allSettled(overs);
    await this.#retire();
  }

  async #retire(): Promise<void> {
    const sets = [...this.#sets];
    this.#sets.clear();
    await Promise.all(sets.map((set) => set.retire()));
  }
}

const runners = new WeakMap<object, Runner>();

function runnerOf(self: object): Runner {
  const runner = runners.get(self);
  if (runner === undefined) throw new InvalidOptionError('this method belongs to an object made by Parallel(...)');
  return runner;
}

type Fn = AnyFunction;
type AnyItems = CallRequest['items'];

/** The methods of every runner; on a prototype, so that runners are cheap. */
class Methods {
  map(fn: Fn, items: AnyItems, options?: CallSettings) {
    return runnerOf(this).run({ fn, items, spread: false }, options);
  }

  starmap(fn: Fn, items: AnyItems, options?: CallSettings) {
    return runnerOf(this).run({ fn, items, spread: true }, options);
  }

  async filter(fn: Fn, items: AnyItems, options?: CallSettings) {
    const runner = runnerOf(this);
    checkRequest({ fn, items, spread: false });
    const place = runner.place(options);
    const { onError = 'abort' } = place.resolved.options;
    if (onError === 'settle') {
      throw new InvalidOptionError("filter gives items, not outcomes: use onError 'abort', 'skip' or a function");
    }
    const { picked, pick } = pickFrom(items, place);
    const request = { fn, items: picked, spread: false, sink: new ListSink(undefined) };
    const flags = (await runner.collect(
      asList(place, onError === 'skip' ? () => false : onError),
      request,
    )) as unknown[];
    return pick(flags);
  }

  async forEach(fn: Fn, items: AnyItems, options?: CallSettings) {
    const runner = runnerOf(this);
    const request = { fn, items, spread: false, discard: true };
    checkRequest(request);
    await runner.collect(asList(runner.place(options)), request);
  }

  async reduce(fn: Fn, items: AnyItems, ...[combine, ...rest]: [Fn, unknown?, CallSettings?]) {
    const runner = runnerOf(this);
    checkRequest({ fn, items, spread: false });
    const [initial, options] = rest;
    const { onError = 'abort' } = options ?? {};
    if (onError !== 'abort') {
      throw new InvalidOptionError(`reduce needs every result, so onError must be 'abort', got ${show(onError)}`);
    }
    const place = asList(runner.place(options), 'abort');
    const start = initial === undefined ? [] : [initial];
    const fold = place.resolved.kernels === true ? foldKernels : foldCall;
    const values = place.resolved.kernels === true ? items : plainItems(items);
    return fold({ fn, items: values, combine, initial: start }, (request) =>
      runner.collect(place, { ...request, sink: new ListSink(undefined) }),
    );
  }

  stream(fn: Fn, items: AnyItems, options?: StreamSettings) {
    const { ordered = true, ...others } = options ?? {};
    const returnAs = ordered ? 'generator' : 'generatorUnordered';
    return runnerOf(this).run({ fn, items, spread: false }, { ...others, returnAs });
  }

  explain() {
    return runnerOf(this).explain();
  }

  plan(a: unknown, b: unknown, options?: CallSettings) {
    return runnerOf(this).plan(a, b, options);
  }

  close() {
    return runnerOf(this).close();
  }

  terminate() {
    return runnerOf(this).terminate(new CancelledError('Parallel was terminated'));
  }

  [Symbol.asyncDispose]() {
    return runnerOf(this).close();
  }
}

/** The same place for a call of which the caller does not see the list of results. */
function asList(place: CallPlace, onError = place.resolved.options.onError): CallPlace {
  const { resolved, at } = place;
  const options: ParallelOptions = { ...resolved.options, onError, returnAs: 'list' };
  const elsewhere = at === undefined ? {} : { at: (backend: string) => asList(at(backend), onError) };
  return { ...place, resolved: { ...resolved, options }, ...elsewhere };
}

function makeParallel(first?: number | ParallelOptions, second?: ParallelOptions): object {
  checkNodeVersion();
  const given = countAndOptions({ who: 'Parallel', key: 'nJobs', first, second });
  checkOptions('Parallel', given);
  const runner = new Runner(given);
  const self = (tasks: AnyItems) => runner.run({ fn: DELAYED, items: tasks, spread: true });
  Object.setPrototypeOf(self, makeParallel.prototype as object);
  runners.set(self, runner);
  return self;
}

// Runners are functions, so their methods come before those of Function.prototype.
makeParallel.prototype = Object.create(Function.prototype, {
  ...Object.getOwnPropertyDescriptors(Methods.prototype),
  constructor: { value: makeParallel, configurable: true, writable: true },
}) as object;
Object.defineProperty(makeParallel, 'name', { value: 'Parallel' });

/**
 * joblib's `Parallel`: runs functions on all cores, with closures, in input order.
 *
 * @example
 * ```ts
 * const minLength = 4;
 * const words = await Parallel(-1).map((text: string) => text.split(' ').filter((w) => w.length >= minLength), ['a long day']);
 * console.log(words); // [ [ 'long' ] ]
 * ```
 */
export const Parallel = makeParallel as unknown as ParallelConstructor;
