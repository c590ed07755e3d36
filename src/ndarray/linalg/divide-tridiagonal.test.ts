/** Tridiagonal matrices that are hard to decompose by halves: values that are nearly the same, zeros beside the diagonal, odd scales. */

import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import '../../backends/register-array-kernels.ts';
import { closeSharedKernelBackends } from '../../core/kernel-registry.ts';
import { memoryUsage } from '../graph/storage.ts';
import { PCG64 } from '../random/pcg64.ts';
import { divideTridiagonal } from './divide-tridiagonal.ts';
import { SecularSolver } from './secular-equation.ts';
import { sweepToDiagonal, type Tridiagonal } from './tridiagonal-ql.ts';

afterAll(() => closeSharedKernelBackends());

const EPSILON = 2 ** -52;

const copyOf = ({ diagonal, beside }: Tridiagonal): Tridiagonal => ({
  diagonal: diagonal.slice(),
  beside: beside.slice(),
});

function made(size: number, diagonal: (k: number) => number, beside: (k: number) => number): Tridiagonal {
  return {
    diagonal: Float64Array.from({ length: size }, (_, k) => diagonal(k)),
    beside: Float64Array.from({ length: size - 1 }, (_, k) => beside(k)),
  };
}

function random(size: number, seed: number, spread: number): Tridiagonal {
  const bits = new PCG64(seed);
  const next = (): number => (bits.nextDouble() - 0.5) * 10 ** (spread * (bits.nextDouble() - 0.5));
  return made(size, next, next);
}

const normOf = ({ diagonal, beside }: Tridiagonal): number =>
  Math.max(...diagonal.map(Math.abs), ...beside.map(Math.abs));

function dotOf(x: Float64Array, y: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i]! * y[i]!;
  return sum;
}

/** Column j of `T X - X diag(values)`, its largest entry. */
function residualOf({ diagonal: d, beside: e }: Tridiagonal, x: Float64Array, value: number): number {
  let most = 0;
  for (let i = 0; i < x.length; i++) {
    const above = i === 0 ? 0 : e[i - 1]! * x[i - 1]!;
    const below = i === x.length - 1 ? 0 : e[i]! * x[i + 1]!;
    most = Math.max(most, Math.abs(above + (d[i]! - value) * x[i]! + below));
  }
  return most;
}

function check(form: Tridiagonal): void {
  const before = memoryUsage().bytes;
  const norm = normOf(form);
  const { values, vectors, order } = divideTridiagonal(copyOf(form))!;
  const expected = copyOf(form);
  expect(sweepToDiagonal(expected, undefined)).toBe(true);
  const bound = 20 * EPSILON * Math.sqrt(order.length);
  for (const [k, value] of expected.diagonal.sort().entries()) {
    expect(Math.abs(values[order[k]!]! - value)).toBeLessThanOrEqual(bound * norm);
  }
  let most = 0;
  for (const [k, x] of vectors.columns.entries()) {
    expect(residualOf(form, x, values[k]!)).toBeLessThanOrEqual(bound * norm);
    for (let j = 0; j <= k; j++) most = Math.max(most, Math.abs(dotOf(vectors.columns[j]!, x) - (j === k ? 1 : 0)));
  }
  expect(most).toBeLessThanOrEqual(bound);
  vectors.free();
  expect(memoryUsage().bytes).toBe(before);
}

describe('tridiagonal matrices by halves', () => {
  it.each<readonly [string, Tridiagonal]>([
    ['zeros', made(70, () => 0, () => 0)], // prettier-ignore
    ['ones', made(70, () => 1, () => 0)], // prettier-ignore
    ['1 2 1', made(130, () => 2, () => 1)], // prettier-ignore
    ['1 2 1 with negative entries', made(130, () => 2, (k) => (k % 3 === 0 ? -1 : 1))], // prettier-ignore
    ['pairs of values (Wilkinson)', made(131, (k) => Math.abs(k - 65), () => 1)], // prettier-ignore
    ['glued pairs', made(147, (k) => Math.abs((k % 21) - 10), (k) => (k % 21 === 20 ? 1e-9 : 1))], // prettier-ignore
    ['Clement', made(100, () => 0, (k) => Math.sqrt((k + 1) * (99 - k)))], // prettier-ignore
    ['parts that do not touch', made(100, (k) => k % 7, (k) => (k % 10 === 9 ? 0 : 1))], // prettier-ignore
    ['graded', made(100, (k) => 2 ** -k, (k) => 2 ** -k)], // prettier-ignore
    ['tiny', made(100, (k) => k * 1e-305, () => 1e-305)], // prettier-ignore
    ['huge', made(100, (k) => k * 1e303, () => 1e304)], // prettier-ignore
    ['one large entry', made(100, (k) => (k === 50 ? 1e200 : 1), () => 1)], // prettier-ignore
    ['no entries on the diagonal', made(99, () => 0, () => 1)], // prettier-ignore
    ['values that differ in their last digits', made(128, (k) => 1 + k * EPSILON, () => EPSILON)], // prettier-ignore
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
      form.beside[60] = odd;
      expect(divideTridiagonal(form)).toBeUndefined();
    }
  });
});

describe('roots of the secular equation', () => {
  it('lie between the poles, and their distances from them are exact to some units of the last place', () => {
    // With two poles the roots are those of a square equation.
    const [near, far, inverse] = [1e-18, 0.5, 2];
    const gaps = new Float64Array(2);
    const solver = new SecularSolver({
      poles: new Float64Array([0, 1]),
      squares: new Float64Array([near, far]),
      inverse,
    });
    solver.root(0, gaps);
    // inverse - near / x + far / (1 - x) = 0: x = near / (inverse + far), as exact as numbers are.
    expect(-gaps[0]! / (near / (inverse + far))).toBeCloseTo(1, 14);
    expect(gaps[1]).toBe(1);
    expect(solver.root(1, gaps)).toBeCloseTo(1 + far / inverse, 15);
  });
});
