/** The code of calls over many items, which a pool of single tasks does without: loaded with the first such call. */

import type { Explanation } from '../plan/auto/explanation.ts';
import { keepPart, requirePart } from '../platform/load-part.ts';
import type * as Calls from './calls.ts';
import type { CallPlace, CallRequest } from './call-request.ts';
import type { RunningCall } from './run-call.ts';

type CallsPart = typeof Calls;

/** In a program that bundles the library the first call waits for a turn. */
async function loadCalls(): Promise<CallsPart> {
  const part = await import('./calls.ts');
  keepPart('calls', part);
  return part;
}

/**
 * Starts a call.
 *
 * @throws InvalidOptionError, ClosureError, BackendUnavailableError; and the reason of a signal that has fired.
 */
export async function startCall(place: CallPlace, request: CallRequest): Promise<RunningCall> {
  // Without a turn where that can be: what the function captured is read now.
  const part = requirePart<CallsPart>('calls') ?? (await loadCalls());
  return part.startCall(place, request);
}

/**
 * Chooses a backend as a call would, and runs no more than the first tasks.
 *
 * @param makePlace - Of a call with `backend: 'auto'`.
 */
export async function planCall(a: unknown, b: unknown, makePlace: () => CallPlace): Promise<Explanation> {
  const { planCall: plan, planRequest } = requirePart<CallsPart>('calls') ?? (await loadCalls());
  const request = planRequest(a, b);
  return plan(makePlace(), request);
}

/**
 * Makes a call explain itself: when it is over to its `onExplain`, and whenever somebody asks.
 *
 * @param keep - Gets what explains the call, as soon as it has begun.
 */
export async function explainWhenOver(
  place: CallPlace,
  starting: Promise<RunningCall>,
  keep: (explain: () => Explanation) => void,
): Promise<void> {
  const running = await starting.catch(() => undefined);
  if (running === undefined) return; // it never began
  keep(running.explain);
  const { onExplain } = place.resolved.options;
  if (onExplain === undefined) return;
  await running.over.catch(() => undefined); // whoever waits for its results hears of it
  onExplain(running.explain());
}
