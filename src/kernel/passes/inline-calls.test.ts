import { describe, expect, it } from 'vitest';
import { buildFunction, KernelBuilder } from '../ir/builder.ts';
import { functionsOf, printKernel } from '../ir/print.ts';
import { verify } from '../ir/verify.ts';
import { interpret } from '../codegen/interpret/interpret.ts';
import { inlineCalls } from './inline-calls.ts';

/** x ** n for small whole n, by a loop with a local; then an entry of a table, and a call of another function. */
const half = buildFunction('half', ['f64'], (b, [x]) => b.mul(x!, 0.5));
const odd = buildFunction('odd', ['f64', 'i32'], (b, [x, n]) => {
  const product = b.local('product', 'f64');
  const table = b.array({ name: 'table', type: 'f64', length: 3, scope: 'constant', values: [1, 10, 100] });
  const memory = b.array({ name: 'memory', type: 'f64', length: 2, scope: 'private' });
  b.set(product, 1);
  b.for({ name: 'k', from: 0, to: n! }, () => b.set(product, b.mul(b.get(product), x!)));
  b.storeArray(memory, 1, b.call(half, b.get(product)));
  return b.add(b.loadArray(memory, 1), b.loadArray(table, n!));
});

function kernel(): ReturnType<KernelBuilder['build']> {
  const b = new KernelBuilder({ name: 'calls' });
  const out = b.buffer('out', 'f64', 'write');
  const i = b.index(0);
  const product = b.local('product', 'f64');
  b.set(product, b.call(odd, b.convert(i, 'f64'), 2));
  b.loop(
    () => b.set(product, b.add(b.get(product), b.call(odd, b.const('f64', 3), 1))),
    () => b.gt(b.call(half, b.get(product)), 40),
  );
  b.store(out, i, b.get(product));
  return b.build();
}

describe('inlineCalls', () => {
  it('leaves no call, and what is computed is the same', () => {
    const original = kernel();
    const inlined = inlineCalls(original);
    verify(inlined);
    expect(functionsOf(inlined)).toEqual([]);
    const results = [original, inlined].map((one) => {
      const out = new Float64Array(20);
      interpret(one).run([new Uint8Array(out.buffer)], { scalars: [], size: [20] });
      return out;
    });
    expect(results[1]).toEqual(results[0]);
    expect(results[0]![0]).toBeGreaterThan(80);
  });

  it('gives each call locals and memory of its own, and all calls one table', () => {
    const { locals, arrays } = inlineCalls(kernel());
    expect(new Set([...locals, ...arrays].map(({ name }) => name)).size).toBe(locals.length + arrays.length);
    expect(arrays.filter(({ scope }) => scope === 'constant')).toHaveLength(1);
    expect(arrays.filter(({ scope }) => scope === 'private')).toHaveLength(2);
  });

  it('returns a kernel without calls as it is', () => {
    const b = new KernelBuilder({ name: 'plain' });
    b.store(b.buffer('out', 'i32', 'write'), b.index(0), 1);
    const plain = b.build();
    expect(inlineCalls(plain)).toBe(plain);
    expect(printKernel(inlineCalls(plain))).toBe(printKernel(plain));
  });
});
