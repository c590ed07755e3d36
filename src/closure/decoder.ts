/** What the makers of single kinds of nodes see of the whole. */

import type { BlobStore } from '../core/codec.ts';
import type { RevivedFunction } from './compile-function.ts';
import type { Node, Slot } from './nodes.ts';

/** What a decoder needs besides the nodes. */
export interface DecoderSide {
  readonly blobs: BlobStore | undefined;
  /** The value of a definition that is there already. */
  definition(id: number): unknown;
}

/** Revives one list of nodes. */
export interface Decoder {
  readonly nodes: readonly Node[];
  readonly values: readonly unknown[];
  readonly side: DecoderSide;
  /** Functions whose late variables have to be handed in. */
  readonly revived: Map<number, RevivedFunction & { readonly late: readonly number[] }>;
  /** Position of a slot's node in this list; -1 for what is elsewhere. */
  positionOf(slot: Slot): number;
  /** The value of a slot; makes its shell when that is not there yet. */
  read(slot: Slot): unknown;
  /** Is the slot's value there without making anything? */
  isMade(slot: Slot): boolean;
  /** Completes everything that can be reached from these slots, for code of the program that runs now. */
  fillReachable(slots: readonly Slot[]): void;
}
