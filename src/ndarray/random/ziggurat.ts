/**
 * Standard normal and standard exponential numbers, as doubles and as float32.
 *
 * *Source*: G. Marsaglia and W. W. Tsang, "The Ziggurat Method for Generating Random Variables" (Journal of Statistical Software
 * 5(8), 2000), 256 layers, with NumPy's tables and order of draws: streams are bit-equal to NumPy 2.4. About 1 % of the draws
 * decide by a logarithm or exponential, and only there another libm could differ in the last bit.
 */

import type { BitGenerator, BlockRun } from './bit-generator.ts';
import {
  exponentialHeights,
  exponentialHeights32,
  exponentialInside,
  exponentialInside32,
  exponentialWidths,
  exponentialWidths32,
  normalHeights,
  normalInside,
  normalInside32,
  normalWidths,
} from './ziggurat-table.ts';

const NORMAL_EDGE = 3.654152885361009;
const NORMAL_EDGE_INVERSE = 0.2736612373297583;
const EXPONENTIAL_EDGE = 7.69711747013105;
/** Widths are scaled for 52 (53) random bits, those of float32 for 23. */
const NORMAL_TO_32 = 2 ** 29;

const { fround } = Math;

const normal = {
  widths: Float64Array.from(normalWidths),
  heights: Float64Array.from(normalHeights),
  inside: Float64Array.from(normalInside),
  widths32: Float32Array.from(normalWidths, (width) => width * NORMAL_TO_32),
  heights32: Float32Array.from(normalHeights),
  inside32: Float64Array.from(normalInside32),
};

const exponential = {
  widths: Float64Array.from(exponentialWidths),
  heights: Float64Array.from(exponentialHeights),
  inside: Float64Array.from(exponentialInside),
  widths32: Float32Array.from(exponentialWidths32),
  heights32: Float32Array.from(exponentialHeights32),
  inside32: Float64Array.from(exponentialInside32),
};

/** Beyond the last layer: Marsaglia's exponential rejection. `bit` is a spare random bit, the sign. */
function normalTail(bits: BitGenerator, bit: number): number {
  for (;;) {
    const x = -NORMAL_EDGE_INVERSE * Math.log1p(-bits.nextDouble());
    const y = -Math.log1p(-bits.nextDouble());
    if (y + y > x * x) return bit === 1 ? -(NORMAL_EDGE + x) : NORMAL_EDGE + x;
  }
}

/** A standard normal double. */
export function standardNormal(bits: BitGenerator): number {
  for (;;) {
    const low = bits.next64();
    const layer = low & 0xff;
    // From the bottom: 8 bits choose the layer, one the sign, 52 the place.
    const place = (bits.high & 0x1fffffff) * 0x800000 + (low >>> 9);
    const size = place * normal.widths[layer]!;
    const x = (low & 0x100) === 0 ? size : -size;
    if (place < normal.inside[layer]!) return x;
    if (layer === 0) return normalTail(bits, (low >>> 17) & 1);
    const floor = normal.heights[layer]!;
    if ((normal.heights[layer - 1]! - floor) * bits.nextDouble() + floor < Math.exp(-0.5 * x * x)) return x;
  }
}

/** Standard normal doubles from the words of a block, up to the first that lies at the edge of its layer: 1 % do. */
function takeNormals(run: BlockRun): void {
  const { block, out } = run;
  const { inside, widths } = normal;
  let { at, to } = run;
  for (; at < block.length && to < out.length; at += 2) {
    const low = block[at]!;
    const layer = low & 0xff;
    const place = (block[at + 1]! & 0x1fffffff) * 0x800000 + (low >>> 9);
    if (place >= inside[layer]!) break;
    const size = place * widths[layer]!;
    out[to++] = (low & 0x100) === 0 ? size : -size;
  }
  run.at = at;
  run.to = to;
}

/** The doubles of {@link standardNormal}, one after the other. */
export const fillStandardNormal = (bits: BitGenerator, out: Float64Array): void =>
  bits.fillBy(out, { fast: takeNormals, next: standardNormal });

/** A standard exponential double. */
export function standardExponential(bits: BitGenerator): number {
  for (;;) {
    const low = bits.next64();
    const layer = (low >>> 3) & 0xff;
    const place = bits.high * 0x200000 + (low >>> 11);
    const x = place * exponential.widths[layer]!;
    if (place < exponential.inside[layer]!) return x;
    if (layer === 0) return EXPONENTIAL_EDGE - Math.log1p(-bits.nextDouble());
    const floor = exponential.heights[layer]!;
    if ((exponential.heights[layer - 1]! - floor) * bits.nextDouble() + floor < Math.exp(-x)) return x;
  }
}

/** A standard exponential double by inversion: one draw each. */
export const standardExponentialInverse = (bits: BitGenerator): number => -Math.log1p(-bits.nextDouble());

const NORMAL_EDGE_32 = fround(NORMAL_EDGE);
const NORMAL_EDGE_INVERSE_32 = fround(NORMAL_EDGE_INVERSE);
const EXPONENTIAL_EDGE_32 = fround(EXPONENTIAL_EDGE);

const log1pFloat = (x: number): number => fround(Math.log1p(x));

function normalTailFloat(bits: BitGenerator, bit: number): number {
  for (;;) {
    const x = fround(-NORMAL_EDGE_INVERSE_32 * log1pFloat(-bits.nextFloat()));
    const y = -log1pFloat(-bits.nextFloat());
    if (fround(y + y) > fround(x * x)) return bit === 1 ? -fround(NORMAL_EDGE_32 + x) : fround(NORMAL_EDGE_32 + x);
  }
}

/** Height of a random point in a layer, each step rounded to float32. */
function heightFloat(bits: BitGenerator, heights: Float32Array, layer: number): number {
  const floor = heights[layer]!;
  return fround(fround(fround(heights[layer - 1]! - floor) * bits.nextFloat()) + floor);
}

/** A standard normal float32, from 32 bits. */
export function standardNormalFloat(bits: BitGenerator): number {
  for (;;) {
    const word = bits.next32();
    const layer = word & 0xff;
    const place = word >>> 9;
    const size = fround(place * normal.widths32[layer]!);
    const x = (word & 0x100) === 0 ? size : -size;
    if (place < normal.inside32[layer]!) return x;
    if (layer === 0) return normalTailFloat(bits, (place >>> 8) & 1);
    if (heightFloat(bits, normal.heights32, layer) < Math.exp(-0.5 * x * x)) return x;
  }
}

/** A standard exponential float32, from 32 bits. */
export function standardExponentialFloat(bits: BitGenerator): number {
  for (;;) {
    const word = bits.next32() >>> 1;
    const layer = word & 0xff;
    const place = word >>> 8;
    const x = fround(place * exponential.widths32[layer]!);
    if (place < exponential.inside32[layer]!) return x;
    if (layer === 0) return fround(EXPONENTIAL_EDGE_32 - log1pFloat(-bits.nextFloat()));
    if (heightFloat(bits, exponential.heights32, layer) < fround(Math.exp(-x))) return x;
  }
}

/** A standard exponential float32 by inversion. */
export const standardExponentialInverseFloat = (bits: BitGenerator): number => fround(-Math.log1p(-bits.nextFloat()));
