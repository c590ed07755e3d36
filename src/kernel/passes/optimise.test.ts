import { describe, expect, it } from 'vitest';
import { Dice, firstDifference, randomKernel } from '../../../test/support/random-kernel.ts';
import type { ScalarType } from '../../core/kernel.ts';
import { interpret } from '../codegen/interpret/interpret.ts';
import { buildFunction, KernelBuilder } from '../ir/builder.ts';
import { printKernel } from '../ir/print.ts';
import type { Kernel, Value } from '../ir/types.ts';
import { verify } from '../ir/verify.ts';
import { eliminateCommon } from './eliminate-common.ts';
import { eliminateDead } from './eliminate-dead.ts';
import { foldConstants } from './fold-constants.ts';
import { forwardLocals } from './forward-locals.ts';
import { hoistInvariants } from './hoist-invariants.ts';
import { inlineCalls } from './inline-calls.ts';
import { optimise, passes } from './optimise.ts';
import { reduceStrength } from './reduce-strength.ts';
import type { Pass } from './rewrite.ts';

/** Lines of the body after a pass, without the frame around them. */
function bodyAfter(pass: Pass, define: (b: KernelBuilder) => void): string {
  const b = new KernelBuilder({ name: 'k' });
  define(b);
  const kernel = b.build();
  verify(kernel);
  const changed = pass(kernel);
  verify(changed, 'pass');
  const text = printKernel(changed);
  return text
    .slice(text.indexOf('body {\n') + 7, text.lastIndexOf('\n  }\n'))
    .split('\n')
    .map((line) => line.slice(4))
    .join('\n');
}

/** Stores the value that is defined, for a body whose end is what it stores. */
function storing(type: ScalarType, define: (b: KernelBuilder, x: Value) => Value): (b: KernelBuilder) => void {
  return (b) => {
    const x = b.buffer('x', type, 'read');
    const out = b.buffer('out', type, 'write');
    const value = define(b, b.load(x, b.index(0)));
    b.store(out, 0, value);
  };
}

const clean =
  (pass: Pass): Pass =>
  (kernel) =>
    eliminateDead(eliminateCommon(pass(kernel)));

describe('foldConstants', () => {
  it('computes what is known', () => {
    const text = bodyAfter(
      clean(foldConstants),
      storing('i32', (b) => b.mul(b.add(b.const('i32', 2 ** 31 - 1), 1), 3)),
    );
    expect(text).toBe('%0: i32 = -2147483648\n%1: i32 = 0\nstore out[%1] = %0');
  });

  it('rounds to the type', () => {
    const text = bodyAfter(
      clean(foldConstants),
      storing('f32', (b) => b.add(b.const('f32', 16_777_216), 1)),
    );
    expect(text).toContain('16777216');
  });

  it('takes the branch that is known, and drops what follows its jump', () => {
    const text = bodyAfter(clean(foldConstants), (b) => {
      const out = b.buffer('out', 'i32', 'write');
      b.if(
        b.lt(b.const('i32', 3), 2),
        () => b.store(out, 0, 1),
        () => {
          b.store(out, 0, 2);
          b.return();
        },
      );
      b.store(out, 0, 3);
    });
    expect(text).toBe('%0: i32 = 2\n%1: i32 = 0\nstore out[%1] = %0\nreturn');
  });
});

describe('forwardLocals', () => {
  it('replaces reads by what was written, within reach', () => {
    const text = bodyAfter(forwardLocals, (b) => {
      const out = b.buffer('out', 'i32', 'write');
      const s = b.local('s', 'i32');
      b.set(s, b.index(0));
      b.store(out, 0, b.get(s));
      b.if(b.lt(b.get(s), 5), () => b.set(s, 7));
      b.store(out, 1, b.get(s));
      b.store(out, 2, b.get(s));
    });
    expect(text).toBe(
      [
        '%0: i32 = index.global 0',
        'set s = %0',
        '%1: i32 = 0',
        'store out[%1] = %0',
        '%2: i32 = 5',
        '%3: bool = lt %0, %2',
        'if %3 {',
        '  %4: i32 = 7',
        '  set s = %4',
        '}',
        '%5: i32 = get s',
        '%6: i32 = 1',
        'store out[%6] = %5',
        '%7: i32 = 2',
        'store out[%7] = %5',
      ].join('\n'),
    );
  });

  it('knows nothing of what a loop changes', () => {
    const text = bodyAfter(forwardLocals, (b) => {
      const out = b.buffer('out', 'i32', 'write');
      b.for({ name: 'i', from: 0, to: b.const('i32', 3) }, (i) => b.store(out, i, i));
    });
    expect(text.match(/get i/g)).toHaveLength(2);
  });
});

