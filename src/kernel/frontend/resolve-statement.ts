/** JavaScript statements to the typed tree. */

import type { Statement as StatementNode, SwitchStatement } from 'acorn';
import { resolveExpr } from './entity-expr.ts';
import type { Frame, Statement } from './hir.ts';
import { lowerSwitch } from './resolve-switch.ts';
import type { Entity, Scope, Target } from './scope.ts';
import { resolveDeclaration } from './resolve-declaration.ts';
import { resolveExpressionStatement } from './resolve-expression-statement.ts';

type Targets = readonly Target[];

/** What stands around a statement: where its jumps may lead, and its own labels. */
interface Surroundings {
  readonly targets: Targets;
  readonly labels: readonly string[];
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

function resolveLoop(outer: Scope, node: LoopNode, { targets, labels }: Surroundings): Statement[] {
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

type NodeOf<T extends StatementNode['type']> = Extract<StatementNode, { type: T }>;

/** Statements in a scope of their own. */
const resolveInside = (scope: Scope, inner: StatementNode, targets: Targets): Statement[] =>
  scope.unit.resolvers.statements(asList(inner), scope.inner(), targets);

function resolveBlock(scope: Scope, node: NodeOf<'BlockStatement'>, { targets, labels }: Surroundings): Statement[] {
  if (labels.length === 0) return resolveInside(scope, node, targets);
  const frame: Frame = { kind: 'block', what: 'block' };
  const body = resolveInside(scope, node, [...targets, { frame, labels, isBreakable: false }]);
  return [{ kind: 'block', frame, body, at: scope.at(node) }];
}

function resolveIf(scope: Scope, node: NodeOf<'IfStatement'>, { targets }: Surroundings): Statement[] {
  const test = resolveExpr(scope, node.test);
  const then = (): Statement[] => resolveInside(scope, node.consequent, targets);
  const otherwise = (): Statement[] => (node.alternate ? resolveInside(scope, node.alternate, targets) : []);
  if (test.kind === 'literal') return test.value ? then() : otherwise();
  return [{ kind: 'if', test, then: then(), otherwise: otherwise(), at: scope.at(node) }];
}

function resolveReturn(scope: Scope, { argument, ...node }: NodeOf<'ReturnStatement'>): Statement[] {
  const value = argument === null || argument === undefined ? null : scope.entity(argument);
  return [...scope.state.returns.make(value?.kind === 'nothing' ? null : value, scope.at(node))];
}

function refuseKind(scope: Scope, { type, start }: StatementNode): never {
  const [message, hint] = REFUSED[type] ?? [`${type} is not available in kernels`, 'use loops, if and switch'];
  return scope.refuse({ start, end: start + 5 }, message, hint);
}

function resolveStatement(scope: Scope, node: StatementNode, context: Surroundings): Statement[] {
  switch (node.type) {
    case 'EmptyStatement':
    case 'FunctionDeclaration':
      return [];
    case 'ExpressionStatement':
      return resolveExpressionStatement(scope, node.expression);
    case 'VariableDeclaration':
      return resolveDeclaration(scope, node);
    case 'BlockStatement':
      return resolveBlock(scope, node, context);
    case 'IfStatement':
      return resolveIf(scope, node, context);
    case 'ForStatement':
    case 'WhileStatement':
    case 'DoWhileStatement':
      return resolveLoop(scope, node, context);
    case 'LabeledStatement':
      return resolveStatement(scope, node.body, { ...context, labels: [...context.labels, node.label.name] });
    case 'BreakStatement':
    case 'ContinueStatement':
      return [jump(scope, node, context.targets)];
    case 'ReturnStatement':
      return resolveReturn(scope, node);
    case 'SwitchStatement':
      return resolveSwitch(scope, node, context);
    default:
      return refuseKind(scope, node);
  }
}

function resolveSwitch(scope: Scope, node: SwitchStatement, { targets, labels }: Surroundings): Statement[] {
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
