import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runKernel } from '../../../../test/support/run-kernel.ts';
import type { KernelArray, KernelCall } from '../../../../test/support/run-kernel.ts';
import { useSoftwareAdapter } from '../../../../test/support/software-adapter.ts';
import { openGpu } from '../../../backends/gpu/kernels.ts';
import type { GpuBackend } from '../../../backends/gpu/kernels.ts';
import { sequentialKernels } from '../../../backends/sequential/kernels.ts';
import { loadedType } from '../../../core/kernel.ts';
import type { ElementType, ScalarType } from '../../../core/kernel.ts';
import { buildFunction, KernelBuilder } from '../../ir/builder.ts';
import { binaryOps, compareOps, isIn, unaryOps } from '../../ir/ops.ts';
import type { BinaryOp, TypeClass, UnaryOp } from '../../ir/ops.ts';
import type { AccumulateOp, Kernel, Value } from '../../ir/types.ts';
import { verify } from '../../ir/verify.ts';
import { interpret } from '../interpret/interpret.ts';
import { wgsl } from './wgsl.ts';

useSoftwareAdapter();

const reference = sequentialKernels();
let gpu: GpuBackend;
/** Binds 256 bytes at most, so that every buffer of some size is split. */
let split: GpuBackend;

beforeAll(async () => {
  gpu = await openGpu();
  split = await openGpu({ limits: { bindingBytes: 256 } });
});
afterAll(async () => {
  await gpu.close();
  await split.close();
});

const floatBits = new Float32Array(1);
const wordBits = new Uint32Array(floatBits.buffer);
const bitsOf = (x: number): number => ((floatBits[0] = x), wordBits[0]!);
const isTiny = (x: number): boolean => x !== 0 && Math.abs(x) < 2 ** -126;

/** Equal by bits, all NaNs alike; an adapter may flush what is denormal. */
function sameElement(a: number | bigint, b: number | bigint): boolean {
  if (typeof a !== 'number' || typeof b !== 'number') return a === b;
  return Object.is(a, b) || (Number.isNaN(a) && Number.isNaN(b)) || (isTiny(a) && b === 0);
}

/** The first difference between what the interpreter and the GPU made of arrays; undefined when there is none. */
function difference(
  expected: readonly KernelArray[],
  got: readonly KernelArray[],
  tolerance: number,
): string | undefined {
  for (const [at, array] of expected.entries()) {
    for (let i = 0; i < array.length; i++) {
      const [a, b] = [array[i]!, got[at]![i]!];
      const near = typeof a === 'number' && Math.abs(Number(a) - Number(b)) <= tolerance * Math.max(Math.abs(a), 1);
      if (!sameElement(a, b) && !(tolerance > 0 && near)) return `buffer ${at}, element ${i}: ${a} became ${b}`;
    }
  }
  return undefined;
}

/** Expects of a GPU what the interpreter computes, exactly unless a tolerance is given. */
async function expectSame(
  kernel: Kernel,
  call: KernelCall,
  options: { tolerance?: number; on?: GpuBackend } = {},
): Promise<void> {
  verify(kernel);
  const [expected, got] = await Promise.all([
    runKernel(reference, interpret(kernel), call),
    runKernel(options.on ?? gpu, wgsl(kernel), call),
  ]);
  expect(difference(expected, got, options.tolerance ?? 0)).toBeUndefined();
}

const gpuTypes = ['i32', 'u32', 'f32'] as const;
type NumberType = (typeof gpuTypes)[number];

const integers = [
  0,
  1,
  2,
  3,
  5,
  7,
  31,
  32,
  33,
  100,
  65_535,
  65_536,
  123_456_789,
  2 ** 31 - 1,
  -1,
  -2,
  -7,
  -32,
  -100,
  -65_536,
  -(2 ** 31),
];
const values: { readonly [T in NumberType]: readonly number[] } = {
  i32: integers,
  u32: integers.map((x) => x >>> 0),
  f32: [
    0,
    -0,
    1,
    -1,
    0.5,
    1.5,
    2.5,
    -0.5,
    -1.5,
    -2.5,
    0.1,
    -0.7,
    3,
    1e10,
    -1e10,
    2147483648,
    -2147483648,
    4294967296,
    1e20,
    3e38,
    -3e38,
    2 ** -100,
    8388609,
    8388608.5,
    16777217,
    Infinity,
    -Infinity,
    NaN,
  ].map(Math.fround),
};

