/** JavaScript expressions to the typed tree. */

import type { BinaryExpression, Expression, Literal, Node, PrivateIdentifier } from 'acorn';
import type { CompareOp } from '../ir/ops.ts';
import { binary, unary } from './fold.ts';
import { exprOf, resolveExpr } from './entity-expr.ts';
import type { BinarySign } from './hir.ts';
import { resolveAssignment, resolveUpdate } from './resolve-assign.ts';
import { resolveCall, resolveNew } from './resolve-call.ts';
import { equalityOperand, isNothing, knownEquality } from './resolve-equality.ts';
import { resolveMember } from './resolve-member.ts';
import { isCoverage } from './tool-code.ts';
import { type Entity, type Scope, textOf } from './scope.ts';
import { entityOfStatic, freeVariable } from './static-value.ts';

const comparisons: { readonly [operator: string]: CompareOp } = {
  '<': 'lt',
  '<=': 'le',
  '>': 'gt',
  '>=': 'ge',
  '===': 'eq',
  '==': 'eq',
  '!==': 'ne',
  '!=': 'ne',
};
const signs: ReadonlySet<string> = new Set<BinarySign>([
  '+',
  '-',
  '*',
  '/',
  '%',
  '**',
  '&',
  '|',
  '^',
  '<<',
  '>>',
  '>>>',
]);

const KINDS: { readonly [type: string]: readonly [string, string] } = {
  TaggedTemplateExpression: ['strings are not available in kernels', 'compute with numbers'],
  ThisExpression: ['`this` is not available in kernels', 'pass values as arguments or captured constants'],
  AwaitExpression: ['a kernel cannot wait', 'compute what you wait for before'],
  YieldExpression: ['a kernel cannot yield', 'use a plain function'],
  ImportExpression: ['a kernel cannot import', 'import at the top of the module'],
  ClassExpression: ['classes are not available in kernels', 'use functions and numbers'],
  MetaProperty: ['import.meta and new.target are not available in kernels', 'compute what you need before'],
  ChainExpression: ['optional chaining is not available in kernels', 'test indices with if'],
};

function resolveLiteral(scope: Scope, node: Literal): Entity {
  const { value } = node;
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint') {
    return { kind: 'expr', expr: { kind: 'literal', value, at: scope.at(node) } };
  }
  if (typeof value === 'string') return { kind: 'static', value, path: textOf(scope, node) };
  if (value === null)
    return scope.refuse(node, 'null is not available in kernels', 'use a number such as -1 or NaN as a mark');
  return scope.refuse(node, 'regular expressions are not available in kernels', 'compute with numbers');
}

function resolveUnary(scope: Scope, node: Extract<Expression, { type: 'UnaryExpression' }>): Entity {
  const at = scope.at(node);
  const { operator } = node;
  if (operator === 'void') {
    // `void 0` is how minifiers write undefined.
    return node.argument.type === 'Literal'
      ? { kind: 'nothing' }
      : {
          kind: 'expr',
          expr: { kind: 'sequence', items: [resolveExpr(scope, node.argument), { kind: 'nothing', at }], at },
        };
  }
  if (operator === 'typeof' || operator === 'delete') {
    return scope.refuse(node, `${operator} is not available in kernels`, 'types are fixed when a kernel is compiled');
  }
  const a = resolveExpr(scope, node.argument);
  if (operator === '+')
    return {
      kind: 'expr',
      expr: a.kind === 'literal' && typeof a.value === 'number' ? a : { kind: 'cast', to: 'number', a, at },
    };
  const kind = operator === '-' ? 'negate' : operator === '~' ? 'bitNot' : 'not';
  return { kind: 'expr', expr: unary(kind, a, at) };
}

function resolveBinary(scope: Scope, node: Extract<Expression, { type: 'BinaryExpression' }>): Entity {
  const at = scope.at(node);
  const { operator } = node;
  const compare = comparisons[operator];
  if (compare === undefined && !signs.has(operator)) {
    return scope.refuse(
      node,
      `the operator ${operator} is not available in kernels`,
      'use arithmetic and comparisons of numbers',
    );
  }
  const left = node.left as Expression | PrivateIdentifier;
  if (compare === 'eq' || compare === 'ne') return resolveEquality(scope, node, compare);
  const operands = { a: resolveExpr(scope, left), b: resolveExpr(scope, node.right) };
  if (compare !== undefined) return { kind: 'expr', expr: { kind: 'compare', op: compare, ...operands, at } };
  return { kind: 'expr', expr: binary(operator as BinarySign, operands, at) };
}

function resolveEquality(scope: Scope, node: BinaryExpression, op: 'eq' | 'ne'): Entity {
  const at = scope.at(node);
  const [left, right] = [equalityOperand(scope, node.left), equalityOperand(scope, node.right)];
  const known = knownEquality(node.operator, left, right);
  if (known !== null) return { kind: 'expr', expr: { kind: 'literal', value: known, at } };
  const [a, b] = [exprOf(scope, left, node.left), exprOf(scope, right, node.right)];
  return { kind: 'expr', expr: { kind: 'compare', op, a, b, at } };
}

function resolveLogical(scope: Scope, node: Extract<Expression, { type: 'LogicalExpression' }>): Entity {
  if (node.operator === '??') {
    const left = equalityOperand(scope, node.left);
    // Numbers are never null or undefined, so their right side is never needed.
    return isNothing(left) ? scope.entity(node.right) : { kind: 'expr', expr: exprOf(scope, left, node.left) };
  }
  const a = resolveExpr(scope, node.left);
  if (a.kind === 'literal') {
    const isSettled = Boolean(a.value) === (node.operator === '||');
    return isSettled ? { kind: 'expr', expr: a } : scope.entity(node.right);
  }
  return {
    kind: 'expr',
    expr: { kind: 'logical', sign: node.operator, a, b: resolveExpr(scope, node.right), at: scope.at(node) },
  };
}

