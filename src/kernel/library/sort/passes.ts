/** The code of one block of a pass: counting digits, and moving elements to their places. */

import type { ElementType } from '../../../core/kernel.ts';
import type { UnitWriter } from '../hand-written.ts';
import type { SortKeyCode } from './keys.ts';
import { BLOCKS, COUNTS, enterBlock, FIRST, FLIP, FROM, FROM_PLACES, LENGTH, TO, TO_PLACES } from './blocks.ts';
import { clearCounts, countKey, findCount, pushCounts } from './counts.ts';
import { pushAddress, readElement } from './read-keys.ts';

/** Where the keys of a pass come from, and what becomes of them. */
export interface SortPass {
  readonly element: ElementType;
  /** Bits of a digit. */
  readonly bits: number;
  /** The first pass reads elements, later ones the keys that the one before wrote. */
  readonly isFirst: boolean;
  /** The last pass writes elements, or places as int64; others write keys. */
  readonly isLast: boolean;
  /** Whether places are carried along with the keys: they are what is asked for. */
  readonly hasPlaces: boolean;
}

/** A pass, and the code for its keys. */
export interface PassCode {
  readonly keys: SortKeyCode;
  readonly pass: SortPass;
}

function readKey(
  writer: UnitWriter,
  { keys, pass }: PassCode,
  locals: { place: number; bits: number; key: number },
): void {
  if (pass.isFirst) {
    readElement(writer, keys, locals);
    return;
  }
  pushAddress(writer, locals.place, { at: FROM, bytes: keys.keyBytes });
  keys.loadKey(writer, FROM);
  writer.code.set(locals.key);
}

/** Counts the digits of a block. */
export function writeCount(writer: UnitWriter, unit: number, { keys, pass }: PassCode): void {
  const { at, end } = enterBlock(writer, unit);
  const [bits, key] = [writer.local(keys.type), writer.local(keys.type)];
  const counting = clearCounts(writer, unit, pass);
  writer.each(at, end, () => {
    readKey(writer, { keys, pass }, { place: at, bits, key });
    countKey(writer, { keys, pass }, { ...counting, key });
  });
}

/** Turns the counts of all blocks of a row into the places where their elements go. A unit is a row, `first` counts them too. */
export function writePlaces(writer: UnitWriter, unit: number, bits: number): void {
  const { code, scalars } = writer;
  const [digit, digits, start, count, place, at, end] = writer.locals(7);
  const bytes = 4 * 2 ** bits;
  code
    .i32(0)
    .set(digit)
    .i32(2 ** bits)
    .set(digits);
  code
    .get(unit)
    .get(scalars[FIRST]!)
    .get(scalars[BLOCKS]!)
    .op('i32.div_u', 'i32.add')
    .get(scalars[LENGTH]!)
    .op('i32.mul')
    .set(place);
  code
    .get(writer.addresses[0]!)
    .get(unit)
    .get(scalars[BLOCKS]!)
    .op('i32.mul')
    .i32(bytes)
    .op('i32.mul', 'i32.add')
    .set(start);
  code.get(start).get(scalars[BLOCKS]!).i32(bytes).op('i32.mul', 'i32.add').set(end);
  writer.each(digit, digits, () => {
    code.get(start).get(digit).i32(2).op('i32.shl', 'i32.add').set(at);
    code.loop((again) => {
      code.get(at).memory('i32.load', writer.place(0)).set(count);
      code.get(at).get(place).memory('i32.store', writer.place(0));
      code.get(place).get(count).op('i32.add').set(place);
      code.get(at).i32(bytes).op('i32.add').tee(at).get(end).op('i32.lt_u').branchIf(again);
    });
  });
}

/** Moves the elements of a block to their places. */
export function writeMove(writer: UnitWriter, unit: number, { keys, pass }: PassCode): void {
  const { code, scalars } = writer;
  const { at, end, row } = enterBlock(writer, unit);
  const [counts, count, place] = [writer.local(), writer.local(), writer.local()];
  const [bits, key] = [writer.local(keys.type), writer.local(keys.type)];
  pushCounts(writer, unit, pass);
  code.set(counts);
  writer.each(at, end, () => {
    readKey(writer, { keys, pass }, { place: at, bits, key });
    findCount(writer, { keys, pass }, { key, counts, count });
    code.get(count).get(count).memory('i32.load', writer.place(COUNTS)).tee(place).i32(1).op('i32.add');
    code.memory('i32.store', writer.place(COUNTS));
    if (pass.hasPlaces) writeMovedPlace(writer, pass, { at, row, place });
    if (pass.hasPlaces && pass.isLast) return;
    pushAddress(writer, place, { at: TO, bytes: pass.isLast ? keys.elementBytes : keys.keyBytes });
    if (!pass.isLast) {
      code.get(key);
      keys.storeKey(writer, TO);
      return;
    }
    code.get(key).get(scalars[FLIP]!).op(keys.op('xor')).set(key);
    keys.pushBitsOf(writer, key);
    keys.storeBits(writer, TO);
  });
}

/** The place that an element had in its row goes along. */
function writeMovedPlace(
  writer: UnitWriter,
  { isFirst, isLast }: SortPass,
  { at, row, place }: { readonly at: number; readonly row: number; readonly place: number },
): void {
  const { code } = writer;
  pushAddress(writer, place, { at: TO_PLACES, bytes: isLast ? 8 : 4 });
  if (isFirst) code.get(at).get(row).op('i32.sub');
  else {
    pushAddress(writer, at, { at: FROM_PLACES, bytes: 4 });
    code.memory('i32.load', writer.place(FROM_PLACES));
  }
  if (isLast) code.op('i64.extend_i32_u').memory('i64.store', writer.place(TO_PLACES));
  else code.memory('i32.store', writer.place(TO_PLACES));
}
