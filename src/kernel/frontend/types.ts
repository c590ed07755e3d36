/**
 * Types while a kernel is inferred: those of the IR, and weak ones for literals, which take the type of what they meet.
 * docs/ir.md has the rules.
 */

import type { ScalarType } from '../../core/kernel.ts';

/** `int` and `float` are numbers without a width yet, `big` a bigint literal, `unset` a variable nothing was assigned to yet. */
export type KernelType = ScalarType | 'int' | 'float' | 'big' | 'unset';

const FLOATS: ReadonlySet<KernelType> = new Set(['float', 'f32', 'f64']);
const WIDE: ReadonlySet<KernelType> = new Set(['i64', 'u64', 'big']);
const INTS: ReadonlySet<KernelType> = new Set(['int', 'i32', 'u32']);

export const isFloatLike = (type: KernelType): boolean => FLOATS.has(type);
export const isWide = (type: KernelType): boolean => WIDE.has(type);
export const isIntLike = (type: KernelType): boolean => INTS.has(type);

/** Order of the number types that give way to each other: the later one wins. */
const RANKS: readonly KernelType[] = ['unset', 'bool', 'int', 'i32', 'u32', 'float', 'f32', 'f64'];

/**
 * The type that holds values of both.
 *
 * @returns null when there is none: bigints and numbers do not mix.
 */
export function join(a: KernelType, b: KernelType): KernelType | null {
  if (a === b || b === 'unset') return a;
  if (a === 'unset') return b;
  if (isWide(a) || isWide(b)) {
    if (a === 'big' && isWide(b)) return b;
    return b === 'big' && isWide(a) ? a : null;
  }
  const wins = Math.max(RANKS.indexOf(a), RANKS.indexOf(b));
  // A bool that meets a literal is a number of some width.
  return RANKS[wins] as KernelType;
}

/** The type of arithmetic on a value: bools count as integers, as in JavaScript. */
export const numeric = (type: KernelType): KernelType => (type === 'bool' || type === 'unset' ? 'i32' : type);

/** The IR type of a value whose type was never pinned down. */
export function settle(type: KernelType, float: 'f32' | 'f64'): ScalarType {
  switch (type) {
    case 'unset':
    case 'int':
      return 'i32';
    case 'float':
      return float;
    case 'big':
      return 'i64';
    default:
      return type;
  }
}

/** The type of a number that stands in the text or was captured. */
export function literalType(value: number | bigint | boolean): KernelType {
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'bigint') return 'big';
  // -0 is a float: no integer holds it.
  if (!Number.isInteger(value) || Object.is(value, -0)) return 'float';
  if (value >= -(2 ** 31) && value < 2 ** 31) return 'int';
  return value >= 0 && value < 2 ** 32 ? 'u32' : 'float';
}
