import { fileURLToPath } from 'node:url';
import type { MessagePort, Worker } from 'node:worker_threads';
import type { Tinypool } from 'tinypool';
import { leaveHolder, type LivenessShare, shareLiveness } from '../../core/liveness.ts';
import { PROGRESS_BYTES, progressWord } from '../../core/protocol.ts';
import type { WorkerOptions } from '../../core/task.ts';
import { workerEntryUrl } from '../../platform/entry-url.ts';
import { threadExecArgv } from '../local/exec-argv.ts';
import { Launched } from '../local/launched.ts';
import { workerEnv } from '../local/worker-env.ts';
import { tinypool } from './load-tinypool.ts';

/** Settles with nothing: what tinypool has to say about the end of a thread, we hear from the thread itself. */
const ignore = (): void => {};

/**
 * The young generation of a thread, in MB, unless `resourceLimits` says otherwise. When the heap is full Node allows 16 MB more and
 * ends the thread; with its default of 192 one collection may move 64 MB, and V8 then ends the whole program (docs/decisions/0020).
 */
const YOUNG_MB = 48;

/** A thread that is starting. Whoever takes it listens to it in the same turn of the event loop. */
export interface StartedThread {
  readonly pool: Tinypool;
  readonly thread: Worker;
  /** Our end of the port over which batches go. */
  readonly port: MessagePort;
  /** The progress block. */
  readonly words: Int32Array;
  readonly liveness: LivenessShare;
}

/** Starts a thread, by a Tinypool of its own; see README.md for what its options fence. */
export function startThread(options: WorkerOptions): StartedThread {
  const pool = new (tinypool().Tinypool)({
    filename: fileURLToPath(workerEntryUrl('thread')),
    name: 'serveThread',
    // Made at once, and trusted to be ready: tasks that wait for a thread which fails to start would wait for ever.
    minThreads: 1,
    maxThreads: 1,
    // Otherwise the thread blocks while it has no task, and no timer of a task ever fires.
    useAtomics: false,
    trackUnmanagedFds: true,
    execArgv: threadExecArgv(options.execArgv),
    ...(options.env === undefined ? {} : { env: workerEnv(options.env) }),
    ...(options.argv === undefined ? {} : { argv: [...options.argv] }),
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB, ...options.resourceLimits },
  });
  // An idle thread that dies is reported on the pool; without a listener that would end the process.
  pool.on('error', ignore);
  const [worker] = pool.threads as unknown as [{ readonly thread: Worker }];
  // Not imported: a program whose workers are processes starts without it.
  const { MessageChannel } = process.getBuiltinModule('node:worker_threads');
  const { port1, port2 } = new MessageChannel();
  const progress = new SharedArrayBuffer(PROGRESS_BYTES);
  const words = new Int32Array(progress);
  words[progressWord.batch] = -1;
  const liveness = shareLiveness();
  pool.run({ port: port2, progress, liveness }, { transferList: [port2] }).catch(ignore);
  return { pool, thread: worker.thread, port: port1, words, liveness };
}

/** Starts threads before their backend is loaded. */
export const launchThreads = (options: WorkerOptions, count: number): Launched<StartedThread> =>
  new Launched(count, { start: () => startThread(options), end: endThread });

/** Ends a thread that nobody has taken. */
export function endThread({ pool, port, liveness }: StartedThread): void {
  pool.destroy().catch(ignore);
  port.close();
  leaveHolder(liveness.self);
}
