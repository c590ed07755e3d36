import { describe, expect, it } from 'vitest';
import { interpret } from '../codegen/interpret/interpret.ts';
import { KernelBuilder } from '../ir/builder.ts';
import { printKernel } from '../ir/print.ts';
import type { Kernel } from '../ir/types.ts';
import { expandMath } from './expand-math.ts';
import { prepare } from './prepare.ts';

function gauss(type: 'f32' | 'f64'): Kernel {
  const b = new KernelBuilder({ name: 'gauss' });
  const x = b.buffer('x', type, 'readwrite');
  const value = b.load(x, b.index(0));
  b.if(b.lt(value, 3), () =>
    b.store(x, b.index(0), b.mul(b.math('exp', b.neg(b.mul(value, value))), b.math('exp', value))),
  );
  return b.build();
}

const run = (kernel: Kernel, x: Float32Array | Float64Array): number[] => {
  const copy = x.slice();
  interpret(kernel).run([new Uint8Array(copy.buffer)], { scalars: [], size: [x.length] });
  return [...copy];
};

describe('prepare', () => {
  it('replaces math functions by calls of one definition for each type', () => {
    const text = printKernel(expandMath(gauss('f32')));
    expect(text.match(/^function /gm)!.length).toBeGreaterThan(0);
    expect(text.match(/call exp/g)!.length).toBe(2);
    expect(text).not.toContain('math.');
  });

  it.each(['f32', 'f64'] as const)('computes the same bits with and without inlining, in %s', (type) => {
    const x = (type === 'f32' ? Float32Array : Float64Array).from([-3, -0.5, 0, 0.1, 1, 2.5, 7, NaN, -Infinity]);
    const expanded = run(expandMath(gauss(type)), x);
    expect(run(prepare(gauss(type), { inline: true }), x)).toEqual(expanded);
    expect(run(prepare(gauss(type), { inline: false }), x)).toEqual(expanded);
    // Near what JavaScript computes: the definitions have bounds of their own.
    const near = [...x].map((one) => (one < 3 ? Math.exp(-one * one) * Math.exp(one) : one));
    for (const [at, value] of expanded.entries()) if (!Number.isNaN(value)) expect(value).toBeCloseTo(near[at]!, 5);
  });

  it('tells each stage by name', () => {
    const names: string[] = [];
    prepare(gauss('f32'), { inline: true, after: (_, stage) => names.push(stage) });
    expect(names.slice(0, 3)).toEqual(['expandMath', 'inlineCalls', 'forwardLocals']);
  });
});
