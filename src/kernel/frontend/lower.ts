/** The front end: from the text of a function and the types of its arguments to a verified kernel. */

import type { Pattern } from 'acorn';
import { type ElementType, loadedType, type ScalarType } from '../../core/kernel.ts';
import { verify } from '../ir/verify.ts';
import { type At, refusal } from './compile-error.ts';
import { emitExpression } from './emit/expression.ts';
import { StatementEmitter } from './emit/statement.ts';
import { Target } from './emit/target.ts';
import { exprOf } from './entity-expr.ts';
import { type BufferSource, type BufferStorage, type Expr, givesNothing, type Statement } from './hir.ts';
import { inferTypes, type Typing } from './infer.ts';
import { parsedFunction } from './parse.ts';
import type { KernelRequest, LoweredKernel, ParameterBinding } from './request.ts';
import { resolveEntity } from './resolve-expression.ts';
import { bindOne, functionScope, inlineCall, resolveBody } from './resolve-function.ts';
import { resolveStatements } from './resolve-statement.ts';
import { type Entity, type FunctionState, Scope, Unit } from './scope.ts';
import { entityOfStatic } from './static-value.ts';
import { settle } from './types.ts';
import { checkWindows, reachOf, windowBuffer } from './windows.ts';

/** The place of the iteration, counted through all axes. */
function linearIndex(rank: number, at: At): Expr {
  let flat: Expr = { kind: 'index', axis: 0, space: 'global', at };
  for (let axis = 1; axis < rank; axis++) {
    const scaled: Expr = { kind: 'binary', sign: '*', a: flat, b: { kind: 'size', axis, at }, at };
    flat = { kind: 'binary', sign: '+', a: scaled, b: { kind: 'index', axis, space: 'global', at }, at };
  }
  return flat;
}

/** Where the slice of the iteration begins. */
function sliceBase(
  unit: Unit,
  { name, source, inner }: { name: string; source: BufferSource; inner: 0 | 1 | undefined },
  at: At,
): Expr {
  const { rank } = unit.request;
  const terms = Array.from({ length: rank }, (_, axis): Expr | null => {
    const own: Expr = { kind: 'index', axis, space: 'global', at };
    const step = axis === rank - 1 ? inner : undefined;
    if (step !== undefined) return step === 0 ? null : own;
    const input = unit.scalar({
      name: `${name}_loop${axis}`,
      type: 'i32',
      source: { kind: 'loop', buffer: source, axis },
    });
    return { kind: 'binary', sign: '*', a: own, b: { kind: 'scalar', input, at }, at };
  });
  const none: Expr = { kind: 'literal', value: 0, at };
  return terms
    .filter((term) => term !== null)
    .reduce<Expr>((a, b) => (a === none ? b : { kind: 'binary', sign: '+', a, b, at }), none);
}

/** What a parameter is in the body. */
function bindingEntity(
  scope: Scope,
  binding: ParameterBinding,
  { name, index, at }: { name: string; index: number; at: At },
): Entity {
  const { unit } = scope;
  const source = { kind: 'parameter', index } as const;
  switch (binding.kind) {
    case 'index': {
      const position: Expr = { kind: 'index', axis: binding.axis, space: 'global', at };
      if (binding.range !== true) return { kind: 'expr', expr: position };
      const part = (kind: 'start' | 'step'): Expr => {
        const input = unit.scalar({
          name: `${kind}${binding.axis}`,
          type: 'i32',
          source: { kind, axis: binding.axis },
        });
        return { kind: 'scalar', input, at };
      };
      const scaled: Expr = { kind: 'binary', sign: '*', a: position, b: part('step'), at };
      return { kind: 'expr', expr: { kind: 'binary', sign: '+', a: part('start'), b: scaled, at } };
    }
    case 'element': {
      const storage = unit.buffer({ name, element: binding.element, clamped: false, rank: 1, source });
      storage.uses.read = true;
      return { kind: 'expr', expr: { kind: 'load', storage, indices: [linearIndex(unit.request.rank, at)], at } };
    }
    case 'array': {
      const { element, rank, clamped = false, isUnit = false } = binding;
      return { kind: 'array', storage: unit.buffer({ name, element, clamped, rank, source, isUnit }), indices: [] };
    }
    case 'slice': {
      const { element, rank, clamped = false, isUnit = false, inner } = binding;
      const base = sliceBase(unit, { name, source, inner }, at);
      const storage = unit.buffer({ name, element, clamped, rank, source, isUnit, base });
      if (rank > 0) return { kind: 'array', storage, indices: [] };
      storage.uses.read = true;
      return { kind: 'expr', expr: { kind: 'load', storage, indices: [], at } };
    }
    case 'window': {
      const storage = windowBuffer(unit, { name, element: binding.element, index }, binding.neighborhood);
      return { kind: 'array', storage, indices: [] };
    }
    case 'scalar':
      return { kind: 'expr', expr: { kind: 'scalar', input: unit.scalar({ name, type: binding.type, source }), at } };
    case 'constant':
      return { kind: 'static', value: binding.value, path: name, read: unit.reads.argument(index, binding.value) };
    default:
      return binding satisfies never;
  }
}