const arrayOf = (type: ScalarType | ElementType, data: readonly number[] | number): KernelArray => {
  const kinds = {
    bool: Uint8Array,
    i8: Int8Array,
    u8: Uint8Array,
    i16: Int16Array,
    u16: Uint16Array,
    f16: Uint16Array,
    i32: Int32Array,
    u32: Uint32Array,
    f32: Float32Array,
  };
  const Kind = kinds[type as keyof typeof kinds];
  return typeof data === 'number' ? new Kind(data) : new Kind(data);
};

/** Runs an expression over all pairs of values of a type. */
async function expectOperator(
  type: NumberType,
  define: (b: KernelBuilder, x: Value, y: Value) => Value,
): Promise<void> {
  const pairs = values[type].flatMap((x) => values[type].map((y) => [x, y] as const));
  const b = new KernelBuilder({ name: 'operator' });
  const [xs, ys] = [b.buffer('x', type, 'read'), b.buffer('y', type, 'read')];
  const i = b.index(0);
  const value = define(b, b.load(xs, i), b.load(ys, i));
  b.store(b.buffer('out', value.type, 'write'), i, value);
  const arrays = [
    arrayOf(
      type,
      pairs.map(([x]) => x),
    ),
    arrayOf(
      type,
      pairs.map(([, y]) => y),
    ),
    arrayOf(value.type, pairs.length),
  ];
  await expectSame(b.build(), { arrays, size: [pairs.length] });
}

const casesOf = <O extends string>(ops: { readonly [K in O]: TypeClass }): [O, NumberType][] =>
  (Object.keys(ops) as O[]).flatMap((op) =>
    gpuTypes.filter((type) => isIn(type, ops[op])).map((type): [O, NumberType] => [op, type]),
  );

describe('operators on a GPU are those of the interpreter', () => {
  it.each(casesOf<BinaryOp>(binaryOps))('%s of %s', (op, type) =>
    expectOperator(type, (b, x, y) => b.binary(op, x, y)),
  );
  it.each(casesOf<UnaryOp>(unaryOps))('%s of %s', (op, type) => expectOperator(type, (b, x) => b.unary(op, x)));
  it.each(compareOps.flatMap((op) => gpuTypes.map((type) => [op, type] as const)))('%s of %s', (op, type) =>
    expectOperator(type, (b, x, y) => b.compare(op, x, y)),
  );
  it.each(gpuTypes)('comparisons combined, and select, of %s', (type) =>
    expectOperator(type, (b, x, y) => {
      const both = b.binary(
        'xor',
        b.compare('lt', x, y),
        b.binary('or', b.compare('eq', x, y), b.unary('not', b.compare('gt', x, y))),
      );
      return b.select(b.binary('and', both, b.compare('ne', x, y)), x, y);
    }),
  );
  it.each(gpuTypes.flatMap((from) => gpuTypes.map((to) => [from, to] as const)))('conversion of %s to %s', (from, to) =>
    expectOperator(from, (b, x) => b.convert(x, to)),
  );
  it.each(['i32', 'u32'] as const)('wrapping conversion of f32 to %s', (to) =>
    expectOperator('f32', (b, x, y) => b.convert(b.binary('add', x, y), to, { wrap: true })),
  );
  it.each(gpuTypes)('conversion of bool to %s', (to) =>
    expectOperator('f32', (b, x, y) => b.convert(b.compare('lt', x, y), to)),
  );
  it('bitcasts', async () => {
    await expectOperator('u32', (b, x) => b.bitcast(x, 'i32'));
    await expectOperator('i32', (b, x) => b.bitcast(b.bitcast(x, 'u32'), 'i32'));
  });
});

