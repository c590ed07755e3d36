/** Entry of the thread that watches who started a child, on systems where no shell does. */

import { Socket } from 'node:net';
import { CHILD_FDS } from './child-fds.ts';

/** Time for the child to end by itself, in milliseconds: where its event loop turns, it hears of the end too. */
const ALONE_MS = 500;

// Nothing is ever written to it: it ends with the thread or the process at the other end.
const lifeline = new Socket({ fd: CHILD_FDS.lifeline, readable: true, writable: false });
lifeline.on('error', () => {});
// process.exit() in a thread ends only the thread.
lifeline.on('end', () => setTimeout(() => process.kill(process.pid, 'SIGKILL'), ALONE_MS));
lifeline.resume();
