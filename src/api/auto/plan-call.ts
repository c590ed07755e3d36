import { InvalidOptionError } from '../../core/errors.ts';
import type { Explanation } from '../../plan/auto/explanation.ts';
import { VoidSink } from '../../plan/results.ts';
import type { ParallelOptions } from '../options.ts';
import { openFrame } from '../call-frame.ts';
import { type CallPlace, type CallRequest, checkRequest } from '../call-request.ts';
import { AutoCall } from './auto-call.ts';
import { measureMachine } from './figures.ts';

/** What is for calls whose results somebody wants. */
const silent = {
  onError: 'abort',
  returnAs: 'list',
  progress: false,
  verbose: 0,
  dtype: undefined,
  onTaskStart: undefined,
  onTaskDone: undefined,
  onReport: undefined,
  onExplain: undefined,
} as const satisfies ParallelOptions;

/** The function and the items, in whichever order they were given. */
export function planRequest(a: unknown, b: unknown): CallRequest {
  const [fn, items] = typeof b === 'function' && typeof a !== 'function' ? [b, a] : [a, b];
  const request = { fn, items, spread: false } as CallRequest;
  checkRequest(request);
  const iterator: unknown =
    Reflect.get(Object(request.items), Symbol.iterator) ?? Reflect.get(Object(request.items), Symbol.asyncIterator);
  if (
    typeof request.items === 'object' &&
    Reflect.apply(iterator as () => unknown, request.items, []) === request.items
  ) {
    throw new InvalidOptionError(
      'plan runs the first items, and these can be read only once: what is taken would be missing later; give it an array',
    );
  }
  return { ...request, sink: new VoidSink() };
}

/**
 * Chooses as a call would, and runs no more than the first tasks, for some milliseconds.
 *
 * @param place - Of a call with `backend: 'auto'`.
 */
export async function planCall(place: CallPlace, request: CallRequest): Promise<Explanation> {
  await measureMachine();
  const options = { ...place.resolved.options, ...silent };
  const there: CallPlace = { ...place, resolved: { ...place.resolved, options } };
  const frame = openFrame(there, request);
  const call = new AutoCall(there, frame, { planOnly: true });
  await call.open();
  await call.run();
  return call.explain();
}
