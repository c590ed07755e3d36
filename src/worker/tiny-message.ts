/**
 * Which messages are so small and plain that JSON keeps them exactly. For those it is several times quicker than V8's
 * serialisation, whose start alone costs microseconds; they are what a program sends that awaits one task after the other.
 */

import type { WorkerReply, WorkerRequest } from '../core/protocol.ts';
import type { Payload } from '../core/payload.ts';

/** Values in a tiny message: with more of them, looking at each costs what JSON gains. */
const MOST_VALUES = 4;
/** Characters in a tiny message's string. */
const MOST_CHARACTERS = 200;

function isExact(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value) && !Object.is(value, -0);
  if (typeof value === 'string') return value.length <= MOST_CHARACTERS;
  return typeof value === 'boolean' || value === null;
}

function isTinyPayload(payload: Payload): boolean {
  if (payload.kind !== 'plain' || payload.values.length > MOST_VALUES) return false;
  // By index: every() passes over holes, which JSON would turn into null.
  for (let i = 0; i < payload.values.length; i++) if (!isExact(payload.values[i])) return false;
  return true;
}

/** Whether JSON keeps this message exactly. */
export function isTiny(message: WorkerRequest | WorkerReply): boolean {
  if (message.type === 'batch') {
    const { setup, definitions, functions, args } = message;
    return setup === undefined && definitions === undefined && functions === undefined && isTinyPayload(args);
  }
  if (message.type !== 'reply' || message.outcomes.length !== 1) return false;
  const [outcome] = message.outcomes;
  return outcome?.kind === 'values' && isTinyPayload(outcome.values);
}
