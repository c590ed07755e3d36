import { expect, it } from 'vitest';
import type { Outcome } from '../core/task.ts';
import { LocalCodec } from './local-codec.ts';
import { OutcomeWriter } from './outcomes.ts';
import { SharedProgress } from './progress.ts';
import { runBatch } from './run-batch.ts';
import type { BatchRun } from './run-batch.ts';

/** A codec that refuses functions, as those of workers do. */
class Picky extends LocalCodec {
  override encode(values: ArrayLike<unknown>): ReturnType<LocalCodec['encode']> {
    const at = Array.from(values).findIndex((value) => typeof value === 'function');
    if (at >= 0) throw Object.assign(new Error('a function cannot travel'), { path: `[${at}]` });
    return super.encode(Array.from(values));
  }
}

function makeRun(fn: BatchRun['fn'], items: readonly unknown[], more: Partial<BatchRun> = {}): BatchRun {
  const { from = 0, to = items.length } = more;
  const plan = { from, to, discard: false };
  return {
    from,
    to,
    fn,
    spread: false,
    items,
    itemBase: 0,
    progress: new SharedProgress(),
    writer: new OutcomeWriter(plan, new Picky(), (_reason, error) => error),
    stopOnError: false,
    timed: false,
    exact: false,
    drains: true,
    isolated: -1,
    ...more,
  };
}

const shape = (outcomes: readonly Outcome[]): unknown[] =>
  outcomes.map((outcome) => {
    if (outcome.kind === 'values') return [outcome.at, (outcome.values as unknown as { values: unknown[] }).values];
    return outcome.kind === 'failed' ? [outcome.at, outcome.reason] : [outcome.at, outcome.kind];
  });

it('stays synchronous while its tasks are', () => {
  expect(shape(runBatch(makeRun((x) => (x as number) + 1, [1, 2, 3])) as Outcome[])).toEqual([[0, [2, 3, 4]]]);
});

it('goes on after a throw, in the middle of runs of results', () => {
  const fn = (x: unknown): unknown => {
    if (x === 2) throw new Error('two');
    return x;
  };
  expect(shape(runBatch(makeRun(fn, [1, 2, 3, 2])) as Outcome[])).toEqual([
    [0, [1]],
    [1, 'thrown'],
    [2, [3]],
    [3, 'thrown'],
  ]);
});

it('waits for any thenable, and calls the next task only then', async () => {
  const order: unknown[] = [];
  const fn = (x: unknown): unknown => {
    order.push(`start ${x}`);
    return {
      then: (resolve: (value: unknown) => void) =>
        setImmediate(() => {
          order.push(`end ${x}`);
          resolve(x);
        }),
    };
  };
  expect(shape(await runBatch(makeRun(fn, [1, 2])))).toEqual([[0, [1, 2]]]);
  expect(order).toEqual(['start 1', 'end 1', 'start 2', 'end 2']);
});

it('mixes synchronous and asynchronous tasks, and throws of both kinds', async () => {
  const fn = (x: unknown): unknown => {
    if (x === 'throw') throw new Error('now');
    if (x === 'reject') return Promise.reject(new Error('later'));
    return x === 'wait' ? Promise.resolve('waited') : x;
  };
  const items = [1, 'wait', 'throw', 2, 'reject', 'wait'];
  expect(shape(await runBatch(makeRun(fn, items)))).toEqual([
    [0, [1, 'waited']],
    [2, 'thrown'],
    [3, [2]],
    [4, 'thrown'],
    [5, ['waited']],
  ]);
});

it('runs only its window', () => {
  const outcomes = runBatch(makeRun((x) => x, [0, 1, 2, 3, 4], { from: 2, to: 4 })) as Outcome[];
  expect(shape(outcomes)).toEqual([[2, [2, 3]]]);
});

it('finds all results that cannot travel and keeps the others', () => {
  const items = [1, () => 0, 3, 4, () => 0];
  expect(shape(runBatch(makeRun((x) => x, items)) as Outcome[])).toEqual([
    [0, [1]],
    [1, 'not-cloneable'],
    [2, [3]],
    [3, [4]],
    [4, 'not-cloneable'],
  ]);
});

it('does not start what is cancelled', async () => {
  const cancelled = new Set<number>();
  const fn = (x: unknown): unknown => {
    if (x === 1) cancelled.add(2);
    return Promise.resolve(x);
  };
  expect(shape(await runBatch(makeRun(fn, [0, 1, 2, 3], { cancelled })))).toEqual([
    [0, [0, 1]],
    [2, 'cancelled'],
    [3, [3]],
  ]);
});

it('says that no task runs when all are done', () => {
  const run = makeRun((x) => x, [1, 2]);
  void runBatch(run);
  expect(run.progress.words[1]).toBe(2);
});
