/** Entry of a worker thread. tinypool loads this module and calls `serveThread` once. */

import { receiveMessageOnPort } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';
import { progressWord } from '../core/protocol.ts';
import type { WorkerRequest } from '../core/protocol.ts';
import { SharedProgress } from './progress.ts';
import { CodecLoader, LazyCodec, LOAD_AFTER_MS } from './lazy-codec.ts';
import { WorkerSession } from './session.ts';
import type { WorkerChannel } from './session.ts';
import { setUpStdio } from './worker-stdio.ts';

/**
 * How long a thread that has replied waits for the next batch before its event loop turns, in milliseconds. To be woken here
 * takes 10 us less than an event does; what a task left behind (timers, sockets) waits for so long at most. Not shorter: on
 * virtual machines a timer that is due before the system's next tick costs more than all of this saves.
 */
const WAIT_MS = 20;

/** What a thread is started with. */
export interface ThreadStart {
  readonly port: MessagePort;
  readonly progress: SharedArrayBuffer;
}

/** Serves the library over a port until it closes. Returns at once: the thread lives as long as its port. */
export function serveThread({ port, progress }: ThreadStart): void {
  const loader = new CodecLoader('thread');
  const words = new Int32Array(progress);
  const channel: WorkerChannel = {
    post: (reply, transfer) => port.postMessage(reply, transfer as ArrayBuffer[]),
    poll: (wait) => {
      const seen = Atomics.load(words, progressWord.sent);
      const received = receiveMessageOnPort(port);
      if (received !== undefined || !wait) return received?.message as WorkerRequest | undefined;
      if (Atomics.wait(words, progressWord.sent, seen, WAIT_MS) === 'timed-out') return undefined;
      return receiveMessageOnPort(port)?.message as WorkerRequest | undefined;
    },
  };
  const session = new WorkerSession({
    channel,
    progress: new SharedProgress(progress),
    makeCodec: () => new LazyCodec(loader),
    onFirstReply: () => setTimeout(() => void loader.load(), LOAD_AFTER_MS).unref(),
    onSetup: (request) =>
      setUpStdio(request.stdio, false, (stream, text) =>
        port.postMessage({ type: 'output', stream, text, ...session.runningTask() }),
      ),
    end: (exitCode) => process.exit(exitCode),
  });
  process.on('uncaughtException', (error) => session.fatal('exception', error));
  process.on('unhandledRejection', (error) => session.fatal('rejection', error));
  port.on('message', (request: WorkerRequest) => session.accept(request));
  port.on('close', () => process.exit(0));
}