/** What is passed for a parameter; undefined where its default takes its place. */
function passedFor(scope: Scope, { binding, parameter, index }: BoundParameter): Entity | undefined {
  if (binding === undefined) return undefined;
  const pattern = parameter.type === 'AssignmentPattern' ? parameter.left : parameter;
  const name = pattern.type === 'Identifier' ? pattern.name : `argument${index}`;
  const entity = bindingEntity(scope, binding, { name, index, at: scope.at(pattern) });
  if (entity.kind !== 'static') return entity;
  // Numbers and lists of them are what they are in the kernel; objects stay values for their users to see.
  return entity.value === undefined && parameter.type === 'AssignmentPattern'
    ? undefined
    : entityOfStatic(scope, entity, pattern);
}

interface BoundParameter {
  readonly binding: ParameterBinding | undefined;
  readonly parameter: Pattern;
  readonly index: number;
}

/** Declares the parameters; numbers become variables, because JavaScript lets functions assign to them. */
function bindParameters(scope: Scope, parameters: readonly Pattern[]): Statement[] {
  const bindings = scope.unit.request.parameters;
  return parameters.flatMap((parameter, index): Statement[] => {
    const passed = passedFor(scope, { binding: bindings[index], parameter, index });
    if (parameter.type === 'AssignmentPattern')
      return bindOne(scope, parameter.left, passed ?? scope.entity(parameter.right));
    if (parameter.type === 'RestElement')
      return scope.refuse(parameter, 'rest parameters are not available in kernels', 'name the parameters');
    return passed === undefined ? [] : bindOne(scope, parameter, passed);
  });
}

function resultBuffer(unit: Unit, name: string): BufferStorage {
  const storage = unit.buffer({ name, element: 'f64', clamped: false, rank: 1, source: { kind: 'result', name } });
  storage.uses.written = true;
  return storage;
}

/** What `return` does in the kernel itself. */
function mainReturns(unit: Unit, scope: () => Scope): (value: Entity | null, at: At) => Statement[] {
  const { result } = unit.request;
  const node = (at: At): { type: string; start: number; end: number } => ({ type: '', ...at });
  const slot = (name: string): Unit['results'][number] => {
    const found = unit.results.find((one) => one.name === name);
    if (found !== undefined) return found;
    const made = { name, storage: resultBuffer(unit, name), sources: [] };
    unit.results.push(made);
    return made;
  };
  const store = (name: string, value: Entity, at: At): Statement => {
    const expr = exprOf(scope(), value, node(at));
    const { storage, sources } = slot(name);
    sources.push(expr);
    const indices = [linearIndex(unit.request.rank, at)];
    return {
      kind: 'expression',
      expr: { kind: 'store', storage, indices, value: expr, update: null, result: 'new', at },
      at,
    };
  };
  const effects = (value: Entity | null, at: At): Statement[] => {
    const exprs = value?.kind === 'expr' ? [value.expr] : value?.kind === 'record' ? value.setup : [];
    return exprs.map((expr) => ({ kind: 'expression', expr, at }));
  };
  return (value, at) => {
    if (result.kind === 'none') return [...effects(value, at), { kind: 'return', at }];
    const isMissing = value === null || value.kind === 'nothing' || (value.kind === 'expr' && givesNothing(value.expr));
    if (isMissing) throw refusal(at, 'nothing is returned here', 'return a number on every path');
    if (result.kind === 'reduce')
      return [accumulate(unit, { value: exprOf(scope(), value, node(at)), at }), { kind: 'return', at }];
    if (value.kind !== 'record') return [store('result', value, at), { kind: 'return', at }];
    return [
      ...effects(value, at),
      ...[...value.fields].map(([name, part]) => store(name, part, at)),
      { kind: 'return', at },
    ];
  };
}

function accumulate(unit: Unit, { value, at }: { value: Expr; at: At }): Statement {
  const { result } = unit.request;
  if (result.kind !== 'reduce') throw refusal(at, 'this kernel has no reduction', 'pass one');
  let [reduction] = unit.reductions;
  if (reduction === undefined) {
    reduction = {
      name: 'total',
      op: result.op,
      sources: [],
      storage: resultBuffer(unit, 'result'),
      fixed: result.type ?? null,
      type: 'unset',
    };
    unit.reductions.push(reduction);
  }
  reduction.sources.push(value);
  return { kind: 'accumulate', reduction, value, at };
}

