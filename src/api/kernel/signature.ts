/** Types of the arguments of kernels: from a signature, or from the values. */

import { InvalidOptionError } from '../../core/errors.ts';
import type { ScalarType } from '../../core/kernel.ts';
import { arrayArgument } from './array-argument.ts';
import { viewOf } from './array-view.ts';
import { elementOf } from './element-of.ts';
import type { ParameterBinding } from '../../kernel/frontend/request.ts';
import { typedArrayElements } from '../../kernel/frontend/typed-arrays.ts';

const SCALARS: ReadonlySet<string> = new Set<ScalarType>(['i32', 'u32', 'i64', 'u64', 'f32', 'f64']);
const ELEMENTS: ReadonlySet<string> = new Set(Object.values(typedArrayElements).map(({ element }) => element));

/**
 * The types of a signature such as `'f32, f32[]'`.
 *
 * @throws InvalidOptionError naming the type that is none.
 */
export function parseSignature(signature: string): readonly string[] {
  if (typeof signature !== 'string') {
    throw new InvalidOptionError(`the signature of a kernel is a text such as 'f32, f32[]', got ${typeof signature}`);
  }
  const types = signature.trim() === '' ? [] : signature.split(',').map((type) => type.trim());
  for (const type of types) {
    const isKnown = type.endsWith('[]') ? ELEMENTS.has(type.replace(/(\[\])+$/, '')) : SCALARS.has(type);
    if (!isKnown) {
      throw new InvalidOptionError(
        `"${type}" is no type of a kernel's argument; there are ${[...SCALARS].join(', ')}, and arrays such as f32[], u8[] or f64[][]`,
      );
    }
  }
  return types;
}

const isWholeI32 = (value: number): boolean =>
  Number.isInteger(value) && Math.abs(value) < 2 ** 31 && !Object.is(value, -0);

/** The width of the numbers among the arguments: that of their arrays. */
export function floatOf(args: readonly unknown[]): 'f32' | 'f64' {
  const elements = args.map((value) => arrayArgument(value)?.element);
  return !elements.includes('f64') && (elements.includes('f32') || elements.includes('f16')) ? 'f32' : 'f64';
}

/** How a value is bound. */
export interface BindOptions {
  /** Position among the arguments, for messages. */
  readonly at: number;
  /** What the signature says. */
  readonly type?: string | undefined;
  /** Type of numbers that are not whole. */
  readonly float: 'f32' | 'f64';
}

/** What a value is to a kernel, by itself or as its signature says. */
export function bindValue(value: unknown, { at, type, float }: BindOptions): ParameterBinding {
  const flat = elementOf(value);
  const array = flat === undefined ? viewOf(value) : { rank: 1, ...flat };
  if (array !== undefined) {
    const name = `${array.element}${'[]'.repeat(array.rank)}`;
    if (type !== undefined && type !== name)
      throw new InvalidOptionError(`argument ${at + 1} of this kernel is ${type}, got ${name}`);
    return { kind: 'array', ...array };
  }
  const isNumber = typeof value === 'number' || typeof value === 'bigint';
  if (type !== undefined && (type.endsWith('[]') || !isNumber)) {
    throw new InvalidOptionError(`argument ${at + 1} of this kernel is ${type}, got ${typeof value}`);
  }
  if (!isNumber) return { kind: 'constant', value };
  const own = typeof value === 'bigint' ? 'i64' : isWholeI32(value) ? 'i32' : float;
  const chosen = (type ?? own) as 'i32';
  if (!fits(value, chosen))
    throw new InvalidOptionError(`argument ${at + 1} of this kernel is ${chosen}, got ${String(value)}`);
  return { kind: 'scalar', type: chosen };
}

function fits(value: number | bigint, type: ScalarType): boolean {
  switch (type) {
    case 'i32':
      return typeof value === 'number' && (value | 0) === value;
    case 'u32':
      return typeof value === 'number' && value >>> 0 === value;
    case 'i64':
      return typeof value === 'bigint' && BigInt.asIntN(64, value) === value;
    case 'u64':
      return typeof value === 'bigint' && BigInt.asUintN(64, value) === value;
    default:
      return typeof value === 'number';
  }
}
