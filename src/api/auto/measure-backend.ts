import type { BackendCost } from '../../core/cost.ts';
import { resolve } from '../resolve.ts';
import { openFrame } from '../call-frame.ts';
import type { AnyFunction, CallPlace } from '../call-request.ts';
import { openLeg } from '../run-call.ts';
import { openWorkerSet } from '../worker-sets.ts';

/** Round trips that are averaged, and those before them that warm up. */
const TRIPS = 30;
/** Tasks that do nothing. */
const NUMBERS = 20_000;
/** Arrays of records, of about 8 KB each. */
const RECORD_ARRAYS = 60;
const RECORDS = 60;
/** Buffers, below the size from which processes get them outside of messages. */
const BUFFERS = 8;
const BUFFER_BYTES = 512 * 1024;
/** Estimated bytes of a record, as calls estimate them (plan/byte-size.ts). */
const RECORD_BYTES = 150;
/** Each further worker is later by this part of the first one's start: they start at once, but share what starts them. */
const NEXT_START = 0.4;
/** So that nothing is divided by a difference that the clock cannot see. */
const LEAST_MS = 0.05;

/** Functions of the platform, because they are there in every worker: what is measured is the way there and back. */
const absolute = Math.abs as AnyFunction;
const look = Array.isArray as AnyFunction;
const giveBack = Object as unknown as AnyFunction;

interface Run {
  readonly fn: AnyFunction;
  readonly items: readonly unknown[];
  /** One at a time. */
  readonly single?: boolean;
}

const record = (id: number) => ({ id, name: `record ${id}`, tags: ['one', 'two'], value: id / 3 });
const records = (): unknown[] =>
  Array.from({ length: RECORD_ARRAYS }, (_, at) => Array.from({ length: RECORDS }, (_, i) => record(at + i)));
const buffers = (): unknown[] => Array.from({ length: BUFFERS }, () => new Uint8Array(BUFFER_BYTES));

/** Runs tasks as any call does, and tells how long that took, in milliseconds. */
async function timeRun(place: CallPlace, { fn, items, single = false }: Run): Promise<number> {
  const options = { ...place.resolved.options, ...(single ? { batchSize: 1, preDispatch: 1 } : {}) };
  const there = { ...place, resolved: { ...place.resolved, options } };
  const frame = openFrame(there, { fn, items, spread: false });
  const started = performance.now();
  const leg = await openLeg(frame, { place: there });
  await leg.run();
  return performance.now() - started;
}

/** Measures what a backend costs on this machine, with one worker that is ended again. */
export async function measureBackend(backend: string): Promise<BackendCost> {
  const resolved = resolve({ backend, nJobs: 1, onError: 'abort', returnAs: 'list', progress: false, verbose: 0 });
  const opening = Promise.resolve(openWorkerSet(resolved, 1));
  const place: CallPlace = { resolved, workers: () => opening };
  try {
    const startMs = await timeRun(place, { fn: absolute, items: [1] });
    const first = await measureWarm(place);
    return { startMs, nextStartMs: startMs * NEXT_START, ...better(first, await measureWarm(place)) };
  } finally {
    await (await opening).close();
  }
}

type WarmCost = Omit<BackendCost, 'startMs' | 'nextStartMs'>;

/** Of two measurements the better of each figure: whatever else ran on the machine only makes them worse. */
const better = (a: WarmCost, b: WarmCost): WarmCost => ({
  roundTripMs: Math.min(a.roundTripMs, b.roundTripMs),
  taskMs: Math.min(a.taskMs, b.taskMs),
  argumentBytesPerMs: Math.max(a.argumentBytesPerMs, b.argumentBytesPerMs),
  resultBytesPerMs: Math.max(a.resultBytesPerMs, b.resultBytesPerMs),
  bufferBytesPerMs: Math.max(a.bufferBytesPerMs, b.bufferBytesPerMs),
});

async function measureWarm(place: CallPlace): Promise<WarmCost> {
  const few = Array.from({ length: TRIPS }, (_, i) => i);
  const many = Array.from({ length: NUMBERS }, (_, i) => i);
  await timeRun(place, { fn: absolute, items: few, single: true });
  const roundTripMs = (await timeRun(place, { fn: absolute, items: few, single: true })) / TRIPS;
  await timeRun(place, { fn: absolute, items: many });
  const taskMs = (await timeRun(place, { fn: absolute, items: many })) / NUMBERS;
  await timeRun(place, { fn: giveBack, items: records() });
  const thereMs = await timeRun(place, { fn: look, items: records() });
  const bothMs = await timeRun(place, { fn: giveBack, items: records() });
  await timeRun(place, { fn: giveBack, items: buffers().slice(0, 2) });
  const buffersMs = await timeRun(place, { fn: giveBack, items: buffers() });
  const recordBytes = RECORD_ARRAYS * RECORDS * RECORD_BYTES;
  return {
    roundTripMs,
    taskMs,
    argumentBytesPerMs: recordBytes / Math.max(LEAST_MS, thereMs),
    resultBytesPerMs: recordBytes / Math.max(LEAST_MS, bothMs - thereMs),
    bufferBytesPerMs: (2 * BUFFERS * BUFFER_BYTES) / Math.max(LEAST_MS, buffersMs),
  };
}
