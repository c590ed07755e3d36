/**
 * Binomial numbers.
 *
 * *Source*: V. Kachitvichyanukul and B. W. Schmeiser, "Binomial random variate generation" (Communications of the ACM 31(2), 1988):
 * algorithm BTPE where n * min(p, 1 - p) is above 30, inversion below. Steps as in NumPy 2.4, which adds all four terms of the last test as the paper does (later versions subtract two).
 */

import type { BitGenerator } from './bit-generator.ts';

const INVERSION_LIMIT = 30;

/** Shape of the hat of BTPE: a triangle, two parallelograms, two exponential tails. */
interface Hat {
  readonly n: number;
  readonly r: number;
  readonly q: number;
  readonly m: number;
  readonly xm: number;
  readonly xl: number;
  readonly xr: number;
  readonly c: number;
  readonly leftRate: number;
  readonly rightRate: number;
  readonly p1: number;
  readonly p2: number;
  readonly p3: number;
  readonly p4: number;
}

function makeHat(n: number, p: number): Hat {
  const r = Math.min(p, 1 - p);
  const q = 1 - r;
  const fm = n * r + r;
  const m = Math.floor(fm);
  const p1 = Math.floor(2.195 * Math.sqrt(n * r * q) - 4.6 * q) + 0.5;
  const xm = m + 0.5;
  const xl = xm - p1;
  const xr = xm + p1;
  const c = 0.134 + 20.5 / (15.3 + m);
  const left = (fm - xl) / (fm - xl * r);
  const leftRate = left * (1 + left / 2);
  const right = (xr - fm) / (xr * q);
  const rightRate = right * (1 + right / 2);
  const p2 = p1 * (1 + 2 * c);
  const p3 = p2 + c / leftRate;
  return { n, r, q, m, xm, xl, xr, c, leftRate, rightRate, p1, p2, p3, p4: p3 + c / rightRate };
}

/** f(y) / f(m) by the recurrence of the probabilities: for y near the mode. */
function ratioByProduct(hat: Hat, y: number): number {
  const s = hat.r / hat.q;
  const a = s * (hat.n + 1);
  let product = 1;
  for (let i = hat.m + 1; i <= y; i++) product *= a / i - s;
  for (let i = y + 1; i <= hat.m; i++) product /= a / i - s;
  return product;
}

/** A term of Stirling's formula, over 166320. */
function stirling(x: number): number {
  const square = x * x;
  return (13860 - (462 - (132 - (99 - 140 / square) / square) / square) / square) / x / 166320;
}

/** Whether log(v) is at most log(f(y) / f(m)), by bounds first and Stirling's formula last. */
function acceptFar(hat: Hat, y: number, v: number): boolean {
  const { n, r, q, m, xm } = hat;
  const nrq = n * r * q;
  const k = Math.abs(y - m);
  const rho = (k / nrq) * ((k * (k / 3 + 0.625) + 0.16666666666666666) / nrq + 0.5);
  const t = (-k * k) / (2 * nrq);
  const logV = Math.log(v);
  if (logV < t - rho) return true;
  if (logV > t + rho) return false;
  const x = y + 1;
  const f = m + 1;
  const z = n + 1 - m;
  const w = n - y + 1;
  const bound =
    xm * Math.log(f / x) +
    (n - m + 0.5) * Math.log(z / w) +
    (y - m) * Math.log((w * r) / (x * q)) +
    stirling(f) +
    stirling(z) +
    stirling(x) +
    stirling(w);
  return logV <= bound;
}

function accept(hat: Hat, y: number, v: number): boolean {
  const k = Math.abs(y - hat.m);
  if (k > 20 && k < (hat.n * hat.r * hat.q) / 2 - 1) return acceptFar(hat, y, v);
  return v <= ratioByProduct(hat, y);
}

/** A point under the hat: its place, and its height over that of the target's mode; undefined when it is outside. */
function propose(hat: Hat, u: number, v: number): { y: number; height: number } | undefined {
  if (u <= hat.p2) {
    const x = hat.xl + (u - hat.p1) / hat.c;
    const height = v * hat.c + 1 - Math.abs(hat.m - x + 0.5) / hat.p1;
    return height > 1 ? undefined : { y: Math.floor(x), height };
  }
  const left = u <= hat.p3;
  const y = left ? Math.floor(hat.xl + Math.log(v) / hat.leftRate) : Math.floor(hat.xr - Math.log(v) / hat.rightRate);
  if (y < 0 || y > hat.n || v === 0) return undefined;
  return { y, height: left ? v * (u - hat.p2) * hat.leftRate : v * (u - hat.p3) * hat.rightRate };
}

function drawUnderHat(bits: BitGenerator, hat: Hat): number {
  for (;;) {
    const u = bits.nextDouble() * hat.p4;
    const v = bits.nextDouble();
    if (u <= hat.p1) return Math.floor(hat.xm - hat.p1 * v + u);
    const point = propose(hat, u, v);
    if (point !== undefined && accept(hat, point.y, point.height)) return point.y;
  }
}

/** Constants of the inversion. */
interface Search {
  readonly n: number;
  readonly p: number;
  readonly q: number;
  readonly none: number;
  readonly bound: number;
}

function makeSearch(n: number, p: number): Search {
  const q = 1 - p;
  const mean = n * p;
  const bound = Math.trunc(Math.min(n, mean + 10 * Math.sqrt(mean * q + 1)));
  return { n, p, q, none: Math.exp(n * Math.log1p(-p)), bound };
}

function drawBySearch(bits: BitGenerator, { n, p, q, none, bound }: Search): number {
  let count = 0;
  let chance = none;
  let u = bits.nextDouble();
  while (u > chance) {
    count++;
    if (count > bound) {
      count = 0;
      chance = none;
      u = bits.nextDouble();
    } else {
      u -= chance;
      chance = ((n - count + 1) * p * chance) / (count * q);
    }
  }
  return count;
}

/** Binomial numbers; remembers the constants of the last `n` and `p`. */
export class BinomialSampler {
  #n = -1;
  #p = -1;
  #hat: Hat | undefined;
  #search: Search | undefined;

  /** How many of `n` trials, each of chance `p`, succeed. */
  next(bits: BitGenerator, n: number, p: number): number {
    if (n === 0 || p === 0) return 0;
    if (p <= 0.5) return this.#small(bits, n, p);
    return n - this.#small(bits, n, 1 - p);
  }

  #small(bits: BitGenerator, n: number, p: number): number {
    if (n !== this.#n || p !== this.#p) this.#prepare(n, p);
    return this.#hat === undefined ? drawBySearch(bits, this.#search!) : drawUnderHat(bits, this.#hat);
  }

  #prepare(n: number, p: number): void {
    this.#n = n;
    this.#p = p;
    const search = p * n <= INVERSION_LIMIT;
    this.#search = search ? makeSearch(n, p) : undefined;
    this.#hat = search ? undefined : makeHat(n, p);
  }
}
