/** JavaScript statements to the typed tree. */

import type { Expression, Pattern, Statement as StatementNode, SwitchStatement, VariableDeclaration } from 'acorn';
import { exprOf, resolveExpr } from './entity-expr.ts';
import type { Expr, Frame, Statement } from './hir.ts';
import { freshArray } from './resolve-arrays.ts';
import { patternParts } from './resolve-assign.ts';
import { lowerSwitch } from './resolve-switch.ts';
import { type Entity, type Scope, type Target } from './scope.ts';
import { isCoverage, isNamer } from './tool-code.ts';

type Targets = readonly Target[];

/** Something declared by `let` or `const`: a variable, or a name for what needs none. */
function declare(
  scope: Scope,
  { pattern, entity, kind }: { pattern: Pattern; entity: Entity; kind: VariableDeclaration['kind'] },
): Statement[] {
  const at = scope.at(pattern);
  if (pattern.type !== 'Identifier') return declarePattern(scope, pattern, { entity, kind });
  const { name } = pattern;
  if (kind === 'const') scope.fix(name);
  if (entity.kind === 'record') {
    const statements: Statement[] = entity.setup.map((expr) => ({ kind: 'expression', expr, at }));
    const fields = new Map<string, Entity>();
    for (const [field, value] of entity.fields) {
      const isPlain = value.kind === 'array' || value.kind === 'function' || value.kind === 'record';
      if (isPlain) fields.set(field, value);
      else
        fields.set(
          field,
          variable(scope, { name: `${name}_${field}`, value: exprOf(scope, value, pattern), at }, statements),
        );
    }
    scope.declare(name, { kind: 'record', fields, setup: [] });
    return statements;
  }
  if (entity.kind === 'array' || entity.kind === 'function' || entity.kind === 'static') {
    scope.declare(name, entity);
    return [];
  }
  const statements: Statement[] = [];
  const value = entity.kind === 'nothing' ? null : entity.expr;
  if (kind === 'var') return declareVar(scope, { name, value, at });
  scope.declare(name, variable(scope, { name, value, at }, statements));
  return statements;
}

/** `var x` in a loop or twice is one variable: it is declared where the function starts. */
function declareVar(
  scope: Scope,
  { name, value, at }: { name: string; value: Expr | null; at: Statement['at'] },
): Statement[] {
  let entity = scope.find(name);
  if (entity?.kind !== 'expr' || entity.expr.kind !== 'variable') {
    const made = scope.unit.variable(name, at);
    made.single = false;
    scope.state.hoisted.push({ kind: 'declare', variable: made, value: null, at });
    entity = { kind: 'expr', expr: { kind: 'variable', variable: made, at } };
    scope.state.functionScope().declare(name, entity);
  }
  if (value === null || entity.expr.kind !== 'variable') return [];
  entity.expr.variable.sources.push(value);
  return [
    { kind: 'expression', expr: { kind: 'assign', variable: entity.expr.variable, value, result: 'new', at }, at },
  ];
}

function variable(
  scope: Scope,
  { name, value, at }: { name: string; value: Expr | null; at: Statement['at'] },
  statements: Statement[],
): Entity {
  const made = scope.unit.variable(name, at);
  if (value !== null && value.kind !== 'nothing') made.sources.push(value);
  statements.push({ kind: 'declare', variable: made, value: value?.kind === 'nothing' ? null : value, at });
  return { kind: 'expr', expr: { kind: 'variable', variable: made, at } };
}

function declarePattern(
  scope: Scope,
  pattern: Pattern,
  { entity, kind }: { entity: Entity; kind: VariableDeclaration['kind'] },
): Statement[] {
  const setup: Statement[] =
    entity.kind === 'record' ? entity.setup.map((expr) => ({ kind: 'expression', expr, at: scope.at(pattern) })) : [];
  const parts = patternParts(scope, pattern, entity);
  return [...setup, ...parts.flatMap(({ target, value }) => declare(scope, { pattern: target, entity: value, kind }))];
}

function resolveDeclaration(scope: Scope, node: VariableDeclaration): Statement[] {
  return node.declarations.flatMap(({ id, init }) => {
    if (init === null || init === undefined) {
      return declare(scope, { pattern: id, entity: { kind: 'nothing' }, kind: node.kind });
    }
    if (id.type === 'Identifier') {
      const fresh = freshArray(scope, init, id.name);
      if (fresh !== null) {
        if (node.kind === 'const') scope.fix(id.name);
        scope.declare(id.name, { kind: 'array', storage: fresh.storage, indices: [] });
        return [...fresh.statements];
      }
    }
    return declare(scope, { pattern: id, entity: scope.entity(init), kind: node.kind });
  });
}

