import { transfer as mark, type Transferable } from '../../memory/transfer.ts';

const TRANSFER = Symbol.for('manycore.transfer');

/** A result or an event, with what is to be moved of it instead of copied. */
export class Transfer {
  /** What arrives. */
  readonly message: unknown;
  /** What moves. */
  readonly transfer: readonly Transferable[];

  constructor(message: unknown, transfer: readonly Transferable[]) {
    this.message = message;
    this.transfer = transfer;
  }

  /** What the engine looks for. */
  get [TRANSFER](): unknown {
    return (mark(this.message, [...this.transfer]) as { readonly [key: symbol]: unknown })[TRANSFER];
  }
}
