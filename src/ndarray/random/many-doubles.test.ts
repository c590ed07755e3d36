import { afterAll, expect, test } from 'vitest';
import '../../ndarray.ts';
import { closeSharedKernelBackends } from '../../core/kernel-registry.ts';
import type { BitGenerator } from './bit-generator.ts';
import { Generator } from './generator.ts';
import { MT19937 } from './mt19937.ts';
import { PCG64 } from './pcg64.ts';
import { PCG64DXSM } from './pcg64dxsm.ts';
import { fillStandardNormal, standardNormal } from './ziggurat.ts';

afterAll(closeSharedKernelBackends);

/** Enough to meet the edges of layers, the tail and the ends of blocks. */
const COUNT = 50_000;

const generators: readonly [name: string, make: () => BitGenerator][] = [
  ['PCG64', () => new PCG64(3)],
  ['PCG64DXSM', () => new PCG64DXSM(3)],
  ['MT19937', () => new MT19937(3)],
];

test.each(generators)(
  'many doubles of %s are those that come one by one, and leave the generator where these do',
  (_, make) => {
    for (const skipped of [0, 1, 255, 256]) {
      const [many, single] = [make(), make()];
      for (const bits of [many, single]) for (let at = 0; at < skipped; at++) bits.next64();
      const normals = new Float64Array(COUNT);
      fillStandardNormal(many, normals);
      expect(normals).toEqual(Float64Array.from({ length: COUNT }, () => standardNormal(single)));
      const doubles = new Float64Array(COUNT);
      many.fillDoubles(doubles);
      expect(doubles).toEqual(Float64Array.from({ length: COUNT }, () => single.nextDouble()));
      expect(many.next64()).toBe(single.next64());
    }
  },
);

test('normal and uniform numbers of an array are those that come one by one', () => {
  const [many, single] = [new Generator(new PCG64(9)), new Generator(new PCG64(9))];
  const each = (draw: () => number): number[] => Array.from({ length: 1000 }, draw);
  expect(many.normal(3, 0.1, 1000).toArray()).toEqual(each(() => single.normal(3, 0.1)));
  expect(many.uniform(-2, 5, 1000).toArray()).toEqual(each(() => single.uniform(-2, 5)));
});

test('a block of PCG64 is what the congruence gives in exact arithmetic', () => {
  const bits = new PCG64(12345);
  const { inc } = bits.state.state;
  let { state } = bits.state.state;
  const mask = (1n << 128n) - 1n;
  const expected = Array.from({ length: 600 }, () => {
    state = (state * 0x2360ed051fc65da44385df649fccf645n + inc) & mask;
    const word = BigInt.asUintN(64, (state >> 64n) ^ state);
    const turn = state >> 122n;
    return BigInt.asUintN(64, (word >> turn) | (word << (64n - turn)));
  });
  expect([...bits.randomRaw(600)]).toEqual(expected);
});
