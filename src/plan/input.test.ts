import { describe, expect, it, vi } from 'vitest';
import { openInput } from './input.ts';

const noWake = () => undefined;
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** An iterator by hand, to see what is called. */
function spied(next: () => IteratorResult<unknown>) {
  const iterator = { next: vi.fn(next), return: vi.fn(() => ({ done: true, value: undefined }) as const) };
  return { iterator, iterable: { [Symbol.iterator]: () => iterator } };
}

function spiedAsync(next: () => Promise<IteratorResult<unknown>>) {
  const iterator = {
    next: vi.fn(next),
    return: vi.fn(() => Promise.resolve({ done: true, value: undefined } as const)),
  };
  return { iterator, iterable: { [Symbol.asyncIterator]: () => iterator } };
}

describe('synchronous inputs', () => {
  it('are read in order and only as far as asked', () => {
    const inputs = [
      [1, 2, 3],
      new Set([1, 2, 3]),
      [1, 2, 3].values(),
      new Map([
        [1, 2],
        [2, 3],
        [3, 4],
      ]).keys(),
    ];
    for (const items of inputs) {
      const input = openInput(items, noWake);
      expect(input.take(2)).toEqual([1, 2]);
      expect(input.exhausted).toBe(false);
      expect(input.take(2)).toEqual([3]);
      expect(input.take(2)).toEqual([]);
      expect(input.exhausted).toBe(true);
    }
  });

  it('know their size where it is known', () => {
    expect(openInput([1, 2], noWake).total).toBe(2);
    expect(openInput(new Set([1]), noWake).total).toBe(1);
    expect(openInput(new Map([[1, 2]]), noWake).total).toBe(1);
    expect(openInput([1].values(), noWake).total).toBeUndefined();
  });

  it('may be text', () => {
    expect(openInput('añ🙂', noWake).take(9)).toEqual(['a', 'ñ', '🙂']);
  });

  it('may be arrays of a class, whose constructor is not called', () => {
    class Rows extends Array<number> {
      constructor() {
        super();
        throw new Error('made anew');
      }
    }
    const rows = Object.setPrototypeOf([1, 2, 3], Rows.prototype) as Rows;
    const named = Object.assign([1, 2, 3], { constructor: 0n });
    for (const items of [rows, named]) {
      const input = openInput(items, noWake);
      const taken = input.take(2);
      expect(Object.getPrototypeOf(taken)).toBe(Array.prototype);
      expect(taken).toEqual([1, 2]);
      expect(input.take(2)).toEqual([3]);
      expect(input.take(2)).toEqual([]);
    }
  });

  it('may be arrays that change meanwhile, as for a plain loop', () => {
    const items = [1, 2];
    const input = openInput(items, noWake);
    input.take(2);
    items.push(3);
    expect(input.exhausted).toBe(false);
    expect(input.take(9)).toEqual([3]);
    items.length = 0;
    expect(input.take(9)).toEqual([]);
    expect(input.exhausted).toBe(true);
  });

  it('give the items before an error, and then the error', () => {
    let calls = 0;
    const { iterable } = spied(() => {
      if (++calls === 3) throw new Error('broken');
      return { done: false, value: calls };
    });
    const input = openInput(iterable, noWake);
    expect(input.take(9)).toEqual([1, 2]);
    expect(input.exhausted).toBe(true);
    expect(input.failure?.error).toEqual(new Error('broken'));
    expect(input.take(9)).toEqual([]);
    expect(calls).toBe(3);
  });

  it('are told once when they are not read to the end', () => {
    const { iterator, iterable } = spied(() => ({ done: false, value: 1 }));
    const input = openInput(iterable, noWake);
    input.take(1);
    input.close();
    input.close();
    expect(iterator.return).toHaveBeenCalledTimes(1);
    expect(input.take(1)).toEqual([]);

    const ended = spied(() => ({ done: true, value: undefined }));
    const other = openInput(ended.iterable, noWake);
    other.take(1);
    other.close();
    expect(ended.iterator.return).not.toHaveBeenCalled();

    const array = openInput([1, 2], noWake);
    array.close();
    expect(array.exhausted).toBe(true);
    expect(array.take(1)).toEqual([]);
  });

  it('are told also when they end the call themselves, while they are read', () => {
    let isClean = false;
    function* ending() {
      try {
        yield 1;
        input.close();
        yield 2;
        yield 3;
      } finally {
        isClean = true;
      }
    }
    const input = openInput(ending(), () => undefined);
    input.take(5);
    expect([isClean, input.exhausted, input.failure]).toEqual([true, true, undefined]);
    expect(input.take(5)).toEqual([]);
  });

  it('keep what their clean-up throws', () => {
    const { iterator, iterable } = spied(() => ({ done: false, value: 1 }));
    iterator.return.mockImplementation(() => {
      throw new Error('clean-up broke');
    });
    const input = openInput(iterable, noWake);
    input.close();
    expect(input.failure?.error).toEqual(new Error('clean-up broke'));
  });
});

