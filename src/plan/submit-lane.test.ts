import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeHeader, makeRandom, MemoryBackend, PlainCodec } from '../../test/support/memory-backend.ts';
import { errorInfo } from '../core/error-info.ts';
import { Dispatcher } from './dispatcher.ts';
import { SubmitLane } from './submit-lane.ts';
import { SubmitQueue } from './submit-queue.ts';
import { Task } from './task-handle.ts';
import { argumentEncoder } from './windows.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const failing = (text: string): never => {
  throw new RangeError(text);
};
const never = (): Promise<never> => new Promise(() => undefined);
const FUNCTIONS = [(x: number) => x * 2, (a: number, b: number) => a + b, failing, never, () => 'none'] as const;
const [DOUBLE, ADD, FAIL, NEVER, NO_ARGUMENTS] = [0, 1, 2, 3, 4];

function open(backend = new MemoryBackend({ memory: 'copied', capacity: 2 }), codec = new PlainCodec()) {
  const dispatcher = new Dispatcher(backend);
  const header = makeHeader(FUNCTIONS as never);
  const encode = argumentEncoder(backend, codec);
  const calls: string[] = [];
  const queue = new SubmitQueue(dispatcher);
  const lane = new SubmitLane(
    queue,
    { header, codec, encode },
    { onBusy: () => calls.push('busy'), onIdle: () => calls.push('idle'), onEnd: () => calls.push('end') },
  );
  const cancels: ((reason: unknown) => void)[] = [];
  let index = 0;
  const submit = (fn: number, ...args: unknown[]): Task => {
    const task = new Task(index++, args);
    task.fn = fn;
    lane.submit(task);
    cancels.push((reason) => task.cancel(reason));
    return task;
  };
  return { lane, queue, submit, cancels, backend, codec, dispatcher, calls };
}

