/** What all parts of a call share: its options, its results and its progress. */

import { ProgressMeter } from '../plan/progress.ts';
import { ListSink, type ResultSink, StreamSink, VoidSink } from '../plan/results.ts';
import { type CallSite, captureCallSite } from '../platform/call-site.ts';
import { arrayOf, arraySink } from './array-call.ts';
import { type CallPlace, type CallRequest, checkRequest, totalOf } from './call-request.ts';
import type { ParallelOptions } from './options.ts';
import { makeProgressSink } from './progress/make-sink.ts';
import { arrayTarget, type TypedTarget, typedTarget } from './typed-results.ts';

/** What a call has once, however many backends its parts run on. */
export interface CallFrame {
  readonly request: CallRequest;
  readonly options: ParallelOptions;
  readonly callSite: CallSite;
  readonly typed: TypedTarget | undefined;
  readonly sink: ResultSink;
  readonly progress: ReturnType<typeof openProgress>;
}

/**
 * Prepares what all parts of a call share. Call `progress.close` when the call is over.
 *
 * @throws InvalidOptionError when a function or the items are nothing of the kind; and the reason of a signal that has fired.
 */
export function openFrame({ resolved }: CallPlace, given: CallRequest): CallFrame {
  const { options, memory } = resolved;
  checkRequest(given);
  options.signal?.throwIfAborted();
  const array = resolved.kernels === true ? undefined : arrayOf(given);
  const request = array === undefined ? given : { ...given, items: array.items };
  const isUntyped = request.sink !== undefined || request.discard === true;
  const arrays = isUntyped || resolved.kernels !== true ? undefined : arrayTarget(request.items, options);
  const results = isUntyped || array === undefined ? undefined : arraySink(array, options);
  const typed =
    isUntyped || results !== undefined ? undefined : (arrays ?? typedTarget(request.items, options, memory));
  const sink = request.sink ?? results ?? typed?.sink ?? makeSink(request, options);
  const callSite = captureCallSite(openFrame);
  return { request, options, callSite, typed, sink, progress: openProgress(options, totalOf(request.items)) };
}

function makeSink(request: CallRequest, options: ParallelOptions): ResultSink {
  if (request.discard === true) return new VoidSink();
  if (options.returnAs === 'generator') return new StreamSink(true);
  if (options.returnAs === 'generatorUnordered') return new StreamSink(false);
  return new ListSink(Array.isArray(request.items) ? request.items.length : undefined);
}

function openProgress(options: ParallelOptions, total: number | undefined) {
  const wanted = options.progress ?? ((options.verbose ?? 0) > 0 ? true : undefined);
  if (wanted === undefined || wanted === false) return { meter: undefined, close: () => undefined };
  const sink = makeProgressSink(wanted, { total });
  const meter = new ProgressMeter((event) => sink.update(event), total);
  return { meter, close: () => sink.close?.() };
}
