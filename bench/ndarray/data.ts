/** Numbers for the array benchmarks: the same ones in JavaScript and in Python (bench/peers/python/array_data.py). */

export type Floats = Float32Array<ArrayBuffer> | Float64Array<ArrayBuffer>;

/** A plain array of numbers with its shape: what every library gets. */
export interface Input {
  readonly data: Floats;
  readonly shape: readonly number[];
  /** Real and imaginary parts take turns. */
  readonly isComplex?: boolean;
}

export type FloatType = 'float32' | 'float64';

/** Range and first state of a generator. */
export interface NoiseOptions {
  readonly seed: number;
  readonly low: number;
  readonly high: number;
}

/** So many numbers in [low, high), spread evenly: a linear congruential generator that NumPy can compute at once. */
export function noise(dtype: FloatType, length: number, { seed, low, high }: NoiseOptions): Floats {
  const data = dtype === 'float32' ? new Float32Array(length) : new Float64Array(length);
  let state = seed;
  for (let i = 0; i < length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    data[i] = low + ((high - low) * state) / 2 ** 32;
  }
  return data;
}
