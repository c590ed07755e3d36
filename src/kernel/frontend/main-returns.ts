/** What `return` does in the kernel itself. */

import { type At, refusal } from './compile-error.ts';
import { exprOf } from './entity-expr.ts';
import { type BufferStorage, type Expr, givesNothing, type Statement } from './hir.ts';
import { linearIndex } from './linear-index.ts';
import type { Entity, Scope, Unit } from './scope.ts';

function resultBuffer(unit: Unit, name: string): BufferStorage {
  const storage = unit.buffer({ name, element: 'f64', clamped: false, rank: 1, source: { kind: 'result', name } });
  storage.uses.written = true;
  return storage;
}

/** What `return` does in the kernel itself. */
export function mainReturns(unit: Unit, scope: () => Scope): (value: Entity | null, at: At) => Statement[] {
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
