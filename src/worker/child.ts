/** Entry of a worker process. Requests come in on one pipe; replies are written to another, synchronously. */

import { Socket } from 'node:net';
import type { WorkerReply, WorkerRequest } from '../core/protocol.ts';
import { CHILD_FDS } from './child-fds.ts';
import { encodeFrame, FrameReader } from './frames.ts';
import { FileProgress } from './progress.ts';
import { CodecLoader, LazyCodec, LOAD_AFTER_MS } from './lazy-codec.ts';
import { WorkerSession } from './session.ts';
import { endWithParent } from './end-with-parent.ts';
import { setUpStdio, writeFully } from './worker-stdio.ts';

/**
 * Writes a reply before it returns: it is safe when the task ends the process right after, and the task may use its arrays
 * again. The library always reads, so this cannot wait for ever while the library lives.
 */
function post(reply: WorkerReply): void {
  for (const chunk of encodeFrame(reply)) writeFully(CHILD_FDS.replies, chunk);
}

function serveChild(): void {
  const loader = new CodecLoader('process');
  const session = new WorkerSession({
    channel: { post },
    progress: new FileProgress(CHILD_FDS.progress),
    makeCodec: () => new LazyCodec(loader),
    onFirstReply: () => setTimeout(() => void loader.load(), LOAD_AFTER_MS).unref(),
    onSetup: ({ stdio, watchParent }) => {
      setUpStdio(stdio, true, (stream, text) => post({ type: 'output', stream, text, ...session.runningTask() }));
      if (watchParent !== undefined) endWithParent(watchParent);
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
  const requests = new Socket({ fd: CHILD_FDS.requests, readable: true, writable: false });
  requests.on('data', (chunk) => reader.push(chunk));
  requests.on('close', () => process.exit(0)); // the parent is gone, or wants us to go
  requests.on('error', () => process.exit(0));
}

serveChild();
