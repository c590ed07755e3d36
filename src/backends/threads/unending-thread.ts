import { writeSync } from 'node:fs';
import type { Worker } from 'node:worker_threads';

const running = new Set<Worker>();

const SAYING =
  'manycore: a worker thread is in a loop that V8 cannot interrupt, so Node could never exit; the process ends itself by SIGKILL ' +
  "(run node with --no-turboshaft-loop-unrolling, or such tasks with backend: 'processes')\n";

function endProgram(): void {
  if (running.size === 0) return;
  writeSync(2, SAYING);
  process.kill(process.pid, 'SIGKILL');
}

/**
 * Ends the program by a signal when it wants to exit while this thread still runs: Node would wait for the thread for ever. V8 14's compiler
 * takes the check for interrupts out of some loops that hold a short one (docs/decisions/0020).
 */
export function killProgramAtExit(thread: Worker): void {
  if (running.size === 0) {
    process.off('exit', endProgram);
    process.on('exit', endProgram);
  }
  running.add(thread);
  // `terminate` makes the thread keep the process alive.
  thread.unref();
  thread.once('exit', () => running.delete(thread));
}
