/** Opens a call of the planner over a {@link MemoryBackend}, with defaults for what a test does not care about. */

import { BatchSizer } from '../../src/plan/batch-size.ts';
import { Dispatcher } from '../../src/plan/dispatcher.ts';
import { openInput } from '../../src/plan/input.ts';
import { MapCall, type MapCallOptions } from '../../src/plan/map-call.ts';
import { ListSink, type ResultSink } from '../../src/plan/results.ts';
import { checkRetry } from '../../src/plan/retry.ts';
import { argumentEncoder, ItemWindows } from '../../src/plan/windows.ts';
import { makeHeader, MemoryBackend, PlainCodec } from './memory-backend.ts';

type Fn = (...args: never[]) => unknown;

export interface CallSetup extends Partial<Omit<MapCallOptions, 'windows' | 'header' | 'retry'>> {
  readonly backend?: MemoryBackend;
  readonly discard?: boolean;
  readonly retry?: unknown;
}

export interface OpenedCall<S extends ResultSink> {
  readonly call: MapCall;
  readonly sink: S;
  readonly backend: MemoryBackend;
  readonly dispatcher: Dispatcher;
}

/** Opens a call; start it with `call.start()`. */
export function openCall(fn: Fn, items: Iterable<unknown> | AsyncIterable<unknown>): OpenedCall<ListSink>;
export function openCall(
  fn: Fn,
  items: Iterable<unknown> | AsyncIterable<unknown>,
  setup: CallSetup & { sink?: undefined },
): OpenedCall<ListSink>;
export function openCall<S extends ResultSink>(
  fn: Fn,
  items: Iterable<unknown> | AsyncIterable<unknown>,
  setup: CallSetup & { sink: S },
): OpenedCall<S>;
export function openCall(
  fn: Fn,
  items: Iterable<unknown> | AsyncIterable<unknown>,
  setup: CallSetup = {},
): OpenedCall<ResultSink> {
  const { backend = new MemoryBackend(), discard = false, retry, sink = new ListSink(undefined), ...rest } = setup;
  const dispatcher = rest.dispatcher ?? new Dispatcher(backend);
  const codec = rest.codec ?? (backend.memory === 'same' ? undefined : new PlainCodec());
  const onError = rest.onError ?? 'abort';
  const policy = checkRetry(retry);
  const header = makeHeader([fn], {
    stopOnError: onError === 'abort' && policy === undefined,
    discardResults: discard,
  });
  const call = new MapCall({
    spread: false,
    batchSize: undefined,
    preDispatch: 4,
    maxInFlightBytes: Number.POSITIVE_INFINITY,
    meter: undefined,
    onTaskStart: undefined,
    onTaskDone: undefined,
    callSite: { stack: 'Error: the call\n    at somewhere' },
    sizer: new BatchSizer(backend.targetBatchMs),
    ...rest,
    dispatcher,
    header,
    codec,
    sink,
    onError,
    retry: policy,
    windows: (wake) =>
      new ItemWindows(openInput(items, wake), {
        prepare: (values) => ({ fn: 0, values }),
        encode: argumentEncoder(backend, codec),
      }),
  });
  return { call, sink, backend, dispatcher };
}

/** Starts a call and gives its results. */
export async function runCall(
  fn: Fn,
  items: Iterable<unknown> | AsyncIterable<unknown>,
  setup: CallSetup = {},
): Promise<unknown[]> {
  const { call, sink } = openCall(fn, items, { ...setup, sink: new ListSink(undefined) });
  call.start();
  await call.finished;
  return sink.finish();
}
