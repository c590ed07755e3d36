/** How often each digit occurs in a block. */

import type { UnitWriter } from '../hand-written.ts';
import { COUNTS, SHIFT } from './blocks.ts';
import type { SortKeyCode } from './keys.ts';

/** What finding a digit takes to know of a pass. */
interface DigitCode {
  readonly keys: SortKeyCode;
  readonly pass: { readonly bits: number };
}

/** Sets a local to the address of the count of the digit of a key. */
export function findCount(
  writer: UnitWriter,
  { keys, pass }: DigitCode,
  locals: { key: number; counts: number; count: number },
): void {
  const { code, scalars } = writer;
  code.get(locals.key).get(scalars[SHIFT]!);
  if (keys.type === 'i64') code.op('i64.extend_i32_u', 'i64.shr_u', 'i32.wrap_i64');
  else code.op('i32.shr_u');
  code
    .i32(2 ** pass.bits - 1)
    .op('i32.and')
    .i32(2)
    .op('i32.shl')
    .get(locals.counts)
    .op('i32.add')
    .set(locals.count);
}

/** Pushes the address of the counts of a unit. */
export function pushCounts(writer: UnitWriter, unit: number, { bits }: { readonly bits: number }): void {
  writer.code
    .get(writer.addresses[COUNTS]!)
    .get(unit)
    .i32(4 * 2 ** bits)
    .op('i32.mul', 'i32.add');
}

/** Where the counts of a block are, and the address of one of them. */
interface CountLocals {
  readonly counts: number;
  readonly count: number;
}

/** Clears the counts of a unit. */
export function clearCounts(writer: UnitWriter, unit: number, pass: { readonly bits: number }): CountLocals {
  const { code } = writer;
  const [counts, count, stop] = [writer.local(), writer.local(), writer.local()];
  pushCounts(writer, unit, pass);
  code
    .tee(counts)
    .tee(count)
    .i32(4 * 2 ** pass.bits)
    .op('i32.add')
    .set(stop);
  code.loop((again) => {
    code
      .get(count)
      .v128([0, 0, 0, 0])
      .memory('v128.store', { ...writer.place(COUNTS), align: 2 });
    code.get(count).i32(16).op('i32.add').tee(count).get(stop).op('i32.lt_u').branchIf(again);
  });
  return { counts, count };
}

/** Counts one more of the digit of a key. */
export function countKey(
  writer: UnitWriter,
  { keys, pass }: DigitCode,
  locals: CountLocals & { readonly key: number },
): void {
  const { code } = writer;
  const { count } = locals;
  findCount(writer, { keys, pass }, locals);
  code.get(count).get(count).memory('i32.load', writer.place(COUNTS)).i32(1).op('i32.add');
  code.memory('i32.store', writer.place(COUNTS));
}
