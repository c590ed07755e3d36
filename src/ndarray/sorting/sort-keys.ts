/**
 * Elements as unsigned integers that sort as the elements do: NaN last, and -0 equal to 0. One word for dtypes of up to 32 bits, two
 * for those of 64.
 */

import type { DType } from '../dtype/dtype.ts';
import type { DataArray } from '../dtype/typed-array.ts';

/** The keys of a row of elements. */
export interface SortKeys {
  readonly low: Uint32Array;
  /** Upper words; undefined for one word. */
  readonly high: Uint32Array | undefined;
  /** How many bits of the keys may differ. */
  readonly bits: number;
}

const MINUS = 0x8000_0000;

/** Ordered keys of the bits of floats: `minus` is the sign bit, `infinity` the bits of the exponent, `all` every bit. */
interface FloatBits {
  readonly minus: number;
  readonly infinity: number;
  readonly all: number;
}

const half: FloatBits = { minus: 0x8000, infinity: 0x7c00, all: 0xffff };
const single: FloatBits = { minus: MINUS, infinity: 0x7f80_0000, all: 0xffff_ffff };

function floatKeys(bits: Uint16Array | Uint32Array, { minus, infinity, all }: FloatBits): Uint32Array {
  const keys = new Uint32Array(bits.length);
  const magnitude = minus - 1;
  for (let at = 0; at < bits.length; at++) {
    const value = bits[at]!;
    const size = value & magnitude;
    if (size > infinity) keys[at] = all;
    else if (value === minus) keys[at] = minus;
    else keys[at] = value >= minus ? all ^ value : value | minus;
  }
  return keys;
}

/** The two words of 64 bit elements. This library runs on little-endian machines only, as WebAssembly memory does. */
const wordsOf = (data: DataArray): Uint32Array => new Uint32Array(data.buffer, data.byteOffset, data.length * 2);

function doubleKeys(data: Float64Array): SortKeys {
  const words = wordsOf(data);
  const low = new Uint32Array(data.length);
  const high = new Uint32Array(data.length);
  for (let at = 0; at < data.length; at++) {
    const top = words[2 * at + 1]!;
    const rest = words[2 * at]!;
    const size = top & 0x7fff_ffff;
    if (size > 0x7ff0_0000 || (size === 0x7ff0_0000 && rest !== 0)) {
      low[at] = high[at] = 0xffff_ffff;
    } else if (top >= MINUS && (size | rest) !== 0) {
      low[at] = ~rest;
      high[at] = ~top;
    } else {
      low[at] = rest;
      high[at] = top | MINUS;
    }
  }
  return { low, high, bits: 64 };
}

function bigKeys(data: BigInt64Array | BigUint64Array, minus: number): SortKeys {
  const words = wordsOf(data);
  const low = new Uint32Array(data.length);
  const high = new Uint32Array(data.length);
  for (let at = 0; at < data.length; at++) {
    low[at] = words[2 * at]!;
    high[at] = words[2 * at + 1]! ^ minus;
  }
  return { low, high, bits: 64 };
}

function smallKeys(data: ArrayLike<number>, bits: number, bias: number): SortKeys {
  const low = new Uint32Array(data.length);
  for (let at = 0; at < data.length; at++) low[at] = data[at]! + bias;
  return { low, high: undefined, bits };
}

const one = (low: Uint32Array, bits: number): SortKeys => ({ low, high: undefined, bits });

/**
 * Keys of packed elements.
 *
 * @param dtype - Not complex: pairs have no such keys.
 */
export function sortKeys(dtype: DType, data: DataArray): SortKeys {
  switch (dtype) {
    case 'bool':
    case 'uint8':
      return smallKeys(data as Uint8Array, 8, 0);
    case 'int8':
      return smallKeys(data as Int8Array, 8, 0x80);
    case 'uint16':
      return smallKeys(data as Uint16Array, 16, 0);
    case 'int16':
      return smallKeys(data as Int16Array, 16, 0x8000);
    case 'uint32':
      return one((data as Uint32Array).slice(), 32);
    case 'int32':
      return smallKeys(data as Int32Array, 32, MINUS);
    case 'float16':
      return one(floatKeys(data as Uint16Array, half), 16);
    case 'float32':
      return one(floatKeys(new Uint32Array(data.buffer, data.byteOffset, data.length), single), 32);
    case 'float64':
      return doubleKeys(data as Float64Array);
    case 'int64':
      return bigKeys(data as BigInt64Array, MINUS);
    case 'uint64':
      return bigKeys(data as BigUint64Array, 0);
    default:
      throw new RangeError(`${dtype} has no sort keys`);
  }
}

/** Turns keys round, so that sorting them sorts the elements from the largest to the smallest. */
export function reverseKeys({ low, high, bits }: SortKeys): SortKeys {
  const all = bits >= 32 ? 0xffff_ffff : 2 ** bits - 1;
  for (const words of high === undefined ? [low] : [low, high]) {
    for (let at = 0; at < words.length; at++) words[at] = words[at]! ^ all;
  }
  return { low, high, bits };
}