describe('constants on a GPU', () => {
  it.each(gpuTypes)('keep every value of %s', async (type) => {
    const b = new KernelBuilder({ name: 'constants' });
    const out = b.buffer('out', type, 'write');
    values[type].forEach((value, at) => b.store(out, at, b.const(type, value)));
    await expectSame(b.build(), { arrays: [arrayOf(type, values[type].length)], size: [1] });
  });

  it('keep denormals as they are stored', async () => {
    const b = new KernelBuilder({ name: 'denormals' });
    const out = b.buffer('out', 'u32', 'write');
    b.store(out, 0, b.bitcast(b.const('f32', 2 ** -140), 'u32'));
    const [got] = await runKernel(gpu, wgsl(b.build()), { arrays: [new Uint32Array(1)], size: [1] });
    expect([bitsOf(2 ** -140), 0]).toContain(got[0]);
    expect(isTiny(2 ** -140)).toBe(true);
  });

  it.each(casesOf<BinaryOp>(binaryOps))('do not stop the compiler: %s of %s', async (op, type) => {
    const b = new KernelBuilder({ name: 'literals' });
    const out = b.buffer('out', type, 'write');
    const some = type === 'f32' ? [0, 3e38, NaN] : [0, 33, type === 'i32' ? -(2 ** 31) : 2 ** 32 - 1];
    some.forEach((x, row) =>
      some.forEach((y, column) => b.store(out, row * 3 + column, b.binary(op, b.const(type, x), y))),
    );
    await expectSame(b.build(), { arrays: [arrayOf(type, 9)], size: [1] });
  });

  it('multiply and add zeros as they should', () =>
    expectOperator('f32', (b, x, y) =>
      b.binary('add', b.binary('mul', x, 0), b.binary('mul', b.binary('add', y, -0), b.const('f32', -0))),
    ));
});

describe('control flow on a GPU', () => {
  /** Collatz steps, with loops, breaks, continues and early returns. */
  function tangled(): Kernel {
    const b = new KernelBuilder({ name: 'tangled' });
    const out = b.buffer('out', 'i32', 'readwrite');
    const i = b.index(0);
    const [n, steps] = [b.local('n', 'i32'), b.local('steps', 'i32')];
    b.set(n, b.binary('add', i, 1));
    b.set(steps, 0);
    b.if(b.compare('eq', b.binary('rem', i, 17), 3), () => b.return());
    b.loop(
      () => {
        b.if(b.compare('le', b.get(n), 1), () => b.break());
        b.set(steps, b.binary('add', b.get(steps), 1));
        b.if(
          b.compare('eq', b.binary('and', b.get(n), 1), 0),
          () => {
            b.set(n, b.binary('shr', b.get(n), 1));
            b.continue();
          },
          () => b.set(n, b.binary('add', b.binary('mul', b.get(n), 3), 1)),
        );
        b.if(b.compare('gt', b.get(steps), 1000), () => b.return());
      },
      () => b.compare('gt', b.get(steps), 60),
    );
    b.store(out, i, b.get(steps));
    return b.build();
  }

  it('loops, breaks, continues and returns', () =>
    expectSame(tangled(), { arrays: [new Int32Array(500).fill(-1)], size: [500] }));

  it('calls functions, which have locals and constant tables', async () => {
    const table = {
      name: 'table',
      type: 'f32',
      length: 5,
      scope: 'constant',
      values: [1, -0.5, Infinity, 2 ** -30, 7],
    } as const;
    const horner = buildFunction('horner', ['f32', 'i32'], (b, [x, n]) => {
      const array = b.array(table);
      const sum = b.local('sum', 'f32');
      b.set(sum, 0);
      b.for({ name: 'k', from: 0, to: n! }, (k) =>
        b.set(sum, b.binary('add', b.binary('mul', b.get(sum), x!), b.loadArray(array, k))),
      );
      return b.get(sum);
    });
    const twice = buildFunction('twice', ['f32'], (b, [x]) =>
      b.binary('add', b.call(horner, x!, 2), b.call(horner, x!, 7)),
    );
    const b = new KernelBuilder({ name: 'calls' });
    const out = b.buffer('out', 'f32', 'readwrite');
    const i = b.index(0);
    b.store(out, i, b.call(twice, b.load(out, i)));
    await expectSame(
      b.build(),
      { arrays: [Float32Array.from(values.f32)], size: [values.f32.length] },
      { tolerance: 1e-6 },
    );
  });

  it('has private arrays', async () => {
    const b = new KernelBuilder({ name: 'arrays' });
    const out = b.buffer('out', 'i32', 'write');
    const i = b.index(0);
    const seen = b.array({ name: 'seen', type: 'i32', length: 10, scope: 'private' });
    b.fillArray(seen, 5);
    b.for({ name: 'k', from: -3, to: b.const('i32', 14) }, (k) => b.storeArray(seen, k, b.binary('mul', k, i)));
    const sum = b.local('sum', 'i32');
    b.set(sum, 0);
    b.for({ name: 'k', from: -5, to: b.const('i32', 20) }, (k) =>
      b.set(sum, b.binary('add', b.binary('mul', b.get(sum), 3), b.loadArray(seen, k))),
    );
    b.store(out, i, b.get(sum));
    await expectSame(b.build(), { arrays: [new Int32Array(100)], size: [100] });
  });

  it.each([[[7]], [[5, 9]], [[3, 4, 5]]])('has coordinates and sizes of every axis of %j', async (size) => {
    const b = new KernelBuilder({ name: 'axes', rank: size.length });
    const out = b.buffer('out', 'i32', 'write');
    let [flat, value]: Value[] = [b.index(0), b.size(0)];
    for (let axis = 1; axis < size.length; axis++) {
      flat = b.binary('add', b.binary('mul', flat!, b.size(axis)), b.index(axis));
      value = b.binary('add', b.binary('mul', value!, 100), b.binary('add', b.index(axis), b.size(axis)));
    }
    b.store(out, flat!, value!);
    await expectSame(b.build(), { arrays: [new Int32Array(size.reduce((x, y) => x * y))], size });
  });

  it('takes scalars', async () => {
    const b = new KernelBuilder({ name: 'scalars' });
    const out = b.buffer('out', 'f32', 'write');
    const [s, t, u] = [b.scalar('s', 'f32'), b.scalar('t', 'i32'), b.scalar('u', 'u32')];
    b.store(
      out,
      b.index(0),
      b.binary(
        'add',
        b.scalarValue(s),
        b.binary('mul', b.convert(b.scalarValue(t), 'f32'), b.convert(b.scalarValue(u), 'f32')),
      ),
    );
    await expectSame(b.build(), {
      arrays: [new Float32Array(3)],
      size: [3],
      scalars: [Math.fround(0.1), -3, 4_000_000_000],
    });
  });
});

