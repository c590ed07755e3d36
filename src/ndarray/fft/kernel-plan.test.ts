import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { assertProperty, fuzzParameters } from '../../../test/support/property.ts';
import type { BufferId, KernelBackend } from '../../core/kernel.ts';
import { openWasm } from '../../backends/threads/kernels.ts';
import { PCG64 } from '../random/pcg64.ts';
import { hasKernels, KernelPlan } from './kernel-plan.ts';
import { DirectPlan } from './plan.ts';

const one = openWasm({ cores: 1 });
const three = openWasm({ cores: 3 });
afterAll(() => Promise.all([one.close(), three.close()]));

/** Numbers in a fixed order, among them some that are not usual. */
function fill(input: Float64Array, { seed, odd }: { seed: number; odd: boolean }): void {
  new PCG64(seed).fillDoubles(input);
  for (let at = 0; at < input.length; at++) input[at]! -= 0.5;
  if (odd) for (let at = seed % 97; at < input.length; at += 211) input[at] = [0, -0, Infinity, NaN, 1e300][at % 5]!;
}

const length = fc
  .record({
    twos: fc.integer({ min: 0, max: 13 }),
    threes: fc.integer({ min: 0, max: 4 }),
    fives: fc.integer({ min: 0, max: 3 }),
  })
  .map(({ twos, threes, fives }) => 2 ** twos * 3 ** threes * 5 ** fives)
  .filter((points) => points >= 128 && points <= 40_000);

test('kernels give the bits of the loops, whatever the number of threads', async () => {
  await assertProperty(
    fc.property(length, fc.nat(1000), fc.boolean(), (points, seed, odd) => {
      const loops = new DirectPlan(points);
      fill(loops.input, { seed, odd });
      const expected = loops.run().slice();
      for (const backend of [one, three]) {
        const plan = new KernelPlan(points, backend);
        // The second run finds what the first one left.
        for (let time = 0; time < 2; time++) {
          fill(plan.input, { seed, odd });
          expect(plan.run()).toEqual(expected);
        }
        plan.free();
      }
    }),
    fuzzParameters('transforms in kernels', 60),
  );
  expect([one.use.buffers, three.use.buffers]).toEqual([0, 0]);
});

test('lengths with other factors, and short ones, are left to the loops', () => {
  expect([64, 128, 7 * 128, 1000, 1024, 2 ** 23].map((points) => hasKernels(points, one))).toEqual([
    false,
    true,
    false,
    true,
    true,
    false,
  ]);
});

test('what a plan has got is given back when there is no room for the rest', () => {
  const before = one.use;
  let left = 2;
  const full = Object.create(one, {
    alloc: {
      value: (byteLength: number, options: { readonly zeroed: boolean }) => {
        if (left-- === 0) throw new RangeError('no room');
        return one.alloc(byteLength, options);
      },
    },
    free: { value: (buffer: BufferId) => one.free(buffer) },
  }) as KernelBackend;
  expect(() => new KernelPlan(1024, full)).toThrow('no room');
  expect(one.use).toEqual(before);
});
