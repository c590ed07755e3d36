/** The code of one block of a pass: counting digits, and moving elements to their places. */

import type { ElementType, ScalarSignature } from '../../../core/kernel.ts';
import type { UnitWriter } from '../hand-written.ts';
import type { SortKeyCode } from './keys.ts';

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

/** What finding a digit takes to know of a pass. */
interface DigitCode {
  readonly keys: SortKeyCode;
  readonly pass: { readonly bits: number };
}

const i32 = (name: string): ScalarSignature => ({ name, type: 'i32' });

/** Scalars of all kernels: how rows are cut, where the source begins, the lowest bit of the digit, the first unit, what keys are turned by. */
export function scalarsOf(keys: SortKeyCode): readonly ScalarSignature[] {
  const numbers = ['length', 'blocks', 'blockLength', 'offset', 'shift', 'first'].map(i32);
  return [...numbers, { name: 'flip', type: keys.type }];
}

/** Positions of the scalars. */
const LENGTH = 0;
const BLOCKS = 1;
const BLOCK_LENGTH = 2;
const OFFSET = 3;
const SHIFT = 4;
const FIRST = 5;
const FLIP = 6;

/** Positions of the buffers. */
const FROM = 0;
const COUNTS = 1;
const TO = 2;
const FROM_PLACES = 3;
const TO_PLACES = 4;

/** The elements of a unit: a block of a row. */
interface BlockLocals {
  /** Locals: place of the first element among all rows, of the one after the last, of the first one of the row. */
  readonly at: number;
  readonly end: number;
  readonly row: number;
}

function enterBlock(writer: UnitWriter, unit: number): BlockLocals {
  const { code, scalars } = writer;
  const [at, end, row, block, left] = writer.locals(5);
  const all = (): void => void code.get(unit).get(scalars[FIRST]!).op('i32.add').get(scalars[BLOCKS]!);
  all();
  code.op('i32.rem_u').get(scalars[BLOCK_LENGTH]!).op('i32.mul').set(block);
  all();
  code.op('i32.div_u').get(scalars[LENGTH]!).op('i32.mul').tee(row).get(block).op('i32.add').tee(at);
  code.get(scalars[LENGTH]!).get(block).op('i32.sub').tee(left).get(scalars[BLOCK_LENGTH]!);
  code.get(left).get(scalars[BLOCK_LENGTH]!).op('i32.lt_u', 'select', 'i32.add').set(end);
  return { at, end, row };
}

/** Pushes the address of an element. @param place - Local with its place. */
function pushAddress(writer: UnitWriter, place: number, { at, bytes }: { at: number; bytes: number }): void {
  writer.code.get(writer.addresses[at]!).get(place).i32(bytes).op('i32.mul', 'i32.add');
}

/** Sets `key` to that of an element of the first pass, turned round where the order is descending. */
function readElement(
  writer: UnitWriter,
  keys: SortKeyCode,
  { place, bits, key }: { place: number; bits: number; key: number },
): void {
  const { code, scalars } = writer;
  code.get(writer.addresses[FROM]!).get(place).get(scalars[OFFSET]!).op('i32.add');
  code.i32(keys.elementBytes).op('i32.mul', 'i32.add');
  keys.loadBits(writer, FROM);
  code.set(bits);
  keys.pushKeyOf(writer, bits);
  code.get(scalars[FLIP]!).op(keys.op('xor')).set(key);
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

/** Sets a local to the address of the count of the digit of a key. */
function findCount(
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
function pushCounts(writer: UnitWriter, unit: number, { bits }: { readonly bits: number }): void {
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
function clearCounts(writer: UnitWriter, unit: number, pass: { readonly bits: number }): CountLocals {
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
function countKey(writer: UnitWriter, { keys, pass }: DigitCode, locals: CountLocals & { readonly key: number }): void {
  const { code } = writer;
  const { count } = locals;
  findCount(writer, { keys, pass }, locals);
  code.get(count).get(count).memory('i32.load', writer.place(COUNTS)).i32(1).op('i32.add');
  code.memory('i32.store', writer.place(COUNTS));
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

/** What a survey looks for. */
export interface SurveyCode {
  readonly keys: SortKeyCode;
  /** Bits of the digits that it counts, if it does. */
  readonly digit: number | undefined;
}

/** Positions of the buffers of a survey, whose counts are where those of a pass are. */
const SURVEY = 2;

/**
 * The bits that are set in all keys of a block, in any of them, and whether there is a -0: 3 words of 8 bytes for each unit. With a digit also how
 * often there is each digit at the shift, as {@link writeCount} counts them: most sorts begin with the digit at 0.
 */
export function writeSurvey(writer: UnitWriter, unit: number, { keys, digit }: SurveyCode): void {
  const { code, scalars } = writer;
  const { at, end } = enterBlock(writer, unit);
  const counting = digit === undefined ? undefined : clearCounts(writer, unit, { bits: digit });
  const [bits, key, any, every] = writer.locals(4, keys.type);
  const minus = writer.local();
  keys.push(writer, 0n);
  code.set(any);
  keys.push(writer, keys.all);
  code.set(every).i32(0).set(minus);
  writer.each(at, end, () => {
    readElement(writer, keys, { place: at, bits, key });
    code.get(any).get(key).op(keys.op('or')).set(any);
    code.get(every).get(key).op(keys.op('and')).set(every);
    code.get(minus);
    keys.pushIsMinusZero(writer, bits);
    code.op('i32.or').set(minus);
    if (counting !== undefined) countKey(writer, { keys, pass: { bits: digit! } }, { ...counting, key });
  });
  const wide = (): void => void (keys.type === 'i32' && code.op('i64.extend_i32_u'));
  for (const [word, local] of [any, every, minus].entries()) {
    code
      .get(writer.addresses[SURVEY]!)
      .get(unit)
      .get(scalars[FIRST]!)
      .op('i32.add')
      .i32(24)
      .op('i32.mul', 'i32.add')
      .get(local);
    if (local === minus) code.op('i64.extend_i32_u');
    else wide();
    code.memory('i64.store', writer.place(SURVEY, 8 * word));
  }
}