describe('reduceStrength', () => {
  it.each<[string, ScalarType, (b: KernelBuilder, x: Value) => Value, string]>([
    ['multiplies by powers of two by shifting', 'i32', (b, x) => b.mul(x, 8), 'shl'],
    ['divides unsigned numbers by shifting', 'u32', (b, x) => b.div(x, 4), 'shr'],
    ['takes unsigned remainders by masking', 'u32', (b, x) => b.binary('rem', x, 16), 'and'],
    ['divides floats by multiplying where that is exact', 'f32', (b, x) => b.div(x, 8), '0.125'],
  ])('%s', (_, type, define, found) => {
    expect(bodyAfter(clean(reduceStrength), storing(type, define))).toContain(found);
  });

  it.each<[string, ScalarType, (b: KernelBuilder, x: Value) => Value]>([
    ['x + -0', 'f32', (b, x) => b.add(x, -0)],
    ['x - 0', 'f64', (b, x) => b.sub(x, 0)],
    ['1 * x', 'f64', (b, x) => b.mul(1, x)],
    ['x + 0 of integers', 'i32', (b, x) => b.add(x, 0)],
    ['x & -1', 'i32', (b, x) => b.and(x, -1)],
    ['neg neg x', 'f32', (b, x) => b.neg(b.neg(x))],
  ])('leaves x of %s', (_, type, define) => {
    expect(bodyAfter(clean(reduceStrength), storing(type, define))).toBe(
      `%0: i32 = index.global 0\n%1: ${type} = load x[%0]\n%2: i32 = 0\nstore out[%2] = %1`,
    );
  });

  it.each<[string, ScalarType, (b: KernelBuilder, x: Value) => Value, string]>([
    ['x + 0 of floats: -0 becomes 0', 'f32', (b, x) => b.add(x, 0), 'add'],
    ['x * 0 of floats: NaN stays', 'f64', (b, x) => b.mul(x, 0), 'mul'],
    ['x / 3', 'f32', (b, x) => b.div(x, 3), 'div'],
    ['signed division: it rounds towards zero', 'i32', (b, x) => b.div(x, 4), 'div'],
    ['x / 2^127, whose reciprocal a GPU may take for 0', 'f32', (b, x) => b.div(x, 2 ** 127), 'div'],
  ])('leaves alone %s', (_, type, define, kept) => {
    expect(bodyAfter(clean(reduceStrength), storing(type, define))).toContain(kept);
  });
});

describe('eliminateCommon and hoistInvariants', () => {
  it('compute equal values once, also inside of blocks', () => {
    const text = bodyAfter(eliminateCommon, (b) => {
      const out = b.buffer('out', 'f32', 'write');
      const s = b.scalar('s', 'f32');
      const twice = (): Value => b.mul(b.scalarValue(s), 2);
      b.store(out, b.index(0), twice());
      b.if(b.lt(b.index(0), 3), () => b.store(out, b.index(0), b.add(twice(), twice())));
    });
    expect(text.match(/mul/g)).toHaveLength(1);
  });

  it('tell 0 from -0', () => {
    expect(
      bodyAfter(
        eliminateCommon,
        storing('f32', (b) => b.div(b.const('f32', 0), b.const('f32', -0))),
      ),
    ).toContain('= -0');
  });

  it('move what does not change out of all loops', () => {
    const text = bodyAfter(hoistInvariants, (b) => {
      const out = b.buffer('out', 'f32', 'write');
      const s = b.scalar('s', 'f32');
      const end = b.const('i32', 3);
      b.for({ name: 'i', from: 0, to: end }, (i) =>
        b.for({ name: 'j', from: 0, to: end }, (j) => b.store(out, b.add(i, j), b.unary('sqrt', b.scalarValue(s)))),
      );
    });
    expect(text.indexOf('sqrt')).toBeLessThan(text.indexOf('loop'));
    expect(text.indexOf('sqrt')).toBeGreaterThan(0);
  });

  it('leave what stands behind an if', () => {
    const text = bodyAfter(hoistInvariants, (b) => {
      const out = b.buffer('out', 'f32', 'write');
      const s = b.scalar('s', 'f32');
      b.for({ name: 'i', from: 0, to: b.const('i32', 3) }, (i) => {
        b.if(b.eq(i, 1), () => b.store(out, i, b.unary('sqrt', b.scalarValue(s))));
      });
    });
    expect(text.indexOf('sqrt')).toBeGreaterThan(text.indexOf('loop'));
  });
});

