/** The front end: from the text of a function and the types of its arguments to a verified kernel. */

import { loadedType } from '../../core/kernel.ts';
import { verify } from '../ir/verify.ts';
import { emitExpression } from './emit/expression.ts';
import { StatementEmitter } from './emit/statement.ts';
import { Target } from './emit/target.ts';
import type { Statement } from './hir.ts';
import { inferTypes, type Typing } from './infer.ts';
import { parsedFunction } from './parse.ts';
import type { KernelRequest, LoweredKernel } from './request.ts';
import { resolveEntity } from './resolve-expression.ts';
import { functionScope, inlineCall, resolveBody } from './resolve-function.ts';
import { resolveStatements } from './resolve-statement.ts';
import { type FunctionState, Scope, Unit } from './scope.ts';
import { settle } from './types.ts';
import { checkWindows, reachOf } from './windows.ts';
import { bindParameters } from './bind-parameters.ts';
import { mainReturns } from './main-returns.ts';
import { floatType, settleResults } from './settle-results.ts';

function resolve(request: KernelRequest): { unit: Unit; body: Statement[] } {
  const unit = new Unit(request, { entity: resolveEntity, statements: resolveStatements, inline: inlineCall });
  const node = parsedFunction(request.source);
  const state: FunctionState = {
    source: request.source,
    returns: { make: () => [] },
    hoisted: [],
    functionScope: () => root,
  };
  const root: Scope = new Scope(unit, state, null);
  const scope: Scope = functionScope(root, { make: mainReturns(unit, () => scope) });
  unit.inlining.push(node);
  const bound = bindParameters(scope, node.params);
  const body = [...bound, ...resolveBody(scope, node)];
  checkWindows(scope, node.params);
  if (request.result.kind !== 'none' && unit.results.length === 0 && unit.reductions.length === 0) {
    scope.refuse({ start: node.start, end: node.start + 1 }, `${request.name} returns nothing`, 'return a number');
  }
  if (unit.usesRandom) {
    for (const word of [0, 1] as const)
      unit.scalar({ name: `seed${word}`, type: 'u32', source: { kind: 'seed', word } });
  }
  return { unit, body };
}

function emit(
  unit: Unit,
  body: readonly Statement[],
  { typing, float }: { typing: Typing; float: 'f32' | 'f64' },
): Target {
  const target: Target = new Target(unit, {
    typing,
    float,
    emitters: { expression: emitExpression, statements: (_, list) => emitter.list(list) },
  });
  const emitter = new StatementEmitter(target);
  const { b } = target;
  for (const reduction of unit.reductions) {
    const type = loadedType[reduction.storage.element];
    target.accumulators.set(reduction, b.accumulator({ name: reduction.name, type, op: reduction.op }));
  }
  if (unit.usesRandom) b.set((target.draws = b.local('draws', 'i32')), 0);
  // What ends by itself needs no return.
  emitter.list(body.at(-1)?.kind === 'return' ? body.slice(0, -1) : body);
  b.finish(() => {
    for (const [reduction, accumulator] of target.accumulators)
      b.store(target.buffer(reduction.storage), 0, b.total(accumulator));
  });
  return target;
}

/**
 * Compiles a function to a kernel.
 *
 * @returns The kernel and where its buffers and scalars come from.
 * @throws KernelCompileError for code outside of what kernels can do, with its place and what to write instead.
 */
export function lowerFunction(request: KernelRequest): LoweredKernel {
  const { unit, body } = resolve(request);
  const typing = inferTypes(unit);
  const float = floatType(unit);
  settleResults(unit, { typing, float });
  const target = emit(unit, body, { typing, float });
  const kernel = target.b.build();
  verify(kernel, 'front end');
  return {
    kernel,
    buffers: unit.buffers.map(({ source }) => source),
    scalars: unit.scalars.map(({ source }) => source),
    constants: unit.constants,
    dependencies: unit.reads,
    variables: unit.variables.map(({ name, type }) => ({ name, type: settle(type, float) })),
    reach: reachOf(unit),
    results: [
      ...unit.results.map(({ name, storage }) => ({ name, element: storage.element })),
      ...unit.reductions.map(({ storage }) => ({ name: 'result', element: storage.element })),
    ],
  };
}
