/** Typed expressions to instructions. */

import type { ScalarType } from '../../../core/kernel.ts';
import { isFloat } from '../../ir/ops.ts';
import type { Value } from '../../ir/types.ts';
import type { Expr, ExprOf } from '../hir.ts';
import { isIntDivision } from '../infer.ts';
import { isFloatLike, isIntLike } from '../types.ts';
import { constant, convert, truth } from './convert.ts';
import { mathValue } from './math.ts';
import { emitAtomic, emitLoad, emitStore } from './memory.ts';
import { isCheap } from './speculate.ts';
import type { Target } from './target.ts';
import { emitLeaf, uniformValue } from './leaf.ts';
import { bits, emitBinary, emitBitNot, emitCompare, emitNegate, quotient } from './operators.ts';

/** The type an expression is computed in: weak floats take the width of where they go. */
function computedType(target: Target, expr: Expr, want: ScalarType): ScalarType {
  const type = target.typing.of(expr);
  if (type === 'float') return isFloat(want) ? want : target.float;
  if (type === 'int' && isFloat(want) && expr.kind !== 'variable') return want;
  return target.settle(type);
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

function emitLogical(target: Target, expr: ExprOf<'logical'>, type: ScalarType): Value {
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

function emitConditional(target: Target, expr: ExprOf<'conditional'>, type: ScalarType): Value {
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

function emitMath(target: Target, expr: ExprOf<'math'>, type: ScalarType): Value {
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

function emitCast(target: Target, expr: ExprOf<'cast'>, type: ScalarType): Value {
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

function emitAssign(target: Target, { variable, value, result }: ExprOf<'assign'>): Value {
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

/** The values of all items in turn; the last one is that of the sequence. */
function emitSequence(target: Target, { items }: ExprOf<'sequence'>, type: ScalarType): Value {
  for (const item of items.slice(0, -1)) emitEffect(target, item);
  return target.emitters.expression(target, items.at(-1)!, type);
}

/** The statements of a call, then the variable with its result. */
function emitInlined(target: Target, { frame, body, result, at }: ExprOf<'inlined'>): Value {
  target.emitters.statements(target, [{ kind: 'block', frame, body, at }]);
  return result === null
    ? target.refuse(at, 'this function returns nothing, and its value is used', 'return a value on every path')
    : target.read(result);
}

/** An expression in the type it is computed in. */
function compute(target: Target, expr: Expr, type: ScalarType): Value {
  switch (expr.kind) {
    case 'negate':
      return emitNegate(target, expr.a, type);
    case 'bitNot':
      return emitBitNot(target, expr.a, type);
    case 'not':
      return target.b.unary('not', target.emitters.expression(target, expr.a, 'bool'));
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
    case 'sequence':
      return emitSequence(target, expr, type);
    case 'inlined':
      return emitInlined(target, expr);
    default:
      return emitLeaf(target, expr, type);
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
function emitChoice(target: Target, expr: ExprOf<'logical' | 'conditional'>): void {
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
