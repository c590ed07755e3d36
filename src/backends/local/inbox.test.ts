import { expect, it } from 'vitest';
import type { Outcome } from '../../core/task.ts';
import { Inbox, type InboxOwner } from './inbox.ts';
import type { Piece } from './piece.ts';
import { Entry, type WorkerSlot } from './worker-slot.ts';

const value = (at: number, count: number): Outcome => ({ kind: 'values', at, count, values: { kind: 'void', count } });
const skipped: Outcome = { kind: 'skipped', at: 4, count: 1 };

/** A worker that has answered to a batch of five tasks; what is told of it, and what nobody reads. */
function answer(change: (entry: Entry) => void) {
  const told: Outcome[] = [];
  const unread: unknown[] = [];
  const run = { call: { observe: () => {} }, push: ({ outcomes }: { outcomes: Outcome[] }) => told.push(...outcomes) };
  const entry = new Entry(7, { run, from: 0, to: 5 } as unknown as Piece, false);
  change(entry);
  const transport = { discard: (...what: readonly unknown[]) => unread.push(what) };
  const slot = { id: 1, entries: [entry], transport } as unknown as WorkerSlot;
  const outcomes = [value(0, 2), value(2, 1), value(3, 1), skipped];
  const owner = { onAnswered: () => {} } as unknown as InboxOwner;
  new Inbox(owner).accept(slot, { type: 'reply', id: 7, outcomes, elapsedMs: 1 });
  return { told: told.map(({ kind, at }) => `${kind} ${at}`), unread };
}

it('throws away what nobody waits for any more', () => {
  expect(answer((entry) => (entry.detached = true))).toEqual({ told: [], unread: [[7]] });
});

it('throws away the result of a task on which there is a verdict, and nothing else', () => {
  expect(answer(() => {})).toEqual({ told: ['values 0', 'values 2', 'values 3', 'skipped 4'], unread: [] });
  const judge = (entry: Entry) => entry.verdicts.set(3, { reason: 'cancelled', error: new Error('stop') });
  expect(answer(judge)).toEqual({ told: ['values 0', 'values 2', 'failed 3', 'skipped 4'], unread: [[7, 3]] });
});
