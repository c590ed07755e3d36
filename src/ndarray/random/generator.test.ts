/** The generator's methods against NumPy's, made by scripts/oracle-random.py. */

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as np from '../../ndarray.ts';

interface Entry {
  shape: number[];
  dtype: string;
  values: number[];
  state: [string, number, number];
}

const oracle = JSON.parse(readFileSync(new URL('../../../test/oracle/random.json', import.meta.url), 'utf8')) as {
  arrays: Record<string, Entry>;
};

const { Generator, PCG64, defaultRng } = np.random;
type Rng = np.random.Generator;

const table = (): np.NDArray => np.arange(24).reshape(2, 3, 4);

function shuffled(rng: Rng, axis: number): np.NDArray {
  const copy = table();
  rng.shuffle(copy, { axis });
  return copy;
}

const mean = [1, -2, 0.5];
const cov = [
  [2, 0.3, 0.1],
  [0.3, 1, -0.2],
  [0.1, -0.2, 0.7],
];

const cases: { [name: string]: (rng: Rng) => np.NDArray | number | Uint8Array } = {
  'permutation(10)': (rng) => rng.permutation(10),
  ...Object.fromEntries(
    [0, 1, 2].flatMap((axis) => [
      [`permutation(table, ${axis})`, (rng: Rng) => rng.permutation(table(), axis)],
      [`shuffle(table, ${axis})`, (rng: Rng) => shuffled(rng, axis)],
      [`permuted(table, ${axis})`, (rng: Rng) => rng.permuted(table(), { axis })],
    ]),
  ),
  'permuted(table)': (rng) => rng.permuted(table()),
  'choice(table, axis 1)': (rng) => rng.choice(table(), 2, { replace: false, axis: 1 }),
  'choice(table, axis 2, shape)': (rng) => rng.choice(table(), { size: [2, 5], axis: 2 }),
  'normal(broadcast)': (rng) => rng.normal([0, 10, 20], [[1], [2]]),
  'integers(broadcast)': (rng) => rng.integers([0, 5, -100], [[10], [50]]),
  'integers(broadcast int8)': (rng) =>
    rng.integers([0, 5, -100], [[10], [50]], { dtype: 'int8', size: [2, 2, 3], endpoint: true }),
  'uniform(broadcast)': (rng) => rng.uniform({ low: [0, 1], high: [2, 5], size: [3, 2] }),
  'poisson(broadcast)': (rng) => rng.poisson([0.5, 20, 0]),
  'binomial(broadcast)': (rng) => rng.binomial([10, 1000], [[0.1], [0.7]]),
  'hypergeometric(broadcast)': (rng) => rng.hypergeometric([10, 100], 20, [[5], [20]]),
  multinomial: (rng) => rng.multinomial(20, [0.2, 0.3, 0.5], 4),
  'multinomial(broadcast)': (rng) =>
    rng.multinomial(
      [5, 100],
      [
        [0.2, 0.8],
        [0.5, 0.5],
      ],
    ),
  dirichlet: (rng) => rng.dirichlet([1.5, 2, 10], [2, 2]),
  'dirichlet(small)': (rng) => rng.dirichlet([0.05, 0.01, 0.02], 4),
  multivariateHypergeometric: (rng) => rng.multivariateHypergeometric([16, 8, 4, 30], 6, 3),
  'multivariateHypergeometric(many)': (rng) => rng.multivariateHypergeometric([16, 8, 4, 30], 50, 3),
  'multivariateHypergeometric(count)': (rng) =>
    rng.multivariateHypergeometric([16, 8, 4, 30], 40, { size: 3, method: 'count' }),
  'multivariateNormal(cholesky)': (rng) => rng.multivariateNormal(mean, cov, { size: 4, method: 'cholesky' }),
  'standardNormal float32': (rng) => rng.standardNormal([2, 3], { dtype: 'float32' }),
  'bytes(11)': (rng) => rng.bytes(11),
  'random scalar': (rng) => rng.random(),
  spawned: (rng) => rng.spawn(2)[1]!.random(3),
};

/** Results that go through a power or a sum of products, whose last bit may differ. */
const lastBit = new Set(['dirichlet(small)', 'multivariateNormal(cholesky)']);

function plain(value: np.NDArray | number | Uint8Array): Omit<Entry, 'state'> {
  if (typeof value === 'number') return { shape: [], dtype: 'float64', values: [value] };
  if (value instanceof Uint8Array) return { shape: [value.length], dtype: 'uint8', values: [...value] };
  const flat = value.reshape(-1).toArray() as number[];
  return { shape: [...value.shape], dtype: value.dtype, values: flat };
}

