/** Variables: what `let`, `const` and `var` declare. */

import type { Pattern, VariableDeclaration } from 'acorn';
import { exprOf } from './entity-expr.ts';
import type { Expr, Statement } from './hir.ts';
import { freshArray } from './resolve-arrays.ts';
import { patternParts } from './resolve-assign.ts';
import type { Entity, Scope } from './scope.ts';

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

export function resolveDeclaration(scope: Scope, node: VariableDeclaration): Statement[] {
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
