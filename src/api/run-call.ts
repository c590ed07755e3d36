/** One call from options to results: opens what it needs, runs it, and closes everything whatever happens. */

import type { CallCodec } from '../core/codec.ts';
import { CancelledError, InvalidOptionError } from '../core/errors.ts';
import { seedWords } from '../core/random.ts';
import type { CallHeader, FunctionRef } from '../core/task.ts';
import { moduleTaskOf } from '../closure/explicit.ts';
import { rememberSizer, sizerFor } from '../plan/batch-size.ts';
import { checkErrorPolicy } from '../plan/error-policy.ts';
import { openInput } from '../plan/input.ts';
import { MapCall, type MapCallOptions } from '../plan/map-call.ts';
import { ProgressMeter } from '../plan/progress.ts';
import { ListSink, type ResultSink, StreamSink, VoidSink } from '../plan/results.ts';
import { checkRetry } from '../plan/retry.ts';
import { argumentEncoder, ItemWindows, type Prepare, TypedWindows, type WindowSource } from '../plan/windows.ts';
import { type CallSite, captureCallSite } from '../platform/call-site.ts';
import { holdSignals } from '../platform/signals.ts';
import { show } from './check-options.ts';
import { isDelayed } from './delayed.ts';
import { capturePart, openCapturePart } from './capture-part.ts';
import { openCodec } from './open-codec.ts';
import type { ParallelOptions } from './options.ts';
import { preDispatchBatches } from './pre-dispatch.ts';
import { makeProgressSink } from './progress/make-sink.ts';
import type { Resolved } from './resolve.ts';
import { isTypedArray, type TypedTarget, typedTarget } from './typed-results.ts';
import { taskLogger } from './verbose.ts';
import type { EventListener, WorkerSet } from './worker-sets.ts';

export type AnyFunction = (...args: never[]) => unknown;

/** Stands for the function of a call whose items are delayed tasks. */
export const DELAYED = Symbol('delayed tasks');

/** What to call and with what. */
export interface CallRequest {
  /** The function of every task, or {@link DELAYED} when the items are delayed tasks with functions of their own. */
  readonly fn: AnyFunction | typeof DELAYED;
  readonly items: Iterable<unknown> | AsyncIterable<unknown>;
  readonly spread: boolean;
  /** Results are not wanted. */
  readonly discard?: boolean;
  /** Where the results go, when not to an array or a stream. */
  readonly sink?: ResultSink;
}

/** Where a call runs. */
export interface CallPlace {
  readonly resolved: Resolved;
  /** Where it runs. Workers for `tasks` tasks, as far as that is known, may start at once. */
  readonly workers: (tasks?: number) => Promise<WorkerSet>;
}

/** Distinct functions in one call that are worth a warning: each one is captured, sent and compiled by itself. */
const MANY_FUNCTIONS = 1000;

/** Longest time that a timer can take; a longer one would fire at once. */
const MAX_TIMER_MS = 0x7fffffff;

let nextCallId = 1;
/** Calls are numbered per process. */
export const newCallId = (): number => nextCallId++;

const randomSeed = (): [number, number] => [(Math.random() * 2 ** 32) >>> 0, (Math.random() * 2 ** 32) >>> 0];

/** A header whose functions and definitions grow as the call goes on. */
export function makeHeader(
  options: ParallelOptions,
  codec: CallCodec | undefined,
  rest?: Partial<CallHeader>,
): CallHeader {
  return {
    id: newCallId(),
    definitions: codec?.definitions ?? [],
    functions: [],
    seed: options.seed === undefined ? randomSeed() : seedWords(options.seed),
    stopOnError: false,
    discardResults: false,
    ...(options.timeout === undefined ? {} : { timeoutMs: Math.min(options.timeout, MAX_TIMER_MS) }),
    ...rest,
  };
}

/** The functions of one call, each captured once. */
export class FunctionTable {
  readonly #refs: FunctionRef[];
  readonly #codec: CallCodec | undefined;
  readonly #positions = new Map<AnyFunction, number>();

  constructor(header: CallHeader, codec: CallCodec | undefined) {
    this.#refs = header.functions as FunctionRef[];
    this.#codec = codec;
  }

  /** @throws ClosureError when the function cannot travel, or writes to what it captured. */
  position(fn: AnyFunction): number {
    const known = this.#positions.get(fn);
    if (known !== undefined) return known;
    const ref = this.#codec === undefined ? localFunction(fn) : this.#codec.addFunction(fn);
    const position = this.#refs.push(ref) - 1;
    this.#positions.set(fn, position);
    if (position + 1 === MANY_FUNCTIONS) warnManyFunctions();
    return position;
  }
}

/** By reference, but under the same rule: a program must not work here and fail on another backend. */
function localFunction(fn: AnyFunction): FunctionRef {
  if (moduleTaskOf(fn) === undefined) capturePart().refuseWrites(fn);
  return { kind: 'local', fn };
}

