import { workerEntryUrl } from '../platform/entry-url.ts';

/** Ends this process soon after whoever started it has ended, whatever this one does: in an endless loop, only another thread can. */
export function endWithParent(): void {
  const { Worker } = process.getBuiltinModule('node:worker_threads');
  const watchdog = new Worker(workerEntryUrl('watchdog'), { stdout: false, stderr: false });
  watchdog.on('error', () => {}); // A child that nobody watches is better than none.
  watchdog.unref();
}
