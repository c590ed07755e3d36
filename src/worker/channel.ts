import type { Movable } from '../core/payload.ts';
import type { WorkerReply, WorkerRequest } from '../core/protocol.ts';

/** How a worker talks to the library. */
export interface WorkerChannel {
  /** @throws when a payload cannot be sent. */
  post(reply: WorkerReply, transfer: readonly Movable[]): void;
  /**
   * A request that has arrived, without a turn of the event loop.
   *
   * @param wait - Wait a moment for one, if there is none.
   */
  poll?(wait: boolean): WorkerRequest | undefined;
}