describe('a generator', () => {
  it.each(Object.keys(cases))('gives for %s what NumPy gives', (name) => {
    const rng = defaultRng(42);
    const { state, ...expected } = oracle.arrays[name]!;
    const got = plain(cases[name]!(rng));
    if (lastBit.has(name)) {
      for (const [at, value] of expected.values.entries()) expect(got.values[at]).toBeCloseTo(value, 12);
    } else {
      expect(got).toEqual(expected);
    }
    expect(`0x${(rng.bitGenerator as np.random.PCG64).state.state.state.toString(16)}`).toBe(state[0]);
  });

  it('draws one number without a size, and an array with one', () => {
    const rng = defaultRng(1);
    for (const value of [
      rng.random(),
      rng.normal(),
      rng.integers(10),
      rng.poisson(3),
      rng.exponential(2),
      rng.choice(5),
    ]) {
      expect(value).toBeTypeOf('number');
    }
    expect(rng.normal(undefined, 2, [2, 0]).shape).toEqual([2, 0]);
    expect(rng.integers(5, { size: 3, dtype: 'uint8' }).dtype).toBe('uint8');
    expect(rng.integers(0, 2, { dtype: 'bool', size: 4 }).dtype).toBe('bool');
    expect(rng.integers(-(2 ** 53), 2 ** 53, 3).dtype).toBe('int64');
  });

  it('continues one stream over scalars and arrays', () => {
    const [one, other] = [defaultRng(5), defaultRng(5)];
    const singles = Array.from({ length: 6 }, () => one.standardNormal());
    expect(
      other
        .standardNormal({ size: [2, 3] })
        .reshape(-1)
        .toArray(),
    ).toEqual(singles);
  });

  it.each(['svd', 'eigh', 'cholesky'] as const)('draws normal vectors with their covariances by %s', (method) => {
    const draws = defaultRng(11).multivariateNormal(mean, cov, { size: 20_000, method });
    const rows = draws.toTypedArray();
    const average = (value: (row: Float64Array) => number): number => {
      let sum = 0;
      for (let at = 0; at < rows.length; at += 3) sum += value(rows.subarray(at, at + 3));
      return sum / (rows.length / 3);
    };
    for (let i = 0; i < 3; i++) {
      expect(average((row) => row[i]!)).toBeCloseTo(mean[i]!, 1);
      for (let j = 0; j < 3; j++) {
        expect(average((row) => (row[i]! - mean[i]!) * (row[j]! - mean[j]!))).toBeCloseTo(cov[i]![j]!, 1);
      }
    }
    expect(() =>
      defaultRng(1).multivariateNormal(
        [0, 0],
        [
          [1, 2],
          [2, 1],
        ],
        { method },
      ),
    ).toThrow(/positive/);
  });

  it('writes into an array', () => {
    const out = np.zeros([2, 2], { dtype: 'float32' });
    const rng = defaultRng(3);
    expect(rng.random({ out, dtype: 'float32' })).toBe(out);
    expect(out.toArray()).toEqual(defaultRng(3).random([2, 2], { dtype: 'float32' }).toArray());
    expect(() => rng.random({ out, dtype: 'float64' })).toThrow(/out has dtype float32/);
    expect(() => rng.random({ out: out.T, dtype: 'float32' })).toThrow(/C-contiguous/);
  });

  it('shuffles lists and typed arrays as it shuffles arrays', () => {
    const list = [0, 1, 2, 3, 4, 5];
    const typed = Int32Array.from(list);
    const array = np.arange(6);
    for (const x of [list, typed, array]) defaultRng(8).shuffle(x);
    expect([...typed]).toEqual(list);
    expect(array.toArray()).toEqual(list);
    expect(list).not.toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('chooses parts of arrays, single ones as well', () => {
    const rng = defaultRng(0);
    const row = rng.choice(table(), { axis: 1 });
    expect(row.shape).toEqual([2, 4]);
    expect(rng.choice([1.5, 2.5], 7).dtype).toBe('float64');
    expect(rng.choice(['a', 'b'].length, 0).shape ?? []).toEqual([0]);
  });

  it('is what it is given', () => {
    const rng = defaultRng(1);
    expect(defaultRng(rng)).toBe(rng);
    const bits = new PCG64(1);
    expect(defaultRng(bits).bitGenerator).toBe(bits);
    expect(() => new Generator(5 as never)).toThrow(expect.objectContaining({ code: 'ERR_ARRAY_VALUE' }));
  });

  it.each<[string, (rng: Rng) => unknown, RegExp]>([
    ['negative scale', (rng) => rng.normal(0, -1), /scale must be at least 0, got -1/],
    ['chance above 1', (rng) => rng.binomial(5, 1.5), /p must be a chance of 0 to 1, got 1.5/],
    ['array with a wrong value', (rng) => rng.poisson([1, -2]), /lam must be/],
    ['missing parameter', (rng) => rng.beta(1), /needs b/],
    ['empty interval', (rng) => rng.integers(5, 5), /low must be below high/],
    ['bound beyond the dtype', (rng) => rng.integers(0, 300, { dtype: 'uint8', size: 2 }), /out of bounds for uint8/],
    ['size that does not fit', (rng) => rng.normal([1, 2, 3], 1, [2]), /size \[2\] does not fit|do not broadcast/],
    ['unknown option', (rng) => rng.random({ shape: 3 } as never), /no option 'shape'/],
    ['too many arguments', (rng) => rng.poisson(...([1, 2, 3] as unknown as [number])), /takes at most 2/],
    ['too large a choice', (rng) => rng.choice(3, { size: 4, replace: false }), /cannot take 4 of 3/],
    ['triangle without width', (rng) => rng.triangular(1, 1, 1), /left and right must differ/],
    [
      'float that is no dtype of it',
      (rng) => rng.random(3, { dtype: 'int8' as 'float32' }),
      /draws float32 or float64/,
    ],
  ])('refuses a %s', (_, call, message) => {
    expect(() => call(defaultRng(0))).toThrow(message);
  });
});
