/** Typed expressions to instructions. */

import type { ScalarType } from '../../../core/kernel.ts';
import { isFloat, isInt } from '../../ir/ops.ts';
import type { BinaryOp } from '../../ir/ops.ts';
import type { Value } from '../../ir/types.ts';
import type { BinarySign, Expr } from '../hir.ts';
import { isIntDivision } from '../infer.ts';
import { combined, type Uniform } from '../uniform.ts';
import { isFloatLike, isIntLike, isWide, join, numeric } from '../types.ts';
import { constant, convert, toBits, truth } from './convert.ts';
import { intDivision, mathValue } from './math.ts';
import { emitAtomic, emitLoad, emitStore } from './memory.ts';
import { emitRandom } from './random.ts';
import { isCheap } from './speculate.ts';
import type { Target } from './target.ts';

type Of<K extends Expr['kind']> = Extract<Expr, { kind: K }>;

/** The type an expression is computed in: weak floats take the width of where they go. */
function computedType(target: Target, expr: Expr, want: ScalarType): ScalarType {
  const type = target.typing.of(expr);
  if (type === 'float') return isFloat(want) ? want : target.float;
  if (type === 'int' && isFloat(want) && expr.kind !== 'variable') return want;
  return target.settle(type);
}

const bitOps: { readonly [S in BinarySign]?: BinaryOp } = {
  '&': 'and',
  '|': 'or',
  '^': 'xor',
  '<<': 'shl',
  '>>': 'shr',
};
const arithmeticOps: { readonly [S in BinarySign]?: BinaryOp } = { '+': 'add', '-': 'sub', '*': 'mul', '/': 'div' };

