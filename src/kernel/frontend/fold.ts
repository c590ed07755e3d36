/** Literals are computed as JavaScript computes them, before anything has a type: `2 ** 31 - 1` is one number. */

import type { BinarySign, Expr, MathFunction } from './hir.ts';
import type { At } from './compile-error.ts';
import { asUniform, combined, type Uniform } from './uniform.ts';

const numberOps: { readonly [S in BinarySign]: (a: number, b: number) => number } = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '%': (a, b) => a % b,
  '**': (a, b) => a ** b,
  '&': (a, b) => a & b,
  '|': (a, b) => a | b,
  '^': (a, b) => a ^ b,
  '<<': (a, b) => a << b,
  '>>': (a, b) => a >> b,
  '>>>': (a, b) => a >>> b,
};

type Literal = Extract<Expr, { kind: 'literal' }>;

/** What a literal or uniform number stands for; undefined for anything else. */
function numberPart(expr: Expr): Uniform | undefined {
  if (expr.kind === 'uniform') return typeof expr.uniform.value === 'number' ? expr.uniform : undefined;
  return isNumber(expr) ? asUniform(expr.value) : undefined;
}

/** An expression of literals and uniform numbers as one uniform; null where it has other parts, or no uniform. */
function uniformExpr(sign: string, args: readonly Expr[], rule: { compute: (...v: number[]) => number; at: At }) {
  if (!args.some(({ kind }) => kind === 'uniform')) return null;
  const parts = args.map(numberPart);
  if (parts.includes(undefined)) return null;
  return { kind: 'uniform', uniform: combined(sign, parts as Uniform[], rule.compute), at: rule.at } as const;
}

const isNumber = (expr: Expr): expr is Literal & { readonly value: number } =>
  expr.kind === 'literal' && typeof expr.value === 'number';

/** A binary operator; a literal when both operands are. */
export function binary(sign: BinarySign, { a, b }: { readonly a: Expr; readonly b: Expr }, at: At): Expr {
  if (isNumber(a) && isNumber(b)) return { kind: 'literal', value: numberOps[sign](a.value, b.value), at };
  return uniformExpr(sign, [a, b], { compute: numberOps[sign], at }) ?? { kind: 'binary', sign, a, b, at };
}

/** eslint's numeric rules do not know bigint here: both operators exist for it. */
const unaryOps = {
  negate: (value: number | bigint) => -value,
  bitNot: (value: number | bigint) => ~value,
} as const;

const negated = (kind: 'negate' | 'bitNot', uniform: Uniform): Uniform => combined(kind, [uniform], unaryOps[kind]);

/** A unary operator; a literal when its operand is. */
export function unary(kind: 'negate' | 'bitNot' | 'not', a: Expr, at: At): Expr {
  if (a.kind === 'uniform' && kind !== 'not') return { kind: 'uniform', uniform: negated(kind, a.uniform), at };
  if (a.kind !== 'literal') return { kind, a, at };
  if (kind === 'not') return { kind: 'literal', value: !a.value, at };
  const value = typeof a.value === 'boolean' ? Number(a.value) : a.value;
  return { kind: 'literal', value: unaryOps[kind](value), at };
}

type NumericMath = { readonly [name: string]: ((...args: number[]) => number) | undefined };

/** Exact functions only: the last bits of the others are ours, not the engine's. */
const EXACT: ReadonlySet<MathFunction> = new Set<MathFunction>([
  'abs',
  'ceil',
  'floor',
  'trunc',
  'round',
  'sign',
  'min',
  'max',
  'sqrt',
  'imul',
  'clz32',
  'fround',
]);

/** A math function; a literal when its arguments are and the result is exact. */
export function math(fn: MathFunction, args: readonly Expr[], at: At): Expr {
  const numbers = args.filter(isNumber);
  const compute = EXACT.has(fn) ? (Math as unknown as NumericMath)[fn] : undefined;
  if (compute !== undefined) {
    if (numbers.length === args.length)
      return { kind: 'literal', value: compute(...numbers.map((one) => one.value)), at };
    const uniform = uniformExpr(fn, args, { compute, at });
    if (uniform !== null) return uniform;
  }
  return { kind: 'math', fn, args, at };
}
