/** A program for tinypool. Compiled twice: as it is, and with the drop-in in tinypool's place (tsconfig.drop-ins.json). */

import { EventEmitter, type EventEmitterAsyncResource } from 'node:events';
import { MessageChannel } from 'node:worker_threads';
import DefaultTinypool, {
  isMovable,
  isTaskQueue,
  isTransferable,
  kFieldCount,
  kQueueOptions,
  kRequestCountField,
  kResponseCountField,
  kTransferable,
  kValue,
  markMovable,
  type Options,
  type Task,
  type TaskQueue,
  Tinypool,
  type TinypoolChannel,
  type TinypoolWorker,
  type TinypoolWorkerMessage,
  type Transferable,
  withNullPrototype,
  workerId,
} from 'tinypool';

class OwnQueue implements TaskQueue {
  readonly #tasks: Task[] = [];
  get size(): number {
    return this.#tasks.length;
  }
  shift(): Task | null {
    return this.#tasks.shift() ?? null;
  }
  push(task: Task): void {
    console.log(task[kQueueOptions]);
    this.#tasks.push(task);
  }
  remove(task: Task): void {
    this.#tasks.splice(this.#tasks.indexOf(task), 1);
  }
  cancel(): void {
    for (const task of this.#tasks) task.cancel();
  }
}

/** Every option. */
export const options: Options = {
  filename: new URL('file:///worker.js'),
  runtime: 'child_process',
  name: 'run',
  minThreads: 0.5,
  maxThreads: 2,
  idleTimeout: 100,
  terminateTimeout: 1000,
  maxQueue: 'auto',
  concurrentTasksPerWorker: 2,
  useAtomics: false,
  resourceLimits: { maxOldGenerationSizeMb: 64 },
  maxMemoryLimitBeforeRecycle: 2 ** 20,
  argv: ['a'],
  execArgv: ['--no-warnings'],
  env: { NAME: 'value' },
  workerData: { any: 'thing' },
  taskQueue: new OwnQueue(),
  trackUnmanagedFds: false,
  isolateWorkers: true,
  teardown: 'end',
  serialization: 'advanced',
};

/** What a pool does. */
export async function usePool(): Promise<void> {
  const pool = new Tinypool(options);
  const emitter: EventEmitterAsyncResource = pool;
  const { port1 } = new MessageChannel();
  const messages: unknown[] = [];
  const channel: TinypoolChannel = {
    onMessage: (listener) => listener('Hello'),
    postMessage: (message) => void messages.push(message),
    onClose: () => undefined,
  };
  const sum: number = await pool.run({ a: 4, b: 6 });
  await pool.run(1, { transferList: [port1], filename: '/b.js', name: 'add', signal: new AbortController().signal });
  await pool.run(1, { channel, filename: new URL('file:///b.js'), name: null, signal: new EventEmitter() });
  await pool.run(1, { runtime: 'worker_threads' });
  pool.cancelPendingTasks();
  await pool.recycleWorkers({ runtime: 'worker_threads' });
  await pool.recycleWorkers();
  const figures: number[] = [
    pool.queueSize,
    pool.completed,
    pool.duration,
    pool.options.maxThreads,
    pool.options.maxQueue,
  ];
  const workers: TinypoolWorker[] = pool.threads;
  for (const worker of workers) worker.once('exit', () => console.log(worker.runtime, worker.threadId.toFixed()));
  pool.on('error', (error: Error) => console.error(error.message)).on('drain', () => undefined);
  await pool.destroy();
  await new DefaultTinypool().destroy();
  console.log(emitter.asyncId, sum, figures, messages);
}

/** What is exported besides. */
export function useHelpers(message: TinypoolWorkerMessage<'pool'>): void {
  const statics: [boolean, string, symbol, symbol, symbol] = [
    Tinypool.isWorkerThread,
    Tinypool.version,
    Tinypool.transferableSymbol,
    Tinypool.valueSymbol,
    Tinypool.queueOptionsSymbol,
  ];
  const data: { readonly by: number } = Tinypool.workerData;
  const own: Transferable = { [kTransferable]: new ArrayBuffer(8), [kValue]: {} };
  markMovable(own);
  const checks: boolean[] = [isMovable(own), isTransferable(own), isTaskQueue(new OwnQueue())];
  const numbers: number[] = [kRequestCountField, kResponseCountField, kFieldCount, workerId];
  const bare: { readonly a: number } = withNullPrototype({ a: 1 });
  const state = process.__tinypool_state__;
  const known: [boolean, number] = [state.isTinypoolWorker, state.workerId];
  const from: 'pool' = message.source;
  console.log(statics, data.by, checks, numbers, bare.a, known, Tinypool.move(new Uint8Array(8)), from);
}