/** An operand of a bit operator: `(a / b) | 0` of integers is their quotient. */
function bits(target: Target, expr: Expr): Value {
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

function quotient(target: Target, expr: Of<'binary'>, fn: 'floor' | 'ceil' | 'trunc'): Value {
  const type = target.settle(join(numeric(target.typing.of(expr.a)), numeric(target.typing.of(expr.b)))!);
  const a = target.emitters.expression(target, expr.a, type);
  return intDivision(target.b, { a, by: target.emitters.expression(target, expr.b, type), fn });
}

function emitBinary(target: Target, expr: Of<'binary'>, type: ScalarType): Value {
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

function emitCompare(target: Target, expr: Of<'compare'>): Value {
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

/** A value chosen by branches, for what is too expensive to compute on both. */
function branch(
  target: Target,
  type: ScalarType,
  { cond, then, otherwise }: { cond: Value; then: () => Value; otherwise: () => Value },
): Value {
  const { b } = target;
  const chosen = b.local('chosen', type);
  b.if(
    cond,
    () => b.set(chosen, then()),
    () => b.set(chosen, otherwise()),
  );
  return b.get(chosen);
}

function emitLogical(target: Target, expr: Of<'logical'>, type: ScalarType): Value {
  const { b } = target;
  const a = target.emitters.expression(target, expr.a, type);
  const right = (): Value => target.emitters.expression(target, expr.b, type);
  const isAnd = expr.sign === '&&';
  if (isCheap(expr.b)) {
    const c = right();
    if (type === 'bool') return isAnd ? b.and(a, c) : b.or(a, c);
    return isAnd ? b.select(truth(b, a), c, a) : b.select(truth(b, a), a, c);
  }
  const left = (): Value => a;
  return branch(target, type, { cond: truth(b, a), then: isAnd ? right : left, otherwise: isAnd ? left : right });
}

function emitConditional(target: Target, expr: Of<'conditional'>, type: ScalarType): Value {
  const { b } = target;
  const cond = target.emitters.expression(target, expr.test, 'bool');
  const then = (): Value => target.emitters.expression(target, expr.a, type);
  const otherwise = (): Value => target.emitters.expression(target, expr.b, type);
  if (isCheap(expr.a) && isCheap(expr.b)) {
    const [a, c] = [then(), otherwise()];
    return b.select(cond, a, c);
  }
  return branch(target, type, { cond, then, otherwise });
}

function emitMath(target: Target, expr: Of<'math'>, type: ScalarType): Value {
  const { b, typing } = target;
  const { fn, args } = expr;
  const [first] = args;
  if ((fn === 'floor' || fn === 'ceil' || fn === 'trunc') && isIntDivision(first!, typing.of))
    return quotient(target, first, fn);
  const own = first === undefined ? type : target.typeOf(first);
  const operand = fn === 'isNaN' || fn === 'isFinite' || fn === 'isInteger' ? (own === 'bool' ? 'i32' : own) : type;
  if (fn === 'imul' || fn === 'clz32')
    return mathValue(
      b,
      fn,
      args.map((arg) => bits(target, arg)),
    );
  return mathValue(
    b,
    fn,
    args.map((arg) => target.emitters.expression(target, arg, operand)),
  );
}

function emitCast(target: Target, expr: Of<'cast'>, type: ScalarType): Value {
  const { a, to } = expr;
  const isInteger = to === 'i32' || to === 'u32';
  if (isInteger && isIntDivision(a, target.typing.of)) return target.b.convert(quotient(target, a, 'trunc'), to);
  const own = target.typing.of(a);
  // f64(x / 3) of integers divides in f64.
  if (isFloatLike(type) && !isFloatLike(own) && !isIntLike(own))
    return convert(target.b, target.emitters.expression(target, a, target.typeOf(a)), type);
  if (own === 'float') return target.emitters.expression(target, a, type);
  if (a.kind === 'literal') return constant(target.b, a.value, type);
  return convert(target.b, target.emitters.expression(target, a, target.typeOf(a)), type);
}

function emitAssign(target: Target, { variable, value, result }: Of<'assign'>): Value {
  const { b } = target;
  const type = target.settle(variable.type);
  if (variable.single) {
    const made = target.emitters.expression(target, value, type);
    target.bind(variable, made);
    return made;
  }
  const local = target.local(variable);
  const old = result === 'old' ? b.get(local) : null;
  const made = target.emitters.expression(target, value, type);
  b.set(local, made);
  return old ?? made;
}

function emitNegate(target: Target, a: Expr, type: ScalarType): Value {
  return target.b.neg(target.emitters.expression(target, a, type));
}

/** A number that changes, as the literal of its value would be. */
function uniformValue(target: Target, uniform: Uniform, type: ScalarType): Value {
  if (type !== 'bool') return target.uniform(uniform, type);
  const isTrue = combined('truth', [uniform], (value: number | bigint) => Number(Boolean(value)));
  return truth(target.b, target.uniform(isTrue, 'i32'));
}

/** An expression in the type it is computed in. */
function compute(target: Target, expr: Expr, type: ScalarType): Value {
  const { b } = target;
  switch (expr.kind) {
    case 'literal':
      return constant(b, expr.value, type);
    case 'uniform':
      return uniformValue(target, expr.uniform, type);
    case 'variable':
      return target.read(expr.variable);
    case 'index':
      return b.index(expr.axis, expr.space);
    case 'size':
      return b.size(expr.axis);
    case 'length':
      return b.length(target.buffer(expr.storage));
    case 'scalar':
      return target.scalar(expr.input);
    case 'negate':
      return emitNegate(target, expr.a, type);
    case 'bitNot':
      return b.unary('not', isWide(type) ? target.emitters.expression(target, expr.a, type) : bits(target, expr.a));
    case 'not':
      return b.unary('not', target.emitters.expression(target, expr.a, 'bool'));
    case 'binary':
      return emitBinary(target, expr, type);
    case 'compare':
      return emitCompare(target, expr);
    case 'logical':
      return emitLogical(target, expr, type);
    case 'conditional':
      return emitConditional(target, expr, type);
    case 'math':
      return emitMath(target, expr, type);
    case 'cast':
      return emitCast(target, expr, type);
    case 'load':
      return emitLoad(target, expr);
    case 'store':
      return emitStore(target, expr);
    case 'atomic':
      return emitAtomic(target, expr);
    case 'assign':
      return emitAssign(target, expr);
    case 'sequence': {
      for (const item of expr.items.slice(0, -1)) emitEffect(target, item);
      return target.emitters.expression(target, expr.items.at(-1)!, type);
    }
    case 'inlined': {
      target.emitters.statements(target, [{ kind: 'block', frame: expr.frame, body: expr.body, at: expr.at }]);
      if (expr.result === null)
        return target.refuse(
          expr.at,
          'this function returns nothing, and its value is used',
          'return a value on every path',
        );
      return target.read(expr.result);
    }
    case 'random':
      return emitRandom(target, type === 'f32' ? 'f32' : 'f64');
    case 'nothing':
      return target.refuse(expr.at, 'undefined stands where a number is needed', 'use a number');
    default:
      return expr satisfies never;
  }
}

/** An expression as a value of a type. */
export function emitExpression(target: Target, expr: Expr, want: ScalarType): Value {
  target.mark(expr.at);
  if (expr.kind === 'literal') return constant(target.b, expr.value, want);
  if (expr.kind === 'uniform') return uniformValue(target, expr.uniform, want);
  const value = compute(target, expr, computedType(target, expr, want));
  return convert(target.b, value, want);
}

/** `c && (a[i] = 1)` and `c ? f(i) : g(i)` as statements: what runs need not have a value, nor one of the same type. */
function emitChoice(target: Target, expr: Of<'logical' | 'conditional'>): void {
  if (isCheap(expr)) return;
  const test = expr.kind === 'logical' ? expr.a : expr.test;
  const cond = target.emitters.expression(target, test, 'bool');
  const first = (): void => emitEffect(target, expr.kind === 'logical' ? expr.b : expr.a);
  if (expr.kind === 'conditional') target.b.if(cond, first, () => emitEffect(target, expr.b));
  else target.b.if(expr.sign === '&&' ? cond : target.b.unary('not', cond), first);
}

/** An expression whose value nobody wants. */
export function emitEffect(target: Target, expr: Expr): void {
  target.mark(expr.at);
  if (expr.kind === 'nothing') return;
  if (expr.kind === 'sequence') for (const item of expr.items) emitEffect(target, item);
  else if (expr.kind === 'logical' || expr.kind === 'conditional') emitChoice(target, expr);
  else if (expr.kind === 'inlined')
    target.emitters.statements(target, [{ kind: 'block', frame: expr.frame, body: expr.body, at: expr.at }]);
  else compute(target, expr, computedType(target, expr, target.typeOf(expr)));
}
