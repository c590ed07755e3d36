/** How rows are cut into blocks, and where passes find their parameters. */

import type { ScalarSignature } from '../../../core/kernel.ts';
import type { UnitWriter } from '../hand-written.ts';
import type { SortKeyCode } from './keys.ts';

const i32 = (name: string): ScalarSignature => ({ name, type: 'i32' });

/** Scalars of all kernels: how rows are cut, where the source begins, the lowest bit of the digit, the first unit, what keys are turned by. */
export function scalarsOf(keys: SortKeyCode): readonly ScalarSignature[] {
  const numbers = ['length', 'blocks', 'blockLength', 'offset', 'shift', 'first'].map(i32);
  return [...numbers, { name: 'flip', type: keys.type }];
}

/** Positions of the scalars. */
export const LENGTH = 0;

export const BLOCKS = 1;

const BLOCK_LENGTH = 2;

export const OFFSET = 3;

export const SHIFT = 4;

export const FIRST = 5;

export const FLIP = 6;

/** Positions of the buffers. */
export const FROM = 0;

export const COUNTS = 1;

export const TO = 2;

export const FROM_PLACES = 3;

export const TO_PLACES = 4;

/** The elements of a unit: a block of a row. */
interface BlockLocals {
  /** Locals: place of the first element among all rows, of the one after the last, of the first one of the row. */
  readonly at: number;
  readonly end: number;
  readonly row: number;
}

export function enterBlock(writer: UnitWriter, unit: number): BlockLocals {
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
