/** Assignments: to variables, to elements of arrays, to parts of records, to patterns. */

import type { AssignmentExpression, MemberExpression, Node, Pattern, UpdateExpression } from 'acorn';
import { exprOf, resolveExpr } from './entity-expr.ts';
import { binary } from './fold.ts';
import type { BinarySign, Expr } from './hir.ts';
import { rankOf, resolveMember } from './resolve-member.ts';
import { type Entity, type Scope, textOf } from './scope.ts';

/** What an assignment computes from the old value: an operand of an operator, or a short-circuit. */
interface Change {
  readonly value: Expr;
  readonly sign: BinarySign | '&&' | '||' | null;
  readonly result: 'new' | 'old';
}

function assignVariable(
  scope: Scope,
  target: Extract<Expr, { kind: 'variable' }>,
  { change, node }: { change: Change; node: Node },
): Expr {
  const at = scope.at(node);
  const { variable } = target;
  const { sign } = change;
  const value: Expr =
    sign === null
      ? change.value
      : sign === '&&' || sign === '||'
        ? { kind: 'logical', sign, a: target, b: change.value, at }
        : binary(sign, { a: target, b: change.value }, at);
  variable.sources.push(value);
  variable.single = false;
  return { kind: 'assign', variable, value, result: change.result, at };
}

function assignElement(
  scope: Scope,
  target: Extract<Expr, { kind: 'load' }>,
  { change, node }: { change: Change; node: Node },
): Expr {
  const at = scope.at(node);
  const { storage, indices } = target;
  const { sign, result } = change;
  if (sign === '&&' || sign === '||') {
    return scope.refuse(node, `${sign}= on an element is not available in kernels`, 'write it with if');
  }
  if (storage.kind === 'array') {
    if (storage.scope === 'constant')
      scope.refuse(node, `${storage.name} is a captured constant array`, 'use a typed array to write to');
    storage.sources.push(change.value);
    storage.written = true;
  } else
    storage.uses = { ...storage.uses, written: true, read: storage.uses.read || sign !== null || result === 'old' };
  return { kind: 'store', storage, indices, value: change.value, update: sign, result, at };
}

/** The target of an assignment as the expression that reads it, without marking the array as read. */
function targetOf(scope: Scope, node: Node): Entity {
  if (node.type !== 'MemberExpression') return scope.entity(node);
  const before = scope.unit.buffers.map((buffer) => buffer.uses.read);
  const entity = resolveMember(scope, node as MemberExpression);
  // Resolving an element marks its array as read; a plain assignment only writes. Its index may read, but not the same element.
  if (entity.kind === 'expr' && entity.expr.kind === 'load' && entity.expr.storage.kind === 'buffer') {
    const { storage, indices } = entity.expr;
    const position = scope.unit.buffers.indexOf(storage);
    storage.uses.read = (before[position] ?? false) || indices.some((index) => readsFrom(index, storage));
  }
  return entity;
}

/** Whether an expression reads an element of an array. */
function readsFrom(expr: unknown, storage: object): boolean {
  if (typeof expr !== 'object' || expr === null || expr === storage) return false;
  if ((expr as { kind?: unknown }).kind === 'load' && (expr as { storage?: unknown }).storage === storage) return true;
  return Object.entries(expr).some(
    ([key, value]) =>
      key !== 'at' && key !== 'variable' && key !== 'storage' && typeof value === 'object' && readsFrom(value, storage),
  );
}

function assignTo(
  scope: Scope,
  { target, node, left }: { target: Entity; node: Node; left: Node },
  change: Change,
): Expr {
  if (left.type === 'Identifier' && scope.isFixed(textOf(scope, left)))
    scope.refuse(left, `${textOf(scope, left)} is a const`, 'declare it with let');
  if (target.kind === 'expr' && target.expr.kind === 'variable')
    return assignVariable(scope, target.expr, { change, node });
  if (target.kind === 'expr' && target.expr.kind === 'load') return assignElement(scope, target.expr, { change, node });
  const name = textOf(scope, left);
  if (target.kind === 'static' && typeof target.value === 'string')
    return scope.refuse(left, `${name} is a string: they are not available in kernels`, 'compute with numbers');
  if (target.kind === 'array' && left.type === 'MemberExpression') {
    return scope.refuse(
      left,
      `${name} is a row of ${target.storage.name}, not an element`,
      `use ${rankOf(target.storage)} indices`,
    );
  }
  if (target.kind === 'expr' && target.expr.kind === 'index') {
    return scope.refuse(left, `${name} is the index of the iteration and cannot change`, 'use a variable of your own');
  }
  return scope.refuse(
    left,
    `${name} is outside of the kernel, and every iteration runs by itself`,
    'write to an array element, or return the value and use a reduction',
  );
}

