/**
 * Draws without replacement from an urn.
 *
 * *Source*: E. Stadlober, "The ratio of uniforms approach for generating discrete random variates" (Journal of Computational and Applied
 * Mathematics 31(1), 1990), algorithm HRUA, for samples of at least 10; one by one below. Steps as in NumPy 2.4.
 */

import type { BitGenerator } from './bit-generator.ts';
import { drawInterval } from './bounded.ts';
import { logFactorials } from './log-factorial-table.ts';

/** An urn, and how many are taken of it. */
export interface Urn {
  readonly good: number;
  readonly bad: number;
  readonly sample: number;
}

const HALF_LOG_2_PI = 0.9189385332046728;
/** 2 sqrt(2 / e) and 3 - 2 sqrt(3 / e). */
const HAT_SCALE = 1.7155277699214135;
const HAT_OFFSET = 0.8989161620588988;

/** log(k!): a table below 126, Stirling's series above. */
function logFactorial(k: number): number {
  const known = logFactorials[k];
  if (known !== undefined) return known;
  return (k + 0.5) * Math.log(k) - k + (HALF_LOG_2_PI + (1 / k) * (1 / 12 - 1 / (360 * k * k)));
}

function drawOneByOne(bits: BitGenerator, { good, bad, sample }: Urn): number {
  const total = good + bad;
  const inverted = sample > Math.floor(total / 2);
  let left = inverted ? total - sample : sample;
  let remaining = total;
  let remainingGood = good;
  while (left > 0 && remainingGood > 0 && remaining > remainingGood) {
    remaining--;
    if (drawInterval(bits, remaining) < remainingGood) remainingGood--;
    left--;
  }
  if (remaining === remainingGood) remainingGood -= left;
  return inverted ? remainingGood : good - remainingGood;
}

/** The smaller problem that HRUA solves: the rarer kind, at most half of the urn. */
interface Reduced {
  readonly rare: number;
  readonly common: number;
  readonly sample: number;
}

const logWeight = ({ rare, common, sample }: Reduced, k: number): number =>
  logFactorial(k) + logFactorial(rare - k) + logFactorial(sample - k) + logFactorial(common - sample + k);

function drawByRatio(bits: BitGenerator, reduced: Reduced): number {
  const { rare, common, sample } = reduced;
  const size = rare + common;
  const p = rare / size;
  const a = sample * p + 0.5;
  const variance = ((size - sample) * sample * p * (common / size)) / (size - 1);
  const c = Math.sqrt(variance + 0.5);
  const h = HAT_SCALE * c + HAT_OFFSET;
  const mode = Math.floor(((sample + 1) * (rare + 1)) / (size + 2));
  const top = logWeight(reduced, mode);
  // Beyond 16 standard deviations nothing is left.
  const bound = Math.min(Math.min(sample, rare) + 1, Math.floor(a + 16 * c));
  for (;;) {
    const u = bits.nextDouble();
    const x = a + (h * (bits.nextDouble() - 0.5)) / u;
    if (!(x >= 0 && x < bound)) continue;
    const k = Math.floor(x);
    const t = top - logWeight(reduced, k);
    if (u * (4 - u) - 3 <= t) return k;
    if (u * (u - t) >= 1) continue;
    if (2 * Math.log(u) <= t) return k;
  }
}

/** How many good ones are among `sample` taken from `good + bad`. */
export function hypergeometric(bits: BitGenerator, urn: Urn): number {
  const { good, bad, sample } = urn;
  const size = good + bad;
  if (sample < 10 || sample > size - 10) return drawOneByOne(bits, urn);
  const taken = Math.min(sample, size - sample);
  let k = drawByRatio(bits, { rare: Math.min(good, bad), common: Math.max(good, bad), sample: taken });
  if (good > bad) k = taken - k;
  return taken < sample ? good - k : k;
}
