import { WorkerLostError } from '../core/worker-errors.ts';
import type { WorkerEvent } from '../core/worker-set.ts';
import { openCapturePart } from '../api/capture-part.ts';
import { openCodec } from '../api/open-codec.ts';

/** Whether a worker has ended that was not to end, and that had no task which could be told. */
export const isStrayEnd = ({ kind, worker, expected }: WorkerEvent): boolean =>
  kind === 'end' && expected !== true && worker.running === 0 && worker.state !== 'starting';

/** Why a worker has ended: what was thrown in it where nobody caught it, else how it ended. */
export async function endErrorOf(event: WorkerEvent): Promise<unknown> {
  if (event.uncaught !== undefined) {
    await openCapturePart();
    const { codec } = openCodec('shared', {}) as NonNullable<ReturnType<typeof openCodec>>;
    return codec.decodeError(event.uncaught);
  }
  const { worker, exitCode = null, signal = null, error } = event;
  return error ?? new WorkerLostError({ backend: 'pool', workerId: worker.workerId, exitCode, signal });
}
