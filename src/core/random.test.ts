import { describe, expect, it } from 'vitest';
import { philox, seedWords, taskRandom } from './random.ts';
import type { TaskRandom } from './random.ts';

const words = (text: string): number[] => text.split(' ').map((word) => Number.parseInt(word, 16));

/** Philox as the paper writes it, in exact integers: the second, independent implementation. */
function philoxExact(counter: readonly number[], key: readonly number[]): number[] {
  const mask = 0xffffffffn;
  let [c0, c1, c2, c3] = counter.map(BigInt) as [bigint, bigint, bigint, bigint];
  let [k0, k1] = key.map(BigInt) as [bigint, bigint];
  for (let round = 0; round < 10; round++) {
    if (round > 0) [k0, k1] = [(k0 + 0x9e3779b9n) & mask, (k1 + 0xbb67ae85n) & mask];
    const left = 0xd2511f53n * c0;
    const right = 0xcd9e8d57n * c2;
    [c0, c1, c2, c3] = [(right >> 32n) ^ c1 ^ k0, right & mask, (left >> 32n) ^ c3 ^ k1, left & mask];
  }
  return [c0, c1, c2, c3].map(Number);
}

const draw = <T>(count: number, next: () => T): T[] => Array.from({ length: count }, next);
const stream = (index = 0): TaskRandom => taskRandom(seedWords('test'), index);

describe('philox', () => {
  // tests/kat_vectors of Random123 1.14.0 (D. E. Shaw Research), the three lines "philox4x32 10": counter, key, result.
  it.each([
    ['00000000 00000000 00000000 00000000', '00000000 00000000', '6627e8d5 e169c58d bc57ac4c 9b00dbd8'],
    ['ffffffff ffffffff ffffffff ffffffff', 'ffffffff ffffffff', '408f276d 41c83b0e a20bc7c6 6d5451fd'],
    ['243f6a88 85a308d3 13198a2e 03707344', 'a4093822 299f31d0', 'd16cfe09 94fdcceb 5001e420 24126ea1'],
  ])('gives the published answer for counter %s', (counter, key, expected) => {
    const result = philox(words(counter) as [number, number, number, number], words(key) as [number, number]);
    expect(result).toEqual(words(expected));
  });

  it('agrees with exact integer arithmetic on random inputs', () => {
    const rng = stream();
    for (let round = 0; round < 500; round++) {
      const counter = draw(4, () => rng.uint32()) as [number, number, number, number];
      const key = draw(2, () => rng.uint32()) as [number, number];
      expect(philox(counter, key)).toEqual(philoxExact(counter, key));
    }
  });
});

