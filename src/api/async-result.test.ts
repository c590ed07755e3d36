import { describe, expect, it, vi } from 'vitest';
import { AsyncResult } from './async-result.ts';
import { ResultIterator } from './result-iterator.ts';

describe('AsyncResult', () => {
  it('says whether it is there, and whether it succeeded', async () => {
    const gate = Promise.withResolvers<number>();
    const result = new AsyncResult(gate.promise);
    expect(result.ready()).toBe(false);
    expect(() => result.successful()).toThrow(expect.objectContaining({ code: 'ERR_INVALID_STATE' }));
    expect(await result.wait(1)).toBe(false);
    await expect(result.get(1)).rejects.toMatchObject({ code: 'ERR_WAIT_TIMEOUT' });
    gate.resolve(5);
    expect([await result.wait(), await result.get(), await result.get(1000), await result]).toEqual([true, 5, 5, 5]);
    expect([result.ready(), result.successful()]).toEqual([true, true]);
  });

  it('gives the error, and waits without it', async () => {
    const result = new AsyncResult(Promise.reject(new RangeError('no')));
    expect(await result.wait(1000)).toBe(true);
    expect(result.successful()).toBe(false);
    await expect(result.get()).rejects.toThrow('no');
    await expect(result).rejects.toThrow('no');
    expect(await result.catch((error: unknown) => (error as Error).message)).toBe('no');
    const last = vi.fn();
    await result.finally(last).catch(() => undefined);
    expect(last).toHaveBeenCalledOnce();
  });

  it('calls back once, before it gives', async () => {
    const seen: unknown[] = [];
    const good = new AsyncResult(Promise.resolve(1), {
      callback: (n) => seen.push(n),
      errorCallback: () => seen.push('?'),
    });
    expect(await good).toBe(1);
    // Nobody awaits this one: its error counts as handled.
    const bad = new AsyncResult(Promise.reject(new Error('x')), {
      callback: () => seen.push('?'),
      errorCallback: (error) => seen.push((error as Error).message),
    });
    await bad.wait();
    expect(seen).toEqual([1, 'x']);
  });

  it('refuses a time that is none', async () => {
    const result = new AsyncResult(Promise.resolve(1));
    await expect(result.get('5s' as never)).rejects.toThrow('timeout must be a number of milliseconds, at least 0');
    await expect(result.wait(-1)).rejects.toThrow('timeout must be a number of milliseconds, at least 0');
  });
});

describe('ResultIterator', () => {
  async function* numbers(gates: readonly Promise<void>[]): AsyncGenerator<number, void, undefined> {
    for (const [i, gate] of gates.entries()) {
      await gate;
      yield i;
    }
  }

  it('gives a result that came too late to the next call', async () => {
    const gate = Promise.withResolvers<void>();
    const results = new ResultIterator(numbers([gate.promise, Promise.resolve()]));
    await expect(results.next(1)).rejects.toMatchObject({ code: 'ERR_WAIT_TIMEOUT' });
    await expect(results.next(1)).rejects.toMatchObject({ code: 'ERR_WAIT_TIMEOUT' });
    gate.resolve();
    expect(await results.next(1000)).toEqual({ done: false, value: 0 });
    expect(await results.next()).toEqual({ done: false, value: 1 });
    expect(await results.next()).toEqual({ done: true, value: undefined });
  });

  it('returns its stream when it is left or disposed of', async () => {
    for (const leave of ['break', 'dispose']) {
      let left = false;
      const stream = (async function* () {
        try {
          yield 1;
          yield 2;
        } finally {
          left = true;
        }
      })();
      if (leave === 'break') for await (const _ of new ResultIterator<number>(stream)) break;
      else {
        await using results = new ResultIterator<number>(stream);
        await results.next();
      }
      expect(left).toBe(true);
    }
  });
});