describe('SubmitLane', () => {
  it('gives every task its own result', async () => {
    const { submit } = open();
    const all = [submit(DOUBLE, 2), submit(ADD, 3, 4), submit(NO_ARGUMENTS), submit(DOUBLE, 5)];
    expect(await Promise.all(all)).toEqual([4, 7, 'none', 10]);
  });

  it('sends together what was submitted in one turn, once the cost of a task is known', async () => {
    const { submit, backend } = open();
    await submit(DOUBLE, 1);
    const before = backend.batches.length;
    await Promise.all(Array.from({ length: 100 }, (_, i) => submit(DOUBLE, i)));
    expect(backend.batches.length - before).toBeLessThan(15);
  });

  it('shares tasks of a new function among the workers, however quick another function was', async () => {
    const { submit, backend } = open();
    await submit(DOUBLE, 1);
    const before = backend.batches.length;
    await Promise.all(Array.from({ length: 8 }, () => submit(NO_ARGUMENTS)));
    // Two batches at a time: half of them each, at most.
    expect(Math.max(...backend.batches.slice(before).map(({ count }) => count))).toBe(4);
  });

  it('rejects with what a task threw, and with where it was', async () => {
    const { submit } = open();
    const failed = submit(FAIL, 'broken');
    await expect(failed).rejects.toThrow(new RangeError('broken'));
    expect(errorInfo(await failed.catch((error: unknown) => error))).toMatchObject({ index: 0, backend: 'memory' });
  });

  it('refuses one argument among many', async () => {
    const { submit } = open();
    await submit(DOUBLE, 1);
    const all = await Promise.allSettled(
      Array.from({ length: 50 }, (_, i) => submit(DOUBLE, i === 20 ? Symbol('guilty') : i)),
    );
    expect(all.flatMap(({ status }, i) => (status === 'rejected' ? [i] : []))).toEqual([20]);
    expect(all[20]).toMatchObject({ reason: { code: 'ERR_NOT_CLONEABLE' } });
  });

  it('sends one by one what cannot be encoded together', async () => {
    const codec = new PlainCodec();
    const encode = codec.encode.bind(codec);
    codec.encode = (values, describe) => encode(values.length > 1 ? [Symbol('together')] : values, describe);
    const { submit } = open(undefined, codec);
    await submit(DOUBLE, 1);
    expect(await Promise.all([submit(DOUBLE, 1), submit(DOUBLE, 2), submit(DOUBLE, 3)])).toEqual([2, 4, 6]);
  });

  it('cancels a queued task without sending it', async () => {
    const { submit, cancels, backend } = open();
    const first = submit(DOUBLE, 1);
    const second = submit(DOUBLE, 2);
    cancels[1]?.('not any more');
    cancels[1]?.('twice');
    await expect(second).rejects.toBe('not any more');
    expect(await first).toBe(2);
    await turn();
    expect(backend.started).toEqual(['0:1']);
  });

  it('cancels a running task at once, and no other', async () => {
    const { submit, cancels, dispatcher } = open();
    const running = submit(NEVER);
    await turn();
    cancels[0]?.(new Error('enough'));
    await expect(running).rejects.toThrow('enough');
    expect(await submit(DOUBLE, 4)).toBe(8);
    await turn();
    expect(dispatcher.inFlight).toBe(0);
    cancels[1]?.(new Error('too late'));
  });

  it('settles everything when all is cancelled', async () => {
    const { lane, queue, submit, dispatcher } = open(new MemoryBackend({ capacity: 1, memory: 'copied' }));
    const all = Promise.allSettled([submit(NEVER), submit(DOUBLE, 1), submit(DOUBLE, 2)]);
    await turn();
    const reason = new Error('terminated');
    queue.cancelQueued(reason);
    lane.cancelSent(reason);
    expect((await all).map((one) => (one as PromiseRejectedResult).reason)).toEqual([reason, reason, reason]);
    await turn();
    expect([queue.queued, dispatcher.inFlight]).toEqual([0, 0]);
  });

  it('ends its call once the last task is over, also when that was cancelled', async () => {
    for (const last of ['runs', 'is cancelled'] as const) {
      const { lane, submit, cancels, backend, calls } = open();
      const task = submit(DOUBLE, 1);
      lane.retire();
      expect(calls).toEqual(['busy']);
      if (last === 'is cancelled') cancels[0]?.('stop');
      await task.catch(() => undefined);
      await turn();
      expect(calls).toEqual(['busy', 'idle', 'end']);
      expect(backend.endedCalls).toHaveLength(1);
    }
    const idle = open();
    idle.lane.retire();
    idle.lane.retire();
    expect(idle.calls).toEqual(['end']);
  });

  it('rejects when the backend breaks, or forgets a task', async () => {
    const broken = new MemoryBackend();
    broken.run = () => {
      throw new Error('the backend broke');
    };
    await expect(open(broken).submit(DOUBLE, 1)).rejects.toThrow('the backend broke');
    const forgetful = new MemoryBackend();
    forgetful.run = async function* () {};
    await expect(open(forgetful).submit(DOUBLE, 1)).rejects.toThrow('ended a batch without an outcome for this task');
  });

  it('rejects a task whose result cannot be decoded', async () => {
    for (const decodesLater of [false, true]) {
      const codec = Object.assign(new PlainCodec(), { decodesLater, undecodable: 6 });
      const { submit } = open(undefined, codec);
      const [good, bad] = await Promise.allSettled([submit(DOUBLE, 2), submit(DOUBLE, 3)]);
      expect([good, bad]).toMatchObject([{ value: 4 }, { reason: { message: 'undecodable' } }]);
    }
  });

  it('settles every task of random ones, whatever is cancelled when', async () => {
    const what = fc.record({
      fn: fc.constantFrom(DOUBLE, DOUBLE, DOUBLE, ADD, FAIL, NO_ARGUMENTS),
      symbol: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
      cancelAfter: fc.option(fc.nat({ max: 30 }), { nil: undefined }),
      pause: fc.nat({ max: 4 }).map((n) => n === 0),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(what, { maxLength: 30 }), fc.integer(), async (tasks, seed) => {
        const random = makeRandom(seed);
        const { lane, queue, submit, cancels, dispatcher, calls } = open(
          new MemoryBackend({ capacity: 2, memory: 'copied', random }),
        );
        const promises: Promise<unknown>[] = [];
        for (const [i, { fn, symbol, cancelAfter, pause }] of tasks.entries()) {
          promises.push(submit(fn, symbol ? Symbol('s') : i, 1).catch((error: unknown) => ({ error })));
          if (cancelAfter !== undefined) void ticks(cancelAfter).then(() => cancels[i]?.('cancelled'));
          if (pause) await turn();
        }
        const results = await Promise.all(promises);
        for (const [i, { fn, symbol, cancelAfter }] of tasks.entries()) {
          const error = (results[i] as { error?: unknown }).error;
          if (error === 'cancelled') expect(cancelAfter).toBeDefined();
          else if (symbol) expect(error).toMatchObject({ code: 'ERR_NOT_CLONEABLE' });
          else if (fn === FAIL) expect(error).toBeInstanceOf(RangeError);
          else expect(results[i]).toBe(fn === DOUBLE ? i * 2 : fn === ADD ? i + 1 : 'none');
        }
        lane.retire();
        await turn();
        await turn();
        expect([queue.queued, dispatcher.inFlight]).toEqual([0, 0]);
        expect(calls.at(-1)).toBe('end');
        const counts = ['busy', 'idle', 'end'].map((what) => calls.filter((call) => call === what).length);
        expect(counts).toEqual([counts[1], counts[0], 1]);
      }),
      { numRuns: 1000, timeout: 15_000 },
    );
  }, 60_000);
});

async function ticks(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await Promise.resolve();
}
