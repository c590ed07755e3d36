/** Calls: of math functions, intrinsics, array methods, and of functions, which are inlined. */

import type { CallExpression, NewExpression, Node } from 'acorn';
import type { AtomicOp } from '../ir/types.ts';
import { intrinsicOf } from '../intrinsics.ts';
import { resolveExpr } from './entity-expr.ts';
import { math } from './fold.ts';
import type { Expr, MathFunction } from './hir.ts';
import { isBuiltIn, parsedFunction } from './parse.ts';
import { argumentNodes, callArrayMethod, effect } from './resolve-array-method.ts';
import { resolveMember } from './resolve-member.ts';
import { type Entity, Scope, textOf } from './scope.ts';
import { isCoverage, isNamer } from './tool-code.ts';

type AnyFunction = (...args: never[]) => unknown;

const mathArguments: { readonly [F in MathFunction]: number | 'any' } = {
  abs: 1,
  acos: 1,
  acosh: 1,
  asin: 1,
  asinh: 1,
  atan: 1,
  atan2: 2,
  atanh: 1,
  cbrt: 1,
  ceil: 1,
  clz32: 1,
  cos: 1,
  cosh: 1,
  exp: 1,
  expm1: 1,
  floor: 1,
  fround: 1,
  f16round: 1,
  hypot: 'any',
  imul: 2,
  log: 1,
  log10: 1,
  log1p: 1,
  log2: 1,
  max: 'any',
  min: 'any',
  pow: 2,
  round: 1,
  sign: 1,
  sin: 1,
  sinh: 1,
  sqrt: 1,
  tan: 1,
  tanh: 1,
  trunc: 1,
  isNaN: 1,
  isFinite: 1,
  isInteger: 1,
  erf: 1,
  erfc: 1,
  gamma: 1,
  lgamma: 1,
  digamma: 1,
  exp2: 1,
};

/** Built-in functions by identity, so that `const { sin } = Math` and bundlers' aliases are known. */
const builtins = new Map<unknown, MathFunction>();
for (const name of Object.keys(mathArguments) as MathFunction[]) {
  const fn = (Math as unknown as { [name: string]: unknown })[name];
  if (typeof fn === 'function') builtins.set(fn, name);
}
for (const [fn, name] of [
  [Number.isNaN, 'isNaN'],
  [globalThis.isNaN, 'isNaN'],
  [Number.isFinite, 'isFinite'],
  [globalThis.isFinite, 'isFinite'],
  [Number.isInteger, 'isInteger'],
] as const) {
  builtins.set(fn, name);
}

const atomicFunctions = new Map<unknown, AtomicOp>([
  [Atomics.add, 'add'],
  [Atomics.sub, 'sub'],
  [Atomics.and, 'and'],
  [Atomics.or, 'or'],
  [Atomics.xor, 'xor'],
  [Atomics.exchange, 'exchange'],
  [Atomics.compareExchange, 'compareExchange'],
  [Atomics.load, 'load'],
  [Atomics.store, 'store'],
]);

/** Several arguments as a chain of two: `Math.max(a, b, c)`. */
function chained(fn: MathFunction, args: readonly Expr[], at: Expr['at']): Expr {
  const [first, ...rest] = args;
  if (first === undefined)
    return { kind: 'literal', value: fn === 'max' ? -Infinity : fn === 'min' ? Infinity : 0, at };
  if (rest.length === 0)
    return fn === 'hypot' ? math('abs', [first], at) : { kind: 'cast', to: 'number', a: first, at };
  return rest.reduce((all, one) => math(fn, [all, one], at), first);
}

function callMath(scope: Scope, fn: MathFunction, node: CallExpression): Expr {
  const args = argumentNodes(scope, node).map((one) => resolveExpr(scope, one));
  const count = mathArguments[fn];
  const at = scope.at(node);
  if (count === 'any') return chained(fn, args, at);
  if (args.length < count)
    return scope.refuse(node, `${fn} takes ${count} arguments, got ${args.length}`, 'pass the missing ones');
  return math(fn, args.slice(0, count), at);
}

