/** Streams against NumPy's, made by scripts/oracle-random.py. */

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { BinomialSampler } from './binomial.ts';
import type { BitGenerator } from './bit-generator.ts';
import { fillIntegers, type IntegerArray, type IntegerDType } from './bounded.ts';
import { checkProbabilities, chooseDistinct, chooseWeighted, chooseWeightedDistinct } from './choose.ts';
import * as continuous from './continuous.ts';
import * as discrete from './discrete.ts';
import * as gamma from './gamma.ts';
import { hypergeometric } from './hypergeometric.ts';
import { PCG64 } from './pcg64.ts';
import { Philox } from './philox.ts';
import { poisson } from './poisson.ts';
import { SeedSequence } from './seed-sequence.ts';
import * as ziggurat from './ziggurat.ts';

interface Entry {
  name: string;
  args: (number | string)[];
  head: (number | string)[];
  sha: string;
  state: unknown[];
}

interface Stream {
  kind: 'PCG64' | 'Philox';
  seed: string;
  draws: number;
  double: Entry[];
  int64: Entry[];
  float: Entry[];
  integers: Entry[];
}

const oracle = JSON.parse(readFileSync(new URL('../../../test/oracle/random.json', import.meta.url), 'utf8')) as {
  streams: Stream[];
  seeds: {
    entropy: string | string[];
    spawnKey: string[];
    state: number[];
    child: number[];
    childKey: string[];
  }[];
  choices: {
    a: number;
    size: number;
    replace: boolean;
    p: number[] | null;
    shuffle: boolean;
    head: number[];
    sha: string;
    state: unknown[];
  }[];
  jumps: Record<string, { jumped: string[]; jumped3: string[]; advanced: string[]; state: unknown[]; next: string[] }>;
};

type Draw = (bits: BitGenerator, ...args: number[]) => number;

const binomial = new BinomialSampler();
const doubles: { [name: string]: Draw } = {
  random: (bits) => bits.nextDouble(),
  standardNormal: ziggurat.standardNormal,
  standardExponential: ziggurat.standardExponential,
  standardExponentialInverse: ziggurat.standardExponentialInverse,
  standardGamma: gamma.standardGamma as Draw,
  beta: gamma.beta as Draw,
  chisquare: gamma.chisquare as Draw,
  f: gamma.f as Draw,
  standardT: gamma.standardT as Draw,
  noncentralChisquare: gamma.noncentralChisquare as Draw,
  noncentralF: (bits, dfnum, dfden, nonc) => gamma.noncentralF(bits, { dfnum: dfnum!, dfden: dfden!, nonc: nonc! }),
  standardCauchy: continuous.standardCauchy,
  pareto: continuous.pareto as Draw,
  weibull: continuous.weibull as Draw,
  power: continuous.power as Draw,
  rayleigh: continuous.rayleigh as Draw,
  lognormal: continuous.lognormal as Draw,
  laplace: continuous.laplace as Draw,
  gumbel: continuous.gumbel as Draw,
  logistic: continuous.logistic as Draw,
  triangular: (bits, left, mode, right) => continuous.triangular(bits, { left: left!, mode: mode!, right: right! }),
  wald: continuous.wald as Draw,
  vonmises: continuous.vonmises as Draw,
};
const whole: { [name: string]: Draw } = {
  poisson: poisson as Draw,
  binomial: (bits, n, p) => binomial.next(bits, n!, p!),
  geometric: discrete.geometric as Draw,
  negativeBinomial: discrete.negativeBinomial as Draw,
  zipf: discrete.zipf as Draw,
  logseries: discrete.logseries as Draw,
  hypergeometric: (bits, good, bad, sample) => hypergeometric(bits, { good: good!, bad: bad!, sample: sample! }),
};
const floats: { [name: string]: Draw } = {
  random: (bits) => bits.nextFloat(),
  standardNormal: ziggurat.standardNormalFloat,
  standardExponential: ziggurat.standardExponentialFloat,
  standardExponentialInverse: ziggurat.standardExponentialInverseFloat,
  standardGamma: gamma.standardGammaFloat as Draw,
};

/** Results that go through log, pow or exp, where JavaScript's Math may round the last bit otherwise than the C library. */
const LAST_BIT = new Set([
  'standardExponentialInverse',
  'pareto',
  'weibull',
  'power',
  'lognormal',
  'laplace',
  'gumbel',
  'logistic',
  'vonmises',
]);
const goesThroughPower = ({ name, args }: Entry): boolean =>
  (name === 'standardGamma' && (args[0] as number) < 1) ||
  (name === 'beta' && args.some((arg) => (arg as number) < 1)) ||
  (name === 'chisquare' && (args[0] as number) < 2) ||
  (name === 'standardT' && (args[0] as number) < 2) ||
  (name === 'noncentralChisquare' && (args[0] as number) < 3);

