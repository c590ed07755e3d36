import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { openWasm } from '../../src/backends/threads/kernels.ts';
import type { BufferId } from '../../src/core/kernel.ts';
import { findProvable } from '../../src/kernel/analysis/proven-accesses.ts';
import { interpret } from '../../src/kernel/codegen/interpret/interpret.ts';
import { compileWasm } from '../../src/kernel/codegen/wasm/compile-wasm.ts';
import { lowerFunction } from '../../src/kernel/frontend/lower.ts';
import type { Kernel } from '../../src/kernel/ir/types.ts';
import { prepare } from '../../src/kernel/passes/prepare.ts';
import { assertProperty, fuzzParameters } from '../support/property.ts';

const backend = openWasm({ cores: 1, wide: false });
afterAll(() => backend.close());

function kernelOf(text: string): Kernel {
  const array = { kind: 'array', element: 'i32', rank: 1 } as const;
  const { kernel } = lowerFunction({
    name: 'k',
    source: { name: 'k', text, read: () => undefined },
    sourceOf: () => undefined,
    rank: 1,
    parameters: [{ kind: 'index', axis: 0 }, array, array, { kind: 'scalar', type: 'i32' }],
    result: { kind: 'none' },
  });
  return prepare(kernel, { inline: true });
}

const small = fc.integer({ min: -2, max: 4 });

/** Loops over places that are near the ends of the arrays, inside and outside. */
const texts = fc
  .record({
    start: small,
    limit: fc.constantFrom('n', 'n + 1', 'n - 1', '3', 'x.length', 'Math.min(n, 4)', 'i'),
    test: fc.constantFrom('<', '<='),
    step: fc.integer({ min: 1, max: 3 }),
    index: fc.constantFrom('k', 'i + k', 'k - 1', 'i * 2 + k', '(i + k) % 5', 'k & 3', 'Math.max(k - i, 0)'),
    condition: fc.constantFrom('true', 'k !== 2', 'i > 1', 'sum < 50'),
    out: fc.constantFrom('i', 'i + 1', 'i * 2', 'i & 7'),
  })
  .map(
    ({ start, limit, test, step, index, condition, out }) =>
      `(i, x, y, n) => { let sum = 0; for (let k = ${start}; k ${test} ${limit}; k += ${step}) { if (${condition}) sum += x[${index}]; } y[${out}] = sum; }`,
  );

interface Call {
  readonly size: number;
  readonly x: number;
  readonly y: number;
  readonly n: number;
}

const calls: fc.Arbitrary<Call> = fc.record({
  size: fc.integer({ min: 1, max: 20 }),
  x: fc.integer({ min: 1, max: 24 }),
  y: fc.integer({ min: 1, max: 24 }),
  n: fc.integer({ min: -2, max: 9 }),
});

const place = (array: Int32Array): BufferId => {
  const id = backend.alloc(array.byteLength);
  backend.write(id, new Uint8Array(array.buffer));
  return id;
};

describe('kernels without checks', () => {
  it('compute what the interpreter computes, and touch nothing else', async () => {
    let proven = 0;
    const check = async (text: string, { size, x: xLength, y: yLength, n }: Call) => {
      const kernel = kernelOf(text);
      const lengths = new Map(kernel.buffers.map(({ name }) => [name, name === 'x' ? xLength : yLength]));
      const provable = findProvable(kernel);
      const facts = { size: [size], scalarOf: () => n, lengthOf: (name: string) => lengths.get(name)! };
      if (provable?.isProven(facts) !== true) return;
      proven++;
      const x = Int32Array.from({ length: xLength }, (_, at) => at * at + 1);
      const expected = new Int32Array(yLength).fill(-1);
      const arrays = kernel.buffers.map(({ name }) => (name === 'x' ? x : expected));
      const launch = { scalars: kernel.scalars.map(() => n), size: [size] };
      const fence = place(new Int32Array(32).fill(7));
      const ids = arrays.map(place);
      const behind = place(new Int32Array(32).fill(7));
      interpret(kernel).run(
        arrays.map((array) => new Uint8Array(array.buffer)),
        launch,
      );
      backend.dispatch(compileWasm(provable.unchecked()), ids, launch);
      const at = kernel.buffers.findIndex(({ name }) => name === 'y');
      expect([...new Int32Array((await backend.read(ids[at]!)).buffer)], text).toEqual([...expected]);
      for (const id of [fence, behind])
        expect(
          new Int32Array((await backend.read(id)).buffer).every((word) => word === 7),
          text,
        ).toBe(true);
      for (const id of [fence, ...ids, behind]) backend.free(id);
    };
    await assertProperty(fc.asyncProperty(texts, calls, check), fuzzParameters('proven accesses', 1500));
    expect(proven).toBeGreaterThan(20);
  });
});
