/**
 * Short forms of the messages that a program sends which awaits one small task after the other: lists instead of objects with
 * names, so that a port clones them in less than half the time, and a line of JSON where that keeps them exactly, which a
 * pipe carries several times quicker than V8's serialisation.
 *
 *   batch := [0, id, callId, fn, first, attempt, waits, value...]
 *   reply := [1, id, elapsedMs, at, value...]
 */

import type { BatchRequest, WorkerReply, WorkerRequest } from '../core/protocol.ts';
import type { Payload, PlacedPayload } from '../core/payload.ts';

/** Values in a short message: with more of them, looking at each costs what the form gains. */
const MOST_VALUES = 4;
/** Characters in a string that travels as JSON. */
const MOST_CHARACTERS = 200;
const BATCH = 0;
const REPLY = 1;
/** Where the values begin. */
const BATCH_VALUES = 7;
const REPLY_VALUES = 4;

type Reply = Extract<WorkerReply, { type: 'reply' }>;

/** A message as a list. */
export type ShortMessage = readonly unknown[];

function valuesOf(payload: Payload | PlacedPayload, count: number): readonly unknown[] | undefined {
  if (payload.kind !== 'plain' || count > MOST_VALUES || payload.values.length !== count) return undefined;
  return payload.values;
}

function shortBatch(message: BatchRequest): ShortMessage | undefined {
  const { id, callId, fn, first, attempt, waits } = message;
  if (message.setup !== undefined || message.definitions !== undefined || message.functions !== undefined) return;
  if (message.spread || message.indices !== undefined || message.from !== undefined || message.exact === true) return;
  if (message.ended !== undefined) return;
  const values = typeof fn === 'number' ? valuesOf(message.args, message.count) : undefined;
  return values && [BATCH, id, callId, fn, first, attempt, waits === true ? 1 : 0, ...values];
}

function shortReply({ id, outcomes, elapsedMs }: Reply): ShortMessage | undefined {
  const [outcome] = outcomes;
  if (outcomes.length !== 1 || outcome?.kind !== 'values') return undefined;
  const values = valuesOf(outcome.values, outcome.count);
  // Tenths of a microsecond: more digits cost time and mean nothing.
  return values && [REPLY, id, Math.round(elapsedMs * 1e4) / 1e4, outcome.at, ...values];
}

/** The short form of a message, if it has one. */
export function shorten(message: WorkerRequest | WorkerReply): ShortMessage | undefined {
  if (message.type === 'batch') return shortBatch(message);
  return message.type === 'reply' ? shortReply(message) : undefined;
}

/** The message of a short form. */
export function lengthen(parts: ShortMessage): BatchRequest | Reply {
  return parts[0] === BATCH ? longBatch(parts as number[]) : longReply(parts as number[]);
}

function longBatch(parts: readonly number[]): BatchRequest {
  const [, id, callId, fn, first, attempt, waits] = parts as [number, number, number, number, number, number, number];
  const values = parts.slice(BATCH_VALUES);
  const args = { kind: 'plain', values } as const;
  const batch = { type: 'batch', id, callId, fn, spread: false, count: values.length, first, attempt, args } as const;
  return waits === 1 ? { ...batch, waits: true } : batch;
}

function longReply(parts: readonly number[]): Reply {
  const [, id, elapsedMs, at] = parts as [number, number, number, number];
  const values = parts.slice(REPLY_VALUES);
  const outcome = { kind: 'values', at, count: values.length, values: { kind: 'plain', values } } as const;
  return { type: 'reply', id, outcomes: [outcome], elapsedMs };
}

function isExact(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value) && !Object.is(value, -0);
  if (typeof value === 'string') return value.length <= MOST_CHARACTERS;
  return typeof value === 'boolean' || value === null;
}

/** The message as a line of JSON, if that keeps it exactly. */
export function shortText(message: WorkerRequest | WorkerReply): string | undefined {
  const parts = shorten(message);
  if (parts === undefined) return undefined;
  const start = parts[0] === BATCH ? BATCH_VALUES : REPLY_VALUES;
  for (let i = start; i < parts.length; i++) if (!isExact(parts[i])) return undefined;
  return JSON.stringify(parts);
}