const sha = (data: NodeJS.ArrayBufferView): string => createHash('sha256').update(data).digest('hex').slice(0, 32);
const open = (stream: Stream): PCG64 | Philox =>
  stream.kind === 'PCG64' ? new PCG64(BigInt(stream.seed)) : new Philox(BigInt(stream.seed));

function stateOf(bits: PCG64 | Philox): unknown[] {
  const { state } = bits;
  if (state.bitGenerator === 'PCG64') {
    return [`0x${state.state.state.toString(16)}`, state.hasUint32, state.uinteger];
  }
  const counter = state.state.counter.map((word) => `0x${word.toString(16)}`);
  return [counter, state.bufferPos, state.hasUint32, state.uinteger];
}

function drawn(bits: BitGenerator, draw: Draw, { args, count }: { args: readonly number[]; count: number }): number[] {
  return Array.from({ length: count }, () => draw(bits, ...args));
}

/** int64 of a double: 2^63 stands for the greatest. */
const toInt64 = (value: number): bigint => (value >= 2 ** 63 ? 2n ** 63n - 1n : BigInt(value));

function expectClose(values: readonly number[], entry: Entry, epsilon: number): void {
  for (const [at, expected] of entry.head.entries()) {
    expect(Math.abs(values[at]! - Number(expected))).toBeLessThanOrEqual(
      8 * epsilon * Math.abs(Number(expected)) + 1e-15,
    );
  }
}

describe.each(oracle.streams)('stream of $kind, seed $seed', (stream) => {
  it.each(stream.double)('$name($args) gives the doubles of NumPy', (entry) => {
    const bits = open(stream);
    const values = drawn(bits, doubles[entry.name]!, { args: entry.args.map(Number), count: stream.draws });
    expect(stateOf(bits)).toEqual(entry.state);
    if (LAST_BIT.has(entry.name) || goesThroughPower(entry)) expectClose(values, entry, 2 ** -52);
    else expect([values.slice(0, 12), sha(Float64Array.from(values))]).toEqual([entry.head, entry.sha]);
  });

  it.each(stream.int64)('$name($args) gives the integers of NumPy', (entry) => {
    const bits = open(stream);
    const values = drawn(bits, whole[entry.name]!, { args: entry.args.map(Number), count: stream.draws }).map(toInt64);
    expect(stateOf(bits)).toEqual(entry.state);
    expect(values.slice(0, 12).map(String)).toEqual(entry.head.map(String));
    expect(sha(BigInt64Array.from(values))).toBe(entry.sha);
  });

  it.each(stream.float)('$name($args) gives the float32 of NumPy', (entry) => {
    const bits = open(stream);
    const values = drawn(bits, floats[entry.name]!, { args: entry.args.map(Number), count: stream.draws });
    expect(stateOf(bits)).toEqual(entry.state);
    if (LAST_BIT.has(entry.name) || goesThroughPower(entry)) expectClose(values, entry, 2 ** -23);
    else expect([values.slice(0, 12), sha(Float32Array.from(values))]).toEqual([entry.head, entry.sha]);
  });

  it.each(stream.integers)('integers of $name from $args.0 to $args.1 are those of NumPy', (entry) => {
    const bits = open(stream);
    const kinds: { [name: string]: new (length: number) => IntegerArray } = {
      bool: Uint8Array,
      int8: Int8Array,
      int16: Int16Array,
      int32: Int32Array,
      int64: BigInt64Array,
      uint8: Uint8Array,
      uint16: Uint16Array,
      uint32: Uint32Array,
      uint64: BigUint64Array,
    };
    const out = new kinds[entry.name]!(stream.draws);
    const [low, high] = entry.args.map(BigInt) as [bigint, bigint];
    fillIntegers(bits, { dtype: entry.name as IntegerDType, out }, { low, high });
    expect(Array.from<number | bigint>(out.slice(0, 12)).map(String)).toEqual(entry.head.map(String));
    expect(sha(out)).toBe(entry.sha);
    expect(stateOf(bits)).toEqual(entry.state);
  });
});

