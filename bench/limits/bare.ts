/** Bare workers, driven by hand: one request at a time for each. */

import { fork } from 'node:child_process';
import { Worker } from 'node:worker_threads';
import type { Kind } from '../harness/question.ts';

/** A request to `thread.mjs` or `child.mjs`; `op` names the answer. */
export interface BareRequest {
  readonly op: string;
  readonly [field: string]: unknown;
}

/** A worker that answers one request at a time. */
export interface BareWorker {
  ask(request: BareRequest, moved?: readonly ArrayBuffer[]): Promise<unknown>;
  close(): Promise<unknown>;
}

/** Keeps the one promise that waits for an answer. A listener for each message would cost more than the message. */
function waiter() {
  let resolve: ((answer: unknown) => void) | undefined;
  return {
    settle: (answer: unknown): void => resolve?.(answer),
    wait: (): Promise<unknown> => new Promise((settle) => (resolve = settle)),
  };
}

/** A worker thread. */
export function bareThread(): BareWorker {
  const worker = new Worker(new URL('./thread.mjs', import.meta.url));
  const { settle, wait } = waiter();
  worker.on('message', settle);
  return {
    ask(request, moved = []) {
      worker.postMessage(request, moved);
      return wait();
    },
    close: () => worker.terminate(),
  };
}

/** A child process on Node's own channel, with the serialisation that keeps values. */
export function bareChild(): BareWorker {
  const child = fork(new URL('./child.mjs', import.meta.url), { serialization: 'advanced', execArgv: [] });
  const { settle, wait } = waiter();
  child.on('message', settle);
  return {
    ask(request) {
      child.send(request);
      return wait();
    },
    close: () =>
      new Promise((resolve) => {
        child.once('exit', resolve);
        child.disconnect();
      }),
  };
}

/** Bare workers of a kind. */
export const bareWorkers = (kind: Kind, count: number): BareWorker[] =>
  Array.from({ length: count }, kind === 'threads' ? bareThread : bareChild);
