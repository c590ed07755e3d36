/** A program for piscina. Compiled twice: as it is, and with the drop-in in piscina's place (tsconfig.drop-ins.json). */

import { EventEmitter, type EventEmitterAsyncResource } from 'node:events';
import { MessageChannel, type MessagePort, SHARE_ENV, type Worker } from 'node:worker_threads';
import {
  ArrayTaskQueue,
  FixedQueue,
  isWorkerThread,
  move,
  Piscina,
  type PiscinaTask,
  queueOptionsSymbol,
  type TaskQueue,
  transferableSymbol,
  valueSymbol,
  version,
  workerData,
} from 'piscina';
import { some } from '../expect-type.ts';

interface Payload {
  readonly a: number;
  readonly b: number;
}

class ByPriority implements TaskQueue {
  readonly tasks: PiscinaTask[] = [];
  get size(): number {
    return this.tasks.length;
  }
  shift(): PiscinaTask | null {
    return this.tasks.shift() ?? null;
  }
  push(task: PiscinaTask): void {
    const { priority } = (task as unknown as Record<symbol, { readonly priority: number }>)[queueOptionsSymbol] ?? {
      priority: 0,
    };
    const { taskId, filename, name, created, isAbortable }: PiscinaTask = task;
    console.log(priority, taskId.toFixed(), filename.length, name.length, created.toFixed(), isAbortable === true);
    this.tasks.push(task);
  }
  remove(task: PiscinaTask): void {
    this.tasks.splice(this.tasks.indexOf(task), 1);
  }
}

/** Every option. */
export const options: ConstructorParameters<typeof Piscina>[0] = {
  filename: '/worker.js',
  name: 'run',
  minThreads: 1,
  maxThreads: 2,
  idleTimeout: Infinity,
  maxQueue: 'auto',
  concurrentTasksPerWorker: 2,
  atomics: 'disabled',
  resourceLimits: { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 8, codeRangeSizeMb: 16, stackSizeMb: 4 },
  argv: ['a'],
  execArgv: ['--no-warnings'],
  env: SHARE_ENV,
  workerData: { any: 'thing' },
  taskQueue: new FixedQueue(),
  niceIncrement: 5,
  trackUnmanagedFds: false,
  closeTimeout: 100,
  recordTiming: true,
  stricterFIFO: true,
  workerHistogram: true,
  loadBalancer(task, workers) {
    const [first] = workers;
    if (first === undefined || first.destroyed || first.terminating || first.isRunningAbortableTask) return null;
    console.log(first.id.toFixed(), first.histogram?.p99.toFixed(), task.taskId, task.isAbortable);
    return workers.find((worker) => worker.currentUsage === 0) ?? null;
  },
};

/** What a pool does. */
export async function usePool(): Promise<void> {
  await using pool = new Piscina<Payload, number>({ ...options, env: { NAME: 'value' }, taskQueue: new ByPriority() });
  const emitter: EventEmitterAsyncResource = pool;
  console.log(emitter.asyncId.toFixed());
  const sum: number = await pool.run({ a: 4, b: 6 });
  const { port1, port2 } = new MessageChannel();
  const { signal } = new AbortController();
  const list = [port1, new ArrayBuffer(8)];
  const other: number = await pool.run({ a: 1, b: 2 }, { transferList: list, filename: null, name: 'add', signal });
  const third: number = await pool.run({ a: 1, b: 2 }, { filename: '/b.js', name: null, signal: new EventEmitter() });
  port2.close();
  console.log(sum + other + third);
  await pool.close({ force: true });
  await pool.close();
  await pool.destroy();
}

/** What a pool tells. */
export function watchPool(): void {
  using pool = new Piscina();
  const figures: number[] = [
    pool.maxThreads,
    pool.minThreads,
    pool.idleThreads,
    pool.queueSize,
    pool.completed,
    pool.utilization,
    pool.duration,
    pool.options.maxQueue,
    pool.options.closeTimeout,
    pool.options.niceIncrement,
  ];
  const threads: Worker[] = pool.threads;
  const filename: string | null = pool.options.filename;
  const queue: TaskQueue = pool.options.taskQueue;
  const { runTime, waitTime } = pool.histogram;
  const times: number[] = [runTime.average, runTime.p0_001, waitTime.p50, waitTime.p99_999, waitTime.stddev];
  pool.histogram.resetRunTime();
  pool.histogram.resetWaitTime();
  const full: boolean = pool.needsDrain;
  pool.on('error', (error: Error) => console.error(error.message));
  pool.once('drain', () => undefined).on('needsDrain', () => undefined);
  pool.on('message', (message: unknown) => console.log(message));
  pool
    .on('workerCreate', (worker: { readonly id: number }) => console.log(worker.id))
    .on('workerDestroy', () => undefined);
  const loose: Promise<string> = pool.run({ whatever: 1 });
  console.log(figures, threads.length, filename?.length, queue.size, times, full, loose);
}

/** What is exported besides. */
export function useHelpers(): void {
  const statics: [boolean, string, typeof Piscina, symbol, symbol, symbol] = [
    Piscina.isWorkerThread,
    Piscina.version,
    Piscina.Piscina,
    Piscina.transferableSymbol,
    Piscina.valueSymbol,
    Piscina.queueOptionsSymbol,
  ];
  const named: [boolean, string, symbol, symbol, symbol] = [
    isWorkerThread,
    version,
    transferableSymbol,
    valueSymbol,
    queueOptionsSymbol,
  ];
  const data: { readonly by: number } = workerData;
  const same: { readonly by: number } = Piscina.workerData;
  const queues: TaskQueue[] = [new FixedQueue(), new ArrayTaskQueue(), new Piscina.FixedQueue()];
  const bytes = new Uint8Array(8);
  const moved: unknown[] = [move(bytes), Piscina.move(bytes.buffer), move(some<MessagePort>())];
  console.log(
    statics,
    named,
    data.by,
    same.by,
    queues,
    moved,
    new FixedQueue().isEmpty(),
    new ArrayTaskQueue().tasks.length,
  );
}
