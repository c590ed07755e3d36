/**
 * When a program exits, Node waits for its threads, for ever if need be: V8 14's compiler takes the check for interrupts out of some loops
 * that hold a short one (docs/decisions/0020). So we end the threads first, see whether they go, and leave without those that do not.
 */

import type { EventEmitter } from 'node:events';
import { existsSync, writeSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';
import { inspect } from 'node:util';
import type { Worker } from 'node:worker_threads';

/** Threads end within milliseconds. A program exits this much later at most, in milliseconds. */
const GOING_MS = 2000;
const LOOK_MS = 1;
const SHELL = '/bin/sh';

/** Node's exit codes after an uncaught error, and after one in a listener to uncaught errors. */
const FAILED = 1;
const HANDLER_FAILED = 7;

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
  // Ours comes first: a listener before it may throw, or call `process.exit`, and then those after it never run.
  if (threads.size === 0) process.prependListener('exit', onExit).on('uncaughtExceptionMonitor', onUncaught);
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
  // `process.exit` ends here when a listener to the exit calls it. The program does not come back: nothing is to be restored.
  Reflect.set(process, 'reallyExit', leave);
  leave(runListenersAfter(code));
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

/** What else was to run at the exit, for the program does not come back to it. Gives the exit code. */
function runListenersAfter(code: number): number | string {
  const listeners = process.listeners('exit');
  try {
    for (const listener of listeners.slice(listeners.indexOf(onExit) + 1)) listener.call(process, code);
    return process.exitCode ?? code;
  } catch (error) {
    return codeAfter(error, code);
  }
}

/** The exit code that Node gives when a listener to the exit throws. After an uncaught error, Node is silent about further ones. */
function codeAfter(error: unknown, code: number): number | string {
  if (uncaught !== '') return process.exitCode ?? FAILED;
  try {
    // To the types of `process`, nobody emits these two.
    const emitter: EventEmitter = process;
    emitter.emit('uncaughtExceptionMonitor', error, 'uncaughtException');
    if (emitter.emit('uncaughtException', error, 'uncaughtException')) return process.exitCode ?? code;
    uncaught = `Uncaught ${inspect(error)}\n`;
    return process.exitCode ?? FAILED;
  } catch (another) {
    uncaught = `Uncaught ${inspect(another)}\n`;
    return HANDLER_FAILED;
  }
}

/** Ends the program as it is, with its exit code where the system can do that. */
function leave(code: number | string): void {
  ignoringErrors(() => writeSync(2, uncaught + SAYING));
  const { execve } = process as { readonly execve?: (file: string, args: string[], env: object) => void };
  if (execve !== undefined && existsSync(SHELL)) {
    // A shell knows no exit codes but those of the system.
    ignoringErrors(() => execve.call(process, SHELL, [SHELL, '-c', `exit ${Number(code) & 255}`], {}));
  }
  process.kill(process.pid, 'SIGKILL');
}

/** Nobody may read what we say, and nobody may be allowed to start a shell: the program ends all the same. */
function ignoringErrors(act: () => void): void {
  try {
    act();
  } catch {
    // what comes next needs none of it
  }
}