/** `__name(helper, "helper");` gives a name and does nothing. */
function isNaming(scope: Scope, node: Expression): boolean {
  if (node.type !== 'CallExpression') return false;
  const { callee } = node;
  if (callee.type !== 'Identifier' && callee.type !== 'SequenceExpression') return false;
  if (callee.type === 'Identifier' && scope.find(callee.name) !== undefined) return false;
  const entity = scope.entity(callee);
  return entity.kind === 'static' && isNamerCall(scope, entity.value, node);
}

/** `__name(helper, "helper");` as a statement. */
function isNamerCall(scope: Scope, fn: unknown, node: Extract<Expression, { type: 'CallExpression' }>): boolean {
  const [, name] = node.arguments;
  if (
    typeof fn !== 'function' ||
    node.arguments.length !== 2 ||
    name?.type !== 'Literal' ||
    typeof name.value !== 'string'
  )
    return false;
  const source = scope.unit.sourceOf(fn as (...args: never[]) => unknown);
  return source !== undefined && isNamer(source.text);
}

function resolveExpressionStatement(scope: Scope, node: Expression): Statement[] {
  if (isCoverage(node) || node.type === 'Literal') return [];
  if (node.type === 'SequenceExpression')
    return node.expressions.flatMap((one) => resolveExpressionStatement(scope, one));
  if (isNaming(scope, node)) return [];
  // Minifiers write `if (c) x = 1` as `c && (x = 1)`, and both branches as a ternary.
  if (node.type === 'LogicalExpression' && node.operator !== '??') {
    const test = resolveExpr(scope, node.left);
    const body = resolveExpressionStatement(scope, node.right);
    const [then, otherwise] = node.operator === '&&' ? [body, []] : [[], body];
    return [{ kind: 'if', test, then, otherwise, at: scope.at(node) }];
  }
  if (node.type === 'ConditionalExpression') {
    const test = resolveExpr(scope, node.test);
    const then = resolveExpressionStatement(scope, node.consequent);
    return [
      { kind: 'if', test, then, otherwise: resolveExpressionStatement(scope, node.alternate), at: scope.at(node) },
    ];
  }
  const entity = scope.entity(node);
  if (entity.kind === 'record') return entity.setup.map((expr) => ({ kind: 'expression', expr, at: scope.at(node) }));
  return entity.kind === 'expr' ? [{ kind: 'expression', expr: entity.expr, at: scope.at(node) }] : [];
}

const asList = (node: StatementNode): readonly StatementNode[] => (node.type === 'BlockStatement' ? node.body : [node]);

/** Finds what a break or continue leaves. */
function jump(
  scope: Scope,
  node: Extract<StatementNode, { type: 'BreakStatement' | 'ContinueStatement' }>,
  targets: Targets,
): Statement {
  const how = node.type === 'BreakStatement' ? 'break' : 'continue';
  const label = node.label?.name;
  const fits = (target: Target): boolean => {
    if (label !== undefined) return target.labels.includes(label);
    return how === 'break' ? target.isBreakable : target.frame.kind === 'loop';
  };
  const target = targets.findLast(fits);
  if (target === undefined) return scope.refuse(node, `nothing to ${how} here`, 'use it in a loop');
  return { kind: 'jump', frame: target.frame, how, at: scope.at(node) };
}

type LoopNode = Extract<StatementNode, { type: 'ForStatement' | 'WhileStatement' | 'DoWhileStatement' }>;

function resolveLoop(
  outer: Scope,
  node: LoopNode,
  { targets, labels }: { targets: Targets; labels: readonly string[] },
): Statement[] {
  const scope = outer.inner();
  const before: Statement[] = [];
  if (node.type === 'ForStatement' && node.init !== null && node.init !== undefined) {
    if (node.init.type === 'VariableDeclaration') before.push(...resolveDeclaration(scope, node.init));
    else before.push(...resolveExpressionStatement(scope, node.init));
  }
  const frame: Frame = { kind: 'loop', what: 'loop' };
  const test = node.test === null || node.test === undefined ? null : resolveExpr(scope, node.test);
  const body = scope.unit.resolvers.statements(asList(node.body), scope.inner(), [
    ...targets,
    { frame, labels, isBreakable: true },
  ]);
  const update =
    node.type === 'ForStatement' && node.update !== null && node.update !== undefined
      ? resolveExpr(scope, node.update)
      : null;
  const isEndless = test === null || (test.kind === 'literal' && Boolean(test.value));
  return [
    ...before,
    {
      kind: 'loop',
      frame,
      test: isEndless ? null : test,
      testFirst: node.type !== 'DoWhileStatement',
      body,
      update,
      at: scope.at(node),
    },
  ];
}

