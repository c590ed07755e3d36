import { describe, expect, it } from 'vitest';
import { floats } from '../../../../test/support/edge-numbers.ts';
import { KernelBuilder } from '../../ir/builder.ts';
import type { Value } from '../../ir/types.ts';
import { verify } from '../../ir/verify.ts';
import { interpret } from '../interpret/interpret.ts';
import { lowerForSimd } from './lower-for-simd.ts';

/** Whether a kernel gives the same bits after it is lowered, at all these floats; NaN is one value. */
function expectSame(type: 'f32' | 'f64', define: (b: KernelBuilder, x: Value) => Value): void {
  const b = new KernelBuilder({ name: 'lowered' });
  const [x, out] = [b.buffer('x', type, 'read'), b.buffer('out', type, 'write')];
  b.store(out, b.index(0), define(b, b.load(x, b.index(0))));
  const kernel = b.build();
  const lowered = lowerForSimd(kernel, 256);
  verify(lowered);
  const input = floats(type);
  const [expected, actual] = [kernel, lowered].map((one) => {
    const result = input.slice();
    const buffers = [input, result].map((array) => new Uint8Array(array.buffer));
    interpret(one).run(buffers, { scalars: [], size: [input.length] });
    return result;
  });
  const differs = [...input].filter((_, at) => !Object.is(expected![at], actual![at]));
  expect(differs).toEqual([]);
}

const types = ['f32', 'f64'] as const;

describe('operators are replaced by others that give the same bits', () => {
  const roundings = (['nearest', 'floor', 'ceil', 'trunc'] as const).flatMap((op) =>
    types.map((type) => ({ op, type })),
  );
  it.each(roundings)('$op of $type', ({ op, type }) => expectSame(type, (b, x) => b.unary(op, x)));

  const bounds = [0, -0, 1, -2.5, Infinity, -Infinity, NaN, 1e-40].flatMap((bound) =>
    (['min', 'max'] as const).flatMap((op) => types.map((type) => ({ op, type, bound }))),
  );
  it.each(bounds)('$op of $type and $bound, from both sides', ({ op, type, bound }) => {
    expectSame(type, (b, x) => b.binary(op, x, bound));
    expectSame(type, (b, x) => b.binary(op, b.const(type, bound), x));
  });

  it.each(types)('copysign of %s', (type) => {
    expectSame(type, (b, x) => b.select(b.isNaN(x), 0, b.binary('copysign', b.const(type, 2), x)));
    expectSame(type, (b, x) => b.binary('copysign', x, b.const(type, -2)));
  });

  it('shifts of signed 64-bit integers', () => {
    for (const count of [0n, 1n, 31n, 52n, 63n]) {
      expectSame('f64', (b, x) => b.convert(b.shr(b.bitcast(b.select(b.isNaN(x), 1, x), 'i64'), count), 'f64'));
    }
  });
});

it('rounding stays an instruction in code for 128 bits', () => {
  const b = new KernelBuilder({ name: 'floor' });
  const x = b.buffer('x', 'f32', 'readwrite');
  b.store(x, b.index(0), b.unary('floor', b.load(x, b.index(0))));
  const kernel = b.build();
  expect(lowerForSimd(kernel, 128).body).toEqual(kernel.body);
  expect(lowerForSimd(kernel, 256).body.length).toBeGreaterThan(kernel.body.length);
});
