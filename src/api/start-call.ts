import { Explanation } from '../plan/auto/explanation.ts';
import { AutoCall } from './auto/auto-call.ts';
import { openKernelCall } from './kernel-call.ts';
import { AUTO } from './resolve.ts';
import { type CallFrame, openFrame } from './call-frame.ts';
import type { CallPlace, CallRequest } from './call-request.ts';
import { openLeg, type RunningCall } from './run-call.ts';

/**
 * Starts a call.
 *
 * @throws InvalidOptionError, ClosureError, BackendUnavailableError; and the reason of a signal that has fired.
 */
export async function startCall(place: CallPlace, request: CallRequest): Promise<RunningCall> {
  const frame = openFrame(place, request);
  const { progress } = frame;
  try {
    if (place.resolved.kernels === true) return await startKernels(place, frame);
    return await (place.resolved.backend === AUTO ? startAuto(place, frame) : startOn(place, frame));
  } catch (error) {
    progress.close();
    throw error;
  }
}

async function startOn(place: CallPlace, frame: CallFrame): Promise<RunningCall> {
  const startMs = performance.now();
  const leg = await openLeg(frame, { place });
  let actualMs: number | undefined;
  const over = leg.run().finally(() => {
    actualMs = performance.now() - startMs;
    frame.progress.close();
  });
  const explain = () => explainGiven(place, leg.set.backend.name, actualMs);
  return { call: leg.call, sink: frame.sink, over, explain };
}

async function startKernels(place: CallPlace, frame: CallFrame): Promise<RunningCall> {
  const startMs = performance.now();
  const backend = place.resolved.backend as string;
  const call = await openKernelCall(frame, backend);
  let actualMs: number | undefined;
  const over = call.run().finally(() => {
    actualMs = performance.now() - startMs;
    frame.progress.close();
  });
  return { call, sink: frame.sink, over, explain: () => explainGiven(place, backend, actualMs) };
}

async function startAuto(place: CallPlace, frame: CallFrame): Promise<RunningCall> {
  const call = new AutoCall(place, frame);
  await call.open();
  const { meter, close } = frame.progress;
  const over = call
    .run()
    .finally(() => meter?.report(true))
    .finally(close);
  return { call, sink: frame.sink, over, explain: () => call.explain() };
}

/** Of a call that chose nothing. */
const explainGiven = (
  { resolved: { workers } }: CallPlace,
  backend: string,
  actualMs: number | undefined,
): Explanation =>
  new Explanation({
    backend,
    reason: "it was named, or is the default; backend: 'auto' chooses",
    tasks: undefined,
    tasksInPlace: 0,
    known: undefined,
    figures: 'none',
    predictions: [{ backend, workers, predictedMs: undefined }],
    actualMs,
  });
