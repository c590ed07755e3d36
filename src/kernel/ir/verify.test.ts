import { describe, expect, it } from 'vitest';
import { KernelBuilder, buildFunction } from './builder.ts';
import { printKernel } from './print.ts';
import type { Instruction, Kernel } from './types.ts';
import { verify } from './verify.ts';

function saxpy(): Kernel {
  const b = new KernelBuilder({ name: 'saxpy' });
  const x = b.buffer('x', 'f32', 'read');
  const y = b.buffer('y', 'f32', 'readwrite');
  const a = b.scalar('a', 'f32');
  const i = b.index(0);
  b.store(y, i, b.add(b.mul(b.scalarValue(a), b.load(x, i)), b.load(y, i)));
  return b.build();
}

const withBody = (kernel: Kernel, change: (body: readonly Instruction[]) => readonly Instruction[]): Kernel => ({
  ...kernel,
  body: change(kernel.body),
});

describe('IR', () => {
  it('prints a kernel as docs/ir.md shows it', () => {
    expect(printKernel(saxpy())).toMatchInlineSnapshot(`
      "kernel saxpy rank 1 {
        buffer x: f32 read
        buffer y: f32 readwrite
        scalar a: f32
        body {
          %0: i32 = index.global 0
          %1: f32 = scalar a
          %2: f32 = load x[%0]
          %3: f32 = mul %1, %2
          %4: f32 = load y[%0]
          %5: f32 = add %3, %4
          store y[%0] = %5
        }
      }
      "
    `);
  });

  it('prints loops, functions, accumulators and places', () => {
    const square = buildFunction('square', ['f64'], (b, [x]) => b.mul(x!, x!));
    const b = new KernelBuilder({ name: 'norms', rank: 2, reduced: 1 });
    const x = b.buffer('x', 'f64', 'read');
    const out = b.buffer('out', 'f64', 'write');
    const sum = b.accumulator({ name: 'sum', type: 'f64', op: 'add', lanes: 8 });
    b.place = { line: 3, column: 7 };
    const at = b.add(b.mul(b.index(0), b.size(1)), b.index(1));
    b.for({ name: 'k', from: 0, to: b.length(x) }, (k) => b.accumulate(sum, b.call(square, b.load(x, b.add(at, k)))));
    b.finish(() => b.store(out, b.index(0), b.math('pow', b.total(sum), 0.5)));
    const kernel = b.build();
    verify(kernel);
    expect(printKernel(kernel, { places: true })).toMatchSnapshot();
  });

  it('prints equal kernels equally, whatever their ids', () => {
    const plain = saxpy();
    const renumbered = withBody(plain, (body) => body);
    expect(printKernel(renumbered)).toBe(printKernel(plain));
  });

  it('gives taken names a number', () => {
    const b = new KernelBuilder({ name: 'k' });
    expect([b.buffer('x', 'f32', 'read').name, b.local('x', 'f32').name, b.local('x', 'i32').name]).toEqual([
      'x',
      'x_1',
      'x_2',
    ]);
  });
});

