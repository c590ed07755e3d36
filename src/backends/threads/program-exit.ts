/**
 * When a program exits, Node waits for its threads, for ever if need be: V8 14's compiler takes the check for interrupts out of some loops
 * that hold a short one (docs/decisions/0020). So we end the threads first, see whether they go, and leave without those that do not.
 */

import { existsSync, writeSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';
import { inspect } from 'node:util';
import type { Worker } from 'node:worker_threads';

/** Threads end within milliseconds. A program exits this much later at most, in milliseconds. */
const GOING_MS = 2000;
const LOOK_MS = 1;
const SHELL = '/bin/sh';

const SAYING =
  'manycore: the program exits without a worker thread that does not end: it is in a loop that V8 cannot interrupt, or in a long call ' +
  "of native code (run node with --no-turboshaft-loop-unrolling, or such tasks with backend: 'processes')\n";

interface Alive {
  /** The number that the system knows the thread by, once the thread has told it; 0 where it cannot tell. */
  readonly systemId: () => number;
  /** It was told to end and did not, for long enough. */
  isStuck: boolean;
}

const threads = new Map<Worker, Alive>();

/** Sees to it that the program does not wait for this thread when it exits. */
export function watchAtExit(thread: Worker, systemId: () => number): void {
  // The end of a thread is the end of nothing else.
  if (!isMainThread) return;
  if (threads.size === 0) process.on('exit', onExit).on('uncaughtExceptionMonitor', onUncaught);
  threads.set(thread, { systemId, isStuck: false });
  thread.once('exit', () => {
    threads.delete(thread);
    if (threads.size === 0) process.off('exit', onExit).off('uncaughtExceptionMonitor', onUncaught);
  });
}

/** The thread was told to end and did not: nobody waits for it again. */
export function giveUp(thread: Worker): void {
  const alive = threads.get(thread);
  if (alive !== undefined) alive.isStuck = true;
  // `terminate` makes the thread keep the process alive.
  thread.unref();
}

/** What ends the program, as text. Node shows it only after the listeners to the exit. */
let uncaught = '';

function onUncaught(error: unknown): void {
  const isHandled = process.listenerCount('uncaughtException') > 0 || process.hasUncaughtExceptionCaptureCallback();
  if (!isHandled) uncaught = `Uncaught ${inspect(error)}\n`;
}

function onExit(code: number): void {
  for (const thread of threads.keys()) void thread.terminate();
  if (!stillThere()) return;
  runListenersAfter(code);
  writeSync(2, uncaught + SAYING);
  leave(process.exitCode ?? code);
}

/** Whether threads are left, after some time to go. */
function stillThere(): boolean {
  const isStuck = Array.from(threads.values()).some((alive) => alive.isStuck);
  const clock = new Int32Array(new SharedArrayBuffer(4));
  const deadline = performance.now() + (isStuck ? 0 : GOING_MS);
  let going = Array.from(threads.values(), ({ systemId }) => systemId());
  for (;;) {
    going = going.filter((id) => id > 0 && existsSync(`/proc/self/task/${id}`));
    if (isStuck || going.length === 0) return isStuck;
    if (performance.now() > deadline) return true;
    Atomics.wait(clock, 0, 0, LOOK_MS);
  }
}

/** What else was to run at the exit: the program does not come back to it. */
function runListenersAfter(code: number): void {
  const listeners = process.listeners('exit');
  for (const listener of listeners.slice(listeners.indexOf(onExit) + 1)) listener.call(process, code);
}

/** Ends the program as it is, with its exit code where the system can do that. */
function leave(code: number | string): void {
  const { execve } = process as { readonly execve?: (file: string, args: string[], env: object) => void };
  if (execve !== undefined && existsSync(SHELL)) execve.call(process, SHELL, [SHELL, '-c', `exit ${code}`], {});
  process.kill(process.pid, 'SIGKILL');
}
