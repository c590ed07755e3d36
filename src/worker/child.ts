/** Entry of a worker process. Requests come in on one pipe; replies are written to another, synchronously. */

import { Socket } from 'node:net';
import type { WorkerReply, WorkerRequest } from '../core/protocol.ts';
import { CHILD_FDS } from './child-fds.ts';
import { encodeLongFrame, FrameReader, shortFrame, writeShortFrame } from './frames.ts';
import { FileProgress } from './progress.ts';
import { CodecLoader, LazyCodec } from './lazy-codec.ts';
import { Linger } from './linger.ts';
import { WorkerSession } from './session.ts';
import { setUpStdio, writeFully } from './worker-stdio.ts';

/** Bytes read at a time. */
const READ_BYTES = 65_536;

const linger = new Linger();

/**
 * Writes a reply before it returns: it is safe when the task ends the process right after, and the task may use its arrays
 * again. The library always reads, so this cannot wait for ever while the library lives.
 */
function post(reply: WorkerReply): void {
  const length = writeShortFrame(reply);
  if (length > 0) writeFully(CHILD_FDS.replies, shortFrame, length);
  else for (const chunk of encodeLongFrame(reply)) writeFully(CHILD_FDS.replies, chunk);
  if (reply.type === 'reply') linger.replied();
}

/** As Node's own, for a child without a channel of Node's: whoever listens to the pool is told. */
const sendMessage: NonNullable<typeof process.send> = (data: unknown, ...rest: readonly unknown[]) => {
  post({ type: 'message', data });
  const done = rest.at(-1);
  if (typeof done === 'function') process.nextTick(done as (error: null) => void, null);
  return true;
};

function serveChild(): void {
  const loader = new CodecLoader('process');
  const session = new WorkerSession({
    channel: { post },
    progress: new FileProgress(CHILD_FDS.progress),
    makeCodec: () => new LazyCodec(loader),
    asks: true,
    onSetup: ({ stdio, watchParent }) => {
      setUpStdio(stdio, true, (stream, text) => post({ type: 'output', stream, text, ...session.runningTask() }));
      process.send = sendMessage;
      // Only where the system has no shell: a file more would be loaded by each child.
      return watchParent && import('./end-with-parent.ts').then((part) => part.endWithParent());
    },
    end: (exitCode) => process.exit(exitCode),
  });
  process.on('uncaughtException', (error) => session.fatal('exception', error));
  process.on('unhandledRejection', (error) => session.fatal('rejection', error));
  process.on('exit', () => session.leaving());
  // Ctrl-C goes to the whole group; the parent decides what becomes of its workers.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => {});
  const reader = new FrameReader((message) => session.accept(message as WorkerRequest));
  // One buffer for all that is read: a stream makes a new one of its size each time.
  const onread = {
    buffer: Buffer.allocUnsafeSlow(READ_BYTES),
    callback: (bytes: number, buffer: Uint8Array): boolean => {
      linger.heard();
      reader.push(buffer as Buffer, bytes);
      return true;
    },
  };
  const requests = new Socket({ fd: CHILD_FDS.requests, readable: true, writable: false, onread });
  requests.on('close', () => process.exit(0)); // the parent is gone, or wants us to go
  requests.on('error', () => process.exit(0));
}

serveChild();
