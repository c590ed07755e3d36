/** Where the kernels that go along rows find what they need. */

import type { ScalarSignature } from '../../../core/kernel.ts';
import type { UnitWriter } from '../hand-written.ts';

/** A scalar that counts. */
export const i32 = (name: string): ScalarSignature => ({ name, type: 'i32' });

/** Blocks of all rows, blocks of a row, elements of a row, place of the first element. */
export const rowScalars = [i32('runs'), i32('blocks'), i32('length'), i32('offset')];

/** Places of buffers and scalars of the kernels that go along rows. */
export const SOURCE = 0;
export const TOTALS = 1;
export const RESULT = 2;

/** Totals are 8 bytes each, whatever their type. */
export const TOTAL_BYTES = 8;

/** Pushes the address of what a block comes to. */
export function totalAddress(writer: UnitWriter, run: number): void {
  const { code, addresses } = writer;
  code.get(addresses[TOTALS]!).get(run).i32(TOTAL_BYTES).op('i32.mul', 'i32.add');
}
