/** Functions: calls are inlined, with parameters as variables; the kernel itself ends in its result. */

import type { BlockStatement, Expression, Pattern } from 'acorn';
import { type At, refusal } from './compile-error.ts';
import { exprOf } from './entity-expr.ts';
import { type Expr, type Frame, givesNothing, type Statement, type Variable } from './hir.ts';
import type { FunctionNode } from './parse.ts';
import type { Entity, FunctionState, ReturnPlan, Scope } from './scope.ts';
import { patternParts } from './resolve-assign.ts';

const MAX_DEPTH = 100;
/** Calls of one kernel: some thousand compile in a second or two. */
const MAX_CALLS = 5000;

/** Statements of the body of a function; `return` is what the plan makes of it. */
export function resolveBody(scope: Scope, node: FunctionNode): Statement[] {
  if (node.expression) {
    const value = scope.entity(node.body as Expression);
    return [...scope.state.returns.make(value, scope.at(node.body))];
  }
  const body = scope.unit.resolvers.statements((node.body as BlockStatement).body, scope, []);
  return [...scope.state.hoisted, ...body];
}

/** A scope for the body of a function, with its own state. */
export function functionScope(outer: Scope, returns: ReturnPlan): Scope {
  const state: FunctionState = { source: outer.state.source, returns, hoisted: [], functionScope: () => scope };
  const scope: Scope = outer.inner(state);
  return scope;
}

/** Where the results of the returns of an inlined function go. */
class InlineReturns implements ReturnPlan {
  readonly #scope: () => Scope;
  readonly #frame: Frame;
  readonly #at: At;
  result: Entity | null = null;
  count = 0;

  constructor(scope: () => Scope, frame: Frame, at: At) {
    this.#scope = scope;
    this.#frame = frame;
    this.#at = at;
  }

