/** Operators that are arithmetic: both operands are computed, and nothing else happens. */

import type { ScalarType } from '../../../core/kernel.ts';
import { type BinaryOp, isInt } from '../../ir/ops.ts';
import type { Value } from '../../ir/types.ts';
import type { BinarySign, Expr, ExprOf } from '../hir.ts';
import { isIntDivision } from '../infer.ts';
import { isWide, join, numeric } from '../types.ts';
import { combined } from '../uniform.ts';
import { toBits } from './convert.ts';
import { intDivision, mathValue } from './math.ts';
import type { Target } from './target.ts';

const bitOps: { readonly [S in BinarySign]?: BinaryOp } = {
  '&': 'and',
  '|': 'or',
  '^': 'xor',
  '<<': 'shl',
  '>>': 'shr',
};

const arithmeticOps: { readonly [S in BinarySign]?: BinaryOp } = { '+': 'add', '-': 'sub', '*': 'mul', '/': 'div' };

/** An operand of a bit operator: `(a / b) | 0` of integers is their quotient. */
export function bits(target: Target, expr: Expr): Value {
  const { b } = target;
  if (expr.kind === 'literal' && typeof expr.value === 'number') return b.const('i32', expr.value | 0);
  if (expr.kind === 'uniform' && typeof expr.uniform.value === 'number')
    return target.uniform(
      combined('toInt32', [expr.uniform], (value: number) => value | 0),
      'i32',
    );
  if (isIntDivision(expr, target.typing.of)) return b.convert(quotient(target, expr, 'trunc'), 'i32');
  return toBits(b, target.emitters.expression(target, expr, target.typeOf(expr)));
}

export function quotient(target: Target, expr: ExprOf<'binary'>, fn: 'floor' | 'ceil' | 'trunc'): Value {
  const type = target.settle(join(numeric(target.typing.of(expr.a)), numeric(target.typing.of(expr.b)))!);
  const a = target.emitters.expression(target, expr.a, type);
  return intDivision(target.b, { a, by: target.emitters.expression(target, expr.b, type), fn });
}

export function emitBinary(target: Target, expr: ExprOf<'binary'>, type: ScalarType): Value {
  const { b } = target;
  const { sign } = expr;
  const isBit = bitOps[sign] !== undefined || sign === '>>>';
  if (isBit && !isWide(type)) {
    const left = bits(target, expr.a);
    // `x | 0` is how JavaScript says "as an integer".
    const isNeutral =
      expr.b.kind === 'literal' &&
      expr.b.value === 0 &&
      (sign === '|' || sign === '^' || sign === '>>' || sign === '<<');
    if (isNeutral) return left;
    const right = bits(target, expr.b);
    if (sign === '>>>') return b.binary('shr', b.convert(left, 'u32'), b.convert(right, 'u32'));
    return b.binary(bitOps[sign]!, left, right);
  }
  const a = target.emitters.expression(target, expr.a, type);
  const c = target.emitters.expression(target, expr.b, type);
  if (sign === '**') return mathValue(b, 'pow', [a, c]);
  if (sign === '%') return isInt(type) ? b.binary('rem', a, c) : b.math('fmod', a, c);
  return b.binary(arithmeticOps[sign] ?? bitOps[sign]!, a, c);
}

const isKnown = ({ kind }: Expr): boolean => kind === 'literal' || kind === 'uniform';

export function emitCompare(target: Target, expr: ExprOf<'compare'>): Value {
  const { b, typing } = target;
  const [left, right] = [typing.of(expr.a), typing.of(expr.b)];
  const type = join(left, right);
  if (type === null)
    return target.refuse(expr.at, 'bigints and numbers do not compare here', 'convert one: f64(x) or i64(x)');
  const isMixed = (left === 'i32' && right === 'u32') || (left === 'u32' && right === 'i32');
  if (isMixed && !isKnown(expr.a) && !isKnown(expr.b)) {
    return target.refuse(expr.at, 'an i32 is compared with a u32', 'cast one: i32(x) or u32(x)');
  }
  const isBoolean = type === 'bool' && (expr.op === 'eq' || expr.op === 'ne');
  const common = target.settle(isBoolean ? type : numeric(type));
  const a = target.emitters.expression(target, expr.a, common);
  return b.compare(expr.op, a, target.emitters.expression(target, expr.b, common));
}

export function emitNegate(target: Target, a: Expr, type: ScalarType): Value {
  return target.b.neg(target.emitters.expression(target, a, type));
}

export function emitBitNot(target: Target, a: Expr, type: ScalarType): Value {
  return target.b.unary('not', isWide(type) ? target.emitters.expression(target, a, type) : bits(target, a));
}
