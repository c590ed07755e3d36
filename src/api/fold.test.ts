import { describe, expect, it } from 'vitest';
import { foldCall, foldLeaf } from './fold.ts';
import type { AnyFunction, CallRequest } from './call-request.ts';

/** Runs leaves here, and notes how many items each one had. */
function collector() {
  const sizes: number[] = [];
  const collect = async ({ fn, items }: CallRequest): Promise<unknown> => {
    const results: unknown[] = [];
    for await (const leaf of items as AsyncIterable<unknown[]>) {
      sizes.push(leaf.length);
      results.push(await (fn as unknown as (leaf: unknown[]) => unknown)(leaf));
    }
    return results;
  };
  return { sizes, collect };
}

const join = (a: string, b: string): string => `(${a}${b})`;
const text = (n: number): string => `${n} `;
const fold = (items: Iterable<unknown> | AsyncIterable<unknown>, initial: unknown[] = [], combine: unknown = join) => {
  const { sizes, collect } = collector();
  const request = { fn: text as AnyFunction, items, combine: combine as AnyFunction, initial };
  return { sizes, result: foldCall(request, collect) };
};
const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

describe('foldLeaf', () => {
  it('joins from left to right', async () => {
    expect(await foldLeaf(text as never, join as never, [1, 2, 3])).toBe('((1 2 )3 )');
    expect(await foldLeaf(text as never, join as never, [1])).toBe('1 ');
  });

  it('waits for what is asynchronous', async () => {
    const later = async (n: number) => text(n);
    const joinLater = async (a: string, b: string) => join(a, b);
    expect(await foldLeaf(later as never, joinLater as never, [1, 2, 3])).toBe('((1 2 )3 )');
  });
});

describe('foldCall', () => {
  it('gives the initial value for an empty input, and needs one', async () => {
    expect(await fold([], ['start']).result).toBe('start');
    await expect(fold([]).result).rejects.toThrow('reduce of an empty input needs an initial value');
  });

  it('puts the initial value in front', async () => {
    expect(await fold([1, 2], ['start ']).result).toBe('(start (1 2 ))');
  });

  it('keeps the order, in leaves of a fixed size, over any input', async () => {
    const inputs = [
      range(1000),
      new Set(range(1000)),
      range(1000).values(),
      (async function* () {
        yield* range(1000);
      })(),
    ];
    const results: unknown[] = [];
    for (const items of inputs) {
      const { sizes, result } = fold(items);
      results.push(await result);
      expect(sizes).toEqual([256, 256, 256, 232]);
    }
    expect(new Set(results).size).toBe(1);
    expect((results[0] as string).replaceAll(/[()]/g, '').trim().split(' ').map(Number)).toEqual(range(1000));
  });

  it('says what combine has to be', async () => {
    await expect(fold([1], [], 0).result).rejects.toThrow(
      'reduce takes (fn, items, combine, initial); got 0 for combine',
    );
  });
});
