/** `Generator.integers`. */

import type { NDArray } from '../array/array.ts';
import { packedElements } from '../array/elements.ts';
import { asDType, type DType, kindOf } from '../dtype/dtype.ts';
import { elementReader, integerRange } from '../dtype/element.ts';
import { ArrayValueError, DTypeError } from '../errors.ts';
import { newArray } from '../graph/elements.ts';
import type { Node } from '../graph/node.ts';
import { broadcastNode } from '../manipulate/view-nodes.ts';
import { arrayOf, type Bound, drawnShape, isSingle, paramNode } from './arguments.ts';
import type { BitGenerator } from './bit-generator.ts';
import { fillIntegers, type IntegerArray, type IntegerDType, IntegerSampler, type Interval } from './bounded.ts';

/** What bounds mean. */
interface Wanted {
  readonly dtype: IntegerDType;
  /** The upper bound is a possible value. */
  readonly closed: boolean;
}

function rangeOf(dtype: IntegerDType): readonly [bigint, bigint] {
  return dtype === 'bool' ? [0n, 1n] : integerRange(dtype as DType);
}

function wholeOf(what: string, value: unknown): bigint {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'boolean') return BigInt(value);
  if (typeof value === 'number' && Number.isFinite(value)) return BigInt(Math.trunc(value));
  throw new ArrayValueError(`integers: ${what} must be a finite number, got ${String(value)}`);
}

/** Both ends included; refuses what the dtype does not hold and what is empty. */
function intervalOf(low: bigint, high: bigint, { dtype, closed }: Wanted): Interval {
  const top = closed ? high : high - 1n;
  const [least, most] = rangeOf(dtype);
  if (low < least) throw new ArrayValueError(`integers: low is out of bounds for ${dtype}, got ${low}`);
  if (top > most) throw new ArrayValueError(`integers: high is out of bounds for ${dtype}, got ${high}`);
  if (low > top) {
    throw new ArrayValueError(`integers: low must be ${closed ? 'at most' : 'below'} high, got ${low} and ${high}`);
  }
  return { low, high: top };
}

/** The elements of bounds, repeated to a shape. */
function bigintsOf(what: string, node: Node, shape: readonly number[]): (at: number) => bigint {
  const read = elementReader(node.dtype, packedElements(broadcastNode(node, shape)));
  return (at) => wholeOf(what, read(at));
}

function drawEach(bits: BitGenerator, wanted: Wanted, call: { low: unknown; high: unknown; size: unknown }): NDArray {
  const [low, high] = [paramNode(call.low), paramNode(call.high)];
  const shape = drawnShape('integers', call.size, [low, high]);
  const lowAt = bigintsOf('low', low, shape);
  const highAt = bigintsOf('high', high, shape);
  const { node, data } = newArray(wanted.dtype as 'int64', shape);
  const intervals = Array.from({ length: node.size }, (_, at) => intervalOf(lowAt(at), highAt(at), wanted));
  const sampler = new IntegerSampler(bits, wanted.dtype);
  const words = new Uint32Array(data.buffer, data.byteOffset, Math.floor(data.byteLength / 4));
  for (const [at, interval] of intervals.entries()) {
    const range = interval.high - interval.low;
    if (data instanceof BigInt64Array || (data as unknown) instanceof BigUint64Array)
      sampler.write64(words, 2 * at, { low: interval.low, range });
    else (data as Int32Array)[at] = Number(interval.low) + sampler.next(Number(range));
  }
  return arrayOf(node);
}

/** One integer as a JavaScript value: a bigint where a number would not be exact. */
function oneOf(dtype: IntegerDType, out: IntegerArray): number | bigint | boolean {
  const value = out[0]!;
  if (dtype === 'bool') return value === 1;
  if (typeof value === 'number') return value;
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

/**
 * Integers of an interval.
 *
 * @throws ArrayValueError for empty intervals and bounds that the dtype does not hold; DTypeError for a dtype that is no integer.
 */
export function drawIntegers(bits: BitGenerator, bound: Bound): number | bigint | boolean | NDArray {
  const dtype = asDType((bound['dtype'] as DType | undefined) ?? 'int64');
  if (!'biu'.includes(kindOf(dtype))) throw new DTypeError(`integers draws integers or bools, got ${dtype}`);
  const wanted: Wanted = { dtype: dtype as IntegerDType, closed: bound['endpoint'] === true };
  if (bound['low'] === undefined)
    throw new ArrayValueError('integers needs an upper bound: integers(high) or integers(low, high)');
  const [low, high] =
    bound['high'] === undefined || bound['high'] === null ? [0, bound['low']] : [bound['low'], bound['high']];
  if (!isSingle(low) || !isSingle(high)) return drawEach(bits, wanted, { low, high, size: bound['size'] });
  const interval = intervalOf(wholeOf('low', low), wholeOf('high', high), wanted);
  if (bound['size'] === undefined) {
    const { data } = newArray(dtype, [1]);
    fillIntegers(bits, { dtype: wanted.dtype, out: data as IntegerArray }, interval);
    return oneOf(wanted.dtype, data as IntegerArray);
  }
  const { node, data } = newArray(dtype, drawnShape('integers', bound['size'], []));
  if (node.size > 0) fillIntegers(bits, { dtype: wanted.dtype, out: data as IntegerArray }, interval);
  return arrayOf(node);
}
