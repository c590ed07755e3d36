/** Entry of a worker thread. tinypool loads this module and calls `serveThread` once. */

import { readlinkSync } from 'node:fs';
import type { MessagePort } from 'node:worker_threads';
import { adoptLiveness } from '../core/liveness.ts';
import type { LivenessShare } from '../core/liveness.ts';
import { progressWord } from '../core/protocol.ts';
import { endChildren, watchChildren } from './own-children.ts';
import { SharedProgress } from './progress.ts';
import { CodecLoader, LazyCodec } from './lazy-codec.ts';
import { WorkerSession } from './session.ts';
import { ThreadChannel } from './thread-channel.ts';
import { setUpStdio } from './worker-stdio.ts';

/** What a thread is started with. */
export interface ThreadStart {
  readonly port: MessagePort;
  readonly progress: SharedArrayBuffer;
  readonly liveness: LivenessShare;
}

/** The number that the system knows this thread by; 0 where that is not to be found out. */
function systemId(): number {
  try {
    return Number(readlinkSync('/proc/thread-self').split('/').at(-1));
  } catch {
    return 0;
  }
}

/** Serves the library over a port until it closes. Returns at once: the thread lives as long as its port. */
export function serveThread({ port, progress, liveness }: ThreadStart): void {
  adoptLiveness(liveness);
  const loader = new CodecLoader('thread');
  const words = new Int32Array(progress);
  Atomics.store(words, progressWord.systemId, systemId());
  watchChildren((count) => void Atomics.store(words, progressWord.children, count));
  const channel = new ThreadChannel(port, words);
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
    endChildren,
  });
  process.on('uncaughtException', (error) => session.fatal('exception', error));
  process.on('unhandledRejection', (error) => session.fatal('rejection', error));
  port.on('message', (message) => session.accept(channel.accepted(message)));
  port.on('close', () => process.exit(0));
}
