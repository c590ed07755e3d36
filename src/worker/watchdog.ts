/** Entry of the thread that watches a child's parent, on systems where no shell does. */

import { workerData } from 'node:worker_threads';

/** How often it looks, in milliseconds. */
const LOOK_MS = 500;

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'; // it lives, and is somebody else's
  }
}

const pid = workerData as number;
const timer = setInterval(() => {
  if (isAlive(pid)) return;
  clearInterval(timer);
  // process.exit() in a thread ends only the thread.
  process.kill(process.pid, 'SIGKILL');
}, LOOK_MS);
