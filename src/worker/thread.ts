/** Entry of a worker thread. tinypool loads this module and calls `serveThread` once. */

import { receiveMessageOnPort } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';
import { adoptLiveness } from '../core/liveness.ts';
import type { LivenessShare } from '../core/liveness.ts';
import { progressWord } from '../core/protocol.ts';
import type { WorkerRequest } from '../core/protocol.ts';
import { SharedProgress } from './progress.ts';
import { lengthen, type ShortMessage, shorten } from './short-message.ts';
import { CodecLoader, LazyCodec } from './lazy-codec.ts';
import { WorkerSession } from './session.ts';
import type { WorkerChannel } from './channel.ts';
import { setUpStdio } from './worker-stdio.ts';

/**
 * How long a thread that has replied waits for the next batch before its event loop turns, in milliseconds. To be woken here
 * takes 10 us less than an event does; what a task left behind (timers, sockets) waits for so long at most. Not shorter: on
 * virtual machines a timer that is due before the system's next tick costs more than all of this saves.
 */
const WAIT_MS = 20;

/** Set where what tasks leave behind is to run at once, which the program has asked for by an option of a drop-in. */
const TURNS = Symbol.for('manycore.compat.turns');

/** What a thread is started with. */
export interface ThreadStart {
  readonly port: MessagePort;
  readonly progress: SharedArrayBuffer;
  readonly liveness: LivenessShare;
}

const requestOf = (message: unknown): WorkerRequest =>
  Array.isArray(message) ? (lengthen(message as ShortMessage) as WorkerRequest) : (message as WorkerRequest);

/** Serves the library over a port until it closes. Returns at once: the thread lives as long as its port. */
export function serveThread({ port, progress, liveness }: ThreadStart): void {
  adoptLiveness(liveness);
  const loader = new CodecLoader('thread');
  const words = new Int32Array(progress);
  const channel: WorkerChannel = {
    post: (reply, transfer) => port.postMessage(shorten(reply) ?? reply, transfer as ArrayBuffer[]),
    poll: (wait) => {
      const turns = (globalThis as { readonly [TURNS]?: boolean })[TURNS] === true;
      const seen = Atomics.load(words, progressWord.sent);
      const received = receiveMessageOnPort(port);
      if (received !== undefined || !wait || turns) return received && requestOf(received.message);
      if (Atomics.wait(words, progressWord.sent, seen, WAIT_MS) === 'timed-out') return undefined;
      const late = receiveMessageOnPort(port);
      return late && requestOf(late.message);
    },
  };
  const session = new WorkerSession({
    channel,
    progress: new SharedProgress(progress),
    makeCodec: () => new LazyCodec(loader),
    asks: true,
    onSetup: (request) => {
      setUpStdio(request.stdio, false, (stream, text) =>
        port.postMessage({ type: 'output', stream, text, ...session.runningTask() }),
      );
      return undefined;
    },
    end: (exitCode) => process.exit(exitCode),
  });
  process.on('uncaughtException', (error) => session.fatal('exception', error));
  process.on('unhandledRejection', (error) => session.fatal('rejection', error));
  port.on('message', (message) => session.accept(requestOf(message)));
  port.on('close', () => process.exit(0));
}