describe('memory of a GPU', () => {
  const elements = ['bool', 'i8', 'u8', 'i16', 'u16', 'f16', 'i32', 'u32', 'f32'] as const;

  it.each(elements)('loads and stores %s, drops what is out of range', async (element) => {
    const b = new KernelBuilder({ name: 'move' });
    const [from, to] = [b.buffer('from', element, 'read'), b.buffer('to', element, 'readwrite')];
    const i = b.index(0);
    const at = b.binary('sub', i, 20);
    b.store(to, b.binary('sub', b.const('i32', 160), i), b.load(from, at));
    const type = loadedType[element];
    const two =
      type === 'bool'
        ? b.load(from, i)
        : type === 'f32'
          ? b.binary('mul', b.load(from, i), 1.25)
          : b.binary('mul', b.load(from, i), 77);
    b.if(b.compare('lt', i, 40), () => b.store(to, b.binary('add', i, 160), two as Value));
    const data = Array.from({ length: 150 }, (_, k) =>
      element === 'bool' ? k % 3 : element === 'f16' ? (k * 257) % 31_744 : (k * 7919) % 4001,
    );
    await expectSame(b.build(), { arrays: [arrayOf(element, data), arrayOf(element, 250)], size: [200] });
    await expectSame(
      b.build(),
      { arrays: [arrayOf(element, data), arrayOf(element, 250)], size: [200] },
      { on: split },
    );
  });

  it('rounds every f16 to nearest, halves to even', async () => {
    const b = new KernelBuilder({ name: 'halves' });
    const [from, to] = [b.buffer('from', 'f32', 'read'), b.buffer('to', 'f16', 'write')];
    b.store(to, b.index(0), b.load(from, b.index(0)));
    const some = [
      0,
      -0,
      1,
      65_504,
      65_519,
      65_520,
      70_000,
      -1e9,
      2 ** -14,
      2 ** -15,
      2 ** -24,
      2 ** -25,
      2 ** -25 * 1.0001,
      3 * 2 ** -25,
      1 + 2 ** -11,
      1 + 3 * 2 ** -11,
      1 + 2 ** -10,
      Infinity,
      -Infinity,
      0.1,
      6.1e-5,
      6.09e-5,
    ];
    await expectSame(b.build(), {
      arrays: [Float32Array.from(some), new Uint16Array(some.length)],
      size: [some.length],
    });
  });

  it('knows the length of a buffer, also when it is empty', async () => {
    const b = new KernelBuilder({ name: 'lengths' });
    const [none, some, out] = [
      b.buffer('none', 'f32', 'read'),
      b.buffer('some', 'i16', 'read'),
      b.buffer('out', 'i32', 'write'),
    ];
    b.store(out, 0, b.length(none));
    b.store(out, 1, b.length(some));
    b.store(out, 2, b.convert(b.load(none, 0), 'i32'));
    await expectSame(b.build(), { arrays: [new Float32Array(0), new Int16Array(7), new Int32Array(3)], size: [1] });
  });

  it.each(['i32', 'u32', 'f32'] as const)('changes %s atomically', async (element) => {
    const ops =
      element === 'f32'
        ? (['add', 'sub', 'min', 'max'] as const)
        : (['add', 'sub', 'min', 'max', 'and', 'or', 'xor'] as const);
    const b = new KernelBuilder({ name: 'atomics' });
    const target = b.buffer('target', element, 'atomic');
    const i = b.index(0);
    const value = b.convert(i, element);
    ops.forEach((op, at) =>
      b.atomic(op, { target, index: b.binary('add', b.binary('mul', b.binary('rem', i, 10), ops.length), at), value }),
    );
    b.atomic('add', { target, index: b.binary('add', i, 1_000_000), value });
    const arrays = [arrayOf(element, 80).fill(12 as never)];
    await expectSame(b.build(), { arrays, size: [500] });
    await expectSame(b.build(), { arrays, size: [500] }, { on: split });
  });

  it.each(['i32', 'u32', 'f32'] as const)('exchanges %s atomically, and gives the old element', async (element) => {
    const b = new KernelBuilder({ name: 'exchange' });
    const [target, out] = [b.buffer('target', element, 'atomic'), b.buffer('out', element, 'write')];
    const i = b.index(0);
    const value = b.convert(i, element);
    b.store(out, i, b.atomic('exchange', { target, index: i, value }));
    b.atomic('compareExchange', {
      target,
      index: i,
      value: b.const(element, 99),
      expected: b.convert(b.binary('and', i, -2), element),
    });
    b.atomic('store', { target, index: b.binary('add', i, 50), value: b.atomic('load', { target, index: i }) });
    await expectSame(b.build(), { arrays: [arrayOf(element, 100).fill(3 as never), arrayOf(element, 50)], size: [50] });
  });
});