describe('eliminateDead', () => {
  it('removes values, locals and branches that nobody needs', () => {
    const text = bodyAfter(eliminateDead, (b) => {
      const out = b.buffer('out', 'f32', 'write');
      const x = b.buffer('x', 'f32', 'read');
      const s = b.local('s', 'f32');
      const t = b.local('t', 'f32');
      b.set(s, b.load(x, 0));
      b.set(t, b.get(s));
      b.if(b.lt(b.get(t), 3), () => b.set(s, 1));
      b.store(out, 0, 2);
    });
    expect(text).toBe('%0: i32 = 0\n%1: f32 = 2\nstore out[%0] = %1');
  });

  it('keeps atomics whose value is not used', () => {
    const text = bodyAfter(
      eliminateDead,
      (b) => void b.atomic('add', { target: b.buffer('x', 'i32', 'atomic'), index: 0, value: 1 }),
    );
    expect(text).toContain('atomic.add');
  });
});

describe('inlineCalls', () => {
  const inner = buildFunction('inner', ['f32', 'i32'], (f, [x, n]) => {
    const sum = f.local('sum', 'f32');
    const table = f.array({ name: 'table', type: 'f32', length: 2, scope: 'constant', values: [1, 10] });
    f.set(sum, 0);
    f.for({ name: 'i', from: 0, to: n! }, (i) => {
      f.if(f.gt(f.get(sum), 100), () => f.break());
      f.set(sum, f.add(f.get(sum), f.mul(x!, f.loadArray(table, f.and(i, 1)))));
    });
    return f.get(sum);
  });
  const outer = buildFunction('outer', ['f32'], (f, [x]) =>
    f.sub(f.call(inner, x!, 3), f.call(inner, f.call(inner, x!, 2), 1)),
  );

  function calling(): Kernel {
    const b = new KernelBuilder({ name: 'calling' });
    const x = b.buffer('x', 'f32', 'readwrite');
    const value = b.load(x, b.index(0));
    b.store(x, b.index(0), b.add(b.call(outer, value), b.call(outer, b.neg(value))));
    return b.build();
  }

  it('puts bodies in the place of calls, nested ones too', () => {
    const kernel = inlineCalls(calling());
    verify(kernel, 'inlineCalls');
    expect(printKernel(kernel)).not.toContain('= call');
    const results = [calling(), kernel, optimise(kernel)].map((one) => {
      const x = Float32Array.of(1, -2.5, 40, NaN);
      interpret(one).run([new Uint8Array(x.buffer)], { scalars: [], size: [4] });
      return [...x];
    });
    expect(results[1]).toEqual(results[0]);
    expect(results[2]).toEqual(results[0]);
  });
});

describe('all passes together', () => {
  const run = (
    kernel: Kernel,
    { buffers, scalars, size }: Omit<ReturnType<typeof randomKernel>, 'kernel'>,
  ): Uint8Array[] => {
    const copies = buffers.map((bytes) => bytes.slice());
    interpret(kernel).run(copies, { scalars, size });
    return copies;
  };

  it('change no bit of random kernels', () => {
    const first = Number(process.env['SEED'] ?? 1);
    for (let seed = first; seed < first + 400; seed++) {
      const { kernel, ...launch } = randomKernel(seed);
      const expected = run(kernel, launch);
      const order = seed % 2 === 0 ? passes : shuffled(seed);
      const changed = optimise(kernel, {
        list: order,
        after: (one, pass) => verify(one, `seed ${seed}, after ${pass}`),
      });
      const actual = run(changed, launch);
      for (const [at, { element, name }] of kernel.buffers.entries()) {
        const different = firstDifference(element, expected[at]!, actual[at]!);
        expect(
          different,
          `seed ${seed}: ${name}[${different}] after ${order.map((pass) => pass.name).join(', ')}`,
        ).toBe(-1);
      }
    }
  });

  /** The passes in another order: each must be right by itself. */
  function shuffled(seed: number): typeof passes {
    const dice = new Dice(seed);
    const order = [...passes];
    for (let last = order.length - 1; last > 0; last--) {
      const other = dice.below(last + 1);
      [order[last], order[other]] = [order[other]!, order[last]!];
    }
    return order;
  }
});
