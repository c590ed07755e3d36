/** One call, or a part of one, on one backend: opens what it needs, runs it, and closes everything whatever happens. */

import type { CallCodec } from '../core/codec.ts';
import { CancelledError } from '../core/errors.ts';
import type { CallHeader } from '../core/task.ts';
import { type BatchSizer, rememberSizer, sizerFor } from '../plan/batch-size.ts';
import { checkErrorPolicy } from '../plan/error-policy.ts';
import { openInput } from '../plan/input.ts';
import type { Explanation } from '../plan/auto/explanation.ts';
import { MapCall, type MapCallOptions } from '../plan/map-call.ts';
import { lenderOf } from '../plan/number-lender.ts';
import type { ProgressMeter } from '../plan/progress.ts';
import type { ResultSink } from '../plan/results.ts';
import { checkRetry } from '../plan/retry.ts';
import {
  argumentEncoder,
  ItemWindows,
  type Lending,
  type Prepare,
  TypedWindows,
  type WindowSource,
} from '../plan/windows.ts';
import { holdSignals } from '../platform/signals.ts';
import type { CallFrame } from './call-frame.ts';
import { type CallPlace, DELAYED, pulledAtOnce, totalOf } from './call-request.ts';
import { openCapturePart } from './capture-part.ts';
import { FunctionTable, keyOf, makeHeader, prepareWith } from './function-table.ts';
import { openCodec } from './open-codec.ts';
import type { ParallelOptions } from './options.ts';
import { preDispatchBatches } from './pre-dispatch.ts';
import { isTypedArray } from './typed-results.ts';
import { taskLogger } from './verbose.ts';
import type { EventListener, WorkerSet } from './worker-sets.ts';

/** A call under way. */
export interface RunningCall {
  readonly call: Pick<MapCall, 'cancel' | 'wake'>;
  readonly sink: ResultSink;
  /** Resolves when the call is over; rejects with its error. What still ran then is being stopped. */
  readonly over: Promise<void>;
  /** How it chose its backend, and, once it is over, how long it took. */
  readonly explain: () => Explanation;
}

/** What is special about one part of a call. */
export interface LegOptions {
  readonly place: CallPlace;
  /** Where its items come from; the items of the request, unless it is only a part of the call. */
  readonly windows?: (parts: WindowParts, wake: () => void) => WindowSource;
  /** Tasks of the call that came before it. */
  readonly first?: number;
  /** The same random numbers as for the other parts. */
  readonly seed?: readonly [number, number];
  readonly sink?: ResultSink;
  readonly meter?: ProgressMeter | undefined;
  readonly sizer?: BatchSizer;
  /** Time of one task, in milliseconds, for a function that is new to the backend. */
  readonly taskMs?: number;
}

/** What windows are made of. */
export interface WindowParts {
  readonly prepare: Prepare;
  readonly codec: CallCodec | undefined;
  readonly set: WorkerSet;
}

/** A call, or a part of one, on one backend. */
export interface Leg {
  readonly call: MapCall;
  readonly set: WorkerSet;
  readonly sizer: BatchSizer;
  /** Starts it. Resolves when it is over; rejects with its error. What still ran then is being stopped. */
  run(): Promise<void>;
}

/**
 * Opens a call, or a part of one, on one backend. It has to be run, or what it opened stays open.
 *
 * @throws ClosureError when the function cannot travel there.
 */