function callAtomic(scope: Scope, op: AtomicOp, node: CallExpression): Expr {
  const [arrayNode, indexNode, ...operands] = argumentNodes(scope, node);
  const array = arrayNode === undefined ? undefined : scope.entity(arrayNode);
  if (array?.kind !== 'array' || indexNode === undefined) {
    return scope.refuse(
      node,
      'an atomic operation needs an array and an index',
      'pass a captured typed array or an array parameter',
    );
  }
  const { storage } = array;
  const indices = [...array.indices, resolveExpr(scope, indexNode)];
  if (storage.kind === 'buffer') storage.uses.atomic = true;
  else if (storage.scope !== 'workgroup')
    scope.refuse(arrayNode!, `${storage.name} belongs to one iteration`, 'write to it directly');
  const values = operands.map((one) => resolveExpr(scope, one));
  const needed = op === 'load' ? 0 : op === 'compareExchange' ? 2 : 1;
  if (values.length < needed)
    return scope.refuse(node, `this atomic operation takes ${needed + 2} arguments`, 'pass the missing ones');
  const value = op === 'load' ? null : values[needed - 1]!;
  return {
    kind: 'atomic',
    op,
    storage,
    indices,
    value,
    expected: op === 'compareExchange' ? values[0]! : null,
    at: scope.at(node),
  };
}

function callIntrinsic(scope: Scope, fn: unknown, node: CallExpression): Entity | undefined {
  const intrinsic = intrinsicOf(fn);
  const at = scope.at(node);
  const first = node.arguments[0];
  switch (intrinsic?.kind) {
    case undefined:
      return undefined;
    case 'cast':
      if (first === undefined) return scope.refuse(node, `${intrinsic.to}() needs a value`, 'pass one');
      return { kind: 'expr', expr: { kind: 'cast', to: intrinsic.to, a: resolveExpr(scope, first), at } };
    case 'atomic':
      return { kind: 'expr', expr: callAtomic(scope, intrinsic.op, node) };
    case 'index': {
      const axis = first === undefined ? 0 : scope.unit.fixed(resolveExpr(scope, first));
      const value = typeof axis === 'number' ? axis : axis.kind === 'literal' ? Number(axis.value) : -1;
      if (!(value >= 0 && value < scope.unit.request.rank))
        scope.refuse(node, 'the axis must be a constant axis of the iteration space', 'pass 0, 1 or 2');
      return { kind: 'expr', expr: { kind: 'index', axis: value, space: intrinsic.space, at } };
    }
    case 'barrier':
      if (scope.unit.request.workgroup === undefined)
        scope.refuse(node, 'this kernel has no workgroup', 'pass the option workgroup');
      return { kind: 'expr', expr: effect({ kind: 'barrier', at }) };
    case 'workgroupArray':
      return scope.refuse(
        node,
        `${textOf(scope, node)} stands inside an expression`,
        'declare it: const shared = workgroupArray(...)',
      );
    default:
      return intrinsic satisfies never;
  }
}

/** `BigInt(x)`, `BigInt.asIntN(64, x)`, `BigInt.asUintN(64, x)`. */
function callBigInt(scope: Scope, fn: unknown, node: CallExpression): Expr | undefined {
  const at = scope.at(node);
  const [first, second] = node.arguments;
  if (fn === BigInt && first !== undefined) return { kind: 'cast', to: 'bigint', a: resolveExpr(scope, first), at };
  if ((fn !== BigInt.asIntN && fn !== BigInt.asUintN) || first === undefined || second === undefined) return undefined;
  const width = scope.unit.fixed(resolveExpr(scope, first));
  if (width.kind !== 'literal' || width.value !== 64)
    return scope.refuse(first, 'bigints of kernels have 64 bits', 'pass 64, and cut other widths off with & or shifts');
  return { kind: 'cast', to: fn === BigInt.asIntN ? 'i64' : 'u64', a: resolveExpr(scope, second), at };
}

