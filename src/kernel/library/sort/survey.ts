/** A first look at the elements: which bits differ, so that passes can be left out. */

import type { UnitWriter } from '../hand-written.ts';
import type { SortKeyCode } from './keys.ts';
import { readElement } from './read-keys.ts';
import { clearCounts, countKey } from './counts.ts';
import { enterBlock, FIRST } from './blocks.ts';

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