function resolveConditional(scope: Scope, node: Extract<Expression, { type: 'ConditionalExpression' }>): Entity {
  const test = resolveExpr(scope, node.test);
  if (test.kind === 'literal') return scope.entity(test.value ? node.consequent : node.alternate);
  const a = resolveExpr(scope, node.consequent);
  const b = resolveExpr(scope, node.alternate);
  return { kind: 'expr', expr: { kind: 'conditional', test, a, b, at: scope.at(node) } };
}

function resolveSequence(scope: Scope, node: Extract<Expression, { type: 'SequenceExpression' }>): Entity {
  const parts = node.expressions.filter((one) => !isCoverage(one));
  const last = parts.at(-1);
  if (last === undefined) return { kind: 'nothing' };
  const before = parts
    .slice(0, -1)
    .map((one) => resolveExpr(scope, one))
    .filter((one) => one.kind !== 'literal');
  const entity = scope.entity(last);
  // `(0, fn)(x)` calls fn without a receiver: bundlers and test runners write imports so.
  if (before.length === 0) return entity;
  return {
    kind: 'expr',
    expr: { kind: 'sequence', items: [...before, exprOf(scope, entity, last)], at: scope.at(node) },
  };
}

/** Names of the parts of an object or array literal. */
function resolveRecord(
  scope: Scope,
  node: Extract<Expression, { type: 'ObjectExpression' | 'ArrayExpression' }>,
): Entity {
  const fields = new Map<string, Entity>();
  if (node.type === 'ArrayExpression') {
    for (const [index, element] of node.elements.entries()) {
      if (element === null || element.type === 'SpreadElement')
        return scope.refuse(node, 'spread and holes are not available in kernels', 'list the elements');
      fields.set(String(index), scope.entity(element));
    }
    return { kind: 'record', fields, setup: [] };
  }
  for (const property of node.properties) {
    if (
      property.type !== 'Property' ||
      property.kind !== 'init' ||
      (property.computed && property.key.type !== 'Literal')
    ) {
      return scope.refuse(property, 'only plain properties are available in kernels', 'write { name: value }');
    }
    const { key } = property;
    const name = key.type === 'Identifier' ? key.name : key.type === 'Literal' ? String(key.value) : '';
    fields.set(name, scope.entity(property.value));
  }
  return { kind: 'record', fields, setup: [] };
}

/** Minifiers write all strings as templates. */
function resolveTemplate(scope: Scope, node: Extract<Expression, { type: 'TemplateLiteral' }>): Entity {
  return node.expressions.length === 0
    ? { kind: 'static', value: node.quasis[0]!.value.cooked, path: textOf(scope, node) }
    : scope.refuse(node, 'strings are not available in kernels', 'compute with numbers');
}

function resolveFunction(
  scope: Scope,
  node: Extract<Expression, { type: 'ArrowFunctionExpression' | 'FunctionExpression' }>,
): Entity {
  const name = node.type === 'FunctionExpression' ? (node.id?.name ?? 'a function') : 'a function';
  return { kind: 'function', node, scope, name };
}

function refuseKind(scope: Scope, node: Expression): never {
  const other = [`${node.type} is not available in kernels`, 'use numbers, arrays and functions'] as const;
  const [message, hint] = KINDS[node.type] ?? other;
  return scope.refuse(node, message, hint);
}

/** What an expression stands for. */
export function resolveEntity(node: Node, scope: Scope): Entity {
  const expression = node as Expression;
  switch (expression.type) {
    case 'Literal':
      return resolveLiteral(scope, expression);
    case 'TemplateLiteral':
      return resolveTemplate(scope, expression);
    case 'Identifier':
      return scope.find(expression.name) ?? known(scope, freeVariable(scope, expression.name, expression), expression);
    case 'ParenthesizedExpression':
      return scope.entity(expression.expression);
    case 'MemberExpression':
      return known(scope, resolveMember(scope, expression), expression);
    case 'CallExpression':
      return resolveCall(scope, expression);
    case 'NewExpression':
      return resolveNew(scope, expression);
    case 'ArrowFunctionExpression':
    case 'FunctionExpression':
      return resolveFunction(scope, expression);
    case 'ObjectExpression':
    case 'ArrayExpression':
      return resolveRecord(scope, expression);
    default:
      return resolveOperation(scope, expression);
  }
}

/** What an operator stands for; of what is none, a kernel can make nothing. */
function resolveOperation(scope: Scope, expression: Expression): Entity {
  switch (expression.type) {
    case 'UnaryExpression':
      return resolveUnary(scope, expression);
    case 'BinaryExpression':
      return resolveBinary(scope, expression);
    case 'LogicalExpression':
      return resolveLogical(scope, expression);
    case 'ConditionalExpression':
      return resolveConditional(scope, expression);
    case 'SequenceExpression':
      return resolveSequence(scope, expression);
    case 'AssignmentExpression':
      return resolveAssignment(scope, expression);
    case 'UpdateExpression':
      return resolveUpdate(scope, expression);
    default:
      return refuseKind(scope, expression);
  }
}

/** Captured numbers and arrays are what they are in the kernel; functions and objects stay values for their callers to see. */
const known = (scope: Scope, entity: Entity, node: Node): Entity =>
  entity.kind === 'static' ? entityOfStatic(scope, entity, node) : entity;
