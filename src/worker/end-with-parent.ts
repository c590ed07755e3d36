import { Worker } from 'node:worker_threads';
import { workerEntryUrl } from '../platform/entry-url.ts';

/**
 * Ends this process soon after another one has ended, whatever this one does: in an endless loop, only another thread can.
 *
 * @param pid - The process to watch.
 */
export function endWithParent(pid: number): void {
  new Worker(workerEntryUrl('watchdog'), { workerData: pid, stdout: false, stderr: false }).unref();
}
