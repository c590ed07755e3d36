/** Elements as keys. */

import type { UnitWriter } from '../hand-written.ts';
import { FLIP, FROM, OFFSET } from './blocks.ts';
import type { SortKeyCode } from './keys.ts';

/** Pushes the address of an element. @param place - Local with its place. */
export function pushAddress(writer: UnitWriter, place: number, { at, bytes }: { at: number; bytes: number }): void {
  writer.code.get(writer.addresses[at]!).get(place).i32(bytes).op('i32.mul', 'i32.add');
}

/** Sets `key` to that of an element of the first pass, turned round where the order is descending. */
export function readElement(
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
