/** `move` of tinypool and piscina: values that say what is to be moved with them. */

import { transfer } from '../memory/transfer.ts';
import type { Transferable } from '../memory/transfer.ts';

/** What the engine looks for in arguments and results. */
const TRANSFER = Symbol.for('manycore.transfer');

/** Names of the properties by which a value tells what to send in its place, and what to move with it. */
export interface MoveSymbols {
  readonly transferable: symbol;
  readonly value: symbol;
}

type Marked = Record<symbol, unknown>;

const isObject = (value: unknown): value is Marked => typeof value === 'object' && value !== null;

/** Whether a value tells what to move with it. */
export const isTransferable = (value: unknown, symbols: MoveSymbols): boolean =>
  isObject(value) && symbols.transferable in value && symbols.value in value;

/** Whether `move` was called with it. */
export const isMovable = (value: unknown, symbols: MoveSymbols): boolean =>
  isTransferable(value, symbols) && TRANSFER in (value as Marked);

/** Has a value travel as its own properties say. They are read when it is sent. */
export function markMovable(value: object, symbols: MoveSymbols): void {
  Object.defineProperty(value, TRANSFER, {
    configurable: true,
    get(this: Marked): unknown {
      const list = [this[symbols.transferable]].flat() as Transferable[];
      return (transfer(this[symbols.value], list) as Marked)[TRANSFER];
    },
  });
}

/** Marks a value to be moved: one that tells what to move, or else the value itself. Primitive values are given back. */
export function move<T>(value: T, symbols: MoveSymbols): T {
  if (!isObject(value)) return value;
  if (!isTransferable(value, symbols)) {
    const moved = ArrayBuffer.isView(value) ? value.buffer : value;
    const wrapped = { [symbols.transferable]: moved, [symbols.value]: value };
    markMovable(wrapped, symbols);
    return wrapped as T;
  }
  markMovable(value, symbols);
  return value;
}
