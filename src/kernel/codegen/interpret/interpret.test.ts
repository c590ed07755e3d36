import { describe, expect, it } from 'vitest';
import type { ScalarType } from '../../../core/kernel.ts';
import { buildFunction, KernelBuilder } from '../../ir/builder.ts';
import type { BinaryOp, UnaryOp } from '../../ir/ops.ts';
import type { Kernel, Value } from '../../ir/types.ts';
import { verify } from '../../ir/verify.ts';
import { interpret } from './interpret.ts';

type Arrays = readonly (ArrayBufferView & { readonly buffer: ArrayBufferLike })[];

function run(
  kernel: Kernel,
  arrays: Arrays,
  { size, scalars = [] }: { size: readonly number[]; scalars?: (number | bigint)[] },
): void {
  verify(kernel);
  const bytes = arrays.map((array) => new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
  interpret(kernel).run(bytes, { scalars, size });
}

const arrayOf = (
  type: ScalarType,
): Int32Array | Uint32Array | BigInt64Array | BigUint64Array | Float32Array | Float64Array | Uint8Array => {
  const made = {
    bool: new Uint8Array(1),
    i32: new Int32Array(1),
    u32: new Uint32Array(1),
    i64: new BigInt64Array(1),
    u64: new BigUint64Array(1),
    f32: new Float32Array(1),
    f64: new Float64Array(1),
  };
  return made[type];
};

/** The value of an expression of constants. */
function evaluate(define: (b: KernelBuilder) => Value): unknown {
  const b = new KernelBuilder({ name: 'expression' });
  const value = define(b);
  const out = arrayOf(value.type);
  const buffer = b.buffer('out', value.type, 'write');
  b.store(buffer, 0, value);
  run(b.build(), [out], { size: [1] });
  return value.type === 'bool' ? out[0] === 1 : out[0];
}

const binary = (op: BinaryOp, type: ScalarType, x: number | bigint, y: number | bigint): unknown =>
  evaluate((b) => b.binary(op, b.const(type, x), b.const(type, y)));
const unary = (op: UnaryOp, type: ScalarType, x: number | bigint): unknown =>
  evaluate((b) => b.unary(op, b.const(type, x)));

const MIN32 = -(2 ** 31);
const MAX32 = 2 ** 31 - 1;
const MAXU32 = 2 ** 32 - 1;
const MIN64 = -(2n ** 63n);
const MAXU64 = 2n ** 64n - 1n;

describe('integer operators', () => {
  it.each<[BinaryOp, ScalarType, number | bigint, number | bigint, number | bigint]>([
    ['add', 'i32', MAX32, 1, MIN32],
    ['sub', 'i32', MIN32, 1, MAX32],
    ['mul', 'i32', 123456789, 987654321, -67153019],
    ['mul', 'u32', 4000000000, 3, 3410065408],
    ['sub', 'u32', 0, 1, MAXU32],
    ['add', 'i64', 2n ** 63n - 1n, 1n, MIN64],
    ['sub', 'u64', 0n, 1n, MAXU64],
    ['div', 'i32', -7, 2, -3],
    ['div', 'i32', 7, 0, 0],
    ['div', 'i32', MIN32, -1, MIN32],
    ['div', 'u32', MAXU32, 2, MAX32],
    ['div', 'i64', MIN64, -1n, MIN64],
    ['div', 'i64', 5n, 0n, 0n],
    ['rem', 'i32', -7, 2, -1],
    ['rem', 'i32', 7, 0, 0],
    ['rem', 'i32', MIN32, -1, 0],
    ['rem', 'u32', MAXU32, 10, 5],
    ['rem', 'u64', MAXU64, 10n, 5n],
    ['shl', 'i32', 1, 33, 2],
    ['shl', 'u32', 1, 31, 2 ** 31],
    ['shr', 'i32', -8, 1, -4],
    ['shr', 'u32', MAXU32, 28, 15],
    ['shl', 'i64', 1n, 65n, 2n],
    ['shr', 'i64', -8n, 1n, -4n],
    ['shr', 'u64', MAXU64, 60n, 15n],
    ['xor', 'u32', MAXU32, 1, MAXU32 - 1],
    ['and', 'i32', -1, 0xff, 0xff],
    ['mulHi', 'u32', MAXU32, MAXU32, MAXU32 - 1],
    ['mulHi', 'i32', MIN32, MIN32, 2 ** 30],
    ['mulHi', 'i32', -1, 1, -1],
    ['min', 'i64', -1n, 1n, -1n],
    ['max', 'u64', 1n, MAXU64, MAXU64],
  ])('%s of %s: %s and %s is %s', (op, type, x, y, expected) => {
    expect(binary(op, type, x, y)).toBe(expected);
  });

  it.each<[UnaryOp, ScalarType, number | bigint, number | bigint]>([
    ['neg', 'i32', MIN32, MIN32],
    ['neg', 'i32', 0, 0],
    ['abs', 'i32', MIN32, MIN32],
    ['abs', 'i64', -5n, 5n],
    ['not', 'u32', 0, MAXU32],
    ['not', 'i64', 0n, -1n],
    ['clz', 'u32', 1, 31],
    ['clz', 'i32', 0, 32],
    ['ctz', 'i32', 0, 32],
    ['ctz', 'u32', 2 ** 31, 31],
    ['popcount', 'u32', MAXU32, 32],
    ['popcount', 'i32', 0x10101, 3],
  ])('%s of %s: %s is %s', (op, type, x, expected) => {
    expect(unary(op, type, x)).toBe(expected);
  });
});

describe('float operators', () => {
  it('rounds every f32 operation', () => {
    expect(binary('add', 'f32', 16777216, 1)).toBe(16777216);
    expect(binary('mul', 'f32', 3e38, 10)).toBe(Infinity);
    expect(binary('div', 'f32', 1, 3)).toBe(Math.fround(1 / 3));
    expect(unary('sqrt', 'f32', 2)).toBe(Math.fround(Math.SQRT2));
  });

  it.each<[BinaryOp, number, number, number]>([
    ['min', NaN, 1, NaN],
    ['max', 1, NaN, NaN],
    ['min', 0, -0, -0],
    ['max', -0, 0, 0],
    ['copysign', 3, -0, -3],
    ['copysign', -3, 2, 3],
  ])('%s of %s and %s is %s', (op, x, y, expected) => {
    expect(binary(op, 'f64', x, y)).toBe(expected);
    expect(binary(op, 'f32', x, y)).toBe(expected);
  });

  it.each([
    [0.5, 0],
    [1.5, 2],
    [2.5, 2],
    [-0.5, -0],
    [-1.5, -2],
    [-0, -0],
    [0.49999999999999994, 0],
    [4503599627370495.5, 4503599627370496],
    [-Infinity, -Infinity],
    [NaN, NaN],
  ])('nearest of %s is %s', (x, expected) => {
    expect(unary('nearest', 'f64', x)).toBe(expected);
  });

  it('compares as JavaScript does', () => {
    expect(evaluate((b) => b.ne(b.const('f64', NaN), NaN))).toBe(true);
    expect(evaluate((b) => b.ge(b.const('f32', NaN), 1))).toBe(false);
    expect(evaluate((b) => b.eq(b.const('f32', 0), -0))).toBe(true);
  });
});

describe('conversions', () => {
  it.each<[ScalarType, ScalarType, number | bigint, number | bigint]>([
    ['f64', 'i32', 2.9, 2],
    ['f64', 'i32', -2.9, -2],
    ['f64', 'i32', 1e10, MAX32],
    ['f64', 'i32', -Infinity, MIN32],
    ['f32', 'i32', NaN, 0],
    ['f64', 'u32', -1, 0],
    ['f64', 'u32', 4294967295.9, MAXU32],
    ['f64', 'u32', 1e20, MAXU32],
    ['f64', 'i64', 1e30, 2n ** 63n - 1n],
    ['f64', 'u64', 1e30, MAXU64],
    ['f64', 'u64', -5, 0n],
    ['f64', 'i64', NaN, 0n],
    ['i32', 'u32', -1, MAXU32],
    ['u32', 'i32', MAXU32, -1],
    ['i32', 'i64', -1, -1n],
    ['u32', 'i64', MAXU32, 4294967295n],
    ['i64', 'i32', 2n ** 32n + 5n, 5],
    ['i64', 'u64', -1n, MAXU64],
    ['i64', 'f64', 2n ** 53n + 1n, 2 ** 53],
    // Half way between two f32, plus a bit that f64 cannot hold: rounding twice would go down to 2^60.
    ['i64', 'f32', 2n ** 60n + 2n ** 36n + 1n, 2 ** 60 + 2 ** 37],
    ['u64', 'f32', MAXU64, 2 ** 64],
    ['i32', 'f32', 16777217, 16777216],
    ['f64', 'f32', 0.1, Math.fround(0.1)],
    ['f32', 'f64', 0.1, Math.fround(0.1)],
  ])('%s to %s: %s is %s', (from, to, x, expected) => {
    expect(evaluate((b) => b.convert(b.const(from, x), to))).toBe(expected);
  });

  it('wraps modulo 2^32 where asked to', () => {
    expect(evaluate((b) => b.convert(b.const('f64', 2 ** 32 + 5.5), 'i32', { wrap: true }))).toBe(5);
    expect(evaluate((b) => b.convert(b.const('f64', -1), 'u32', { wrap: true }))).toBe(MAXU32);
  });

  it('keeps bits in a bitcast', () => {
    expect(evaluate((b) => b.bitcast(b.const('f32', 1), 'u32'))).toBe(0x3f800000);
    expect(evaluate((b) => b.bitcast(b.const('f64', -2), 'i64'))).toBe(-0x4000000000000000n);
    expect(evaluate((b) => b.bitcast(b.const('i32', -1), 'u32'))).toBe(MAXU32);
    expect(evaluate((b) => b.bitcast(b.const('u64', 0x3ff0000000000000n), 'f64'))).toBe(1);
  });

  it('makes numbers of bools', () => {
    expect(evaluate((b) => b.convert(b.const('bool', true), 'f32'))).toBe(1);
    expect(evaluate((b) => b.convert(b.const('bool', false), 'i64'))).toBe(0n);
  });
});

describe('memory', () => {
  /** Copies `from` to `to`, element by element, index shifted. */
  function copyKernel(
    from: Parameters<KernelBuilder['buffer']>[1],
    to: Parameters<KernelBuilder['buffer']>[1],
    shift = 0,
  ): Kernel {
    const b = new KernelBuilder({ name: 'copy' });
    const x = b.buffer('x', from, 'read');
    const y = b.buffer('y', to, 'write');
    const i = b.index(0);
    b.store(y, i, b.load(x, b.add(i, shift)));
    return b.build();
  }

  it('gives 0 for loads out of range and drops such stores', () => {
    const out = new Float32Array(3).fill(9);
    run(copyKernel('f32', 'f32', 2), [new Float32Array([1, 2, 3]), out], { size: [5] });
    expect([...out]).toEqual([3, 0, 0]);
    const before = new Float32Array(3).fill(9);
    run(copyKernel('f32', 'f32', -1), [new Float32Array([1, 2, 3]), before], { size: [3] });
    expect([...before]).toEqual([0, 1, 2]);
  });

  it('widens and narrows small integers', () => {
    const small = new Int8Array(3);
    run(copyKernel('i32', 'i8'), [new Int32Array([127, 128, -129]), small], { size: [3] });
    expect([...small]).toEqual([127, -128, 127]);
    const wide = new Int32Array(2);
    run(copyKernel('u16', 'i32'), [new Uint16Array([65535, 1]), wide], { size: [2] });
    expect([...wide]).toEqual([65535, 1]);
  });

  it('reads and writes f16 with one rounding, to even', () => {
    const values = [
      1,
      -2,
      0.1,
      65504,
      65519.99,
      65520,
      2 ** -24,
      2 ** -25,
      2 ** -25 * 1.0001,
      -0,
      NaN,
      Infinity,
      2049,
      2051,
    ];
    const half = new Uint16Array(values.length);
    run(copyKernel('f32', 'f16'), [new Float32Array(values), half], { size: [values.length] });
    const back = new Float32Array(values.length);
    run(copyKernel('f16', 'f32'), [half, back], { size: [values.length] });
    const expected = [
      1,
      -2,
      0.0999755859375,
      65504,
      65504,
      Infinity,
      2 ** -24,
      0,
      2 ** -24,
      -0,
      NaN,
      Infinity,
      2048,
      2052,
    ];
    expect([...back]).toEqual(expected);
  });

  it('gives every f16 its own bits back', () => {
    const all = Uint16Array.from({ length: 65536 }, (_, bits) => bits).filter(
      (bits) => (bits & 0x7c00) !== 0x7c00 || (bits & 0x3ff) === 0,
    );
    const values = new Float32Array(all.length);
    run(copyKernel('f16', 'f32'), [all, values], { size: [all.length] });
    const again = new Uint16Array(all.length);
    run(copyKernel('f32', 'f16'), [values, again], { size: [all.length] });
    expect(again).toEqual(all);
  });

  it('reads bytes as bool and writes 0 and 1', () => {
    const out = new Uint8Array(3);
    run(copyKernel('bool', 'bool'), [new Uint8Array([0, 7, 1]), out], { size: [3] });
    expect([...out]).toEqual([0, 1, 1]);
  });

  it('finds promises about indices that do not hold', () => {
    const b = new KernelBuilder({ name: 'k' });
    b.load(b.buffer('x', 'f32', 'read'), 4, { inBounds: true });
    expect(() => run(b.build(), [new Float32Array(4)], { size: [1] })).toThrow(/index 4 of x was promised/);
  });

  it('gives atomics their old value', () => {
    const b = new KernelBuilder({ name: 'histogram' });
    const x = b.buffer('x', 'i32', 'read');
    const bins = b.buffer('bins', 'i32', 'atomic');
    const ranks = b.buffer('ranks', 'i32', 'write');
    b.store(ranks, b.index(0), b.atomic('add', { target: bins, index: b.load(x, b.index(0)), value: 1 }));
    const [counts, order] = [new Int32Array(3), new Int32Array(6)];
    run(b.build(), [new Int32Array([0, 1, 1, 2, 1, 9]), counts, order], { size: [6] });
    expect([...counts]).toEqual([1, 3, 1]);
    expect([...order]).toEqual([0, 0, 1, 0, 2, 0]);
  });

  it('exchanges only what was expected', () => {
    const b = new KernelBuilder({ name: 'claim' });
    const owner = b.buffer('owner', 'u32', 'atomic');
    b.atomic('compareExchange', {
      target: owner,
      index: 0,
      expected: 0,
      value: b.convert(b.add(b.index(0), 1), 'u32'),
    });
    const owners = new Uint32Array(1);
    run(b.build(), [owners], { size: [5] });
    expect(owners[0]).toBe(1);
  });
});

describe('control flow', () => {
  it('runs loops with break, continue and return', () => {
    // Sum of the odd numbers below i, stopping above 20; iterations with i = 3 do nothing.
    const b = new KernelBuilder({ name: 'sums' });
    const out = b.buffer('out', 'i32', 'write');
    const i = b.index(0);
    const sum = b.local('sum', 'i32');
    b.set(sum, 0);
    b.if(b.eq(i, 3), () => b.return());
    b.for({ name: 'j', from: 0, to: i }, (j) => {
      b.if(b.eq(b.and(j, 1), 0), () => b.continue());
      b.if(b.gt(b.get(sum), 20), () => b.break());
      b.set(sum, b.add(b.get(sum), j));
    });
    b.store(out, i, b.get(sum));
    const sums = new Int32Array(14).fill(-1);
    run(b.build(), [sums], { size: [14] });
    expect([...sums]).toEqual([0, 0, 1, -1, 4, 4, 9, 9, 16, 16, 25, 25, 25, 25]);
  });

  it('tests the condition of a loop after its step', () => {
    const b = new KernelBuilder({ name: 'steps' });
    const out = b.buffer('out', 'i32', 'write');
    const n = b.local('n', 'i32');
    b.set(n, 0);
    b.loop(
      () => b.if(b.eq(b.get(n), 5), () => b.continue()),
      () => {
        b.set(n, b.add(b.get(n), 1));
        return b.ge(b.get(n), b.index(0));
      },
    );
    b.store(out, b.index(0), b.get(n));
    const steps = new Int32Array(9);
    run(b.build(), [steps], { size: [9] });
    expect([...steps]).toEqual([1, 1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('calls functions, and uses local and constant arrays', () => {
    const table = buildFunction('cube', ['i32'], (f, [x]) => {
      const cubes = f.array({ name: 'cubes', type: 'i32', length: 3, scope: 'constant', values: [0, 1, 8] });
      return f.loadArray(cubes, x!);
    });
    const b = new KernelBuilder({ name: 'k' });
    const out = b.buffer('out', 'i32', 'write');
    const local = b.array({ name: 'scratch', type: 'i32', length: 4, scope: 'private' });
    b.fillArray(local, 5);
    b.storeArray(local, b.index(0), b.call(table, b.index(0)));
    b.store(out, b.index(0), b.add(b.loadArray(local, b.index(0)), b.loadArray(local, 3)));
    const results = new Int32Array(5);
    run(b.build(), [results], { size: [5] });
    expect([...results]).toEqual([5, 6, 13, 0, 5]);
  });
});

describe('accumulators', () => {
  function sumKernel(type: 'f32' | 'f64', rank = 1, reduced = rank): Kernel {
    const b = new KernelBuilder({ name: 'sum', rank, reduced });
    const x = b.buffer('x', type, 'read');
    const out = b.buffer('out', type, 'write');
    const sum = b.accumulator({ name: 'sum', type, op: 'add' });
    const at = rank === 1 ? b.index(0) : b.add(b.mul(b.index(0), b.size(1)), b.index(1));
    b.accumulate(sum, b.load(x, at));
    b.finish(() => b.store(out, reduced === rank ? 0 : b.index(0), b.total(sum)));
    return b.build();
  }

  /** The tree of docs/ir.md, written down a second time. */
  function tree(x: Float32Array, lanes = 16): number {
    const totals: number[] = [];
    for (let start = 0; start < x.length; start += 4096) {
      const chains = new Float32Array(lanes).fill(-0);
      for (let i = start; i < Math.min(start + 4096, x.length); i++) chains[(i - start) % lanes]! += x[i]!;
      for (let half = lanes / 2; half >= 1; half /= 2) for (let j = 0; j < half; j++) chains[j]! += chains[j + half]!;
      totals.push(chains[0]!);
    }
    const join = (list: number[]): number => {
      if (list.length <= 1) return list[0] ?? 0;
      const next: number[] = [];
      for (let k = 0; k < list.length; k += 2)
        next.push(k + 1 < list.length ? Math.fround(list[k]! + list[k + 1]!) : list[k]!);
      return join(next);
    };
    return join(totals);
  }

  it.each([0, 1, 15, 16, 17, 4096, 4097, 20_000, 28_673])('sums %i floats by the fixed tree', (n) => {
    const x = Float32Array.from({ length: n }, (_, i) => Math.sin(i) * 10 ** (i % 7));
    const out = new Float32Array(1);
    run(sumKernel('f32'), [x, out], { size: [n] });
    expect(out[0]).toBe(tree(x));
  });

  it('keeps -0 and gives 0 for nothing', () => {
    const out = new Float64Array(1).fill(9);
    run(sumKernel('f64'), [new Float64Array([-0, -0]), out], { size: [2] });
    expect(out[0]).toBe(-0);
    run(sumKernel('f64'), [new Float64Array(0), out], { size: [0] });
    expect(out[0]).toBe(0);
  });

  it('finishes once per point that is kept', () => {
    const out = new Float64Array(3);
    run(sumKernel('f64', 2, 1), [new Float64Array([1, 2, 3, 4, 5, 6]), out], { size: [3, 2] });
    expect([...out]).toEqual([3, 7, 11]);
    const total = new Float64Array(1);
    run(sumKernel('f64', 2), [new Float64Array([1, 2, 3, 4, 5, 6]), total], { size: [3, 2] });
    expect(total[0]).toBe(21);
  });

  it('leaves chains alone where an iteration returns', () => {
    const b = new KernelBuilder({ name: 'least', reduced: 1 });
    const x = b.buffer('x', 'f32', 'read');
    const out = b.buffer('out', 'f32', 'write');
    const least = b.accumulator({ name: 'least', type: 'f32', op: 'min' });
    const count = b.accumulator({ name: 'count', type: 'i32', op: 'add', lanes: 1 });
    const value = b.load(x, b.index(0));
    b.if(b.isNaN(value), () => b.return());
    b.accumulate(least, value);
    b.accumulate(count, 1);
    b.finish(() => {
      b.store(out, 0, b.total(least));
      b.store(out, 1, b.convert(b.total(count), 'f32'));
    });
    const result = new Float32Array(2);
    run(b.build(), [new Float32Array([3, NaN, -1, 4]), result], { size: [4] });
    expect([...result]).toEqual([-1, 3]);
  });
});

describe('workgroups', () => {
  function reverseKernel(guardBarrier: boolean): Kernel {
    const b = new KernelBuilder({ name: 'reverse', workgroup: [4] });
    const x = b.buffer('x', 'i32', 'readwrite');
    const shared = b.array({ name: 'shared', type: 'i32', length: 4, scope: 'workgroup' });
    const inside = b.lt(b.index(0), b.size(0));
    b.storeArray(shared, b.index(0, 'local'), b.load(x, b.index(0)));
    if (guardBarrier) b.if(inside, () => b.barrier());
    else b.barrier();
    b.store(x, b.index(0), b.loadArray(shared, b.sub(3, b.index(0, 'local'))));
    return b.build();
  }

  it('stops at barriers and shares arrays within a group', () => {
    const x = new Int32Array([1, 2, 3, 4, 5, 6, 7, 8]);
    run(reverseKernel(false), [x], { size: [8] });
    expect([...x]).toEqual([4, 3, 2, 1, 8, 7, 6, 5]);
  });

  it('runs whole groups, and refuses a barrier that some do not reach', () => {
    const x = new Int32Array([1, 2, 3, 4, 5, 6]);
    run(reverseKernel(false), [x], { size: [6] });
    expect([...x]).toEqual([4, 3, 2, 1, 0, 0]);
    expect(() => run(reverseKernel(true), [x], { size: [6] })).toThrow(/must reach every barrier/);
  });
});
