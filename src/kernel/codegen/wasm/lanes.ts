import type { ScalarType } from '../../../core/kernel.ts';
import type { Value } from '../../ir/types.ts';
import { operandsOf } from '../../ir/walk.ts';
import type { LaneOp } from './op-table.ts';
import { pushScalarOp } from './scalar-ops.ts';
import type { Parts, Scope } from './scope.ts';
import { laneBits, scalarTypes, vectorShapes } from './types.ts';

interface LanePlace {
  readonly part: number;
  readonly lane: number;
}

/** Which vector a lane is in, and where. */
export function placeOf(scope: Scope, type: ScalarType, lane: number): LanePlace {
  const perPart = 128 / (type === 'bool' ? scope.options.maskBits : laneBits(type));
  return { part: Math.floor(lane / perPart), lane: lane % perPart };
}

const shapeOf = (scope: Scope, type: ScalarType): string =>
  type === 'bool' ? (scope.options.maskBits === 64 ? 'i64x2' : 'i32x4') : vectorShapes[type];

/** Pushes one lane of a value, as a scalar. */
export function pushLane(scope: Scope, value: Value, lane: number): void {
  const parts = scope.vectors.get(value);
  if (parts === undefined) scope.pushScalar(value);
  else pushLaneOf(scope, parts, { type: value.type, lane });
}

/** Pushes one lane of a vector in locals, as a scalar. */
export function pushLaneOf(scope: Scope, parts: Parts, { type, lane }: { type: ScalarType; lane: number }): void {
  const at = placeOf(scope, type, lane);
  const { code } = scope;
  code.get(parts[at.part] as number).lane(`${shapeOf(scope, type)}.extract_lane` as LaneOp, at.lane);
  if (type !== 'bool') return;
  if (scope.options.maskBits === 64) code.op('i32.wrap_i64');
  code.i32(1).op('i32.and');
}

/** Sets one lane of a vector in locals to the scalar that `push` pushes. */
export function setLane(
  scope: Scope,
  parts: Parts,
  { type, lane, push }: { readonly type: ScalarType; readonly lane: number; readonly push: () => void },
): void {
  const at = placeOf(scope, type, lane);
  const { code } = scope;
  const local = parts[at.part] as number;
  code.get(local);
  if (type === 'bool') {
    code.i32(0);
    push();
    code.op('i32.sub');
    if (scope.options.maskBits === 64) code.op('i64.extend_i32_s');
  } else push();
  code.lane(`${shapeOf(scope, type)}.replace_lane` as LaneOp, at.lane).set(local);
}

/** Computes an operator that has no instruction for vectors, one lane after the other. */
export function emitLaneByLane(scope: Scope, value: Value): void {
  const { code } = scope;
  const result = scope.newParts(value.type);
  const operands = new Map<Value, number>();
  for (const operand of operandsOf(value)) {
    if (scope.vectors.has(operand)) operands.set(operand, code.local(scalarTypes[operand.type]));
  }
  for (let lane = 0; lane < scope.options.group; lane++) {
    for (const [operand, local] of operands) {
      pushLane(scope, operand, lane);
      code.set(local);
    }
    const push = (operand: Value): void => {
      const local = operands.get(operand);
      if (local === undefined) scope.pushScalar(operand);
      else code.get(local);
    };
    setLane(scope, result, { type: value.type, lane, push: () => pushScalarOp(code, value, push) });
  }
  scope.vectors.set(value, result);
}