function warnManyFunctions(): void {
  process.emitWarning(
    `a call has got ${MANY_FUNCTIONS} different functions, and each is captured and compiled by itself; ` +
      'use one function and pass what differs as arguments: delayed(fn)(a, b) or map(fn, items)',
    { type: 'PerformanceWarning', code: 'MANYCORE_MANY_FUNCTIONS' },
  );
}

function prepareWith(request: CallRequest, table: FunctionTable): Prepare {
  if (request.fn !== DELAYED) {
    const fn = table.position(request.fn);
    return request.spread
      ? (items) => ({ fn, values: Array.from(items, checkTuple) })
      : (items) => ({ fn, values: items });
  }
  return (items) => {
    const tasks = Array.from(items, checkTask); // unlike map, it does not pass over holes
    const fns = tasks.map((task) => table.position(task.fn));
    const first = fns[0] as number;
    return { fn: fns.every((fn) => fn === first) ? first : fns, values: tasks.map((task) => task.args) };
  };
}

function checkTuple(item: unknown): readonly unknown[] {
  if (Array.isArray(item)) return item as unknown[];
  if (typeof item === 'object' && item !== null && Symbol.iterator in item) return [...(item as Iterable<unknown>)];
  throw new InvalidOptionError(`starmap takes tuples of arguments, got ${show(item)}; use map for single arguments`);
}

function checkTask(item: unknown): { readonly fn: AnyFunction; readonly args: readonly unknown[] } {
  if (isDelayed(item)) return item;
  throw new InvalidOptionError(`Parallel(...)(tasks) takes tasks made by delayed(fn)(...args), got ${show(item)}`);
}

/** A call under way. */
export interface RunningCall {
  readonly call: MapCall;
  readonly sink: ResultSink;
  /** Resolves when the call is over; rejects with its error. What still ran then is being stopped. */
  readonly over: Promise<void>;
}

/** @throws InvalidOptionError when a function or the items are nothing of the kind. */
export function checkRequest({ fn, items }: CallRequest): void {
  if (fn !== DELAYED && typeof fn !== 'function') {
    throw new InvalidOptionError(
      `the first argument is the function, the second the items; got ${show(fn)} for the function`,
    );
  }
  const isIterable = typeof items === 'string' || (typeof items === 'object' && items !== null && hasIterator(items));
  if (!isIterable) throw new InvalidOptionError(`items must be an iterable or an async iterable, got ${show(items)}`);
}

const hasIterator = (items: object): boolean => Symbol.iterator in items || Symbol.asyncIterator in items;

/** Starts a call. */
export async function startCall(place: CallPlace, request: CallRequest): Promise<RunningCall> {
  checkRequest(request);
  const { options, memory } = place.resolved;
  options.signal?.throwIfAborted();
  const callSite = captureCallSite(startCall);
  const isUntyped = request.sink !== undefined || request.discard === true;
  const typed = isUntyped ? undefined : typedTarget(request.items, options, memory);
  const opened = openCodec(memory, options);
  const codec = opened?.codec;
  try {
    const header = makeHeader(options, codec, {
      stopOnError: (options.onError ?? 'abort') === 'abort' && options.retry === undefined,
      discardResults: request.discard === true,
      ...(typed === undefined ? {} : { resultType: typed.kind }),
    });
    // First of all, because it takes longest: workers start while the function is captured here.
    const opening = place.workers(totalOf(request.items));
    opening.catch(() => undefined); // awaited below, unless the function is refused
    const loading = openCapturePart();
    if (loading !== undefined) await loading;
    const prepare = prepareWith(request, new FunctionTable(header, codec));
    let set = await opening;
    // Another owner of shared workers may have closed them in just this moment.
    if (!set.isOpen) set = await place.workers();
    options.signal?.throwIfAborted();
    const parts = { place, request, header, codec, set, typed, prepare, callSite };
    const { call, sink, finish } = buildCall(parts);
    const over = supervise(parts, call, finish)
      .finally(() => opened?.close())
      .finally(finish);
    return { call, sink, over };
  } catch (error) {
    opened?.close();
    throw error;
  }
}

/** Names a function for what is measured of it. */
function keyOf(fn: AnyFunction): string | undefined {
  const named = moduleTaskOf(fn);
  return named === undefined ? capturePart().locationKey(fn) : `${named.url} ${named.name}`;
}

interface Parts {
  readonly place: CallPlace;
  readonly request: CallRequest;
  readonly header: CallHeader;
  readonly codec: CallCodec | undefined;
  readonly set: WorkerSet;
  readonly typed: TypedTarget | undefined;
  readonly prepare: Prepare;
  readonly callSite: CallSite;
}

