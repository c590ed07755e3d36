/** Local arrays: where they are declared, what they start with. */

import type { ArrayExpression, CallExpression, Expression, NewExpression, Node } from 'acorn';
import { loadedType, type ScalarType } from '../../core/kernel.ts';
import { intrinsicOf } from '../intrinsics.ts';
import { resolveExpr } from './entity-expr.ts';
import type { ArrayStorage, Expr, Statement } from './hir.ts';
import { type Scope, textOf } from './scope.ts';
import { typedArrayElements } from './typed-arrays.ts';

/** A new array and the statements that fill it. */
export interface FreshArray {
  readonly storage: ArrayStorage;
  readonly statements: readonly Statement[];
}

const MAX_LENGTH = 65_536;

function makeArray(
  scope: Scope,
  fields: Pick<ArrayStorage, 'name' | 'shape' | 'fixed' | 'narrow' | 'values'> & { scope?: ArrayStorage['scope'] },
  node: Node,
): ArrayStorage {
  const length = fields.shape.reduce((a, b) => a * b, 1);
  if (!(Number.isInteger(length) && length > 0 && length <= MAX_LENGTH)) {
    return scope.refuse(
      node,
      `a local array has ${length} elements`,
      `its length must be constant, from 1 to ${MAX_LENGTH}`,
    );
  }
  const storage: ArrayStorage = {
    kind: 'array',
    at: scope.at(node),
    sources: [],
    scope: 'private',
    written: false,
    type: fields.fixed ?? 'unset',
    ...fields,
  };
  scope.unit.arrays.push(storage);
  return storage;
}

/** Element type of a typed array class. */
function classOf(
  scope: Scope,
  callee: Node,
): { readonly fixed: ScalarType | null; readonly narrow: ArrayStorage['narrow'] } | null {
  const entity = scope.entity(callee);
  if (entity.kind !== 'static') return null;
  if (entity.value === Array) return { fixed: null, narrow: null };
  const name = typeof entity.value === 'function' ? entity.value.name : entity.path;
  const known = typedArrayElements[name];
  if (known === undefined) return null;
  const { element, clamped } = known;
  if (element === 'f16') return scope.refuse(callee, 'local Float16Arrays are not available', 'use Float32Array');
  const narrow = element === 'i8' || element === 'u8' || element === 'i16' || element === 'u16' ? element : null;
  return { fixed: loadedType[element], narrow: clamped === true ? 'u8c' : narrow };
}

/** Shape and elements of a literal, nested ones flattened. */
function elementsOf(scope: Scope, node: ArrayExpression): { shape: number[]; values: Expr[] } {
  const rows = node.elements.map((element) => {
    if (element === null || element.type === 'SpreadElement')
      return scope.refuse(node, 'spread and holes are not available in kernels', 'list the elements');
    return element.type === 'ArrayExpression'
      ? elementsOf(scope, element)
      : { shape: [], values: [resolveExpr(scope, element)] };
  });
  const inner = rows[0]?.shape ?? [];
  if (rows.some((row) => row.shape.join() !== inner.join()))
    scope.refuse(node, 'the rows of this array have different lengths', 'make them equally long');
  return { shape: [rows.length, ...inner], values: rows.flatMap((row) => row.values) };
}

function fromLiteral(
  scope: Scope,
  node: ArrayExpression,
  { name, type }: { name: string; type: { fixed: ScalarType | null; narrow: ArrayStorage['narrow'] } },
): FreshArray {
  const { shape, values } = elementsOf(scope, node);
  const literals = values.map((one) => (one.kind === 'literal' && typeof one.value !== 'boolean' ? one.value : null));
  const isTable = type.narrow === null && literals.every((one) => one !== null);
  const storage = makeArray(
    scope,
    { name, shape, ...type, values: isTable ? (literals as (number | bigint)[]) : null },
    node,
  );
  storage.sources.push(...values);
  return { storage, statements: [{ kind: 'init', storage, values, at: scope.at(node) }] };
}

function filled(scope: Scope, storage: ArrayStorage, { value, node }: { value: Expr; node: Node }): FreshArray {
  storage.sources.push(value);
  return { storage, statements: [{ kind: 'fill', storage, value, at: scope.at(node) }] };
}

const zero = (scope: Scope, node: Node): Expr => ({ kind: 'literal', value: 0, at: scope.at(node) });

