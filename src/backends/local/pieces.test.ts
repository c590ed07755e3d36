import fc from 'fast-check';
import { expect, it } from 'vitest';
import { makeBatch, makeCall } from '../../../test/fixtures/workers/harness.ts';
import { PREPARING } from '../../worker/progress.ts';
import { blame, piecesLeft } from './blame.ts';
import { LocalCall } from './local-call.ts';
import { LocalRun } from './local-run.ts';
import { piecesAfterLoss } from './loss.ts';
import { positionsOf, wholePiece, without } from './piece.ts';
import type { Piece } from './piece.ts';
import { PieceQueue } from './piece-queue.ts';
import { RunReplies } from './run-replies.ts';
import { Entry } from './worker-slot.ts';
import type { WorkerSlot } from './worker-slot.ts';

function makeRun(
  count: number,
  { sink = new RunReplies(), ended = (): void => {}, timeoutMs }: RunParts = {},
): LocalRun {
  const header = makeCall('square', timeoutMs === undefined ? {} : { timeoutMs });
  return new LocalRun({ batch: makeBatch(header, new Array(count).fill(0)), call: new LocalCall(header), sink }, ended);
}

interface RunParts {
  readonly sink?: RunReplies;
  readonly ended?: () => void;
  readonly timeoutMs?: number;
}

const makePiece = (count: number): Piece => wholePiece(makeRun(count));

const covered = (pieces: readonly Piece[]): number[] => pieces.flatMap((piece) => positionsOf(piece, undefined));

it('leaves out any positions and keeps all others, in order', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 40 }), fc.uniqueArray(fc.nat(39)), (count, chosen) => {
      const out = chosen.filter((at) => at < count).sort((a, b) => a - b);
      const all = Array.from({ length: count }, (_, i) => i);
      expect(covered(without(makePiece(count), out))).toEqual(all.filter((at) => !out.includes(at)));
    }),
  );
});

it('finds the guilty in the progress block', () => {
  const piece = makePiece(10);
  const block = { batch: 7, position: 4, span: 1, listens: false, startedAt: 0 };
  expect(blame(piece, 7, block)).toEqual({ kind: 'task', position: 4 });
  expect(blame(piece, 8, block)).toEqual({ kind: 'bystander' });
  expect(blame(piece, 7, { ...block, position: PREPARING })).toEqual({ kind: 'preparing' });
  expect(blame(piece, 7, { ...block, position: 10 })).toEqual({ kind: 'finishing' });
  expect(blame(piece, 7, { ...block, span: 3 })).toEqual({ kind: 'suspects', from: 4, to: 7 });
  expect(blame(piece, 7, { ...block, position: 9, span: 3 })).toEqual({ kind: 'task', position: 9 });
});

it('runs everything again but the guilty task, and suspects closely watched', () => {
  const piece = makePiece(6);
  expect(covered(piecesLeft(piece, { kind: 'task', position: 2 }))).toEqual([0, 1, 3, 4, 5]);
  const left = piecesLeft(piece, { kind: 'suspects', from: 1, to: 3 });
  expect(left.map(({ from, to, exact }) => [from, to, exact])).toEqual([
    [0, 1, false],
    [1, 3, true],
    [3, 6, false],
  ]);
  expect(covered(piecesLeft(piece, { kind: 'bystander' }))).toEqual([0, 1, 2, 3, 4, 5]);
  expect(piecesLeft(piece, { kind: 'finishing' })).toMatchObject([{ from: 0, to: 6, exact: true, unprepared: 1 }]);
});

it('a worker that was ended because results did not come within the time is no reason to go round for ever', async () => {
  const sink = new RunReplies();
  const run = makeRun(2, { sink, timeoutMs: 50 });
  const progress = { batch: 7, position: 2, span: 1, listens: false, startedAt: 0 };
  const intent = { kind: 'timeout', wireId: 7, position: 2 } as const;
  const slot = { id: 1, intent, transport: { progress: { read: () => progress } } } as unknown as WorkerSlot;
  const loss = { backend: 'threads', slot, end: { exitCode: 1, killed: true } };
  let pieces: readonly Piece[] = [wholePiece(run)];
  for (let times = 0; pieces.length > 0; times++) {
    expect(times).toBeLessThan(5);
    pieces = pieces.flatMap((piece) => piecesAfterLoss(loss, new Entry(7, piece)));
  }
  const timedOut = expect.objectContaining({ reason: 'timeout' });
  expect((await sink.next()).value?.outcomes).toEqual([timedOut, timedOut]);
});

it('a run ends when each position has an outcome, and not with more', async () => {
  let ended = 0;
  const sink = new RunReplies();
  const run = makeRun(3, { sink, ended: () => ended++ });
  run.push({ outcomes: [{ kind: 'skipped', at: 1, count: 2 }], elapsedMs: 1, workerId: 1 });
  expect(ended).toBe(0);
  run.fail([0], { reason: 'lost', error: 'gone' });
  expect(ended).toBe(1);
  const replies = [];
  for await (const reply of sink) replies.push(reply.outcomes.length);
  expect(replies).toEqual([1, 1]);
  expect(() => run.fail([0], { reason: 'lost', error: 'again' })).toThrow(/more outcomes/);
});

it('a run tells its caller nothing before the engine is done, and the end once', async () => {
  const told: string[] = [];
  const sink = Object.assign(new RunReplies(), { settle: () => told.push('settle'), ended: () => told.push('end') });
  const run = makeRun(2, { sink });
  run.fail([0], { reason: 'lost', error: 'gone' });
  run.fail([1], { reason: 'lost', error: 'gone' });
  expect(told).toEqual([]);
  await Promise.resolve();
  expect(told).toEqual(['settle', 'settle', 'end']);
  makeRun(0, { sink });
  await Promise.resolve();
  expect(told.slice(3)).toEqual(['end']);
});

it('a queue gives urgent pieces first, and equal ones in the order in which they came', () => {
  const queue = new PieceQueue();
  const piece = (priority?: number): Piece => {
    const header = makeCall('square');
    const batch = { ...makeBatch(header, [0]), ...(priority !== undefined && { priority }) };
    return wholePiece(new LocalRun({ batch, call: new LocalCall(header), sink: new RunReplies() }, () => {}));
  };
  const [plain, low, high, back, late] = [piece(), piece(-1), piece(3), piece(), piece(3)] as const;
  for (const one of [low, plain, high, late]) queue.push(one);
  queue.unshift([back]);
  expect(queue.takeAll()).toEqual([back, high, late, plain, low]);
});

it('a queue gives pieces in order, what comes back first', () => {
  const queue = new PieceQueue();
  const pieces = [1, 2, 3, 4].map((count) => makePiece(count));
  const [a, b, c, d] = pieces as [Piece, Piece, Piece, Piece];
  queue.push(a);
  queue.push(b);
  queue.shift();
  queue.unshift([c, d]);
  expect(queue.size).toBe(3);
  expect(queue.peek()).toBe(c);
  queue.rewrite((piece) => (piece === d ? [] : [piece]));
  expect(queue.takeAll()).toEqual([c, b]);
  expect(queue.peek()).toBeUndefined();
});
