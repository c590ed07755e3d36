/** What the parameters of a kernel are in its body. */

import type { Pattern } from 'acorn';
import type { At } from './compile-error.ts';
import type { BufferSource, Expr, Statement } from './hir.ts';
import { linearIndex } from './linear-index.ts';
import type { ParameterBinding } from './request.ts';
import { bindOne } from './resolve-function.ts';
import type { Entity, Scope, Unit } from './scope.ts';
import { entityOfStatic } from './static-value.ts';
import { windowBuffer } from './windows.ts';

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

/** A parameter of the function, and where it is read. */
interface Place {
  readonly scope: Scope;
  readonly name: string;
  readonly index: number;
  readonly at: At;
}

type BindingOf<K extends ParameterBinding['kind']> = Extract<ParameterBinding, { readonly kind: K }>;

const sourceOf = ({ index }: Place): { readonly kind: 'parameter'; readonly index: number } => ({
  kind: 'parameter',
  index,
});

/** Where the iteration is on an axis, on the way from a start by steps where the binding is a range. */
function indexEntity({ axis, range }: BindingOf<'index'>, { scope, at }: Place): Entity {
  const position: Expr = { kind: 'index', axis, space: 'global', at };
  if (range !== true) return { kind: 'expr', expr: position };
  const part = (kind: 'start' | 'step'): Expr => {
    const input = scope.unit.scalar({ name: `${kind}${axis}`, type: 'i32', source: { kind, axis } });
    return { kind: 'scalar', input, at };
  };
  const scaled: Expr = { kind: 'binary', sign: '*', a: position, b: part('step'), at };
  return { kind: 'expr', expr: { kind: 'binary', sign: '+', a: part('start'), b: scaled, at } };
}

function elementEntity({ element }: BindingOf<'element'>, place: Place): Entity {
  const { name, at } = place;
  const { unit } = place.scope;
  const storage = unit.buffer({ name, element, clamped: false, rank: 1, source: sourceOf(place) });
  storage.uses.read = true;
  return { kind: 'expr', expr: { kind: 'load', storage, indices: [linearIndex(unit.request.rank, at)], at } };
}

function arrayEntity({ element, rank, clamped = false, isUnit = false }: BindingOf<'array'>, place: Place): Entity {
  const { name, scope } = place;
  const storage = scope.unit.buffer({ name, element, clamped, rank, source: sourceOf(place), isUnit });
  return { kind: 'array', storage, indices: [] };
}

function sliceEntity(binding: BindingOf<'slice'>, place: Place): Entity {
  const { element, rank, clamped = false, isUnit = false, inner } = binding;
  const { name, at } = place;
  const { unit } = place.scope;
  const source = sourceOf(place);
  const base = sliceBase(unit, { name, source, inner }, at);
  const storage = unit.buffer({ name, element, clamped, rank, source, isUnit, base });
  if (rank > 0) return { kind: 'array', storage, indices: [] };
  storage.uses.read = true;
  return { kind: 'expr', expr: { kind: 'load', storage, indices: [], at } };
}

function windowEntity({ element, neighborhood }: BindingOf<'window'>, { scope, name, index }: Place): Entity {
  return { kind: 'array', storage: windowBuffer(scope.unit, { name, element, index }, neighborhood), indices: [] };
}

function scalarEntity({ type }: BindingOf<'scalar'>, place: Place): Entity {
  const { scope, name, at } = place;
  return {
    kind: 'expr',
    expr: { kind: 'scalar', input: scope.unit.scalar({ name, type, source: sourceOf(place) }), at },
  };
}

function constantEntity({ value }: BindingOf<'constant'>, { scope, name, index }: Place): Entity {
  return { kind: 'static', value, path: name, read: scope.unit.reads.argument(index, value) };
}

/** What a parameter is in the body, by how it is bound. */
function bindingEntity(binding: ParameterBinding, place: Place): Entity {
  switch (binding.kind) {
    case 'index':
      return indexEntity(binding, place);
    case 'element':
      return elementEntity(binding, place);
    case 'array':
      return arrayEntity(binding, place);
    case 'slice':
      return sliceEntity(binding, place);
    case 'window':
      return windowEntity(binding, place);
    case 'scalar':
      return scalarEntity(binding, place);
    case 'constant':
      return constantEntity(binding, place);
    default:
      return binding satisfies never;
  }
}

/** What is passed for a parameter; undefined where its default takes its place. */
function passedFor(scope: Scope, { binding, parameter, index }: BoundParameter): Entity | undefined {
  if (binding === undefined) return undefined;
  const pattern = parameter.type === 'AssignmentPattern' ? parameter.left : parameter;
  const name = pattern.type === 'Identifier' ? pattern.name : `argument${index}`;
  const entity = bindingEntity(binding, { scope, name, index, at: scope.at(pattern) });
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
export function bindParameters(scope: Scope, parameters: readonly Pattern[]): Statement[] {
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
