/** Entry of a compute thread: runs chunks of kernels, and sleeps when there are none. It never turns its event loop. */

import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';
import { ComputeKernels, runChunk } from './compute-kernels.ts';
import type { ComputeKernel } from './compute-kernels.ts';
import { JobBoard } from './job-board.ts';
import type { Chunk } from './job-board.ts';

/** What a compute thread is started with. */
export interface ComputeStart {
  readonly board: SharedArrayBuffer;
  /** Its number, from 0. */
  readonly thread: number;
  /** How long it looks for the next job before it sleeps, in milliseconds. */
  readonly spinMs: number;
}

/** What the main thread sends. */
export type ComputeMessage =
  { readonly type: 'kernel'; readonly kernel: ComputeKernel } | { readonly type: 'forget'; readonly id: number };

/** How often it looks at the board before it looks at the clock. */
const LOOKS_PER_CLOCK = 64;

function readMessages(port: MessagePort, kernels: ComputeKernels): void {
  for (let entry = receiveMessageOnPort(port); entry !== undefined; entry = receiveMessageOnPort(port)) {
    const message = entry.message as ComputeMessage;
    if (message.type === 'kernel') kernels.add(message.kernel);
    else kernels.delete(message.id);
  }
}

/** Waits for another epoch: looks for a while, because a sleeping thread takes 30 us to wake, then sleeps. */
function awaitEpoch(board: JobBoard, seen: number, spinMs: number): void {
  const until = performance.now() + spinMs;
  do {
    for (let look = 0; look < LOOKS_PER_CLOCK; look++) if (board.epoch !== seen) return;
  } while (performance.now() < until);
  board.sleep(seen);
}

function serve(port: MessagePort, start: ComputeStart): void {
  const board = new JobBoard(start.board);
  const kernels = new ComputeKernels(start.thread);
  const run = (chunk: Chunk): void => {
    board.setInChunk(start.thread, true);
    try {
      // Sent before its first job was published, so it is in the port by now.
      if (!kernels.has(chunk.kernel)) readMessages(port, kernels);
      kernels.run(chunk);
    } finally {
      board.setInChunk(start.thread, false);
    }
  };
  while (!board.isClosed) {
    board.sleepUntilAllowed(start.thread);
    const seen = board.epoch;
    for (let chunk = board.claim(); chunk !== undefined; chunk = board.claim()) {
      runChunk(board, chunk, run);
      if (!board.mayClaim(start.thread)) break;
    }
    readMessages(port, kernels); // those that say what to forget
    if (!board.isClosed && board.mayClaim(start.thread)) awaitEpoch(board, seen, start.spinMs);
  }
}

if (parentPort !== null) serve(parentPort, workerData as ComputeStart);
