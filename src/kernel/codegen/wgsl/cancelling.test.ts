import { expect, it } from 'vitest';
import { BlockBuilder } from '../../ir/block-builder.ts';
import type { BinaryValue, Value } from '../../ir/types.ts';
import { cancellingOperand } from './cancelling.ts';

const found = (define: (b: BlockBuilder, x: Value, y: Value) => Value, type: 'f32' | 'i32' = 'f32'): 0 | 1 | null => {
  const b = new BlockBuilder();
  const [x, y] = [0, 1].map((index) => b.value({ kind: 'argument', index, type }));
  return cancellingOperand(define(b, x!, y!) as BinaryValue);
};

it('finds the sums whose operands a compiler may cancel, whichever side they are on', () => {
  expect(found((b, x, y) => b.sub(b.add(x, y), x))).toBe(0);
  expect(found((b, x, y) => b.sub(b.add(x, y), y))).toBe(0);
  expect(found((b, x, y) => b.add(b.sub(x, y), y))).toBe(0);
  expect(found((b, x, y) => b.sub(x, b.sub(x, y)))).toBe(1);
  expect(found((b, x) => b.sub(b.add(x, 1), 1))).toBe(0);
});

it('leaves alone what does not cancel, products, and integers, which are exact', () => {
  expect(found((b, x, y) => b.sub(b.mul(x, y), x))).toBeNull();
  expect(found((b, x, y) => b.add(x, y))).toBeNull();
  expect(found((b, x) => b.sub(b.add(x, 1), 2))).toBeNull();
  expect(found((b, x, y) => b.sub(b.add(x, y), x), 'i32')).toBeNull();
});
