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

/** Fills an array of zeros with `cval`. */
function fillWith(whole: Writable, cval: number | bigint): void {
  const { name } = whole.constructor;
  const isBig = whole instanceof BigInt64Array || whole instanceof BigUint64Array;
  const value = isBig && Number.isInteger(cval) ? BigInt(cval) : cval;
  if ((typeof value === 'bigint') !== isBig)
    throw new InvalidOptionError(`cval ${String(cval)} does not fit the result of this stencil, ${name}`);
  if (value === 0 || value === 0n || whole.length === 0) return;
  whole.fill(value as number);
  if (!name.startsWith('Float') && whole[0] !== value)
    throw new InvalidOptionError(`cval ${String(cval)} does not fit the result of this stencil, ${name}`);
}

/** Puts what was computed into an array of zeros, and `cval` around it. */
export function fillInterior(all: NumberArray | BigArray, interior: NumberArray | BigArray, border: Border): void {
  const { shape, size, starts, cval } = border;
  // Arrays of bigints have the same methods; only the type of their elements differs.
  const from = interior as unknown as Writable;
  const [depth, rows, columns] = [...Array<number>(3 - size.length).fill(1), ...size] as [number, number, number];
  const [, height, width] = [...Array<number>(3 - size.length).fill(1), ...shape] as [number, number, number];
  const [z, y, x] = [...Array<number>(3 - size.length).fill(0), ...starts] as [number, number, number];
  const whole = all as unknown as Writable;
  fillWith(whole, cval);
  if (from.length === 0) return;
  for (let row = 0; row < depth * rows; row++) {
    const [plane, line] = [Math.floor(row / rows) + z, (row % rows) + y];
    whole.set(from.subarray(row * columns, (row + 1) * columns), (plane * height + line) * width + x);
  }
}
