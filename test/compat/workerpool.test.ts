/** What workerpool 10.0 promises in its README and its types. */

import { createRequire } from 'node:module';
import { availableParallelism, cpus } from 'node:os';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type * as workerpool from 'workerpool';
import { filePath, forBoth, rejection, stateAfter, TestFile, until } from './contenders.ts';

type Pool = workerpool.Pool;
type Options = workerpool.WorkerPoolOptions;

forBoth('workerpool', ({ id, isPeer, itsOwn }) => {
  let module: typeof workerpool;
  let open: Pool[] = [];
  const keep = (made: Pool): Pool => {
    open.push(made);
    return made;
  };
  const script = filePath('workerpool-worker.mjs');
  /** A pool with the worker file of the tests. */
  const dedicated = (options: Options = {}): Pool => keep(module.pool(script, { maxWorkers: 2, ...options }));
  /** A pool for functions that are sent to it. */
  const dynamic = (options: Options = {}): Pool => keep(module.pool({ maxWorkers: 2, ...options }));
  // oxlint-disable-next-line typescript/no-explicit-any -- results of methods that are called by name
  const exec = (made: Pool, name: string, ...args: unknown[]): workerpool.Promise<any> =>
    made.exec(name, args as never);

  beforeAll(async () => {
    module = (await import(id)) as typeof workerpool;
  });
  afterEach(async () => {
    await Promise.all(open.map((made) => made.terminate(true)));
    open = [];
  });

  describe('exports', () => {
    it('by name, as default, and by require', () => {
      const names = [
        'Promise',
        'Transfer',
        'TerminateError',
        'cpus',
        'isMainThread',
        'platform',
        'pool',
        'worker',
        'workerEmit',
      ];
      expect(Object.keys(module)).toEqual(expect.arrayContaining(names));
      expect(Object.keys((module as unknown as { default: object }).default)).toEqual(expect.arrayContaining(names));
      expect((createRequire(import.meta.url)(id) as typeof workerpool).pool).toBe(module.pool);
    });

    it('what the program runs on', () => {
      expect(module.platform).toBe('node');
      // This test runs in a child process, which workerpool takes for one of its workers.
      expect(module.isMainThread).toBe(!isPeer);
      expect([availableParallelism(), cpus().length]).toContain(module.cpus);
    });
  });

  describe('exec with a function', () => {
    it('sends it to a worker, with arguments', async () => {
      const made = dynamic();
      expect(await made.exec((a: number, b: number) => a + b, [3, 4])).toBe(7);
      expect(await made.exec(() => 'nothing')).toBe('nothing');
      expect(await made.exec(async (a: number) => a * 2, [4])).toBe(8);
      function fibonacci(n: number): number {
        return n < 2 ? n : fibonacci(n - 2) + fibonacci(n - 1);
      }
      expect(await made.exec(fibonacci, [10])).toBe(55);
    });

    itsOwn('gives it the worker as `this.worker` (workerpool: it has no `emit`)', async () => {
      const seen: unknown[] = [];
      const emitting = function (this: { worker: { emit(payload: unknown): void } }, x: number): number {
        this.worker.emit({ status: x });
        return x;
      };
      expect(await dynamic().exec(emitting as never, [5] as never, { on: (payload) => seen.push(payload) })).toBe(5);
      expect(seen).toEqual([{ status: 5 }]);
    });

    it('rejects with what it throws', async () => {
      const error = await rejection(
        dynamic().exec((): number => {
          throw new TypeError('wrong');
        }) as unknown as PromiseLike<unknown>,
      );
      expect(error).toBeInstanceOf(Error);
      expect(error.message).toBe('wrong');
    });

    it('refuses what is no function and no name, and arguments that are no array', () => {
      expect(() => dynamic().exec(3 as never)).toThrow('Function or string expected as argument "method"');
      expect(() => dynamic().exec('add', 3 as never)).toThrow('Array expected as argument "params"');
    });
  });

  describe('exec with the name of a method', () => {
    it('runs it on a worker', async () => {
      const made = dedicated();
      expect(await exec(made, 'fibonacci', 10)).toBe(55);
      expect(await exec(made, 'add', 3, 4)).toBe(7);
      expect(await exec(made, 'later', 5, 'done')).toBe('done');
      expect(
        await keep(module.pool(filePath('workerpool-worker.cjs'), { maxWorkers: 1 })).exec('add', [1, 2] as never),
      ).toBe(3);
    });

    it('says so when there is none', async () => {
      expect((await rejection(exec(dedicated(), 'missing'))).message).toBe('Unknown method "missing"');
    });

    it('knows the methods `methods` and `run`', async () => {
      expect(await exec(dedicated(), 'methods')).toEqual(
        expect.arrayContaining(['run', 'methods', 'fibonacci', 'add']),
      );
      expect(await exec(dynamic(), 'run', '(a, b) => a * b', [3, 4])).toBe(12);
    });

    it('rejects with what it throws, and its properties', async () => {
      const error = await rejection(exec(dedicated(), 'fail', 'wrong'));
      expect(error).toBeInstanceOf(Error);
      expect(error).toMatchObject({ message: 'wrong', code: 'ERR_OF_TASK' });
      if (!isPeer) expect(error['extra']).toEqual({ deep: [1] }); // workerpool keeps the first level
      expect((await rejection(exec(dedicated(), 'failLater', 'late'))).message).toBe('late');
    });

    it('moves what `transfer` lists, and results in a Transfer', async () => {
      const made = dedicated();
      const bytes = new Uint8Array(3).fill(2);
      expect(await made.exec('sum', [bytes] as never, { transfer: [bytes.buffer] })).toBe(6);
      expect(bytes.byteLength).toBe(0);
      expect(await exec(made, 'array', 4)).toEqual(new Uint8Array([0, 1, 2, 3]));
    });
  });

  describe('events', () => {
    it('reach the `on` of their task, in order and before its end', async () => {
      const made = dedicated();
      const seen: unknown[] = [];
      const on = (payload: unknown): void => void seen.push(payload);
      expect(await made.exec('events', ['x'] as never, { on })).toBe('x');
      expect(seen).toEqual([{ status: 'in_progress' }, { status: 'complete' }]);
      seen.length = 0;
      expect(await made.exec('eventsLater', ['y'] as never, { on })).toBe('y');
      expect(seen).toEqual([{ status: 'first' }, { status: 'second', value: 'y' }]);
      expect(await exec(made, 'events', 'nobody listens')).toBe('nobody listens');
    });

    itsOwn('come from `this.worker.emit`, too (workerpool: it is not there)', async () => {
      const seen: unknown[] = [];
      const on = (payload: unknown): void => void seen.push(payload);
      await dedicated().exec('eventsOfThis', ['x'] as never, { on });
      expect(seen).toEqual([{ status: 'x' }]);
    });

    it('may be a Transfer', async () => {
      const seen: unknown[] = [];
      await dedicated().exec('emitBytes', [3] as never, { on: (payload) => seen.push(payload) });
      expect(seen).toEqual([{ bytes: new Uint8Array([3, 3, 3]) }]);
    });

    it('are what a worker prints, with emitStdStreams', async () => {
      for (const workerType of ['thread', 'process'] as const) {
        const seen: { readonly stdout?: string }[] = [];
        const made = dedicated({ emitStdStreams: true, workerType });
        await made.exec('print', ['hello'] as never, {
          on: (payload: { readonly stdout?: string }) => seen.push(payload),
        });
        expect(seen.map((payload) => payload.stdout).join('')).toBe('hello\n');
      }
    });
  });

  describe('proxy', () => {
    it('has all methods of the worker', async () => {
      const made = dedicated();
      const worker = (await made.proxy()) as unknown as Record<string, (...args: unknown[]) => PromiseLike<unknown>>;
      expect(await worker['fibonacci']?.(10)).toBe(55);
      expect(await worker['add']?.(1, 2)).toBe(3);
      expect(() => (made.proxy as (x: unknown) => unknown)(1)).toThrow('No arguments expected');
    });
  });

  describe('workers', () => {
    it('are threads, or processes if workerType says so', async () => {
      for (const workerType of ['auto', 'thread'] as const) {
        const seen = await exec(dedicated({ workerType }), 'where');
        expect(seen).toMatchObject({ isMain: false, isMainThread: false, pid: process.pid });
      }
      const child = await exec(dedicated({ workerType: 'process' }), 'where');
      expect(child.isMain).toBe(true);
      expect(child.isMainThread).toBe(false);
      expect(child.pid).not.toBe(process.pid);
    });

    it('are made when there is work, up to maxWorkers, and minWorkers from the start', async () => {
      const made = dedicated();
      expect(made.stats()).toEqual({
        totalWorkers: 0,
        busyWorkers: 0,
        idleWorkers: 0,
        pendingTasks: 0,
        activeTasks: 0,
      });
      const running = Array.from({ length: 3 }, () => exec(made, 'later', 100));
      expect(made.stats()).toEqual({
        totalWorkers: 2,
        busyWorkers: 2,
        idleWorkers: 0,
        pendingTasks: 1,
        activeTasks: 2,
      });
      await Promise.all(running);
      await until(() => made.stats().busyWorkers === 0);
      expect(made.stats()).toEqual({
        totalWorkers: 2,
        busyWorkers: 0,
        idleWorkers: 2,
        pendingTasks: 0,
        activeTasks: 0,
      });
      expect(dedicated({ minWorkers: 1 }).stats().totalWorkers).toBe(1);
      expect(dedicated({ minWorkers: 'max' }).stats().totalWorkers).toBe(2);
      expect(dedicated({ minWorkers: 3 }).maxWorkers).toBe(3);
      expect(keep(module.pool()).maxWorkers).toBe(Math.max(module.cpus - 1, 1));
    });

    it.each([
      [{ maxWorkers: 0 }, 'Option maxWorkers must be an integer number >= 1'],
      [{ maxWorkers: 1.5 }, 'Option maxWorkers must be an integer number >= 1'],
      [{ minWorkers: -1 }, 'Option minWorkers must be an integer number >= 0'],
      [{ queueStrategy: 'random' }, 'Unknown queue strategy: random'],
      [{ queueStrategy: { push() {} } }, 'Queue strategy must implement method: pop'],
    ])('refuses %j', (options, message) => {
      expect(() => module.pool(options as Options)).toThrow(message);
    });

    it('get forkArgs, forkOpts and workerThreadOpts', async () => {
      const child = dedicated({
        workerType: 'process',
        forkArgs: ['a'],
        forkOpts: { execArgv: ['--no-warnings'], env: { ...process.env, OF_THE_TEST: 'child' } },
      });
      const seen = await exec(child, 'environment');
      expect(seen).toMatchObject({ argv: ['a'], env: 'child' });
      expect(seen.execArgv).toContain('--no-warnings');
      const thread = dedicated({
        workerType: 'thread',
        workerThreadOpts: { argv: ['b'], env: { ...process.env, OF_THE_TEST: 'thread' } },
      });
      expect(await exec(thread, 'environment')).toMatchObject({ argv: ['b'], env: 'thread' });
    });

    itsOwn('refuse values that Node would refuse later', async () => {
      const wrong: readonly Options[] = [
        { workerThreadOpts: { argv: 5 } },
        { workerThreadOpts: { execArgv: '--no-warnings' } },
        { workerThreadOpts: { env: 5 } },
        { workerThreadOpts: { resourceLimits: 5 } },
        { workerType: 'process', forkArgs: 5 as never },
        { workerType: 'process', forkOpts: { env: 5 } },
      ];
      for (const options of wrong) {
        const made = dynamic(options);
        const error = await rejection(made.exec((a: number) => a, [1]) as never);
        expect(error).toMatchObject({ code: 'ERR_INVALID_OPTION' });
        expect(error.message).toMatch(/got (5|'--no-warnings')/);
      }
    });

    it('refuse options that Node does not have', async () => {
      const made = keep(
        module.pool(script, { maxWorkers: 1, workerType: 'thread', workerThreadOpts: { colour: 'red' } as never }),
      );
      const failed = await new Promise<Error>((resolve, reject) => {
        try {
          void made.exec('add', [1, 2] as never).then(() => reject(new Error('it ran')), resolve);
        } catch (error) {
          resolve(error as Error); // workerpool throws
        }
      });
      expect(failed.message).toBe('Object "workerThreadOpts" contains an unknown option "colour"');
    });

    it('are told of by onCreateWorker and onTerminateWorker', async () => {
      const seen: unknown[] = [];
      const made = dedicated({
        maxWorkers: 1,
        onCreateWorker: (options) => void seen.push(['create', options.script]),
        onTerminateWorker: (options) => void seen.push(['terminate', options.script]),
      });
      await exec(made, 'add', 1, 2);
      await made.terminate();
      expect(seen).toEqual([
        ['create', script],
        ['terminate', script],
      ]);
    });

    it('may be made otherwise by onCreateWorker', async () => {
      const made = keep(
        module.pool(filePath('broken.mjs'), {
          maxWorkers: 1,
          workerType: 'thread',
          onCreateWorker: () => ({ script, workerThreadOpts: { argv: ['otherwise'] } }),
        }),
      );
      expect((await exec(made, 'environment')).argv).toEqual(['otherwise']);
    });

    it.each(['thread', 'process'] as const)(
      'may each be made otherwise by onCreateWorker, as a %s',
      async (workerType) => {
        const ended: unknown[] = [];
        let made = 0;
        const options = (): Options => {
          const argv = [`worker ${++made}`];
          return { forkArgs: argv, workerThreadOpts: { argv } };
        };
        const workers = dedicated({
          maxWorkers: 1,
          workerType,
          onCreateWorker: options as never,
          onTerminateWorker: ({ workerThreadOpts }) => void ended.push(workerThreadOpts?.argv),
        });
        expect((await exec(workers, 'environment')).argv).toEqual(['worker 1']);
        await rejection(exec(workers, 'exit', 1));
        expect((await exec(workers, 'environment')).argv).toEqual(['worker 2']);
        await workers.terminate();
        expect(ended.at(-1)).toEqual(['worker 2']);
      },
    );

    itsOwn('have workerTerminateTimeout to end', async () => {
      using out = new TestFile();
      for (const [workerTerminateTimeout, lines] of [
        [50, []],
        [10_000, ['terminated']],
      ] as const) {
        const made = dedicated({ maxWorkers: 1, workerTerminateTimeout });
        await exec(made, 'setFile', out.path, 300);
        await made.terminate();
        expect(out.lines).toEqual(lines);
      }
    });

    it('call onTerminate of the worker file before they end', async () => {
      using out = new TestFile();
      const made = dedicated({ maxWorkers: 1 });
      await exec(made, 'setFile', out.path);
      await made.terminate();
      expect(out.lines).toEqual(['terminated']);
    });
  });

  describe('queue', () => {
    it('may be limited by maxQueueSize', async () => {
      const made = dedicated({ maxWorkers: 1, maxQueueSize: 1 });
      const running = [exec(made, 'later', 50, 1), exec(made, 'later', 1, 2)];
      expect(() => exec(made, 'add', 1, 2)).toThrow('Max queue size of 1 reached');
      expect(await Promise.all(running)).toEqual([1, 2]);
    });

    it.each([
      ['fifo', [1, 2, 3]],
      ['lifo', [3, 2, 1]],
    ] as const)('may be %s', async (queueStrategy, order) => {
      const made = dedicated({ maxWorkers: 1, queueStrategy });
      const first = exec(made, 'later', 30);
      const done: number[] = [];
      const rest = [1, 2, 3].map((value) => exec(made, 'later', 1, value).then(() => done.push(value)));
      await Promise.all([first, ...rest]);
      expect(done).toEqual(order);
    });

    it("may be the program's own, which sees the metadata of a task", async () => {
      const tasks: { readonly options?: { readonly metadata?: number } }[] = [];
      const rank = (task: (typeof tasks)[number]): number => task.options?.metadata ?? 0;
      const queue = {
        push: (task: (typeof tasks)[number]) => void tasks.push(task),
        pop: () => {
          tasks.sort((a, b) => rank(b) - rank(a));
          return tasks.shift();
        },
        size: () => tasks.length,
        contains: (task: (typeof tasks)[number]) => tasks.includes(task),
        clear: () => void tasks.splice(0),
      };
      const made = dedicated({ maxWorkers: 1, queueStrategy: queue as never });
      const first = exec(made, 'later', 30);
      const done: number[] = [];
      const rest = [2, 3, 1].map((metadata) =>
        made.exec('later', [1] as never, { metadata }).then(() => done.push(metadata)),
      );
      await Promise.all([first, ...rest]);
      expect(done).toEqual([3, 2, 1]);
    });
  });

  describe('the promise', () => {
    it('has then, catch and always', async () => {
      const made = dedicated();
      expect(await exec(made, 'add', 1, 2).then((sum: number) => sum * 2)).toBe(6);
      expect(await exec(made, 'fail', 'wrong').catch((error: Error) => error.message)).toBe('wrong');
      let called = 0;
      await exec(made, 'fail', 'wrong').always((() => void called++) as never);
      await exec(made, 'add', 1, 2).always((() => void called++) as never);
      expect(called).toBe(2);
    });

    itsOwn('has finally (workerpool: what it gives never settles)', async () => {
      let called = 0;
      expect(await exec(dedicated(), 'add', 1, 2).finally(() => void called++)).toBe(3);
      expect((await rejection(exec(dedicated(), 'fail', 'wrong').finally(() => void called++))).message).toBe('wrong');
      expect(called).toBe(2);
    });

    it('tells how it is', async () => {
      const promise = exec(dedicated(), 'later', 20, 1);
      expect([promise.pending, promise.resolved, promise.rejected]).toEqual([true, false, false]);
      await promise;
      expect([promise.pending, promise.resolved, promise.rejected]).toEqual([false, true, false]);
      const failing = exec(dedicated(), 'fail', 'wrong');
      await rejection(failing);
      expect([failing.pending, failing.resolved, failing.rejected]).toEqual([false, false, true]);
    });

    it('is cancelled with a CancellationError, and its worker ends', async () => {
      const made = dedicated({ maxWorkers: 1 });
      const promise = exec(made, 'spin');
      await until(() => made.stats().busyWorkers === 1);
      promise.cancel();
      const error = await rejection(promise);
      expect(error).toBeInstanceOf(module.Promise.CancellationError);
      expect(error).toMatchObject({ name: 'CancellationError', message: 'promise cancelled' });
      expect(await exec(made, 'add', 1, 2)).toBe(3);
    });

    it('is cancelled through what then and catch give', async () => {
      const made = dedicated({ maxWorkers: 1 });
      const promise = exec(made, 'spin');
      const chained = promise.then((value: unknown) => value);
      chained.cancel();
      expect((await rejection(promise)).name).toBe('CancellationError');
      await rejection(chained);
    });

    it('waits in the queue and can be cancelled there, without harm to others', async () => {
      const made = dedicated({ maxWorkers: 1 });
      const first = exec(made, 'later', 50, 'first');
      const second = exec(made, 'later', 1, 'second');
      const third = exec(made, 'later', 1, 'third');
      second.cancel();
      expect((await rejection(second)).name).toBe('CancellationError');
      expect(await Promise.all([first, third])).toEqual(['first', 'third']);
    });

    it('times out with a TimeoutError', async () => {
      const made = dedicated({ maxWorkers: 1 });
      const error = await rejection(exec(made, 'spin').timeout(60));
      expect(error).toBeInstanceOf(module.Promise.TimeoutError);
      expect(error.name).toBe('TimeoutError');
      expect(error.message).toMatch(/^Promise timed out after \d+ ms$/);
      expect(await exec(made, 'add', 1, 2).timeout(15_000)).toBe(3);
    });

    it('counts the time from when the task runs', async () => {
      const made = dedicated({ maxWorkers: 1 });
      await exec(made, 'add', 1, 2);
      const first = exec(made, 'later', 2500, 'first');
      const second = exec(made, 'later', 1, 'second').timeout(2000);
      expect(await Promise.all([first, second])).toEqual(['first', 'second']);
    });

    it('may be given its time while it runs', async () => {
      const made = dedicated({ maxWorkers: 1 });
      await exec(made, 'add', 1, 2);
      const promise = exec(made, 'later', 30_000);
      await new Promise((resolve) => setTimeout(resolve, 50));
      promise.timeout(50);
      expect((await rejection(promise)).name).toBe('TimeoutError');
    });

    it('has the helpers of a promise library', async () => {
      const { Promise: Own } = module;
      const deferred = Own.defer();
      deferred.resolve(3);
      const all = Own.all([deferred.promise, new Own((resolve: (value: number) => void) => resolve(4))] as never);
      expect(await all).toEqual([3, 4]);
      expect(new Own.CancellationError('own').message).toBe('own');
    });
  });

  describe('abort listeners', () => {
    it('let a worker live that has stopped its task', async () => {
      const made = dedicated({ maxWorkers: 1 });
      expect(await exec(made, 'count')).toBe(1);
      const error = await rejection(exec(made, 'asyncTimeout').timeout(50));
      expect(error.name).toBe('TimeoutError');
      expect(await exec(made, 'count')).toBe(2);
      const promise = exec(made, 'asyncTimeout');
      await new Promise((resolve) => setTimeout(resolve, 30));
      promise.cancel();
      expect((await rejection(promise)).name).toBe('CancellationError');
      expect(await exec(made, 'count')).toBe(3);
    });

    it('may take a while', async () => {
      const made = dedicated({ maxWorkers: 1 });
      expect(await exec(made, 'count')).toBe(1);
      const promise = exec(made, 'slowTimeout');
      await new Promise((resolve) => setTimeout(resolve, 30));
      promise.cancel();
      expect((await rejection(promise)).name).toBe('CancellationError');
      expect(await exec(made, 'count')).toBe(2);
    });

    it('that do not end in time cost the worker', async () => {
      const made = dedicated({ maxWorkers: 1 });
      expect(await exec(made, 'count')).toBe(1);
      expect((await rejection(exec(made, 'deafTimeout').timeout(50))).name).toBe('TimeoutError');
      expect(await exec(made, 'count')).toBe(1);
    });
  });

  describe('a worker that ends by itself', () => {
    it.each(['thread', 'process'] as const)(
      'rejects its task with a TerminateError, and is replaced (%s)',
      async (workerType) => {
        const made = dedicated({ maxWorkers: 1, workerType });
        const error = await rejection(exec(made, 'exit', 3));
        expect(error).toBeInstanceOf(module.TerminateError);
        if (!isPeer) expect(error.name).toBe('TerminateError'); // workerpool: 'Error'
        expect(error.message).toContain('exitCode: `3`');
        expect(await exec(made, 'add', 1, 2)).toBe(3);
      },
    );

    it('by a signal says which', async () => {
      const error = await rejection(exec(dedicated({ maxWorkers: 1, workerType: 'process' }), 'kill', 'SIGKILL'));
      expect(error.message).toContain('signalCode: `SIGKILL`');
    });
  });

  describe('terminate', () => {
    it('finishes what runs, and rejects what waits', async () => {
      const made = dedicated({ maxWorkers: 1 });
      await exec(made, 'add', 1, 2);
      const running = exec(made, 'later', 50, 'finished');
      const waiting = rejection(exec(made, 'later', 1));
      await made.terminate();
      expect((await waiting).message).toBe('Pool terminated');
      expect(await running).toBe('finished');
      expect(made.stats().totalWorkers).toBe(0);
    });

    it('with force ends what runs, too', async () => {
      const made = dedicated({ maxWorkers: 1 });
      await exec(made, 'add', 1, 2);
      const running = rejection(exec(made, 'spin'));
      await made.terminate(true);
      expect((await running).message).toBe('Worker terminated');
    });

    itsOwn('may be called twice at a time (the first call waited for ever)', async () => {
      const made = dedicated({ maxWorkers: 1 });
      await exec(made, 'add', 1, 2);
      await Promise.all([made.terminate(), made.terminate(true)]);
      expect(made.stats().totalWorkers).toBe(0);
    });

    it('leaves a pool that starts again', async () => {
      const made = dedicated({ maxWorkers: 1 });
      await exec(made, 'add', 1, 2);
      await made.terminate();
      expect(await exec(made, 'add', 3, 4)).toBe(7);
    });

    itsOwn('has what is given meanwhile wait for its end (it waited for ever)', async () => {
      for (const force of [false, true]) {
        const made = dedicated({ maxWorkers: 1 });
        await exec(made, 'add', 1, 2);
        const running = exec(made, 'later', 50, 'finished').then(
          () => 'finished',
          () => 'ended',
        );
        await new Promise(setImmediate);
        const ending = made.terminate(force);
        const [next, dropped] = [exec(made, 'add', 3, 4), exec(made, 'add', 5, 6)];
        expect(made.stats()).toMatchObject({ pendingTasks: 2 });
        dropped.cancel();
        await ending;
        expect(await running).toBe(force ? 'ended' : 'finished');
        expect([await next, (await rejection(dropped)).name]).toEqual([7, 'CancellationError']);
      }
    });

    itsOwn('rejects what waits for the end of an earlier call', async () => {
      const made = dedicated({ maxWorkers: 1 });
      await exec(made, 'add', 1, 2);
      const running = exec(made, 'later', 50, 'finished');
      await new Promise(setImmediate);
      const first = made.terminate();
      const waiting = rejection(exec(made, 'add', 3, 4));
      await made.terminate();
      expect((await waiting).message).toBe('Pool terminated');
      await first;
      expect(await running).toBe('finished');
    });

    it('with a timeout does not wait for ever', async () => {
      const made = dedicated({ maxWorkers: 1 });
      await exec(made, 'add', 1, 2);
      const running = rejection(exec(made, 'spin'));
      const ended = Promise.resolve(made.terminate(false, 100)).then(
        () => 'ended',
        () => 'gave up',
      );
      expect(['ended', 'gave up']).toContain(await ended);
      if (!isPeer) expect(await stateAfter(15_000, running)).toBe('settled');
      else await made.terminate(true);
    });
  });

  if (!isPeer)
    describe('what used to hang or to lose values', () => {
      itsOwn('a task that throws undefined rejects with it (workerpool: its worker dies)', async () => {
        const made = dedicated({ maxWorkers: 1 });
        expect(
          await exec(made, 'throwUndefined').then(
            () => 'resolved',
            (error: unknown) => error,
          ),
        ).toBe(undefined);
      });

      itsOwn('a result that cannot be copied is named (workerpool: an empty error, or undefined)', async () => {
        for (const workerType of ['thread', 'process'] as const) {
          const error = await rejection(exec(dedicated({ workerType }), 'unsendable'));
          expect(error).toMatchObject({ code: 'ERR_NOT_CLONEABLE', path: 'result.deep[0]' });
        }
      });

      itsOwn('processes keep values as threads do (workerpool: JSON)', async () => {
        const value = {
          map: new Map([[1, new Date(5)]]),
          bytes: new Float32Array([1.5]),
          nothing: undefined,
          nan: Number.NaN,
        };
        expect(await exec(dedicated({ workerType: 'process' }), 'later', 1, value)).toEqual(value);
      });

      itsOwn('errors keep their class (workerpool: Error)', async () => {
        expect(await rejection(exec(dedicated(), 'fail', 'wrong'))).toBeInstanceOf(RangeError);
      });

      itsOwn('functions may use what surrounds them (workerpool: not defined)', async () => {
        const factor = 10;
        const scale = (x: number): number => x * factor;
        expect(await dynamic().exec((x: number) => scale(x) + 1, [4])).toBe(41);
      });

      itsOwn('a worker file that cannot be loaded rejects every task', async () => {
        const made = keep(module.pool(filePath('broken.mjs'), { maxWorkers: 1 }));
        const errors = await Promise.all([1, 2, 3].map(() => rejection(exec(made, 'add', 1, 2))));
        for (const error of errors) expect(error.message).toMatch(/broken/);
      });

      itsOwn('a task cancelled in the very moment in which it is given never runs', async () => {
        const made = dedicated({ maxWorkers: 1 });
        const promise = exec(made, 'count');
        promise.cancel();
        expect((await rejection(promise)).name).toBe('CancellationError');
        expect(await exec(made, 'count')).toBe(1);
      });
    });
});
