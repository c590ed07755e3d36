/** Choosing and shuffling of places. Order of draws as in NumPy 2.4: bit-equal. */

import { InvalidOptionError } from '../../core/errors.ts';
import type { BitGenerator } from './bit-generator.ts';
import { drawBelow, drawInterval } from './bounded.ts';

/** Above this, and when a fair part of all is taken, a whole shuffle is cheaper than a set. */
const LARGE_POPULATION = 10_000;
/** How far a sum of probabilities may be from 1: the root of the double's epsilon. */
export const PROBABILITY_TOLERANCE = 2 ** -26;

/** Sum with Kahan's compensation, as NumPy checks probabilities. */
export function kahanSum(values: ArrayLike<number>, count = values.length): number {
  let sum = count > 0 ? values[0]! : 0;
  let lost = 0;
  for (let at = 1; at < count; at++) {
    const y = values[at]! - lost;
    const t = sum + y;
    lost = t - sum - y;
    sum = t;
  }
  return sum;
}

/** Fisher and Yates, from the end down to `first`. */
function shuffleTail(bits: BitGenerator, places: Float64Array, first: number): void {
  for (let at = places.length - 1; at >= first; at--) {
    const other = drawBelow(bits, at);
    const kept = places[other]!;
    places[other] = places[at]!;
    places[at] = kept;
  }
}

/**
 * Shuffles by swapping pairs, from the last one down: what `Generator.shuffle` does to an axis.
 *
 * @param first - 1 for a whole shuffle; 0 draws once more, as `Generator.permuted` along an axis does.
 */
export function shuffleBy(
  bits: BitGenerator,
  range: { length: number; first: number },
  swap: (i: number, j: number) => void,
): void {
  for (let at = range.length - 1; at >= range.first; at--) {
    const other = drawInterval(bits, at);
    if (other !== at) swap(at, other);
  }
}

/** Floyd's sampling: a set of what is taken. */
function sampleFew(bits: BitGenerator, population: number, count: number): Float64Array {
  const taken = new Set<number>();
  const out = new Float64Array(count);
  for (let at = 0; at < count; at++) {
    const last = population - count + at;
    const value = drawBelow(bits, last);
    const place = taken.has(value) ? last : value;
    taken.add(place);
    out[at] = place;
  }
  return out;
}

/** How many, of how many, and whether their order has to be random. */
export interface SampleSize {
  readonly population: number;
  readonly count: number;
  readonly shuffle: boolean;
}

/** Different places, each equally likely. */
export function chooseDistinct(bits: BitGenerator, { population, count, shuffle }: SampleSize): Float64Array {
  if (population > LARGE_POPULATION && count > Math.floor(population / (shuffle ? 50 : 20))) {
    const places = Float64Array.from({ length: population }, (_, at) => at);
    shuffleTail(bits, places, Math.max(population - count, 1));
    return places.slice(population - count);
  }
  const places = sampleFew(bits, population, count);
  if (shuffle) shuffleTail(bits, places, 1);
  return places;
}

/** Running sums over their last. */
function distribution(p: Float64Array): Float64Array {
  const sums = new Float64Array(p.length);
  let sum = 0;
  for (let at = 0; at < p.length; at++) {
    sum += p[at]!;
    sums[at] = sum;
  }
  return sums.map((value) => value / sum);
}

/** First place whose running sum is above `value`. */
function placeOf(sums: Float64Array, value: number): number {
  let low = 0;
  let high = sums.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sums[middle]! <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Places with chances `p`, each draw on its own. */
export function chooseWeighted(bits: BitGenerator, p: Float64Array, count: number): Float64Array {
  const sums = distribution(p);
  return Float64Array.from({ length: count }, () => placeOf(sums, bits.nextDouble()));
}

/** Different places with chances `p`: draws again for those that were hit twice, with what is taken set to zero. */
export function chooseWeightedDistinct(bits: BitGenerator, p: Float64Array, count: number): Float64Array {
  const possible = p.reduce((total, chance) => total + (chance > 0 ? 1 : 0), 0);
  if (possible < count) {
    throw new InvalidOptionError(`choice: fewer non-zero entries in p than size (${possible} for ${count})`);
  }
  const left = p.slice();
  const found = new Set<number>();
  while (found.size < count) {
    for (const place of found) left[place] = 0;
    for (const place of chooseWeighted(bits, left, count - found.size)) found.add(place);
  }
  return Float64Array.from(found);
}

/** Refuses chances that are negative, NaN, or do not sum to 1. */
export function checkProbabilities(p: ArrayLike<number>, population: number): void {
  if (p.length !== population) {
    throw new InvalidOptionError(`choice: a and p must have the same size, got ${population} and ${p.length}`);
  }
  const sum = kahanSum(p);
  if (Number.isNaN(sum)) throw new InvalidOptionError('choice: probabilities contain NaN');
  if (Array.prototype.some.call(p, (chance: number) => chance < 0)) {
    throw new InvalidOptionError('choice: probabilities must not be negative');
  }
  if (Math.abs(sum - 1) > PROBABILITY_TOLERANCE) {
    throw new InvalidOptionError(`choice: probabilities must sum to 1, got ${sum}`);
  }
}