const REFUSED: { readonly [type: string]: readonly [string, string] } = {
  ThrowStatement: ['a kernel cannot throw', 'write a mark such as NaN, and check it afterwards'],
  TryStatement: ['try is not available in kernels: nothing in them throws', 'remove it'],
  ForInStatement: ['for in is not available in kernels', 'count with a for loop'],
  ForOfStatement: ['for of is not available in kernels', 'count with a for loop'],
  ClassDeclaration: ['classes are not available in kernels', 'use functions and numbers'],
  WithStatement: ['with is not available in kernels', 'name what you use'],
  DebuggerStatement: ['debugger is not available in kernels', 'call the function itself to debug it'],
};

function resolveStatement(
  scope: Scope,
  node: StatementNode,
  { targets, labels }: { targets: Targets; labels: readonly string[] },
): Statement[] {
  const at = scope.at(node);
  const inside = (inner: StatementNode, extra: Targets = []): Statement[] =>
    scope.unit.resolvers.statements(asList(inner), scope.inner(), [...targets, ...extra]);
  switch (node.type) {
    case 'EmptyStatement':
    case 'FunctionDeclaration':
      return [];
    case 'ExpressionStatement':
      return resolveExpressionStatement(scope, node.expression);
    case 'VariableDeclaration':
      return resolveDeclaration(scope, node);
    case 'BlockStatement': {
      if (labels.length === 0) return inside(node);
      const frame: Frame = { kind: 'block', what: 'block' };
      return [{ kind: 'block', frame, body: inside(node, [{ frame, labels, isBreakable: false }]), at }];
    }
    case 'IfStatement': {
      const test = resolveExpr(scope, node.test);
      if (test.kind === 'literal')
        return test.value ? inside(node.consequent) : node.alternate ? inside(node.alternate) : [];
      return [
        {
          kind: 'if',
          test,
          then: inside(node.consequent),
          otherwise: node.alternate ? inside(node.alternate) : [],
          at,
        },
      ];
    }
    case 'ForStatement':
    case 'WhileStatement':
    case 'DoWhileStatement':
      return resolveLoop(scope, node, { targets, labels });
    case 'LabeledStatement':
      return resolveStatement(scope, node.body, { targets, labels: [...labels, node.label.name] });
    case 'BreakStatement':
    case 'ContinueStatement':
      return [jump(scope, node, targets)];
    case 'ReturnStatement': {
      const value = node.argument === null || node.argument === undefined ? null : scope.entity(node.argument);
      return [...scope.state.returns.make(value?.kind === 'nothing' ? null : value, at)];
    }
    case 'SwitchStatement':
      return resolveSwitch(scope, node, { targets, labels });
    default: {
      const [message, hint] = REFUSED[node.type] ?? [
        `${node.type} is not available in kernels`,
        'use loops, if and switch',
      ];
      return scope.refuse({ start: node.start, end: node.start + 5 }, message, hint);
    }
  }
}

function resolveSwitch(
  scope: Scope,
  node: SwitchStatement,
  { targets, labels }: { targets: Targets; labels: readonly string[] },
): Statement[] {
  const frame: Frame = { kind: 'block', what: 'switch' };
  const inner = scope.inner();
  const subject = resolveExpr(scope, node.discriminant);
  const all = [...targets, { frame, labels, isBreakable: true }];
  const cases = node.cases.map((one) => ({
    test: one.test === null || one.test === undefined ? null : resolveExpr(inner, one.test),
    body: scope.unit.resolvers.statements(one.consequent, inner, all),
  }));
  return lowerSwitch(scope, { frame, subject, cases, at: scope.at(node) });
}

/** Statements of a block: functions first, because they may be called before they stand. */
export function resolveStatements(nodes: readonly StatementNode[], scope: Scope, targets: Targets): Statement[] {
  for (const node of nodes) {
    if (node.type !== 'FunctionDeclaration') continue;
    const fn = { ...node, type: 'FunctionExpression' } as unknown as Extract<Entity, { kind: 'function' }>['node'];
    if (node.async || node.generator)
      scope.refuse(node, `${node.id.name} is async or a generator`, 'use a plain function');
    scope.declare(node.id.name, { kind: 'function', node: fn, scope, name: node.id.name });
  }
  const out: Statement[] = [];
  for (const node of nodes) {
    out.push(...resolveStatement(scope, node, { targets, labels: [] }));
    // What follows a jump never runs.
    const last = out.at(-1)?.kind;
    if (last === 'jump' || last === 'return') break;
  }
  return out;
}