describe('asynchronous inputs', () => {
  it('are read after they are asked for, no further, and wake their owner', async () => {
    let value = 0;
    const { iterator, iterable } = spiedAsync(async () => ({ done: false, value: ++value }));
    const wake = vi.fn();
    const input = openInput(iterable, wake);
    expect(iterator.next).not.toHaveBeenCalled();
    expect(input.take(3)).toEqual([]);
    await turn();
    expect(wake).toHaveBeenCalled();
    expect(iterator.next).toHaveBeenCalledTimes(3);
    expect(input.take(2)).toEqual([1, 2]);
    expect(input.take(1)).toEqual([3]);
    await turn();
    expect(iterator.next).toHaveBeenCalledTimes(3);
    expect(input.exhausted).toBe(false);
    input.close();
  });

  it('hand over at once what a slow producer has', async () => {
    let give: ((step: IteratorResult<unknown>) => void) | undefined;
    const { iterable } = spiedAsync(() => new Promise((resolve) => (give = resolve)));
    const wake = vi.fn();
    const input = openInput(iterable, wake);
    input.take(5);
    give?.({ done: false, value: 'first' });
    await turn();
    await turn();
    expect(wake).toHaveBeenCalledTimes(1);
    expect(input.take(5)).toEqual(['first']);
    input.close();
  });

  it('end', async () => {
    const wake = vi.fn();
    const input = openInput(
      (async function* () {
        yield 1;
      })(),
      wake,
    );
    input.take(5);
    await turn();
    expect(input.exhausted).toBe(false);
    expect(input.take(5)).toEqual([1]);
    expect(input.exhausted).toBe(true);
    expect(input.take(5)).toEqual([]);
  });

  it('fail, also when `next` throws at once', async () => {
    const wake = vi.fn();
    const late = openInput(spiedAsync(() => Promise.reject(new Error('late'))).iterable, wake);
    late.take(1);
    await turn();
    expect(late.failure?.error).toEqual(new Error('late'));
    expect(late.exhausted).toBe(true);
    expect(wake).toHaveBeenCalled();
    const atOnce = openInput(
      spiedAsync(() => {
        throw new Error('at once');
      }).iterable,
      wake,
    );
    atOnce.take(1);
    await turn();
    expect(atOnce.failure?.error).toEqual(new Error('at once'));
  });

  it('give what came before an error, and then the error', async () => {
    const input = openInput(
      (async function* () {
        yield 1;
        yield 2;
        throw new Error('broken');
      })(),
      noWake,
    );
    input.take(5);
    await turn();
    expect([input.failure, input.exhausted]).toEqual([undefined, false]);
    expect(input.take(5)).toEqual([1, 2]);
    expect(input.failure?.error).toEqual(new Error('broken'));
    expect(input.exhausted).toBe(true);
  });

  it('are told when they are not read to the end, and may fail to clean up', async () => {
    for (const clean of [
      () => Promise.reject(new Error('clean-up broke')),
      () => {
        throw new Error('clean-up broke');
      },
    ]) {
      const { iterator, iterable } = spiedAsync(async () => ({ done: false, value: 1 }));
      iterator.return.mockImplementation(clean);
      const input = openInput(iterable, noWake);
      input.take(1);
      input.close();
      input.close();
      await turn();
      expect(iterator.return).toHaveBeenCalledTimes(1);
      expect(input.exhausted).toBe(true);
      expect(input.take(1)).toEqual([]);
    }
  });
});
