import { invariant } from '../../../core/errors.ts';
import type { Value } from '../../ir/types.ts';
import { emitVectorElement, pushScalarElement } from './arrays.ts';
import { emitAtomic } from './atomics.ts';
import { emitLaneByLane } from './lanes.ts';
import { pushScalarLoad } from './scalar-memory.ts';
import { pushScalarOp } from './scalar-ops.ts';
import type { Parts, Scope } from './scope.ts';
import { scalarTypes } from './types.ts';
import { emitVectorLoad } from './vector-memory.ts';
import { isVectorOp, pushVectorOp } from './vector-ops.ts';

/** The local that holds a value already, for those that need no code. */
function existingLocal(scope: Scope, value: Value): number | undefined {
  switch (value.kind) {
    case 'index':
      invariant(value.space === 'global', 'places within workgroups exist on GPUs only');
      return scope.options.indices[value.axis];
    case 'size':
      return scope.env.sizes[value.axis];
    case 'scalar':
      return scope.env.scalarOf(value.scalar);
    case 'length':
      return scope.env.lengthOf(value.buffer);
    case 'total':
      return scope.options.totals.get(value.accumulator);
    default:
      return undefined;
  }
}

/** Computes a value that is the same in all lanes, or the first lane of a linear one. */
export function emitScalar(scope: Scope, value: Value): void {
  const existing = existingLocal(scope, value);
  if (existing !== undefined) {
    scope.scalars.set(value, existing);
    return;
  }
  if (value.kind === 'atomic') return emitAtomic(scope, value);
  if (value.kind === 'getLocal') scope.code.get(scope.localOf(value.local)[0] as number);
  else if (value.kind === 'load') pushScalarLoad(scope, value);
  else if (value.kind === 'loadArray') pushScalarElement(scope, value);
  else pushScalarOp(scope.code, value, (operand) => scope.pushScalar(operand));
  scope.scalars.set(value, scope.keep(scalarTypes[value.type]));
}

/** All lanes of a value that steps by a constant. */
function emitLinear(scope: Scope, value: Value, stride: number): void {
  emitScalar(scope, value);
  if (!scope.options.linear.needsVector(value)) return;
  const parts = Array.from({ length: scope.options.group / 4 }, (_, part) => {
    const step = (lane: number): number => Math.imul(4 * part + lane, stride);
    scope.pushScalar(value);
    scope.code
      .op('i32x4.splat')
      .v128([step(0), step(1), step(2), step(3)])
      .op('i32x4.add');
    return scope.keep();
  });
  scope.vectors.set(value, parts);
}

function emitVector(scope: Scope, value: Value): void {
  const { code } = scope;
  switch (value.kind) {
    case 'atomic':
      return emitAtomic(scope, value);
    case 'load':
      return emitVectorLoad(scope, value);
    case 'loadArray':
      return emitVectorElement(scope, value);
    case 'bitcast': {
      scope.vectors.set(value, scope.vectors.get(value.a) as Parts);
      return;
    }
    case 'getLocal': {
      const copy = scope.localOf(value.local).map((part) => {
        code.get(part);
        return scope.keep();
      });
      scope.vectors.set(value, copy);
      return;
    }
    default:
  }
  if (!isVectorOp(scope, value)) return emitLaneByLane(scope, value);
  const parts = scope.newParts(value.type).map((local, part) => {
    pushVectorOp(scope, value, part);
    code.set(local);
    return local;
  });
  scope.vectors.set(value, parts);
}

/** Computes a value into locals, unless it is a constant or was computed before the body. */
export function emitValue(scope: Scope, value: Value): void {
  if (value.kind === 'const' || scope.isHoisted(value)) return;
  if (!scope.isVarying(value)) return emitScalar(scope, value);
  const stride = scope.options.linear.strideOf(value);
  if (stride === undefined) emitVector(scope, value);
  else emitLinear(scope, value, stride);
}