describe('taskRandom', () => {
  it('draws the words of block 0, 1, ... of its index', () => {
    const rng = taskRandom([1, 2], 2 ** 33 + 7);
    expect(draw(8, () => rng.uint32())).toEqual([...philox([0, 0, 7, 2], [1, 2]), ...philox([1, 0, 7, 2], [1, 2])]);
  });

  it('repeats itself for the same seed and index, and differs for another', () => {
    const first = draw(
      20,
      (
        (rng) => () =>
          rng.random()
      )(stream(5)),
    );
    expect(
      draw(
        20,
        (
          (rng) => () =>
            rng.random()
        )(stream(5)),
      ),
    ).toEqual(first);
    expect(
      draw(
        20,
        (
          (rng) => () =>
            rng.random()
        )(stream(6)),
      ),
    ).not.toEqual(first);
  });

  it('gives numbers in [0, 1) with the mean, variance and correlation of uniform ones', () => {
    const rng = stream();
    const xs = draw(100_000, () => rng.random());
    const mean = xs.reduce((a, b) => a + b) / xs.length;
    const variance = xs.reduce((sum, x) => sum + (x - mean) ** 2, 0) / xs.length;
    const lag = xs.slice(1).reduce((sum, x, at) => sum + (x - mean) * ((xs[at] as number) - mean), 0) / xs.length;
    expect(Math.min(...xs.slice(0, 50_000))).toBeGreaterThanOrEqual(0);
    expect(Math.max(...xs.slice(0, 50_000))).toBeLessThan(1);
    expect(mean).toBeCloseTo(0.5, 2);
    expect(variance).toBeCloseTo(1 / 12, 2);
    expect(lag).toBeCloseTo(0, 2);
  });

  it('keeps neighbouring streams uncorrelated', () => {
    const firsts = draw(
      20_000,
      (
        (index) => () =>
          stream(index++).random()
      )(0),
    );
    const mean = firsts.reduce((a, b) => a + b) / firsts.length;
    expect(mean).toBeCloseTo(0.5, 1.7);
  });

  it('draws integers evenly from small, negative, 32-bit and 53-bit ranges', () => {
    const rng = stream();
    const counts = [0, 0, 0];
    for (let i = 0; i < 30_000; i++) counts[rng.int(-1, 2) + 1]!++;
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(400);
    const wide = draw(2000, () => rng.int(0, 3 * 2 ** 51));
    expect(Math.max(...wide)).toBeGreaterThan(2 ** 52);
    // 3 * 2^30 is where a plain remainder of 32 bits would visit the lower third twice as often.
    const low = draw(30_000, () => rng.int(0, 3 * 2 ** 30)).filter((value) => value < 2 ** 30).length;
    expect(Math.abs(low - 10_000)).toBeLessThan(400);
  });

  it.each([
    [0, 0],
    [2, 1],
    [0.5, 3],
    [0, Number.NaN],
    [-(2 ** 53) + 1, 2],
  ])('refuses int(%d, %d)', (low, high) => {
    expect(() => stream().int(low, high)).toThrow(expect.objectContaining({ code: 'ERR_INVALID_OPTION' }));
  });

  it('stays inside the bounds of uniform even when rounding would reach the upper one', () => {
    const rng = stream();
    const high = 1 + 2 ** -52;
    expect(draw(1000, () => rng.uniform(1, high)).every((value) => value === 1)).toBe(true);
    expect(draw(1000, () => rng.uniform(-3, 4)).every((value) => value >= -3 && value < 4)).toBe(true);
  });

  it('gives normal and exponential numbers of the asked mean and deviation', () => {
    const rng = stream();
    const normal = draw(100_000, () => rng.normal(10, 2));
    const mean = normal.reduce((a, b) => a + b) / normal.length;
    const deviation = Math.sqrt(normal.reduce((sum, x) => sum + (x - mean) ** 2, 0) / normal.length);
    expect(mean).toBeCloseTo(10, 1);
    expect(deviation).toBeCloseTo(2, 1);
    const waits = draw(100_000, () => rng.exponential(4));
    expect(waits.reduce((a, b) => a + b) / waits.length).toBeCloseTo(0.25, 2);
    expect(waits.every((wait) => wait >= 0 && Number.isFinite(wait))).toBe(true);
  });

  it('shuffles into a new array, each order equally often', () => {
    const rng = stream();
    const input = Object.freeze(['a', 'b', 'c']);
    const seen = new Map<string, number>();
    for (let i = 0; i < 6000; i++) {
      const order = rng.shuffle(input).join('');
      seen.set(order, (seen.get(order) ?? 0) + 1);
    }
    expect([...seen.keys()].toSorted()).toEqual(['abc', 'acb', 'bac', 'bca', 'cab', 'cba']);
    for (const count of seen.values()) expect(Math.abs(count - 1000)).toBeLessThan(150);
  });

  it('chooses among the elements, and refuses none', () => {
    const rng = stream();
    expect(new Set(draw(100, () => rng.choice(['x', 'y'])))).toEqual(new Set(['x', 'y']));
    expect(() => rng.choice([])).toThrow(expect.objectContaining({ code: 'ERR_INVALID_OPTION' }));
  });

  it('fills bytes from the words, little end first', () => {
    const rng = taskRandom([0, 0], 0);
    expect([...rng.bytes(6)]).toEqual([0xd5, 0xe8, 0x27, 0x66, 0x8d, 0xc5]);
    expect(rng.bytes(0)).toHaveLength(0);
  });
});

describe('seedWords', () => {
  it('gives unsigned words, equal for equal numbers, different for neighbours and strings', () => {
    expect(seedWords(42)).toEqual(seedWords(42n));
    const all = [42, 43, -42, 0.5, 0, '42', '', 'a', 'ab', 'a\0', 2 ** 70, 12345678901234567890n].map((seed) =>
      seedWords(seed),
    );
    expect(new Set(all.map(String)).size).toBe(all.length);
    for (const word of all.flat()) expect(word).toBe(word >>> 0);
  });

  it('never changes: programs rely on their seeds', () => {
    expect([seedWords(42), seedWords('experiment 1')]).toMatchInlineSnapshot(`
      [
        [
          3184066950,
          1918507641,
        ],
        [
          2084047077,
          1267205725,
        ],
      ]
    `);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, undefined, {}])('refuses %s', (seed) => {
    expect(() => seedWords(seed as number)).toThrow(expect.objectContaining({ code: 'ERR_INVALID_OPTION' }));
  });
});
