import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { TaskBackend } from '../core/task.ts';
import { lenderOf, NumberLender, placedValues } from './number-lender.ts';

const int = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const number = fc.oneof(int, fc.double(), fc.constantFrom(-0, NaN, Infinity, 2 ** 31, 0.5));

it('packs numbers exactly, from any part of an array', () => {
  const lender = new NumberLender();
  fc.assert(
    fc.property(fc.array(int), fc.array(number, { minLength: 1 }), fc.nat(5), (head, rest, cut) => {
      const items = [...head, ...rest];
      const from = Math.min(cut, items.length - 1);
      const packed = lender.pack(items, from, items.length);
      const values = [...(packed?.values ?? [])];
      expect(values.length).toBe(items.length - from);
      values.forEach((value, at) => expect(Object.is(value, items[from + at])).toBe(true));
      expect(packed?.out).toHaveLength(values.length);
      lender.takeBack(packed!);
    }),
    { numRuns: 1000 },
  );
});

it('keeps int32 numbers as such', () => {
  const lender = new NumberLender();
  expect(lender.pack([1, 2, -3], 0, 3)?.values).toBeInstanceOf(Int32Array);
  expect(lender.pack([1, -0, 3], 0, 3)?.values).toBeInstanceOf(Float64Array);
  expect(lender.pack([1, 2 ** 31], 0, 2)?.values).toBeInstanceOf(Float64Array);
});

it('takes nothing but numbers', () => {
  const lender = new NumberLender();
  expect(lender.pack(['1', 2], 0, 2)).toBeUndefined();
  expect(lender.pack([1, 2, '3'], 0, 3)).toBeUndefined();
  expect(lender.pack([0.5, 2, undefined], 0, 3)).toBeUndefined();
});

it('lends a block again that has come back, and never one that has not', () => {
  const lender = new NumberLender();
  const first = lender.pack([1, 2, 3], 0, 3)!;
  const second = lender.pack([4, 5, 6], 0, 3)!;
  expect(second.values.buffer).not.toBe(first.values.buffer);
  lender.takeBack(first);
  expect(lender.pack([7, 8, 9, 10], 0, 4)?.values.buffer).toBe(first.values.buffer);
  expect([...second.values]).toEqual([4, 5, 6]);
});

it('finds results where a worker has left them', () => {
  const { out } = new NumberLender().pack([1, 2, 3, 4], 0, 4)!;
  out!.set([0.5, 1.5, 2.5, 3.5]);
  expect(placedValues({ kind: 'placed', count: 2, ints: false }, 1, out!)).toEqual(Float64Array.of(1.5, 2.5));
  new Int32Array(out!.buffer, out!.byteOffset + 16, 2).set([7, 8]);
  expect(placedValues({ kind: 'placed', count: 2, ints: true }, 2, out!)).toEqual(Int32Array.of(7, 8));
});

it('lends only to backends that give memory back', () => {
  const backend = { memory: 'shared', returnsMemory: true } as TaskBackend;
  expect(lenderOf(backend)).toBe(lenderOf(backend));
  expect(lenderOf({ memory: 'shared' } as TaskBackend)).toBeUndefined();
  expect(lenderOf({ memory: 'mapped', returnsMemory: true } as TaskBackend)).toBeUndefined();
});
