/** Property reads and array elements. */

import type { Expression, MemberExpression, Node, PrivateIdentifier } from 'acorn';
import type { Expr, Storage } from './hir.ts';
import { exprOf } from './entity-expr.ts';
import type { Entity, Scope } from './scope.ts';
import { propertyOf } from './static-value.ts';
import { windowElement } from './windows.ts';

export const rankOf = (storage: Storage): number => (storage.kind === 'buffer' ? storage.rank : storage.shape.length);

/** The name of a property, when it is known: `a.b`, `a['b']`, `a[0]`. */
export function propertyName(node: MemberExpression): string | null {
  const property = node.property as Expression | PrivateIdentifier;
  if (!node.computed) return property.type === 'Identifier' ? property.name : null;
  if (property.type !== 'Literal') return null;
  return typeof property.value === 'string' || typeof property.value === 'number' ? String(property.value) : null;
}

/** Length of an axis of an array, as an expression. */
export function axisLength(
  scope: Scope,
  { storage, axis }: { readonly storage: Storage; readonly axis: number },
  node: Node,
): Expr {
  const at = scope.at(node);
  if (storage.kind === 'array') return { kind: 'literal', value: storage.shape[axis]!, at };
  const input = storage.shape[axis];
  return input === undefined ? { kind: 'length', storage, at } : { kind: 'scalar', input, at };
}

function arrayProperty(
  scope: Scope,
  array: Extract<Entity, { kind: 'array' }>,
  { name, node }: { name: string; node: Node },
): Entity {
  const { storage, indices } = array;
  const rank = rankOf(storage);
  if (name === 'length') return { kind: 'expr', expr: axisLength(scope, { storage, axis: indices.length }, node) };
  if (name === 'shape') {
    const axes = Array.from({ length: rank - indices.length }, (_, at) => at + indices.length);
    const lengths = axes.map((axis, at): [string, Entity] => [
      String(at),
      { kind: 'expr', expr: axisLength(scope, { storage, axis }, node) },
    ]);
    return { kind: 'record', fields: new Map(lengths), setup: [] };
  }
  return scope.refuse(
    node,
    `${storage.name}.${name} is not available in kernels`,
    'use indices, .length, .shape and .fill(value)',
  );
}

/** One more index of an array: an element when it is the last one. */
export function withIndex(
  scope: Scope,
  array: Extract<Entity, { kind: 'array' }>,
  { index, node }: { index: Expr; node: Node },
): Entity {
  const { storage } = array;
  const indices = [...array.indices, index];
  if (indices.length < rankOf(storage)) return { kind: 'array', storage, indices };
  if (storage.kind === 'buffer') storage.uses.read = true;
  if (storage.kind === 'buffer' && storage.window !== undefined)
    return { kind: 'expr', expr: windowElement(scope, { storage, indices }, scope.at(node)) };
  return { kind: 'expr', expr: { kind: 'load', storage, indices, at: scope.at(node) } };
}

function fieldOf(scope: Scope, record: Extract<Entity, { kind: 'record' }>, node: MemberExpression): Entity {
  const name = propertyName(node);
  const field = name === 'length' && record.fields.has('0') ? undefined : record.fields.get(name ?? '');
  if (name === 'length' && record.fields.has('0')) {
    return { kind: 'expr', expr: { kind: 'literal', value: record.fields.size, at: scope.at(node) } };
  }
  if (field === undefined) {
    const names = [...record.fields.keys()].join(', ');
    return scope.refuse(
      node,
      name === null ? 'parts of this value are chosen by name, not by a computed index' : `there is no part ${name}`,
      `its parts are ${names}`,
    );
  }
  if (record.setup.length === 0) return field;
  const at = scope.at(node);
  return { kind: 'expr', expr: { kind: 'sequence', items: [...record.setup, exprOf(scope, field, node)], at } };
}

/** `a.b` and `a[b]`. */
export function resolveMember(scope: Scope, node: MemberExpression): Entity {
  const object = scope.entity(node.object);
  if (object.kind === 'record') return fieldOf(scope, object, node);
  const name = propertyName(node);
  if (object.kind === 'array') {
    if (!node.computed && name !== null) return arrayProperty(scope, object, { name, node });
    return withIndex(scope, object, { index: exprOf(scope, scope.entity(node.property), node.property), node });
  }
  if (object.kind === 'static' && name !== null) return propertyOf(scope, object, { name, node });
  return scope.refuse(
    node,
    'this value has no properties in a kernel',
    'use numbers, arrays, and object literals with plain properties',
  );
}