  make = (value: Entity | null, at: At): Statement[] => {
    this.count++;
    const jump: Statement = { kind: 'jump', frame: this.#frame, how: 'break', at };
    if (value === null || value.kind === 'nothing') return [jump];
    // `return void (a[i] = 1)`, `=> put(i)`: there is something to do, and no value.
    if (value.kind === 'expr' && givesNothing(value.expr)) return [{ kind: 'expression', expr: value.expr, at }, jump];
    return [...this.#store(value, at), jump];
  };

  #store(value: Entity, at: At): Statement[] {
    const setup: Statement[] =
      value.kind === 'record' ? value.setup.map((expr) => ({ kind: 'expression', expr, at })) : [];
    if (value.kind === 'array' || value.kind === 'function') {
      if (this.result !== null)
        throw refusal(at, 'a function returns an array or function in one of several places', 'return it in one place');
      this.result = value;
      return setup;
    }
    this.result ??= this.#empty(value);
    if ((value.kind === 'record') !== (this.result.kind === 'record')) {
      throw refusal(
        at,
        'a function returns numbers in one place and objects in another',
        'return the same in all places',
      );
    }
    if (value.kind !== 'record' || this.result.kind !== 'record') {
      return [this.#assign(this.result, value, at)];
    }
    const { fields } = this.result;
    if ([...fields.keys()].join() !== [...value.fields.keys()].join()) {
      throw refusal(at, 'a function returns objects with different parts', 'return the same parts in all places');
    }
    return [...setup, ...[...value.fields].map(([name, part]) => this.#assign(fields.get(name)!, part, at))];
  }

  /** Variables for the parts of the first result. */
  #empty(value: Entity): Entity {
    const make = (name: string): Entity => ({
      kind: 'expr',
      expr: { kind: 'variable', variable: this.#scope().unit.variable(name, this.#at), at: this.#at },
    });
    if (value.kind !== 'record') return make('result');
    return { kind: 'record', fields: new Map([...value.fields.keys()].map((name) => [name, make(name)])), setup: [] };
  }

  #assign(target: Entity, value: Entity, at: At): Statement {
    const expr = exprOf(this.#scope(), value, { type: '', ...at });
    if (target.kind !== 'expr' || target.expr.kind !== 'variable')
      throw refusal(at, 'a function returns objects inside objects', 'return one object');
    const { variable } = target.expr;
    variable.sources.push(expr);
    return { kind: 'expression', expr: { kind: 'assign', variable, value: expr, result: 'new', at }, at };
  }

  variables(): Variable[] {
    const parts =
      this.result?.kind === 'record' ? [...this.result.fields.values()] : this.result === null ? [] : [this.result];
    return parts.flatMap((part) => (part.kind === 'expr' && part.expr.kind === 'variable' ? [part.expr.variable] : []));
  }
}

/** Binds parameters to what a call passes: numbers become variables, arrays and functions keep being what they are. */
function bindArguments(
  scope: Scope,
  parameters: readonly Pattern[],
  { args, caller }: { args: readonly Entity[]; caller: At },
): Statement[] {
  return parameters.flatMap((parameter, position) => {
    const passed = args[position];
    if (parameter.type === 'AssignmentPattern') {
      return bindOne(
        scope,
        parameter.left,
        passed === undefined || passed.kind === 'nothing' ? scope.entity(parameter.right) : passed,
      );
    }
    if (parameter.type === 'RestElement')
      return scope.refuse(parameter, 'rest parameters are not available in kernels', 'name the parameters');
    if (passed === undefined)
      throw refusal(
        caller,
        `the argument ${scope.state.source.text.slice(parameter.start, parameter.end)} is missing`,
        'pass it',
      );
    return bindOne(scope, parameter, passed);
  });
}

/** Binds one parameter, or the parts of a pattern. */
export function bindOne(scope: Scope, parameter: Pattern, passed: Entity): Statement[] {
  const at = scope.at(parameter);
  if (parameter.type !== 'Identifier') {
    const setup: Statement[] =
      passed.kind === 'record' ? passed.setup.map((expr) => ({ kind: 'expression', expr, at })) : [];
    return [
      ...setup,
      ...patternParts(scope, parameter, passed).flatMap(({ target, value }) => bindOne(scope, target, value)),
    ];
  }
  if (passed.kind !== 'expr') {
    scope.declare(parameter.name, passed);
    return [];
  }
  const variable = scope.unit.variable(parameter.name, at);
  variable.sources.push(passed.expr);
  scope.declare(parameter.name, { kind: 'expr', expr: { kind: 'variable', variable, at } });
  return [{ kind: 'declare', variable, value: passed.expr, at }];
}

/** Refuses a function that has no body to take the place of its call, and calls without end; counts this one. */
function checkInlinable({ node, name, scope }: FunctionEntity, at: At): void {
  const { unit } = scope;
  if (node.async === true || node.generator === true)
    throw refusal(at, `${name} is async or a generator`, 'use a plain function');
  if (unit.inlining.includes(node)) throw refusal(at, `${name} calls itself`, 'write the recursion as a loop');
  if (unit.inlining.length >= MAX_DEPTH)
    throw refusal(at, `calls are nested more than ${MAX_DEPTH} deep`, 'write it with fewer functions');
  if (++unit.inlined > MAX_CALLS) {
    throw refusal(
      at,
      `functions take the place of their calls, and here that makes more than ${MAX_CALLS} of them`,
      'keep results in variables, or call in a loop, so that each function stands in fewer places',
    );
  }
}

type FunctionEntity = Extract<Entity, { kind: 'function' }>;

/** A call of a function, as its body. */
export function inlineCall({
  fn,
  args,
  at,
}: {
  readonly fn: FunctionEntity;
  readonly args: readonly Entity[];
  readonly at: At;
}): Entity {
  const { unit } = fn.scope;
  checkInlinable(fn, at);
  unit.inlining.push(fn.node);
  const frame: Frame = { kind: 'block', what: 'function' };
  const returns = new InlineReturns(() => scope, frame, at);
  const scope = functionScope(fn.scope, returns);
  const bound = bindArguments(scope, fn.node.params, { args, caller: at });
  const resolved = [...bound, ...resolveBody(scope, fn.node)];
  unit.inlining.pop();
  // One return at the end defines its variables once, where the rest of the kernel sees them.
  const last = resolved.at(-1);
  const isPlain = returns.count === 1 && last?.kind === 'jump' && last.frame === frame;
  for (const variable of returns.variables()) variable.single = isPlain;
  // Several returns set them on paths that only flags tell apart: they start as 0.
  const starts: Statement[] = isPlain
    ? []
    : returns.variables().map((one) => ({ kind: 'declare', variable: one, value: null, at }));
  const body = [...starts, ...resolved];
  const { result } = returns;
  if (result?.kind === 'expr' && result.expr.kind === 'variable') {
    return { kind: 'expr', expr: { kind: 'inlined', body, frame, result: result.expr.variable, at } };
  }
  const call: Expr = { kind: 'inlined', body, frame, result: null, at };
  if (result?.kind === 'record') return { kind: 'record', fields: result.fields, setup: [call] };
  if (result !== null) return result;
  return { kind: 'expr', expr: call };
}
