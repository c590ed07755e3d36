import type { Block, BufferParam, LoadValue, Store, Value } from '../../ir/types.ts';
import { operandsOf } from '../../ir/walk.ts';
import type { Level } from './hoist.ts';
import type { Linear } from './linear.ts';
import type { Scope } from './scope.ts';

/** An access at the coordinate of the last axis plus something that is the same along a row. */
export type RowAccess = LoadValue | Store;

/**
 * Accesses whose range can be known before a row begins: all iterations between two places then need no check. Those under conditions are
 * left out: there, being out of range may be the very case that the condition excludes.
 */
export function findRowAccesses(
  body: Block,
  { linear, levels }: { readonly linear: Linear; readonly levels: ReadonlyMap<Value, Level> },
): ReadonlySet<RowAccess> {
  const found = new Set<RowAccess>();
  const visit = (block: Block): void => {
    for (const instruction of block) {
      if (instruction.kind === 'loop') {
        visit(instruction.body);
        visit(instruction.continuing);
      } else if (instruction.kind === 'load' || instruction.kind === 'store') {
        if (linear.strideOf(instruction.index) === 1 && isRowOffset(instruction.index, levels)) found.add(instruction);
      }
    }
  };
  visit(body);
  return found;
}

function isRowOffset(value: Value, levels: ReadonlyMap<Value, Level>): boolean {
  if (value.kind === 'index' || (levels.get(value) ?? 2) < 2) return true;
  const isStep = value.kind === 'binary' || value.kind === 'convert' || value.kind === 'bitcast';
  return isStep && operandsOf(value).every((operand) => isRowOffset(operand, levels));
}

/** Pushes what an index would be at coordinate 0 of the last axis. */
function pushOffset(scope: Scope, value: Value, levels: ReadonlyMap<Value, Level>): void {
  if ((levels.get(value) ?? 2) < 2) scope.pushScalar(value);
  else if (value.kind === 'index') scope.code.i32(0);
  else if (value.kind === 'binary') {
    pushOffset(scope, value.a, levels);
    pushOffset(scope, value.b, levels);
    scope.code.op(`i32.${value.op as 'add' | 'sub' | 'mul' | 'shl'}`);
  } else pushOffset(scope, operandsOf(value)[0] as Value, levels);
}

/**
 * Narrows a range of coordinates, in two i64 locals, to where all these accesses are in range.
 *
 * In 64 bits, sums cannot wrap: a coordinate plus an offset is then in range exactly when it is so in 32 bits.
 */
export function narrowRange(
  scope: Scope,
  accesses: ReadonlySet<RowAccess>,
  {
    first,
    last,
    levels,
  }: { readonly first: number; readonly last: number; readonly levels: ReadonlyMap<Value, Level> },
): void {
  const { code } = scope;
  const seen: { readonly buffer: BufferParam; readonly index: Value }[] = [];
  const offset = code.local('i64');
  const bound = code.local('i64');
  for (const { buffer, index } of accesses) {
    if (seen.some((one) => one.buffer === buffer && one.index === index)) continue;
    seen.push({ buffer, index });
    pushOffset(scope, index, levels);
    code.op('i64.extend_i32_s').set(offset);
    code.i64(0n).get(offset).op('i64.sub').tee(bound).get(first).get(bound).get(first);
    code.op('i64.gt_s', 'select').set(first);
    code.get(scope.env.lengthOf(buffer)).op('i64.extend_i32_u').get(offset).op('i64.sub').tee(bound);
    code.get(last).get(bound).get(last).op('i64.lt_s', 'select').set(last);
  }
}
