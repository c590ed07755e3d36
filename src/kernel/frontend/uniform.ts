/** Captured numbers that change between calls: they are given with each dispatch, and computed with like literals before. */

import type { ScalarType } from '../../core/kernel.ts';

/** Says what a captured number is now, by the id of its read. */
export type ValueOf = (id: string) => number | bigint;

/** A captured number, or an expression of captured numbers and literals. */
export interface Uniform {
  /** Equal for equal expressions. */
  readonly text: string;
  /** What it was when the kernel was lowered: its type follows from it. */
  readonly value: number | bigint;
  /** Ids of the reads it is made of. */
  readonly ids: readonly string[];
  readonly compute: (valueOf: ValueOf) => number | bigint;
}

/** A captured number. */
export const uniformOf = (id: string, value: number | bigint): Uniform => ({
  text: id,
  value,
  ids: [id],
  compute: (valueOf) => valueOf(id),
});

/** A literal among uniforms. */
const literalUniform = (value: number | bigint): Uniform => ({
  text: Object.is(value, -0) ? '-0' : String(value),
  value,
  ids: [],
  compute: () => value,
});

/** What a literal or uniform is to an expression of uniforms. */
export const asUniform = (part: Uniform | number | bigint): Uniform =>
  typeof part === 'object' ? part : literalUniform(part);

/** An expression of uniforms: computed by JavaScript once a dispatch, as one of literals is when it is compiled. */
export function combined<V extends number | bigint>(
  sign: string,
  parts: readonly Uniform[],
  compute: (...values: V[]) => number | bigint,
): Uniform {
  return {
    text: `${sign}(${parts.map(({ text }) => text).join(',')})`,
    value: compute(...parts.map(({ value }) => value as V)),
    ids: [...new Set(parts.flatMap(({ ids }) => ids))],
    compute: (valueOf) => compute(...parts.map((part) => part.compute(valueOf) as V)),
  };
}

const LEAST_I32 = -(2 ** 31);

/** A number as a scalar of a type: as a literal of this value is converted. */
export function asScalar(value: number | bigint, type: Exclude<ScalarType, 'bool'>): number | bigint {
  const number = Number(value);
  switch (type) {
    case 'i64':
      return BigInt.asIntN(64, BigInt(typeof value === 'number' ? Math.trunc(value) : value));
    case 'u64':
      return BigInt.asUintN(64, BigInt(typeof value === 'number' ? Math.trunc(value) : value));
    case 'f32':
      return Math.fround(number);
    case 'f64':
      return number;
    case 'i32':
    case 'u32': {
      // Integers keep their bits when they change sign; fractions and large numbers saturate as any float does.
      const isWhole = Number.isInteger(number) && Math.abs(number) < 2 ** 32;
      const [least, most] = type === 'i32' ? [LEAST_I32, 2 ** 31 - 1] : [0, 2 ** 32 - 1];
      const near = Number.isNaN(number) ? 0 : Math.min(most, Math.max(least, Math.trunc(number)));
      if (type === 'i32') return (isWhole ? number : near) | 0;
      return (isWhole ? number : near) >>> 0;
    }
    default:
      return type satisfies never;
  }
}