export async function openLeg(frame: CallFrame, leg: LegOptions): Promise<Leg> {
  const { request, options, typed } = frame;
  const { place, seed } = leg;
  const opened = openCodec(place.resolved.memory, options);
  const codec = opened?.codec;
  try {
    const header = makeHeader(options, codec, {
      stopOnError: (options.onError ?? 'abort') === 'abort' && options.retry === undefined,
      discardResults: request.discard === true,
      ...(typed === undefined ? {} : { resultType: typed.kind }),
      ...(seed === undefined ? {} : { seed }),
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
    const parts = { frame, leg, header, codec, set, prepare };
    const built = buildCall(parts);
    const run = () =>
      supervise(parts, built.call)
        .finally(() => opened?.close())
        .finally(built.remember);
    return { call: built.call, set, sizer: built.sizer, run };
  } catch (error) {
    opened?.close();
    throw error;
  }
}

interface Parts extends WindowParts {
  readonly frame: CallFrame;
  readonly leg: LegOptions;
  readonly header: CallHeader;
}

function buildCall(parts: Parts): { call: MapCall; sizer: BatchSizer; remember: () => void } {
  const { frame, leg, header, codec, set } = parts;
  const { request, options } = frame;
  const key = request.fn === DELAYED ? undefined : keyOf(request.fn);
  const sizerKey = key === undefined ? undefined : `${set.backend.name} ${key}`;
  const sizer = leg.sizer ?? sizerFor(sizerKey, set.backend.targetBatchMs);
  if (leg.taskMs !== undefined && sizer.taskMs === undefined) sizer.observe(1, leg.taskMs);
  const callOptions: MapCallOptions = {
    dispatcher: set.dispatcher,
    header,
    codec,
    sink: leg.sink ?? frame.sink,
    sizer,
    meter: 'meter' in leg ? leg.meter : frame.progress.meter,
    spread: request.spread,
    windows: windowsOf(parts),
    first: leg.first ?? 0,
    batchSize: typeof options.batchSize === 'number' && leg.sizer === undefined ? options.batchSize : undefined,
    preDispatch: preDispatchBatches(options.preDispatch, leg.place.resolved.workers),
    maxInFlightBytes: options.maxInFlightBytes ?? Number.POSITIVE_INFINITY,
    lender: lenderOf(set.backend),
    onError: checkErrorPolicy(options.onError),
    retry: checkRetry(options.retry),
    onTaskStart:
      options.onTaskStart === undefined ? undefined : (index, attempt) => options.onTaskStart?.({ index, attempt }),
    onTaskDone: taskLogger(options),
    callSite: frame.callSite,
  };
  return { call: new MapCall(callOptions), sizer, remember: () => rememberSizer(sizerKey, sizer) };
}

function windowsOf(parts: Parts): (wake: () => void) => WindowSource {
  const { frame, leg, set, codec, prepare } = parts;
  const { request, typed } = frame;
  const { windows } = leg;
  if (windows !== undefined) return (wake) => windows(parts, wake);
  const items = pulledAtOnce(request.items, frame.options);
  if (isTypedArray(items) && !request.spread) {
    return () => new TypedWindows(items, set.backend.memory, typed?.out);
  }
  const encode = argumentEncoder(set.backend, codec);
  return (wake) => new ItemWindows(openInput(items, wake), { prepare, encode, lending: lendingOf(parts) });
}

/** Where the numbers of an array can lie in shared memory. There they would not count as bytes on their way. */
function lendingOf({ frame: { request, options }, set, prepare }: Parts): Lending | undefined {
  const lender = lenderOf(set.backend);
  const isWhole = request.fn !== DELAYED && !request.spread && options.maxInFlightBytes === undefined;
  if (lender === undefined || !isWhole) return undefined;
  const { fn } = prepare([]);
  return typeof fn === 'number' ? { lender, fn } : undefined;
}

/** Starts the call, and stops it on a signal of the caller's or the system's. */
async function supervise({ frame, header, set }: Parts, call: MapCall): Promise<void> {
  const { options, progress } = frame;
  const { signal } = options;
  const abort = () => call.cancel(signal?.reason);
  signal?.addEventListener('abort', abort, { once: true });
  const releaseSignals = holdSignals({
    onStop: async ({ signal: name, exiting }) => {
      if (exiting) {
        progress.close(); // a bar gives the terminal back
        return set.abandon();
      }
      call.cancel(new CancelledError(`the program was asked to stop by ${name}`));
      await set.end();
    },
  });
  set.enter(
    header.id,
    eventListener(options, (error) => call.cancel(error)),
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