describe('workgroups on a GPU', () => {
  it('share memory and wait at barriers', async () => {
    const b = new KernelBuilder({ name: 'reverse', workgroup: [32] });
    const [x, y] = [b.buffer('x', 'f32', 'read'), b.buffer('y', 'f32', 'write')];
    const tile = b.array({ name: 'tile', type: 'f32', length: 32, scope: 'workgroup' });
    b.storeArray(tile, b.index(0, 'local'), b.load(x, b.index(0)));
    b.barrier();
    b.if(b.compare('lt', b.index(0), b.size(0)), () =>
      b.store(
        y,
        b.index(0),
        b.binary(
          'add',
          b.loadArray(tile, b.binary('sub', b.const('i32', 31), b.index(0, 'local'))),
          b.convert(b.index(0, 'group'), 'f32'),
        ),
      ),
    );
    await expectSame(b.build(), {
      arrays: [Float32Array.from({ length: 100 }, (_, k) => k), new Float32Array(100)],
      size: [100],
    });
  });

  it('have axes, and atomics on shared arrays', async () => {
    const b = new KernelBuilder({ name: 'counts', rank: 2, workgroup: [4, 8] });
    const out = b.buffer('out', 'i32', 'write');
    const counts = b.array({ name: 'counts', type: 'i32', length: 8, scope: 'workgroup' });
    const [y, x] = [b.index(0), b.index(1)];
    const inside = b.binary('and', b.compare('lt', y, b.size(0)), b.compare('lt', x, b.size(1)));
    b.if(
      inside,
      () => void b.atomic('add', { target: counts, index: b.binary('and', b.binary('mul', x, y), 7), value: 1 }),
    );
    b.barrier();
    b.if(inside, () =>
      b.store(
        out,
        b.binary('add', b.binary('mul', y, b.size(1)), x),
        b.binary('add', b.loadArray(counts, b.index(1, 'local')), b.binary('mul', b.index(0, 'group'), 100)),
      ),
    );
    await expectSame(b.build(), { arrays: [new Int32Array(13 * 21)], size: [13, 21] });
  });
});

