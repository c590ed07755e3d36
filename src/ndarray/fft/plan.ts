/**
 * Complex transforms of one length, prepared once: twiddle factors and working memory.
 *
 * *Source*: mixed radix for small factors; L. I. Bluestein, "A linear filtering approach to the computation of discrete Fourier transform"
 * (IEEE Trans. Audio 18, 1970) for lengths with larger prime factors. Error grows as the root of the logarithm of the length.
 */

import type { KernelBackend } from '../../core/kernel.ts';
import { goodLength, isDirect, radices } from './factors.ts';
import { currentBackend } from '../graph/storage.ts';
import type { FftPlan } from './fft-plan.ts';
import { hasKernels, KernelPlan } from './kernel-plan.ts';
import { makePass } from './make-pass.ts';
import { type Pass, runPass } from './passes.ts';
import { unitRoot } from './roots.ts';

/** A length of small factors: one pass for each, in loops. */
export class DirectPlan implements FftPlan {
  readonly length: number;
  readonly input: Float64Array;
  readonly #other: Float64Array;
  readonly #passes: Pass[] = [];

  constructor(length: number) {
    this.length = length;
    this.input = new Float64Array(2 * length);
    this.#other = new Float64Array(2 * length);
    let groups = 1;
    for (const radix of radices(length)) {
      this.#passes.push(makePass(radix, groups, length));
      groups *= radix;
    }
  }

  run(): Float64Array {
    let from = this.input;
    let to = this.#other;
    for (const pass of this.#passes) {
      runPass(pass, from, to);
      [from, to] = [to, from];
    }
    return from;
  }

  free(): void {}
}

/** A length of small factors, in kernels of a backend where it has them: the same bits. */
const directPlan = (length: number, backend: KernelBackend): FftPlan =>
  hasKernels(length, backend) ? new KernelPlan(length, backend) : new DirectPlan(length);

/** Any length as a convolution with a chirp, of a good length that is at least twice as long. */
class BluesteinPlan implements FftPlan {
  readonly length: number;
  readonly input: Float64Array;
  readonly #chirp: Float64Array;
  readonly #inner: FftPlan;
  /** Transform of the chirp, scaled by the length of the convolution. */
  readonly #filter: Float64Array;
  readonly #output: Float64Array;

  constructor(length: number, backend: KernelBackend) {
    this.length = length;
    this.input = new Float64Array(2 * length);
    this.#output = new Float64Array(2 * length);
    this.#inner = directPlan(goodLength(2 * length - 1), backend);
    this.#chirp = new Float64Array(2 * length);
    let square = 0;
    for (let k = 0; k < length; k++) {
      // exp(-pi i k^2 / n), with k^2 modulo 2n kept in whole numbers.
      this.#chirp.set(unitRoot(square, 2 * length), 2 * k);
      square = (square + 2 * k + 1) % (2 * length);
    }
    this.#filter = this.#transformedChirp();
  }

  #transformedChirp(): Float64Array {
    const { input, length: inner } = this.#inner;
    for (let k = 0; k < this.length; k++) {
      const re = this.#chirp[2 * k]! / inner;
      const im = -this.#chirp[2 * k + 1]! / inner;
      input[2 * k] = re;
      input[2 * k + 1] = im;
      if (k === 0) continue;
      input[2 * (inner - k)] = re;
      input[2 * (inner - k) + 1] = im;
    }
    return this.#inner.run().slice();
  }

  run(): Float64Array {
    const chirp = this.#chirp;
    const { input } = this.#inner;
    input.fill(0);
    for (let at = 0; at < chirp.length; at += 2) {
      const re = this.input[at]!;
      const im = this.input[at + 1]!;
      input[at] = re * chirp[at]! - im * chirp[at + 1]!;
      input[at + 1] = re * chirp[at + 1]! + im * chirp[at]!;
    }
    this.#convolve();
    // The inverse transform left the parts exchanged.
    const product = this.#inner.run();
    for (let at = 0; at < chirp.length; at += 2) {
      const re = product[at + 1]!;
      const im = product[at]!;
      this.#output[at] = re * chirp[at]! - im * chirp[at + 1]!;
      this.#output[at + 1] = re * chirp[at + 1]! + im * chirp[at]!;
    }
    return this.#output;
  }

  free(): void {
    this.#inner.free();
  }

  /** Transforms, multiplies with the filter, and puts the product with its parts exchanged back into the inner plan. */
  #convolve(): void {
    const { input } = this.#inner;
    const result = this.#inner.run();
    const filter = this.#filter;
    for (let at = 0; at < filter.length; at += 2) {
      const re = result[at]! * filter[at]! - result[at + 1]! * filter[at + 1]!;
      const im = result[at]! * filter[at + 1]! + result[at + 1]! * filter[at]!;
      input[at] = im;
      input[at + 1] = re;
    }
  }
}

/** Plans kept, and the sum of their lengths: a plan takes about 100 bytes per point. */
const MAX_PLANS = 32;
const MAX_POINTS = 2 ** 22;

/** Of each backend: some have the memory of plans. */
const known = new WeakMap<KernelBackend, Map<number, FftPlan>>();

/** Drops the plans that were not used for longest. The last one is left unless it has too many points, and then it has nothing to free. */
function makeRoom(plans: Map<number, FftPlan>): void {
  let points = 0;
  for (const length of plans.keys()) points += length;
  for (const [length, plan] of plans) {
    if (plans.size <= MAX_PLANS && points <= MAX_POINTS) return;
    plans.delete(length);
    plan.free();
    points -= length;
  }
}

/** The plan of a length of at least 1, made or remembered. */
export function planOf(length: number): FftPlan {
  const backend = currentBackend();
  let plans = known.get(backend);
  if (plans === undefined) known.set(backend, (plans = new Map()));
  const plan =
    plans.get(length) ?? (isDirect(length) ? directPlan(length, backend) : new BluesteinPlan(length, backend));
  plans.delete(length);
  plans.set(length, plan);
  makeRoom(plans);
  return plan;
}