describe('verify', () => {
  it('accepts what the builder makes', () => {
    expect(() => verify(saxpy())).not.toThrow();
  });

  it('names the stage, the kernel and the value', () => {
    const broken = withBody(saxpy(), (body) => body.slice(1));
    expect(() => verify(broken, 'after cse')).toThrow(
      /after cse: saxpy: load uses value 0 \(index\) where it is not visible/,
    );
  });

  const refusals: readonly [string, RegExp, (b: KernelBuilder) => void][] = [
    ['a local read before it is set', /reads local s before it is set/, (b) => void b.get(b.local('s', 'f32'))],
    [
      'a local set in one branch only',
      /reads local s before it is set/,
      (b) => {
        const s = b.local('s', 'f32');
        b.if(b.lt(b.index(0), 3), () => b.set(s, 1));
        b.get(s);
      },
    ],
    [
      'a local that a break passes by',
      /reads local s before it is set/,
      (b) => {
        const s = b.local('s', 'f32');
        b.loop(() => {
          b.if(b.lt(b.index(0), 3), () => b.break());
          b.set(s, 1);
          b.break();
        });
        b.get(s);
      },
    ],
    ['a break outside of loops', /break outside/, (b) => b.break()],
    [
      'a break in a continuing block',
      /break outside of the body/,
      (b) =>
        b.loop(
          () => b.break(),
          () => b.break(),
        ),
    ],
    [
      'code after a jump',
      /code follows a return/,
      (b) => {
        b.return();
        b.index(0);
      },
    ],
    [
      'a value used outside of its block',
      /not visible/,
      (b) => {
        const values: ReturnType<KernelBuilder['index']>[] = [];
        b.if(b.const('bool', true), () => values.push(b.index(0)));
        b.add(values[0]!, 1);
      },
    ],
    ['a store to a buffer that is read', /may not store to x/, (b) => b.store(b.buffer('x', 'f32', 'read'), 0, 1)],
    [
      'a load from a buffer that is written',
      /may not load from x/,
      (b) => void b.load(b.buffer('x', 'f32', 'write'), 0),
    ],
    [
      'an atomic on an ordinary buffer',
      /no atomics on buffer x/,
      (b) => void b.atomic('add', { target: b.buffer('x', 'i32', 'readwrite'), index: 0, value: 1 }),
    ],
    [
      'a store to a constant array',
      /writes the constant array/,
      (b) => b.storeArray(b.array({ name: 't', type: 'f32', length: 1, scope: 'constant', values: [1] }), 0, 1),
    ],
    ['an axis that is not there', /no axis 1/, (b) => void b.index(1)],
    ['a barrier without a workgroup', /needs a workgroup/, (b) => b.barrier()],
    [
      'an accumulator without reduced axes',
      /come together/,
      (b) => void b.accumulator({ name: 'a', type: 'f32', op: 'add' }),
    ],
    [
      'a constant array without values',
      /do not fit its scope/,
      (b) => void b.array({ name: 't', type: 'f32', length: 1, scope: 'constant' }),
    ],
  ];
  it.each(refusals)('refuses %s', (_, message, define) => {
    const b = new KernelBuilder({ name: 'k' });
    define(b);
    expect(() => verify(b.build())).toThrow(message);
  });

  it('follows locals through branches and loops', () => {
    const b = new KernelBuilder({ name: 'k' });
    const s = b.local('s', 'f32');
    const t = b.local('t', 'f32');
    b.if(
      b.lt(b.index(0), 3),
      () => b.set(s, 1),
      () => b.return(),
    );
    b.loop(
      () => {
        b.set(t, 2);
        b.if(b.lt(b.index(0), 2), () => b.continue());
      },
      () => b.lt(b.get(t), 1),
    );
    b.add(b.get(s), b.get(t));
    expect(() => verify(b.build())).not.toThrow();
  });

  it('refuses a function that ends without its result', () => {
    const fn = buildFunction('f', ['f32'], (b, [x]) => b.neg(x!));
    const b = new KernelBuilder({ name: 'k' });
    b.call({ ...fn, body: fn.body.slice(0, -1) }, b.const('f32', 1));
    expect(() => verify(b.build())).toThrow(/does not end with its result/);
  });
});

describe('the builder', () => {
  it('refuses types that do not fit', () => {
    const b = new KernelBuilder({ name: 'k' });
    expect(() => b.add(b.const('i32', 1), b.const('f32', 1))).toThrow(
      /an operand of type f32 stands where i32 is needed/,
    );
    expect(() => b.unary('sqrt', b.const('i32', 1))).toThrow(/sqrt does not take i32/);
    expect(() => b.const('u32', -1)).toThrow(/-1 is not a constant of type u32/);
    expect(() => b.const('i32', 0.5)).toThrow(/0.5 is not a constant/);
    expect(() => b.bitcast(b.const('f32', 1), 'i64')).toThrow(/no bitcast/);
    expect(() => b.math('pow', b.const('f32', 1))).toThrow(/takes 2 arguments/);
  });

  it('rounds constants to their type', () => {
    const b = new KernelBuilder({ name: 'k' });
    expect(b.const('f32', 0.1).value).toBe(Math.fround(0.1));
    expect(b.const('i64', 7).value).toBe(7n);
    expect(Object.is(b.const('f32', -0).value, -0)).toBe(true);
    expect(Object.is(b.const('i32', -0).value, 0)).toBe(true);
  });
});