describe('reductions on a GPU', () => {
  /** Reduces x over the trailing axes with several operators at once. */
  function reduction(type: NumberType, ops: readonly AccumulateOp[], shape: { rank: number; reduced: number }): Kernel {
    const b = new KernelBuilder({ name: 'reduce', ...shape });
    const [x, out] = [b.buffer('x', type, 'read'), b.buffer('out', type, 'write')];
    let flat: Value = b.index(0);
    for (let axis = 1; axis < shape.rank; axis++)
      flat = b.binary('add', b.binary('mul', flat, b.size(axis)), b.index(axis));
    const all = ops.map((op) => b.accumulator({ name: op, type, op }));
    const value = b.load(x, flat);
    all.forEach((one) => b.accumulate(one, value));
    b.finish(() => {
      const kept = shape.rank - shape.reduced;
      let row: Value = kept === 0 ? b.const('i32', 0) : b.index(0);
      if (kept === 2) row = b.binary('add', b.binary('mul', b.index(0), b.size(1)), b.index(1));
      all.forEach((one, at) => b.store(out, b.binary('add', b.binary('mul', row, all.length), at), b.total(one)));
    });
    return b.build();
  }

  const sizes: readonly (readonly [number[], number])[] = [
    [[0], 1],
    [[1], 1],
    [[63], 1],
    [[64], 1],
    [[65], 1],
    [[4096], 1],
    [[4097], 1],
    [[100_003], 1],
    [[5, 0], 1],
    [[100, 3], 1],
    [[7, 65], 1],
    [[3, 5000], 1],
    [[70, 200], 1],
    [[6, 70], 2],
    [[2, 3, 100], 1],
    [[4, 30, 40], 2],
    [[2, 3, 10], 3],
  ];

  it.each(sizes)('of size %j over the last %d axes, of integers', async (size, reduced) => {
    const count = size.reduce((a, b) => a * b, 1);
    const rows = size.slice(0, size.length - reduced).reduce((a, b) => a * b, 1);
    const ops = ['add', 'min', 'max', 'xor', 'or', 'and', 'mul'] as const;
    const data = Int32Array.from({ length: count }, (_, k) => Math.imul(k + 1, 2_654_435_761));
    await expectSame(reduction('i32', ops, { rank: size.length, reduced }), {
      arrays: [data, new Int32Array(rows * ops.length)],
      size,
    });
  });

  it.each([
    [[100_003], 1],
    [[50, 90], 1],
    [[300, 5], 1],
  ])('of size %j over the last %d axes, of floats', async (size, reduced) => {
    const count = (size as number[]).reduce((a, b) => a * b, 1);
    const rows = (size as number[])
      .slice(0, (size as number[]).length - (reduced as number))
      .reduce((a, b) => a * b, 1);
    const ops = ['add', 'min', 'max'] as const;
    const data = Float32Array.from({ length: count }, (_, k) => Math.sin(k));
    const kernel = reduction('f32', ops, { rank: (size as number[]).length, reduced: reduced as number });
    await expectSame(
      kernel,
      { arrays: [data, new Float32Array(rows * 3)], size: size as number[] },
      { tolerance: 1e-5 },
    );
    // The same tree each time.
    const run = async (): Promise<readonly KernelArray[]> =>
      runKernel(gpu, wgsl(kernel), { arrays: [data, new Float32Array(rows * 3)], size: size as number[] });
    expect(difference(await run(), await run(), 0)).toBeUndefined();
  });
});

describe('what no GPU can do', () => {
  it.each(['f64', 'i64', 'u64'] as const)('is refused with a hint: arrays of %s', (element) => {
    const b = new KernelBuilder({ name: 'wide' });
    const x = b.buffer('x', element, 'readwrite');
    b.store(x, b.index(0), b.load(x, b.index(0)));
    const hint = { f64: "dtype: 'float32'", i64: "dtype: 'int32'", u64: "dtype: 'uint32'" }[element];
    expect(() => wgsl(b.build())).toThrow(
      expect.objectContaining({ code: 'ERR_KERNEL_UNSUPPORTED', message: expect.stringContaining(hint) }),
    );
  });

  it('is refused by its place: a value of 64 bits, and atomics on small elements', () => {
    const b = new KernelBuilder({ name: 'inner' });
    const x = b.buffer('x', 'f32', 'readwrite');
    b.place = { line: 3, column: 7 };
    b.store(x, b.index(0), b.convert(b.convert(b.load(x, b.index(0)), 'f64'), 'f32'));
    expect(() => wgsl(b.build())).toThrow(/"inner" cannot run on a GPU: a value in it is f64\. .*\(line 3, column 7\)/);
    const c = new KernelBuilder({ name: 'bytes' });
    c.atomic('add', { target: c.buffer('x', 'u8', 'atomic'), index: 0, value: 1 });
    expect(() => wgsl(c.build())).toThrow(/changes "x" atomically, which is u8/);
  });
});