function fromNew(scope: Scope, node: NewExpression | CallExpression, name: string): FreshArray | null {
  const type = classOf(scope, node.callee);
  const [first] = node.arguments;
  if (type === null || first === undefined) return null;
  if (first.type === 'ArrayExpression') return fromLiteral(scope, first, { name, type });
  const length = scope.unit.fixed(resolveExpr(scope, first));
  if (length.kind !== 'literal')
    return scope.refuse(
      first,
      `the length ${textOf(scope, first)} of a local array is not constant`,
      'use a number or a captured constant',
    );
  const value: Expr =
    type.fixed === 'i64' || type.fixed === 'u64'
      ? { kind: 'literal', value: 0n, at: scope.at(node) }
      : zero(scope, node);
  return filled(scope, makeArray(scope, { name, shape: [Number(length.value)], ...type, values: null }, node), {
    value,
    node,
  });
}

function fromWorkgroup(scope: Scope, node: CallExpression, name: string): FreshArray {
  const [type, length] = node.arguments;
  const named = type === undefined ? undefined : scope.entity(type);
  const fixed = named?.kind === 'static' ? named.value : null;
  const size = length === undefined ? undefined : scope.unit.fixed(resolveExpr(scope, length));
  if ((fixed !== 'i32' && fixed !== 'u32' && fixed !== 'f32') || size?.kind !== 'literal') {
    return scope.refuse(node, 'workgroupArray takes a type and a constant length', "write workgroupArray('f32', 64)");
  }
  if (scope.unit.request.workgroup === undefined)
    scope.refuse(node, 'this kernel has no workgroup', 'pass the option workgroup');
  const shape = [Number(size.value)];
  return {
    storage: makeArray(scope, { name, shape, fixed, narrow: null, values: null, scope: 'workgroup' }, node),
    statements: [],
  };
}

/** `new Array(n).fill(v)`, `Float32Array.of(...)`, `Float32Array.from([...])`, `workgroupArray(...)`. */
function fromCall(scope: Scope, node: CallExpression, name: string): FreshArray | null {
  const { callee } = node;
  if (callee.type === 'MemberExpression' && callee.property.type === 'Identifier' && !callee.computed) {
    const method = callee.property.name;
    if (method === 'fill') {
      const [value] = node.arguments;
      const holes = callee.object.type === 'ArrayExpression' ? holesOf(callee.object) : 0;
      const inner =
        holes > 0
          ? { storage: makeArray(scope, { name, shape: [holes], fixed: null, narrow: null, values: null }, node) }
          : freshArray(scope, callee.object, name);
      if (inner === null || value === undefined || node.arguments.length > 1) return null;
      // What `new` filled it with is overwritten at once and must not decide its type.
      inner.storage.sources.length = 0;
      return filled(scope, inner.storage, { value: resolveExpr(scope, value), node });
    }
    const type = method === 'of' || method === 'from' ? classOf(scope, callee.object) : null;
    if (type === null) return calledArray(scope, node, name);
    const [first] = node.arguments;
    if (method === 'from' && first?.type === 'ArrayExpression') return fromLiteral(scope, first, { name, type });
    if (method === 'of')
      return fromLiteral(
        scope,
        { ...node, type: 'ArrayExpression', elements: node.arguments } as unknown as ArrayExpression,
        { name, type },
      );
    return null;
  }
  return calledArray(scope, node, name);
}

/** `workgroupArray(...)`, under any name and in any namespace, and `Array(n)`. */
function calledArray(scope: Scope, node: CallExpression, name: string): FreshArray | null {
  const { callee } = node;
  if (callee.type !== 'Identifier' && callee.type !== 'SequenceExpression' && callee.type !== 'MemberExpression')
    return null;
  if (callee.type === 'Identifier' && scope.find(callee.name) !== undefined) return null;
  const isInNamespace = callee.type !== 'MemberExpression' || scope.entity(callee.object).kind === 'static';
  const entity = isInNamespace ? scope.entity(callee) : undefined;
  if (entity?.kind !== 'static') return null;
  if (entity.value === Array) return fromNew(scope, node, name);
  return intrinsicOf(entity.value)?.kind === 'workgroupArray' ? fromWorkgroup(scope, node, name) : null;
}

/** Length of a literal of holes only, which minifiers make of `new Array(4)`; 0 for any other. */
const holesOf = ({ elements }: ArrayExpression): number =>
  elements.every((element) => element === null) ? elements.length : 0;

/** The array that an expression makes; null when it makes none. */
export function freshArray(scope: Scope, node: Node, name: string): FreshArray | null {
  const expression = node as Expression;
  if (expression.type === 'NewExpression') return fromNew(scope, expression, name);
  if (expression.type === 'CallExpression') return fromCall(scope, expression, name);
  if (expression.type === 'ParenthesizedExpression') return freshArray(scope, expression.expression, name);
  if (expression.type !== 'ArrayExpression') return null;
  if (expression.elements.length === 0)
    return scope.refuse(
      node,
      'an empty array has no type and no length',
      'declare it with its length: new Float32Array(8)',
    );
  return fromLiteral(scope, expression, { name, type: { fixed: null, narrow: null } });
}
