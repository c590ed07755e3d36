/**
 * Stable sorting of keys: by insertion where there are few, else by their digits from the lowest to the highest (LSD radix sort; Knuth,
 * The Art of Computer Programming, volume 3, 5.2.5). Time grows with the number of keys and of their bytes that differ, not with their order.
 */

import type { SortKeys } from './sort-keys.ts';

const DIGIT_BITS = 11;
const DIGITS = 2 ** DIGIT_BITS;

/** Below this many keys, insertion is faster than clearing and adding up the counts of digits. */
export const FEW = 48;

function orderFew({ low, high }: SortKeys): Uint32Array {
  const order = Uint32Array.from(low, (_, at) => at);
  for (let at = 1; at < order.length; at++) {
    const item = order[at]!;
    let place = at;
    while (place > 0 && isAfter(order[place - 1]!, item)) {
      order[place] = order[place - 1]!;
      place--;
    }
    order[place] = item;
  }
  return order;

  function isAfter(a: number, b: number): boolean {
    if (high !== undefined && high[a] !== high[b]) return high[a]! > high[b]!;
    return low[a]! > low[b]!;
  }
}

/** Where the keys with each digit begin; null when all keys have the same one. */
function startsOf(words: Uint32Array, shift: number): Uint32Array | null {
  const counts = new Uint32Array(DIGITS);
  for (let at = 0; at < words.length; at++) counts[(words[at]! >>> shift) & (DIGITS - 1)]!++;
  if (counts[(words[0]! >>> shift) & (DIGITS - 1)] === words.length) return null;
  let start = 0;
  for (let digit = 0; digit < DIGITS; digit++) {
    const count = counts[digit]!;
    counts[digit] = start;
    start += count;
  }
  return counts;
}

/** Orders by the digits of one word, after the order so far. */
function orderByWord(words: Uint32Array, bits: number, order: Uint32Array): Uint32Array {
  let from = order;
  let to: Uint32Array = new Uint32Array(order.length);
  for (let shift = 0; shift < bits; shift += DIGIT_BITS) {
    const places = startsOf(words, shift);
    if (places === null) continue;
    for (let at = 0; at < from.length; at++) {
      const item = from[at]!;
      const digit = (words[item]! >>> shift) & (DIGITS - 1);
      to[places[digit]!++] = item;
    }
    [from, to] = [to, from];
  }
  return from;
}

/** Places of the keys in ascending order; equal keys stay in the order that they have. */
export function orderOfKeys(keys: SortKeys): Uint32Array {
  const { low, high, bits } = keys;
  if (low.length < FEW) return orderFew(keys);
  const first = new Uint32Array(low.length).map((_, at) => at);
  const order = orderByWord(low, Math.min(bits, 32), first);
  return high === undefined ? order : orderByWord(high, 32, order);
}

/** Sorts keys of one word themselves, which takes half the time of finding their order. */
export function sortWords(words: Uint32Array, bits: number): Uint32Array {
  let from = words;
  let to: Uint32Array = new Uint32Array(words.length);
  for (let shift = 0; shift < bits; shift += DIGIT_BITS) {
    const places = startsOf(from, shift);
    if (places === null) continue;
    for (let at = 0; at < from.length; at++) {
      const key = from[at]!;
      to[places[(key >>> shift) & (DIGITS - 1)]!++] = key;
    }
    [from, to] = [to, from];
  }
  return from;
}

/** Keys of two words. */
export interface WordPairs {
  readonly low: Uint32Array;
  readonly high: Uint32Array;
}

/** Sorts keys of two words themselves. */
export function sortPairs(low: Uint32Array, high: Uint32Array): WordPairs {
  let from: WordPairs = { low, high };
  let to: WordPairs = { low: new Uint32Array(low.length), high: new Uint32Array(low.length) };
  for (const word of ['low', 'high'] as const) {
    for (let shift = 0; shift < 32; shift += DIGIT_BITS) {
      const words = from[word];
      const places = startsOf(words, shift);
      if (places === null) continue;
      for (let at = 0; at < words.length; at++) {
        const place = places[(words[at]! >>> shift) & (DIGITS - 1)]!++;
        to.low[place] = from.low[at]!;
        to.high[place] = from.high[at]!;
      }
      [from, to] = [to, from];
    }
  }
  return from;
}