describe('seed sequences', () => {
  it.each(oracle.seeds)('of $entropy with key $spawnKey make the words of NumPy', (entry) => {
    const entropy = Array.isArray(entry.entropy) ? entry.entropy.map(BigInt) : BigInt(entry.entropy);
    const sequence = new SeedSequence(entropy, { spawnKey: entry.spawnKey.map(BigInt) });
    expect([...sequence.generateState(9)]).toEqual(entry.state);
    const [low, high] = entry.state.map(BigInt) as [bigint, bigint];
    expect([...sequence.generateState(1, 'uint64')]).toEqual([low | (high << 32n)]);
    const child = sequence.spawn(3)[2]!.spawn(1)[0]!;
    expect([...child.generateState(5)]).toEqual(entry.child);
    expect(child.spawnKey.map(String)).toEqual(entry.childKey);
    expect(sequence.nChildrenSpawned).toBe(3);
  });

  it('give words of 64 bits as well', () => {
    expect([...new SeedSequence(42).generateState(3, 'uint64')]).toEqual([
      11465652750463011511n,
      15382171918060459190n,
      9018504550953525431n,
    ]);
    const wrong = () => new SeedSequence(42).generateState(1, 'int8' as 'uint32');
    expect(wrong).toThrow(expect.objectContaining({ code: 'ERR_DTYPE' }));
  });

  it('take fresh entropy when there is no seed', () => {
    expect([...new SeedSequence().generateState(4)]).not.toEqual([...new SeedSequence().generateState(4)]);
  });

  it.each([[-1], [1.5], ['7'], [[1, -2]]])('refuse the seed %s', (seed) => {
    expect(() => new SeedSequence(seed as number)).toThrow(expect.objectContaining({ code: 'ERR_INVALID_OPTION' }));
  });
});

describe('choice', () => {
  it.each(oracle.choices)('of $size among $a (replace: $replace, p: $p, shuffle: $shuffle)', (entry) => {
    const bits = new PCG64(42);
    const { a, size: count, replace, shuffle } = entry;
    const p = entry.p === null ? undefined : Float64Array.from(entry.p);
    let places: Float64Array | BigInt64Array = new BigInt64Array(count);
    if (p !== undefined) {
      checkProbabilities(p, a);
      places = (replace ? chooseWeighted : chooseWeightedDistinct)(bits, p, count);
    } else if (replace) {
      fillIntegers(bits, { dtype: 'int64', out: places }, { low: 0n, high: BigInt(a - 1) });
    } else {
      places = chooseDistinct(bits, { population: a, count, shuffle });
    }
    const values = BigInt64Array.from(Array.from<number | bigint>(places), BigInt);
    expect(Array.from(values.slice(0, 30), Number)).toEqual(entry.head);
    expect(sha(values)).toBe(entry.sha);
    expect(stateOf(bits)).toEqual(entry.state);
  });

  it('refuses probabilities that are none', () => {
    for (const p of [[0.5, 0.6], [1.5, -0.5], [Number.NaN, 1], [1]]) {
      expect(() => checkProbabilities(p, 2)).toThrow(expect.objectContaining({ code: 'ERR_INVALID_OPTION' }));
    }
    expect(() => chooseWeightedDistinct(new PCG64(1), Float64Array.of(1, 0), 2)).toThrow(/fewer non-zero entries/);
  });
});

describe.each([
  ['PCG64', () => new PCG64(99)],
  ['Philox', () => new Philox(99)],
] as const)('state of %s', (kind, make) => {
  const expected = oracle.jumps[kind]!;
  const raw = (bits: BitGenerator): string[] => [...bits.randomRaw(6)].map(String);
  const begun = (): PCG64 | Philox => {
    const bits = make();
    for (let draw = 0; draw < 7; draw++) bits.next32();
    return bits;
  };

  it('jumps and advances as in NumPy', () => {
    const bits = make();
    fillIntegers(bits, { dtype: 'uint32', out: new Uint32Array(7) }, { low: 0n, high: 9n });
    expect(stateOf(bits)).toEqual(expected.state);
    expect(raw(bits.jumped())).toEqual(expected.jumped);
    expect(raw(bits.jumped(3))).toEqual(expected.jumped3);
    expect(raw(bits.jumped().advance(12345))).toEqual(expected.advanced);
    expect(raw(bits)).toEqual(expected.next);
  });

  it.each([0, 1, 5, 255, 256, 257, 1024])(
    'set on another generator after %i words goes on with the same numbers',
    (count) => {
      const bits = begun();
      bits.randomRaw(count);
      const copy = make();
      copy.state = bits.state as never;
      expect(copy.state).toEqual(bits.state);
      expect([copy.next32(), copy.next32(), copy.next32()]).toEqual([bits.next32(), bits.next32(), bits.next32()]);
      expect(copy.randomRaw(700)).toEqual(bits.randomRaw(700));
    },
  );

  it('of another kind is refused', () => {
    expect(() => {
      make().state = { bitGenerator: 'MT19937' } as never;
    }).toThrow(expect.objectContaining({ code: 'ERR_INVALID_OPTION' }));
  });

  it('spawns children that differ from it and from each other', () => {
    const [first, second] = make().spawn(2).map(raw);
    expect(new Set([raw(make()), first, second].map(String)).size).toBe(3);
  });
});
