import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { interpret } from '../codegen/interpret/interpret.ts';
import { lowerFunction } from '../frontend/lower.ts';
import { explicitSource } from '../frontend/explicit-source.ts';
import type { Kernel } from '../ir/types.ts';
import { prepare } from '../passes/prepare.ts';
import { type BufferReach, findReach } from './buffer-reach.ts';

type AnyFunction = (...args: never[]) => unknown;

function kernelOf(
  fn: AnyFunction,
  { rank, arrays, captures = {} }: { rank: 1 | 2; arrays: number; captures?: object },
): Kernel {
  const source = explicitSource(fn, captures as { [name: string]: unknown });
  const { kernel } = lowerFunction({
    name: 'k',
    source,
    sourceOf: () => undefined,
    rank,
    parameters: [
      ...Array.from({ length: rank }, (_, axis) => ({ kind: 'index' as const, axis })),
      ...Array.from({ length: arrays }, () => ({ kind: 'array' as const, element: 'i32' as const, rank: 1 })),
      { kind: 'scalar', type: 'i32' },
    ],
    result: { kind: 'none' },
  });
  return prepare(kernel, { inline: true });
}

function reachIn(
  kernel: Kernel,
  facts: { size: readonly number[]; lengths: readonly number[]; n: number },
): BufferReach[] {
  const names = kernel.buffers.map(({ name }) => name);
  const reach = findReach(kernel)({
    size: facts.size,
    scalarOf: () => facts.n,
    lengthOf: (name) => facts.lengths[names.indexOf(name)]!,
  });
  return names.map((name) => reach.get(name)!);
}

type Arrays = Int32Array;

const bodies: readonly { name: string; rank: 1 | 2; fn: AnyFunction }[] = [
  { name: 'its own place', rank: 1, fn: (i: number, x: Arrays, y: Arrays, n: number) => void (y[i] = x[i]! + n) },
  { name: 'a shifted place', rank: 1, fn: (i: number, x: Arrays, y: Arrays, n: number) => void (y[i + n] = x[i - 1]!) },
  { name: 'places apart', rank: 1, fn: (i: number, x: Arrays, y: Arrays, n: number) => void (y[2 * i] = x[n * i]!) },
  {
    name: 'some places',
    rank: 1,
    fn: (i: number, x: Arrays, y: Arrays) => {
      if (x[i]! > 0) y[i] = 1;
    },
  },
  {
    name: 'places after an early return',
    rank: 1,
    fn: (i: number, x: Arrays, y: Arrays) => {
      if (x[i]! > 0) return;
      y[i] = 1;
    },
  },
  {
    name: 'rows and columns',
    rank: 2,
    fn: (i: number, j: number, x: Arrays, y: Arrays, n: number) => void (y[i * n + j] = x[j]!),
  },
  {
    name: 'the inside',
    rank: 2,
    fn: (i: number, j: number, x: Arrays, y: Arrays, n: number) => void (y[(i + 1) * n + j + 1] = x[i]!),
  },
  { name: 'places that arrays name', rank: 1, fn: (i: number, x: Arrays, y: Arrays) => void (y[x[i]!] = 1) },
  {
    name: 'a loop',
    rank: 1,
    fn: (i: number, x: Arrays, y: Arrays, n: number) => {
      let s = 0;
      for (let k = 0; k < n; k++) s += x[i + k]!;
      y[i] = s;
    },
  },
  { name: 'what it reads', rank: 1, fn: (i: number, x: Arrays, y: Arrays) => void (y[i] = y[i]! + x[0]!) },
  {
    name: 'the smaller of two places',
    rank: 1,
    fn: (i: number, x: Arrays, y: Arrays, n: number) => void (y[Math.min(i, n)] = x[Math.max(i, n)]!),
  },
];

describe('the reach of a kernel', () => {
  it.each(bodies)('holds all that it touches: $name', ({ rank, fn }) => {
    const kernel = kernelOf(fn, { rank, arrays: 2 });
    const artifact = interpret(kernel);
    fc.assert(
      fc.property(
        fc.array(fc.nat({ max: 6 }), { minLength: rank, maxLength: rank }),
        fc.nat({ max: 20 }),
        fc.nat({ max: 20 }),
        fc.integer({ min: -3, max: 7 }),
        fc.infiniteStream(fc.integer({ min: -4, max: 20 })),
        (size, first, second, n, values) => {
          const [lengths, reach] = [[first, second], reachIn(kernel, { size, lengths: [first, second], n })];
          const data = lengths.map((length) => Int32Array.from({ length }, () => values.next().value!));
          const run = (arrays: Int32Array[]): Int32Array[] => {
            artifact.run(
              arrays.map(({ buffer }) => new Uint8Array(buffer)),
              { scalars: kernel.scalars.map(() => n), size },
            );
            return arrays;
          };
          const expected = run(data.map((array) => array.slice()));
          // Only what is touched is there, and only what is written comes back.
          const copies = data.map((array, at) => {
            const copy = new Int32Array(array.length).fill(777);
            const { touched, isFilled } = reach[at]!;
            if (!isFilled) copy.set(array.subarray(touched.low, touched.end), touched.low);
            return copy;
          });
          run(copies);
          for (const [at, array] of data.entries()) {
            const { written } = reach[at]!;
            array.set(copies[at]!.subarray(written.low, written.end), written.low);
          }
          expect(data).toEqual(expected);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('is no more than what is touched, and knows what is filled', () => {
    const one = kernelOf(bodies[0]!.fn, { rank: 1, arrays: 2 });
    expect(reachIn(one, { size: [10], lengths: [100, 100], n: 0 })).toMatchObject([
      { touched: { low: 0, end: 10 }, written: { low: 0, end: 0 }, isFilled: false },
      { touched: { low: 0, end: 10 }, written: { low: 0, end: 10 }, isFilled: true },
    ]);
    const inside = kernelOf(bodies[6]!.fn, { rank: 2, arrays: 2 });
    expect(reachIn(inside, { size: [8, 8], lengths: [100, 100], n: 10 })[1]).toMatchObject({
      touched: { low: 11, end: 89 },
      written: { low: 11, end: 89 },
      isFilled: false,
    });
    const rows = kernelOf(bodies[5]!.fn, { rank: 2, arrays: 2 });
    expect(reachIn(rows, { size: [8, 10], lengths: [100, 100], n: 10 })[1]?.isFilled).toBe(true);
    expect(reachIn(rows, { size: [8, 9], lengths: [100, 100], n: 10 })[1]?.isFilled).toBe(false);
  });
});
