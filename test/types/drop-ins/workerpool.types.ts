/** A program for workerpool. Compiled twice: as it is, and with the drop-in in workerpool's place (tsconfig.drop-ins.json). */

import workerpool, {
  cpus,
  isMainThread,
  platform,
  type Pool,
  pool as makePool,
  Promise as TaskPromise,
  type Proxy,
  TerminateError,
  Transfer,
  worker,
  workerEmit,
  type WorkerPoolOptions,
  type WorkerRegisterOptions,
} from 'workerpool';

/** Every option. */
export const options: WorkerPoolOptions = {
  minWorkers: 'max',
  maxWorkers: 3,
  maxQueueSize: 100,
  workerType: 'thread',
  queueStrategy: 'lifo',
  workerTerminateTimeout: 500,
  forkArgs: ['a'],
  forkOpts: { env: { NAME: 'value' }, execArgv: ['--no-warnings'] },
  workerThreadOpts: { argv: ['a'], env: { NAME: 'value' }, resourceLimits: { maxOldGenerationSizeMb: 64 } },
  emitStdStreams: true,
  onCreateWorker: ({ forkArgs, forkOpts, workerThreadOpts, script }) => {
    console.log(forkArgs?.length, script?.length);
    return { forkArgs: ['b'], forkOpts, workerThreadOpts };
  },
  onTerminateWorker: ({ script }) => console.log(script),
};

const methods = {
  add: (a: number, b: number): number => a + b,
  read: async (path: string): Promise<Uint8Array> => new Uint8Array(path.length),
};

/** What a pool does. */
export async function usePool(): Promise<void> {
  const pool: Pool = workerpool.pool('/worker.js', options);
  const sum: number = await pool.exec(methods.add, [1, 2]);
  const any = await pool.exec('add', [1, 2], { on: (payload) => console.log(payload.state), transfer: [] });
  await pool.exec('add', null);
  const typed: number = await pool.exec<typeof methods.add>('add', [1, 2]);
  const proxy: Proxy<typeof methods> = await pool.proxy<typeof methods>();
  const third: number = await proxy.add(1, 2).timeout(100);
  const bytes: Uint8Array = await proxy.read('/file');
  const { totalWorkers, busyWorkers, idleWorkers, pendingTasks, activeTasks } = pool.stats();
  const counts: number[] = [totalWorkers, busyWorkers, idleWorkers, pendingTasks, activeTasks];
  const known: [string | null, number, string, boolean] = [
    pool.script,
    pool.maxQueueSize,
    pool.workerType,
    pool.emitStdStreams,
  ];
  const given: [readonly string[], number | undefined, number | undefined, number] = [
    pool.forkArgs,
    pool.maxWorkers,
    pool.minWorkers,
    pool.workerTerminateTimeout,
  ];
  await pool.terminate();
  await pool.terminate(true, 1000);
  await makePool().terminate();
  await makePool({ maxWorkers: 1 }).terminate();
  console.log(sum, any, typed, third, bytes.length, counts, known, given);
}

/** What its promises do. */
export async function usePromises(pool: Pool): Promise<void> {
  const promise = pool.exec(methods.add, [1, 2]);
  const states: boolean[] = [promise.resolved, promise.rejected, promise.pending];
  const text: string = await promise.then((sum) => sum.toFixed());
  const either: number | string = await promise.catch(() => 'failed');
  await promise.finally(() => undefined);
  await promise.always(() => promise);
  promise.timeout(100).cancel();
  const all: unknown[] = await TaskPromise.all([promise, promise]);
  const deferred = TaskPromise.defer();
  deferred.resolve(5);
  try {
    await deferred.promise;
  } catch (error) {
    if (error instanceof TaskPromise.CancellationError || error instanceof TaskPromise.TimeoutError)
      console.log(error.message);
    if (error instanceof TerminateError) console.log(error.cause);
  }
  const own = new TaskPromise<number>((resolve: (value: number) => void) => resolve(1));
  const one: number = await own;
  console.log(states, text, either, all, one);
}

/** What a worker file does. */
export function beWorker(registered: WorkerRegisterOptions): void {
  worker(methods, registered);
  workerpool.worker(methods, { onTerminate: async (code) => console.log(code?.toFixed()), abortListenerTimeout: 100 });
  workerEmit({ progress: 1 });
  const { buffer } = new Uint8Array(8);
  workerEmit(new workerpool.Transfer({ buffer }, [buffer]));
  const transfer = new Transfer({ buffer }, [buffer]);
  const where: [string, boolean, number] = [platform, isMainThread, cpus];
  console.log(transfer.message, transfer.transfer, where);
}
