import { workerEntryUrl } from '../platform/entry-url.ts';

/**
 * Ends this process soon after another one has ended, whatever this one does: in an endless loop, only another thread can.
 *
 * @param pid - The process to watch.
 */
export function endWithParent(pid: number): void {
  const { Worker } = process.getBuiltinModule('node:worker_threads');
  new Worker(workerEntryUrl('watchdog'), { workerData: pid, stdout: false, stderr: false }).unref();
}