/** Conversions and checks that are built in. */
function callBuiltin(scope: Scope, fn: unknown, node: CallExpression): Entity | undefined {
  const at = scope.at(node);
  const first = node.arguments[0];
  const mathName = builtins.get(fn);
  if (mathName !== undefined) return { kind: 'expr', expr: callMath(scope, mathName, node) };
  const atomic = atomicFunctions.get(fn);
  if (atomic !== undefined) return { kind: 'expr', expr: callAtomic(scope, atomic, node) };
  if (fn === Math.random) {
    scope.unit.usesRandom = true;
    return { kind: 'expr', expr: { kind: 'random', at } };
  }
  if (fn === Number && first !== undefined)
    return { kind: 'expr', expr: { kind: 'cast', to: 'number', a: resolveExpr(scope, first), at } };
  if (fn === Boolean && first !== undefined) {
    const inner: Expr = { kind: 'not', a: resolveExpr(scope, first), at };
    return { kind: 'expr', expr: { kind: 'not', a: inner, at } };
  }
  const big = callBigInt(scope, fn, node);
  return big === undefined ? callIntrinsic(scope, fn, node) : { kind: 'expr', expr: big };
}

/** A captured function as something that can be inlined. */
export function functionEntity(
  scope: Scope,
  fn: AnyFunction,
  { path, node }: { readonly path: string; readonly node: Node },
): Extract<Entity, { kind: 'function' }> {
  const source = scope.unit.sourceOf(fn);
  if (source !== undefined && isBuiltIn(source.text)) {
    return scope.refuse(
      node,
      `${path} is built in or bound, so it has no text to compile`,
      'use Math, casts, atomics and functions of your own',
    );
  }
  if (source === undefined)
    return scope.refuse(
      node,
      `the text of ${path} cannot be had`,
      'write the function in the kernel, or pass it explicitly',
    );
  const state = { source, returns: { make: () => [] }, hoisted: [], functionScope: () => root };
  const root: Scope = new Scope(scope.unit, state, null);
  scope.unit.constants.push({ path, value: fn });
  return { kind: 'function', node: parsedFunction(source), scope: root, name: path };
}

/** Whether a captured function does nothing but give another a name. */
function namesAnother(scope: Scope, fn: AnyFunction, node: CallExpression): boolean {
  const [, name] = node.arguments;
  if (node.arguments.length !== 2 || name?.type !== 'Literal' || typeof name.value !== 'string') return false;
  const source = scope.unit.sourceOf(fn);
  return source !== undefined && isNamer(source.text);
}

/** Calls. */
export function resolveCall(scope: Scope, node: CallExpression): Entity {
  if (isCoverage(node)) return { kind: 'nothing' };
  if (node.callee.type === 'Super') return scope.refuse(node, 'super is not available in kernels', 'use functions');
  if (node.callee.type === 'MemberExpression') {
    const method = callArrayMethod(scope, node, node.callee);
    if (method !== undefined) return method;
  }
  const callee =
    node.callee.type === 'MemberExpression' ? resolveMember(scope, node.callee) : scope.entity(node.callee);
  if (callee.kind === 'static' && typeof callee.value === 'function') {
    const fn = callee.value as AnyFunction;
    const builtin = callBuiltin(scope, fn, node);
    if (builtin !== undefined) return builtin;
    if (namesAnother(scope, fn, node)) return scope.entity(node.arguments[0]!);
    return inline(scope, functionEntity(scope, fn, { path: callee.path, node }), node);
  }
  if (callee.kind === 'function') return inline(scope, callee, node);
  return scope.refuse(
    node,
    `${textOf(scope, node.callee)} is not a function that a kernel can call`,
    'call functions of your own, Math functions and casts',
  );
}

function inline(scope: Scope, fn: Extract<Entity, { kind: 'function' }>, node: CallExpression): Entity {
  const args = argumentNodes(scope, node).map((one) => scope.entity(one));
  return scope.unit.resolvers.inline({ fn, args, at: scope.at(node) });
}

/** `new` outside of a declaration. */
export const resolveNew = (scope: Scope, node: NewExpression): Entity =>
  scope.refuse(
    node,
    `${textOf(scope, node)} is not available here`,
    'declare local arrays by themselves: const a = new Float32Array(8)',
  );
