/** The marks that `transfer()` makes. Kept for the program, not for this module: a program may have several copies of the library. */

import type { Movable } from './payload.ts';

/** Key of a mark. */
export const transferKey: unique symbol = Symbol.for('manycore.transfer') as never;

/** What a mark says: the value and what is to move with it. */
export interface Marked {
  readonly value: unknown;
  readonly list: readonly Movable[];
}

/** What `transfer` makes. */
export interface Transfer {
  readonly [transferKey]: Marked;
}

const MADE: unique symbol = Symbol.for('manycore.transfers') as never;
const world = globalThis as { [MADE]?: boolean };

/** Makes the mark of a value. */
export function makeMark(marked: Marked): Transfer {
  world[MADE] = true;
  return { [transferKey]: marked };
}

/** Whether any mark was made: values are searched for marks only then. */
export const anyMarks = (): boolean => world[MADE] === true;

/** What the mark says, if this is one. */
export function markedValue(value: object): Marked | undefined {
  return Reflect.getOwnPropertyDescriptor(value, transferKey)?.value as Marked | undefined;
}
