/**
 * Random numbers: iteration `i` draws from the stream of task `i`, so they depend on the seed and the iteration alone. The
 * generator is Philox4x32-10, as in src/core/random.ts, which names its source.
 */

import type { BlockBuilder } from '../../ir/block-builder.ts';
import { buildFunction } from '../../ir/builder.ts';
import type { IrFunction, Value } from '../../ir/types.ts';
import type { Target } from './target.ts';

const ROUNDS = 10;
const MULTIPLIER_A = 0xd2511f53;
const MULTIPLIER_B = 0xcd9e8d57;
const KEY_STEP_A = 0x9e3779b9;
const KEY_STEP_B = 0xbb67ae85;

/** The four words of a block. */
function philox(
  b: BlockBuilder,
  counter: readonly [Value, Value],
  key: readonly [Value, Value],
): [Value, Value, Value, Value] {
  const zero: Value = b.const('u32', 0);
  let [a, word, c, d]: [Value, Value, Value, Value] = [counter[0], zero, counter[1], zero];
  let [keyA, keyB] = key;
  for (let round = 0; round < ROUNDS; round++) {
    const highA = b.binary('mulHi', a, MULTIPLIER_A);
    const lowA = b.mul(a, MULTIPLIER_A);
    const highC = b.binary('mulHi', c, MULTIPLIER_B);
    const lowC = b.mul(c, MULTIPLIER_B);
    [a, word, c, d] = [b.xor(b.xor(highC, word), keyA), lowC, b.xor(b.xor(highA, d), keyB), lowA];
    [keyA, keyB] = [b.add(keyA, KEY_STEP_A), b.add(keyB, KEY_STEP_B)];
  }
  return [a, word, c, d];
}

/** Word `number` of the stream of an iteration. */
const randomWord: IrFunction = buildFunction(
  'random_word',
  ['u32', 'u32', 'u32', 'u32'],
  (b, [number, stream, keyA, keyB]) => {
    const [w0, w1, w2, w3] = philox(b, [b.shr(number!, 2), stream!], [keyA!, keyB!]);
    const lane = b.and(number!, 3);
    return b.select(b.lt(lane, 2), b.select(b.eq(lane, 0), w0, w1), b.select(b.eq(lane, 2), w2, w3));
  },
);

/** The place of an iteration in the flat iteration space. */
export function linearIndex(target: Target): Value {
  const { b, unit } = target;
  let flat = b.index(0);
  for (let axis = 1; axis < unit.request.rank; axis++) flat = b.add(b.mul(flat, b.size(axis)), b.index(axis));
  return flat;
}

/** The next random number of an iteration in [0, 1): 53 random bits in f64, as `taskContext().rng.random()` makes them, 24 in f32. */
export function emitRandom(target: Target, type: 'f32' | 'f64'): Value {
  const { b, unit } = target;
  const draws = target.draws!;
  const number = b.convert(b.get(draws), 'u32');
  const [keyA, keyB] = [0, 1].map((word) =>
    target.scalar(unit.scalars.find(({ source }) => source.kind === 'seed' && source.word === word)!),
  ) as [Value, Value];
  const stream = b.convert(linearIndex(target), 'u32');
  if (type === 'f32') {
    b.set(draws, b.add(b.get(draws), 1));
    const word = b.call(randomWord, number, stream, keyA, keyB);
    return b.mul(b.convert(b.shr(word, 8), 'f32'), 2 ** -24);
  }
  b.set(draws, b.add(b.get(draws), 2));
  const high = b.shr(b.call(randomWord, number, stream, keyA, keyB), 5);
  const low = b.shr(b.call(randomWord, b.add(number, 1), stream, keyA, keyB), 6);
  const sum = b.add(b.mul(b.convert(high, 'f64'), 2 ** 26), b.convert(low, 'f64'));
  return b.mul(sum, 2 ** -53);
}