/** Parts of a destructuring pattern and of the value it takes apart. */
export function patternParts(scope: Scope, pattern: Pattern, value: Entity): { target: Pattern; value: Entity }[] {
  if (value.kind !== 'record' && value.kind !== 'static') {
    return scope.refuse(
      pattern,
      'only object and array literals, results of functions that return them, and captured objects can be taken apart',
      'use one variable for each value',
    );
  }
  const part = (name: string, node: Node): Entity => {
    const found = value.kind === 'record' ? value.fields.get(name) : staticPart(scope, value, name);
    return found ?? scope.refuse(node, `there is no part ${name}`, 'check the names');
  };
  if (pattern.type === 'ArrayPattern') {
    return pattern.elements.flatMap((element, index) =>
      element === null ? [] : [{ target: element, value: part(String(index), element) }],
    );
  }
  if (pattern.type !== 'ObjectPattern')
    return scope.refuse(pattern, 'this pattern is not available in kernels', 'use plain names');
  return pattern.properties.map((property) => {
    if (property.type !== 'Property' || property.key.type !== 'Identifier') {
      return scope.refuse(property, 'this pattern is not available in kernels', 'use plain names');
    }
    return { target: property.value, value: part(property.key.name, property) };
  });
}

function staticPart(
  scope: Scope,
  { value, path }: Extract<Entity, { kind: 'static' }>,
  name: string,
): Entity | undefined {
  if (typeof value !== 'object' || value === null || !(name in value)) return undefined;
  const read = scope.unit.reads.property(value, name);
  return { kind: 'static', value: read.value, path: `${path}.${name}`, read };
}

/** `[a, b] = [b, a]`: all values are computed before the first is assigned. */
function assignPattern(scope: Scope, node: AssignmentExpression, pattern: Pattern): Entity {
  const value = scope.entity(node.right);
  const setup = value.kind === 'record' ? [...value.setup] : [];
  const parts = patternParts(scope, pattern, value).map((part) => {
    const expr = exprOf(scope, part.value, node.right);
    const temporary = scope.unit.variable('part', scope.at(node));
    temporary.sources.push(expr);
    const read: Expr = { kind: 'variable', variable: temporary, at: scope.at(node) };
    setup.push({ kind: 'assign', variable: temporary, value: expr, result: 'new', at: scope.at(node) });
    return { target: part.target, read };
  });
  for (const { target, read } of parts) {
    setup.push(
      assignTo(
        scope,
        { target: targetOf(scope, target), node, left: target },
        { value: read, sign: null, result: 'new' },
      ),
    );
  }
  return {
    kind: 'expr',
    expr: { kind: 'sequence', items: [...setup, { kind: 'nothing', at: scope.at(node) }], at: scope.at(node) },
  };
}

/** `z = f(z)` where z is a record: part by part, after all of them are computed. */
function assignRecord(scope: Scope, node: AssignmentExpression, target: Extract<Entity, { kind: 'record' }>): Entity {
  const value = scope.entity(node.right);
  const at = scope.at(node);
  if (value.kind !== 'record')
    return scope.refuse(node, 'a number is assigned to an object', 'assign an object with the same parts');
  const items: Expr[] = [...value.setup];
  const reads = [...target.fields.keys()].map((name): [string, Expr] => {
    const part = value.fields.get(name);
    if (part === undefined)
      return scope.refuse(node, `the value has no part ${name}`, 'assign an object with the same parts');
    const expr = exprOf(scope, part, node);
    const temporary = scope.unit.variable(name, at);
    temporary.sources.push(expr);
    items.push({ kind: 'assign', variable: temporary, value: expr, result: 'new', at });
    return [name, { kind: 'variable', variable: temporary, at }];
  });
  for (const [name, read] of reads) {
    items.push(
      assignTo(
        scope,
        { target: target.fields.get(name)!, node, left: node.left },
        { value: read, sign: null, result: 'new' },
      ),
    );
  }
  return { kind: 'record', fields: target.fields, setup: items };
}

/** Assignment expressions. */
export function resolveAssignment(scope: Scope, node: AssignmentExpression): Entity {
  const { left, operator } = node;
  if (left.type === 'ArrayPattern' || left.type === 'ObjectPattern') return assignPattern(scope, node, left);
  const target = targetOf(scope, left);
  if (target.kind === 'record' && operator === '=') return assignRecord(scope, node, target);
  const value = resolveExpr(scope, node.right);
  if (operator === '??=') return target;
  const sign = operator === '=' ? null : (operator.slice(0, -1) as BinarySign | '&&' | '||');
  return { kind: 'expr', expr: assignTo(scope, { target, node, left }, { value, sign, result: 'new' }) };
}

/** `x++` and `--x`. */
export function resolveUpdate(scope: Scope, node: UpdateExpression): Entity {
  const one: Expr = { kind: 'literal', value: 1, at: scope.at(node) };
  const change: Change = { value: one, sign: node.operator === '++' ? '+' : '-', result: node.prefix ? 'new' : 'old' };
  return {
    kind: 'expr',
    expr: assignTo(scope, { target: targetOf(scope, node.argument), node, left: node.argument }, change),
  };
}
