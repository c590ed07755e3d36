import { describe, expect, it, vi } from 'vitest';
import fc from 'fast-check';
import { WaitTimeoutError } from '../core/sync-errors.ts';
import { asCompleted, wait } from './futures.ts';

const gate = <T = string>() => Promise.withResolvers<T>();
const reject = (promise: Promise<unknown>): Promise<unknown> => {
  promise.catch(() => undefined);
  return promise;
};

describe('wait', () => {
  it('gives all when all are over, failed ones too, in the order they were given', async () => {
    const [a, b] = [gate(), gate()];
    const handles = [a.promise, b.promise, a.promise];
    const waiting = wait(handles);
    b.reject(new Error('no'));
    a.resolve('yes');
    expect(await waiting).toEqual({ done: [a.promise, b.promise], notDone: [] });
  });

  it('comes back with the first that is over, and with others that are over by then', async () => {
    const [a, b, c] = [gate(), gate(), gate()];
    const waiting = wait([a.promise, b.promise, c.promise], { returnWhen: 'firstCompleted' });
    c.resolve('c');
    b.resolve('b');
    expect(await waiting).toEqual({ done: [b.promise, c.promise], notDone: [a.promise] });
  });

  it('comes back with the first failure, or with all', async () => {
    const [a, b] = [gate(), gate()];
    a.resolve('a');
    const failing = wait([a.promise, b.promise, gate().promise], { returnWhen: 'firstException' });
    let back = false;
    void failing.then(() => (back = true));
    await new Promise((resolve) => setImmediate(resolve));
    expect(back).toBe(false);
    b.reject(new Error('b'));
    expect((await failing).done).toEqual([a.promise, b.promise]);
    expect((await wait([a.promise], { returnWhen: 'firstException' })).done).toEqual([a.promise]);
  });

  it('gives what is there when its time is over, and looks only with a time of 0', async () => {
    const never = gate();
    const done = Promise.resolve(1);
    const handles = [never.promise, done];
    expect(await wait<Promise<unknown>>(handles, { timeout: 0 })).toEqual({ done: [done], notDone: [never.promise] });
    expect((await wait<Promise<unknown>>(handles, { timeout: 5 })).notDone).toEqual([never.promise]);
  });

  it('gives two empty lists for nothing', async () => {
    expect(await wait([])).toEqual({ done: [], notDone: [] });
    expect(await wait(new Set<Promise<unknown>>(), { returnWhen: 'firstCompleted' })).toEqual({
      done: [],
      notDone: [],
    });
  });

  it('refuses what is no promise, and options that it does not know', async () => {
    await expect(wait([5 as never])).rejects.toThrow('wait takes handles of tasks, or promises; one of them is 5');
    await expect(wait(gate().promise as never)).rejects.toThrow('wait takes an iterable of handles');
    await expect(wait([], { timeOut: 5 } as never)).rejects.toThrow('did you mean timeout?');
    await expect(wait([], { timeout: -1 })).rejects.toThrow(
      'timeout must be a number of milliseconds, at least 0, got -1',
    );
    await expect(wait([], { returnWhen: 'FIRST_COMPLETED' as never })).rejects.toThrow(
      "returnWhen must be 'allCompleted'",
    );
  });
});

describe('asCompleted', () => {
  it('gives each handle once, as soon as it is over, whatever became of it', async () => {
    const gates = [gate(), gate(), gate()] as const;
    const promises = gates.map((one) => reject(one.promise));
    const order: number[] = [];
    const loop = (async () => {
      for await (const handle of asCompleted([...promises, ...promises])) order.push(promises.indexOf(handle));
    })();
    for (const at of [2, 0, 1] as const) {
      if (at === 0) gates[at].reject(new Error('no'));
      else gates[at].resolve('yes');
      await new Promise((resolve) => setImmediate(resolve));
    }
    await loop;
    expect(order).toEqual([2, 0, 1]);
  });

  it('takes handles while it gives them', async () => {
    const first = Promise.resolve(5);
    const handles = asCompleted([first]);
    const values: number[] = [];
    for await (const handle of handles) {
      const value = await handle;
      values.push(value);
      handles.add(handle); // known already
      if (value > 0) handles.add(Promise.resolve(value - 1));
    }
    expect(values).toEqual([5, 4, 3, 2, 1, 0]);
    expect(handles.size).toBe(0);
  });

  it('wakes all that wait, and ends for all of them', async () => {
    const one = gate();
    const handles = asCompleted([one.promise]);
    const [first, second] = [handles.next(), handles.next()];
    one.resolve('one');
    expect(await first).toEqual({ done: false, value: one.promise });
    expect(await second).toEqual({ done: true, value: undefined });
  });

  it('says when they are not all over in time, after it has given those that are', async () => {
    const done = Promise.resolve('done');
    const handles = asCompleted<Promise<unknown>>([gate().promise, done], { timeout: 10 });
    expect(await handles.next()).toEqual({ done: false, value: done });
    await expect(handles.next()).rejects.toThrow(WaitTimeoutError);
    expect(await handles.next()).toEqual({ done: true, value: undefined });
  });

  it('leaves no timer when the loop ends or is left', async () => {
    vi.useFakeTimers();
    try {
      for await (const _ of asCompleted([Promise.resolve()], { timeout: 60_000 }));
      for await (const _ of asCompleted([Promise.resolve(), gate().promise], { timeout: 60_000 })) break;
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });

  it('refuses what is no promise', () => {
    expect(() => asCompleted(5 as never)).toThrow('asCompleted takes an iterable of handles, got 5');
    expect(() => asCompleted([]).add(5 as never)).toThrow('asCompleted takes handles of tasks');
    expect(() => asCompleted([], { timeout: 'soon' } as never)).toThrow('timeout must be a number of milliseconds');
  });

  it('gives every handle exactly once, in the order of their ends (property)', async () => {
    const orders = fc.array(fc.nat({ max: 50 }), { maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(orders, async (keys) => {
        const gates = keys.map(() => gate<number>());
        const expected = keys.map((_, i) => i).toSorted((a, b) => keys[a]! - keys[b]!);
        const given: number[] = [];
        const loop = (async () => {
          for await (const handle of asCompleted(gates.map((one) => one.promise))) given.push(await handle);
        })();
        for (const at of expected) {
          gates[at]!.resolve(at);
          if (at % 3 === 0) await Promise.resolve();
        }
        await loop;
        expect(given).toEqual(expected);
      }),
      { numRuns: 50 },
    );
  });
});
