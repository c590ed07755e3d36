import type { Holder } from '../core/liveness.ts';
import type { Operation, Waiting } from './waiting.ts';

/** The memory of an object. */
export interface SyncState extends Waiting {
  /** Unique. */
  readonly id: string;
  readonly name: string | undefined;
  /** What a channel holds. */
  readonly bytes?: Uint8Array<SharedArrayBuffer>;
}

/** What can be done with the objects of a kind. `holder` is for whom it is done. */
export type Operations = {
  readonly [name: string]: (state: SyncState, holder: Holder, ...args: never[]) => Operation<unknown>;
};