/** The float type of what nothing else gives a width. */
function floatType(unit: Unit): 'f32' | 'f64' {
  const { float, result } = unit.request;
  if (float !== undefined) return float;
  const elements: (ElementType | ScalarType)[] = unit.buffers
    .filter(({ source }) => source.kind !== 'result')
    .map(({ element }) => element);
  elements.push(...unit.scalars.map(({ type }) => type));
  if (result.kind === 'store' && result.element !== 'infer') elements.push(result.element);
  if (result.kind === 'reduce' && result.type !== undefined) elements.push(result.type);
  if (elements.includes('f64')) return 'f64';
  return elements.includes('f32') || elements.includes('f16') ? 'f32' : 'f64';
}

/** Gives the result buffers their element types. */
function settleResults(unit: Unit, { typing, float }: { typing: Typing; float: 'f32' | 'f64' }): void {
  const { result } = unit.request;
  for (const { storage, sources } of unit.results) {
    const [first] = sources;
    const own = first === undefined ? 'f64' : settle(joinAll(sources, typing), float);
    storage.element = result.kind === 'store' && result.element !== 'infer' ? result.element : own;
  }
  for (const reduction of unit.reductions) {
    const type = settle(reduction.type, float);
    reduction.storage.element = type === 'bool' ? 'i32' : type;
  }
}

function joinAll(sources: readonly Expr[], typing: Typing): ReturnType<Typing['of']> {
  const [first, ...rest] = sources as [Expr, ...Expr[]];
  let all: Expr = first;
  for (const one of rest) all = { kind: 'conditional', test: one, a: all, b: one, at: one.at };
  return typing.of(all);
}

function resolve(request: KernelRequest): { unit: Unit; body: Statement[] } {
  const unit = new Unit(request, { entity: resolveEntity, statements: resolveStatements, inline: inlineCall });
  const node = parsedFunction(request.source);
  const state: FunctionState = {
    source: request.source,
    returns: { make: () => [] },
    hoisted: [],
    functionScope: () => root,
  };
  const root: Scope = new Scope(unit, state, null);
  const scope: Scope = functionScope(root, { make: mainReturns(unit, () => scope) });
  unit.inlining.push(node);
  const bound = bindParameters(scope, node.params);
  const body = [...bound, ...resolveBody(scope, node)];
  checkWindows(scope, node.params);
  if (request.result.kind !== 'none' && unit.results.length === 0 && unit.reductions.length === 0) {
    scope.refuse({ start: node.start, end: node.start + 1 }, `${request.name} returns nothing`, 'return a number');
  }
  if (unit.usesRandom) {
    for (const word of [0, 1] as const)
      unit.scalar({ name: `seed${word}`, type: 'u32', source: { kind: 'seed', word } });
  }
  return { unit, body };
}

function emit(
  unit: Unit,
  body: readonly Statement[],
  { typing, float }: { typing: Typing; float: 'f32' | 'f64' },
): Target {
  const target: Target = new Target(unit, {
    typing,
    float,
    emitters: { expression: emitExpression, statements: (_, list) => emitter.list(list) },
  });
  const emitter = new StatementEmitter(target);
  const { b } = target;
  for (const reduction of unit.reductions) {
    const type = loadedType[reduction.storage.element];
    target.accumulators.set(reduction, b.accumulator({ name: reduction.name, type, op: reduction.op }));
  }
  if (unit.usesRandom) b.set((target.draws = b.local('draws', 'i32')), 0);
  // What ends by itself needs no return.
  emitter.list(body.at(-1)?.kind === 'return' ? body.slice(0, -1) : body);
  b.finish(() => {
    for (const [reduction, accumulator] of target.accumulators)
      b.store(target.buffer(reduction.storage), 0, b.total(accumulator));
  });
  return target;
}

/**
 * Compiles a function to a kernel.
 *
 * @returns The kernel and where its buffers and scalars come from.
 * @throws KernelCompileError for code outside of what kernels can do, with its place and what to write instead.
 */
export function lowerFunction(request: KernelRequest): LoweredKernel {
  const { unit, body } = resolve(request);
  const typing = inferTypes(unit);
  const float = floatType(unit);
  settleResults(unit, { typing, float });
  const target = emit(unit, body, { typing, float });
  const kernel = target.b.build();
  verify(kernel, 'front end');
  return {
    kernel,
    buffers: unit.buffers.map(({ source }) => source),
    scalars: unit.scalars.map(({ source }) => source),
    constants: unit.constants,
    dependencies: unit.reads,
    variables: unit.variables.map(({ name, type }) => ({ name, type: settle(type, float) })),
    reach: reachOf(unit),
    results: [
      ...unit.results.map(({ name, storage }) => ({ name, element: storage.element })),
      ...unit.reductions.map(({ storage }) => ({ name: 'result', element: storage.element })),
    ],
  };
}
