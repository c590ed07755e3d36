/** The border of what a stencil computes. */

import { InvalidOptionError } from '../../core/errors.ts';
import type { BigArray, NumberArray } from './result-array.ts';

/** Where the computed part lies in the whole. */
export interface Border {
  readonly shape: readonly number[];
  /** Lengths of the computed part. */
  readonly size: readonly number[];
  /** Where it starts, by axis. */
  readonly starts: readonly number[];
  readonly cval: number | bigint;
}

type Writable = Float64Array;

function bordered(interior: Writable, length: number, cval: number | bigint): Writable {
  const Type = interior.constructor as Float64ArrayConstructor;
  const whole = new Type(length);
  const isBig = interior instanceof BigInt64Array || interior instanceof BigUint64Array;
  const isFloat = 'Float32Array Float64Array Float16Array'.includes(Type.name);
  const value = isBig && Number.isInteger(cval) ? BigInt(cval) : cval;
  if ((typeof value === 'bigint') !== isBig)
    throw new InvalidOptionError(`cval ${String(cval)} does not fit the result of this stencil, ${Type.name}`);
  if (value === 0 || value === 0n || length === 0) return whole;
  whole.fill(value as number);
  if (!isFloat && whole[0] !== value)
    throw new InvalidOptionError(`cval ${String(cval)} does not fit the result of this stencil, ${Type.name}`);
  return whole;
}

/** The whole array: what was computed, and `cval` around it. */
export function fillInterior(interior: NumberArray | BigArray, border: Border): NumberArray | BigArray {
  const { shape, size, starts, cval } = border;
  if (shape.every((length, axis) => length === size[axis])) return interior;
  // Arrays of bigints have the same methods; only the type of their elements differs.
  const from = interior as unknown as Writable;
  const [depth, rows, columns] = [...Array<number>(3 - size.length).fill(1), ...size] as [number, number, number];
  const [, height, width] = [...Array<number>(3 - size.length).fill(1), ...shape] as [number, number, number];
  const [z, y, x] = [...Array<number>(3 - size.length).fill(0), ...starts] as [number, number, number];
  const whole = bordered(
    from,
    shape.reduce((a, b) => a * b, 1),
    cval,
  );
  if (from.length === 0) return whole as unknown as NumberArray | BigArray;
  for (let row = 0; row < depth * rows; row++) {
    const [plane, line] = [Math.floor(row / rows) + z, (row % rows) + y];
    whole.set(from.subarray(row * columns, (row + 1) * columns), (plane * height + line) * width + x);
  }
  return whole as unknown as NumberArray | BigArray;
}