function buildCall(parts: Parts): { call: MapCall; sink: ResultSink; finish: () => void } {
  const { place, request, header, codec, set, typed } = parts;
  const { options, workers } = place.resolved;
  const key = request.fn === DELAYED ? undefined : keyOf(request.fn);
  const sizerKey = key === undefined ? undefined : `${set.backend.name} ${key}`;
  const sizer = sizerFor(sizerKey, set.backend.targetBatchMs);
  const sink = request.sink ?? typed?.sink ?? makeSink(request, options);
  const windows = windowsOf(parts);
  const preDispatch = preDispatchBatches(options.preDispatch, workers);
  const { meter, close } = openProgress(options, totalOf(request.items));
  const callOptions: MapCallOptions = {
    dispatcher: set.dispatcher,
    header,
    codec,
    sink,
    sizer,
    meter,
    spread: request.spread,
    windows,
    batchSize: typeof options.batchSize === 'number' ? options.batchSize : undefined,
    preDispatch,
    maxInFlightBytes: options.maxInFlightBytes ?? Number.POSITIVE_INFINITY,
    onError: checkErrorPolicy(options.onError),
    retry: checkRetry(options.retry),
    onTaskStart:
      options.onTaskStart === undefined ? undefined : (index, attempt) => options.onTaskStart?.({ index, attempt }),
    onTaskDone: taskLogger(options),
    callSite: parts.callSite,
  };
  const finish = () => {
    rememberSizer(sizerKey, sizer);
    close();
  };
  try {
    return { call: new MapCall(callOptions), sink, finish };
  } catch (error) {
    close(); // the input could not even be opened
    throw error;
  }
}

function makeSink(request: CallRequest, options: ParallelOptions): ResultSink {
  if (request.discard === true) return new VoidSink();
  if (options.returnAs === 'generator') return new StreamSink(true);
  if (options.returnAs === 'generatorUnordered') return new StreamSink(false);
  return new ListSink(Array.isArray(request.items) ? request.items.length : undefined);
}

function windowsOf(parts: Parts): (wake: () => void) => WindowSource {
  const { request, set, codec, prepare, typed } = parts;
  const items = pulledAtOnce(request.items, parts.place.resolved.options);
  if (isTypedArray(items) && !request.spread) {
    return () => new TypedWindows(items, set.backend.memory, typed?.out);
  }
  return (wake) => new ItemWindows(openInput(items, wake), prepare, argumentEncoder(set.backend, codec));
}

/** With `preDispatch: 'all'` a lazy input is read before the first task starts. */
function pulledAtOnce(items: CallRequest['items'], options: ParallelOptions): CallRequest['items'] {
  const isLazy = !Array.isArray(items) && !isTypedArray(items) && !(Symbol.asyncIterator in Object(items));
  return options.preDispatch === 'all' && isLazy ? [...(items as Iterable<unknown>)] : items;
}

function totalOf(items: Iterable<unknown> | AsyncIterable<unknown>): number | undefined {
  if (Array.isArray(items) || isTypedArray(items)) return items.length;
  return items instanceof Set || items instanceof Map ? items.size : undefined;
}

function openProgress(options: ParallelOptions, total: number | undefined) {
  const wanted = options.progress ?? ((options.verbose ?? 0) > 0 ? true : undefined);
  if (wanted === undefined || wanted === false) return { meter: undefined, close: () => undefined };
  const sink = makeProgressSink(wanted, { total });
  const meter = new ProgressMeter((event) => sink.update(event), total);
  return { meter, close: () => sink.close?.() };
}

/** Starts the call, and stops it on a signal of the caller's or the system's. */
async function supervise(parts: Parts, call: MapCall, finish: () => void): Promise<void> {
  const { place, header, set } = parts;
  const { signal } = place.resolved.options;
  const abort = () => call.cancel(signal?.reason);
  signal?.addEventListener('abort', abort, { once: true });
  const releaseSignals = holdSignals({
    onStop: async ({ signal: name, exiting }) => {
      if (exiting) {
        finish(); // a bar gives the terminal back
        return set.abandon();
      }
      call.cancel(new CancelledError(`the program was asked to stop by ${name}`));
      await set.end();
    },
  });
  set.enter(
    header.id,
    eventListener(place.resolved.options, (error) => call.cancel(error)),
  );
  try {
    if (signal?.aborted === true) abort(); // while the call was opened, by its input for one
    call.start();
    await call.finished;
  } finally {
    signal?.removeEventListener('abort', abort);
    releaseSignals();
    set.leave(header.id);
  }
}

/** Hands events of tasks to those who asked for them. What their listeners throw is neither the task's nor the worker's. */
function eventListener(options: ParallelOptions, fail: (error: unknown) => void): EventListener {
  const { onReport, onOutput, stdio } = options;
  return (event) => {
    try {
      if (event.kind === 'report') onReport?.({ index: event.index, data: event.data });
      else onOutput?.({ stream: event.stream, text: event.text, workerId: event.workerId, index: event.index });
    } catch (error) {
      fail(error);
    }
    return onOutput !== undefined || stdio === 'ignore';
  };
}

/** The results of a finished call, in the container its options ask for. */
export function collected(sink: ResultSink): unknown {
  return 'finish' in sink ? (sink as ListSink).finish() : undefined;
}
