/** Bidiagonal matrices that are hard to decompose by halves: values that are nearly the same, zeros on and above the diagonal, graded ones. */

import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import '../../backends/register-array-kernels.ts';
import { closeSharedKernelBackends } from '../../core/kernel-registry.ts';
import { memoryUsage } from '../graph/storage.ts';
import { PCG64 } from '../random/pcg64.ts';
import { type Bidiagonal, diagonalise } from './bidiagonal-qr.ts';
import { divideBidiagonal } from './divide-bidiagonal.ts';

afterAll(() => closeSharedKernelBackends());

const EPSILON = 2 ** -52;

const copyOf = ({ d, e }: Bidiagonal): Bidiagonal => ({ d: d.slice(), e: e.slice() });

function made(size: number, d: (k: number) => number, e: (k: number) => number): Bidiagonal {
  return {
    d: Float64Array.from({ length: size }, (_, k) => d(k)),
    e: Float64Array.from({ length: size - 1 }, (_, k) => e(k)),
  };
}

function random(size: number, seed: number, spread: number): Bidiagonal {
  const bits = new PCG64(seed);
  const next = (): number => (bits.nextDouble() - 0.5) * 10 ** (-spread * bits.nextDouble());
  return made(size, next, next);
}

function dotOf(x: Float64Array, y: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i]! * y[i]!;
  return sum;
}

/** The largest entry of `B v - sigma u`. */
function residualOf({ d, e }: Bidiagonal, v: Float64Array, [sigma, u]: readonly [number, Float64Array]): number {
  let most = 0;
  for (let i = 0; i < v.length; i++) {
    const beside = i === v.length - 1 ? 0 : e[i]! * v[i + 1]!;
    most = Math.max(most, Math.abs(d[i]! * v[i]! + beside - sigma * u[i]!));
  }
  return most;
}

function expectOrthonormal(columns: readonly Float64Array[], bound: number): void {
  let most = 0;
  for (const [k, x] of columns.entries()) {
    for (let j = 0; j <= k; j++) most = Math.max(most, Math.abs(dotOf(columns[j]!, x) - (j === k ? 1 : 0)));
  }
  expect(most).toBeLessThanOrEqual(bound);
}

function check(form: Bidiagonal): void {
  const before = memoryUsage().bytes;
  const norm = Math.max(...form.d.map(Math.abs), ...form.e.map(Math.abs));
  const found = copyOf(form);
  const { left, right } = divideBidiagonal(found)!;
  const expected = copyOf(form);
  expect(diagonalise({ ...expected, left: undefined, right: undefined })).toBeDefined();
  const bound = 20 * EPSILON * Math.sqrt(form.d.length);
  const sorted = expected.d.toSorted();
  for (const [k, value] of found.d.toSorted().entries()) {
    expect(Math.abs(value - sorted[k]!)).toBeLessThanOrEqual(bound * norm);
    expect(value).toBeGreaterThanOrEqual(0);
  }
  for (const [k, v] of right.columns.entries()) {
    expect(residualOf(form, v, [found.d[k]!, left.columns[k]!])).toBeLessThanOrEqual(bound * norm);
  }
  expectOrthonormal(left.columns, bound);
  expectOrthonormal(right.columns, bound);
  left.free();
  right.free();
  expect(memoryUsage().bytes).toBe(before);
}

describe('bidiagonal matrices by halves', () => {
  it.each<readonly [string, Bidiagonal]>([
    ['zeros', made(70, () => 0, () => 0)], // prettier-ignore
    ['ones', made(70, () => 1, () => 0)], // prettier-ignore
    ['ones everywhere', made(130, () => 1, () => 1)], // prettier-ignore
    ['negative entries', made(130, (k) => (k % 2 === 0 ? -1 : 1), (k) => (k % 3 === 0 ? -1 : 1))], // prettier-ignore
    ['only above the diagonal', made(100, () => 0, () => 1)], // prettier-ignore
    ['zeros on the diagonal', made(131, (k) => k % 5, () => 1)], // prettier-ignore
    ['parts that do not touch', made(100, (k) => 1 + (k % 7), (k) => (k % 10 === 9 ? 0 : 1))], // prettier-ignore
    ['glued parts', made(147, (k) => Math.abs((k % 21) - 10), (k) => (k % 21 === 20 ? 1e-9 : 1))], // prettier-ignore
    ['graded down', made(100, (k) => 2 ** -k, (k) => 2 ** -k)], // prettier-ignore
    ['graded up', made(100, (k) => 2 ** (k - 99), (k) => 2 ** (k - 99))], // prettier-ignore
    ['values that differ in their last digits', made(128, (k) => 1 + k * EPSILON, () => EPSILON)], // prettier-ignore
    ['an ill-conditioned triangle (Kahan)', made(100, (k) => 0.6 ** k, (k) => -0.8 * 0.6 ** k)], // prettier-ignore
    ['one entry', made(90, (k) => (k === 45 ? 1 : 0), () => 0)], // prettier-ignore
    ['tiny entries', made(90, () => 1e-200, (k) => (k === 44 ? 1 : 1e-200))], // prettier-ignore
  ])('%s', (_, form) => {
    check(form);
  });

  it('random ones', () => {
    fc.assert(
      fc.property(fc.integer({ min: 33, max: 140 }), fc.nat(), fc.constantFrom(0, 4, 30), (size, seed, spread) => {
        check(random(size, seed, spread));
      }),
      { numRuns: 10 },
    );
  });

  it('refuse NaN and infinities', () => {
    for (const odd of [NaN, Infinity]) {
      const form = random(100, 1, 0);
      form.e[60] = odd;
      expect(divideBidiagonal(form)).toBeUndefined();
    }
  });
});
