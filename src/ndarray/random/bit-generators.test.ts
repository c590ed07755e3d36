/** Streams of PCG64DXSM, MT19937 and SFC64 against NumPy's (scripts/numpy-data/bit-generators.py). */

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { closeSharedKernelBackends } from '../../core/kernel-registry.ts';
import * as np from '../../ndarray.ts';

afterAll(() => closeSharedKernelBackends());

interface Stream {
  readonly name: 'PCG64DXSM' | 'MT19937' | 'SFC64';
  readonly seed: string;
  readonly raw: readonly string[];
  readonly draws: { readonly [name: string]: { readonly sha: string; readonly head: readonly string[] } };
  readonly state: { readonly state: { readonly [name: string]: string | readonly string[] } };
  readonly after: readonly string[];
  readonly child: readonly string[];
  readonly jumped?: readonly string[];
  readonly advanced?: readonly string[];
}

const { streams } = JSON.parse(
  readFileSync(new URL('../../../test/oracle/ndarray/bit-generators.json', import.meta.url), 'utf8'),
) as { readonly streams: readonly Stream[] };

const raw = (bits: np.random.BitGenerator, count: number): string[] => [...bits.randomRaw(count)].map(String);
const sha = (array: np.NDArray): string => createHash('sha256').update(array.tobytes()).digest('hex');

/** What NumPy drew, in its order. */
const draws: { readonly [name: string]: (rng: np.random.Generator) => np.NDArray } = {
  integers: (rng) => rng.integers(0, 1000, 777),
  random: (rng) => rng.random(999),
  normal: (rng) => rng.standardNormal(999),
  float: (rng) => rng.random(501, { dtype: 'float32' }),
  bounded: (rng) => rng.integers(0, 100, { size: 501, dtype: 'uint8' }),
  poisson: (rng) => rng.poisson(3.5, 500),
  permutation: (rng) => rng.permutation(100),
  wide: (rng) => rng.integers(0, 2n ** 63n, 300),
};

/** A state with texts in the place of integers, as the file has it. */
const textsOf = (state: object): unknown =>
  JSON.parse(
    JSON.stringify(state, (_, value: unknown) =>
      typeof value === 'bigint' || typeof value === 'number' ? String(value) : value,
    ),
  );

describe.each(streams)('$name from seed $seed', (stream) => {
  const bits = new np.random[stream.name](BigInt(stream.seed));
  const rng = new np.random.Generator(bits);

  test('gives the stream of NumPy, in all kinds of draws after each other', () => {
    expect(raw(bits, 1500).slice(-4)).toEqual(stream.raw);
    for (const [name, { sha: wanted }] of Object.entries(stream.draws)) {
      expect({ name, sha: sha(draws[name]!(rng)) }).toEqual({ name, sha: wanted });
    }
  });

  test('has the state of NumPy, and goes on from a state', () => {
    expect(textsOf(bits.state.state)).toEqual(stream.state.state);
    const copy = new np.random[stream.name](1);
    copy.state = bits.state as never;
    expect(raw(copy, 3)).toEqual(stream.after);
    expect(raw(bits, 3)).toEqual(stream.after);
    expect(() => (copy.state = { bitGenerator: 'PCG64' } as never)).toThrow(/must be that of an? \w+/);
  });

  test('spawns, and jumps where there are jumps', () => {
    expect(raw(bits.spawn(2)[1]!, 2)).toEqual(stream.child);
    if (bits instanceof np.random.PCG64DXSM || bits instanceof np.random.MT19937) {
      expect(raw(bits.jumped(3), 2)).toEqual(stream.jumped);
      if (bits instanceof np.random.PCG64DXSM) expect(raw(bits.advance(-1000), 2)).toEqual(stream.advanced);
    } else expect(() => bits.jumped()).toThrow(/has no jumps/);
  });
});
