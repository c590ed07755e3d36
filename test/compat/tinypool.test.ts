/** What tinypool 2.2 promises in its README, its types, and in the documentation of piscina that it refers to. */

import { availableParallelism } from 'node:os';
import type * as tinypool from 'tinypool';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { MessageChannel } from 'node:worker_threads';
import { file, filePath, forBoth, Gate, rejection, stateAfter, TestFile, until } from './contenders.ts';
import { commonCases } from './common-cases.ts';

type Pool = tinypool.Tinypool;
type Options = tinypool.Options;

/** Two threads unless the test says otherwise: the machine may have only one core. */
const few: Options = { minThreads: 1, maxThreads: 2 };

forBoth('tinypool', ({ id, isPeer, itsOwn }) => {
  let Tinypool: typeof tinypool.Tinypool;
  let module: typeof tinypool;
  let open: Pool[] = [];
  const pool = (options: Options = {}): Pool => {
    const made = new Tinypool({ ...few, ...options });
    open.push(made);
    return made;
  };
  const tools = (options: Options = {}): Pool => pool({ filename: filePath('tools.mjs'), ...options });

  beforeAll(async () => {
    module = (await import(id)) as typeof tinypool;
    ({ Tinypool } = module);
  });
  afterEach(async () => {
    await Promise.all(open.map((made) => made.destroy()));
    open = [];
  });

  describe('exports', () => {
    it('the class, by name and as default', () => {
      expect(module.default).toBe(Tinypool);
      expect(typeof Tinypool).toBe('function');
    });

    it('helpers and symbols', () => {
      const { isMovable, isTransferable, isTaskQueue, markMovable, withNullPrototype } = module;
      const own = { [module.kTransferable]: [], [module.kValue]: 1 };
      expect([isTransferable(own), isMovable(own), isTransferable({})]).toEqual([true, false, false]);
      markMovable(own);
      expect(isMovable(own)).toBe(true);
      const queue = { size: 0, shift: () => null, remove() {}, push() {} };
      expect([isTaskQueue(queue), isTaskQueue({}), isTaskQueue(null)]).toEqual([true, false, false]);
      expect(Object.getPrototypeOf(withNullPrototype({ a: 1 }))).toBe(null);
      expect(Tinypool.transferableSymbol).toBe(module.kTransferable);
      expect(Tinypool.valueSymbol).toBe(module.kValue);
      expect(Tinypool.queueOptionsSymbol).toBe(module.kQueueOptions);
      expect([module.kRequestCountField, module.kResponseCountField, module.kFieldCount]).toEqual([0, 1, 2]);
    });

    it('what a program that is no worker sees of itself', () => {
      expect([Tinypool.isWorkerThread, Tinypool.workerData, module.workerId]).toEqual([false, undefined, undefined]);
    });

    itsOwn('a version (tinypool cannot read its own)', () => {
      expect(Tinypool.version).toMatch(/^\d+\.\d+\.\d+/);
    });
  });

  commonCases({ pool: pool as never, tools: tools as never });

  describe('run', () => {
    it.each([
      ['a URL', () => file('add.mjs')],
      ['the text of a URL', () => file('add.mjs').href],
      ['a path', () => filePath('add.mjs')],
      ['a CommonJS file', () => filePath('add.cjs')],
      ['an asynchronous function', () => filePath('add-later.mjs')],
    ])('calls the default export of %s', async (_, filename) => {
      expect(await pool({ filename: filename() }).run({ a: 4, b: 6 })).toBe(10);
    });

    it('calls an export by the name of the pool or of the task, or a property of the default export', async () => {
      const named = pool({ filename: filePath('methods.mjs'), name: 'add' });
      expect(await named.run({ a: 4, b: 6 })).toBe(10);
      expect(await named.run({ a: 4, b: 6 }, { name: 'multiply' })).toBe(24);
      const inDefault = pool({ filename: filePath('methods.mjs'), name: 'subtract' });
      expect(await inDefault.run({ a: 4, b: 6 })).toBe(-2);
    });

    it('says so when there is no such function', async () => {
      expect((await rejection(tools().run(1, { name: 'missing' }))).message).toContain('missing');
    });

    it('moves what transferList names, such as a port to talk over', async () => {
      const { port1, port2 } = new MessageChannel();
      const heard = new Promise((resolve) => port2.on('message', resolve));
      const promise = tools().run({ port: port1 }, { name: 'talk', transferList: [port1] });
      port2.postMessage('Hello from main thread!');
      expect(await promise).toBe('Hello from main thread!');
      expect(await heard).toBe('Hello from worker thread!');
      port2.close();
      const bytes = new Uint8Array(100);
      expect(await tools().run(bytes, { name: 'size', transferList: [bytes.buffer] })).toBe(100);
      expect(bytes.byteLength).toBe(0);
    });
  });

  describe('move', () => {
    it('moves a payload', async () => {
      const bytes = new Uint8Array(64);
      expect(await tools().run(Tinypool.move(bytes), { name: 'size' })).toBe(64);
      expect(bytes.byteLength).toBe(0);
    });

    it('moves a result, and what a Transferable of its own lists', async () => {
      const made = pool({ filename: filePath('tinypool-worker.mjs'), maxThreads: 1 });
      expect(await made.run(32, { name: 'move' })).toEqual(new Uint8Array(32).fill(5));
      expect(await made.run(0, { name: 'left' })).toBe(0);
      expect(await made.run(0, { name: 'moveOwn' })).toEqual({ deep: { moved: new Uint8Array(4).fill(6) } });
      expect(await made.run(0, { name: 'left' })).toBe(0);
    });

    it('gives what is no object back', () => {
      expect(Tinypool.move(3 as never)).toBe(3);
    });
  });

  describe('worker', () => {
    it('has an id up to maxThreads, and the data of the pool', async () => {
      const made = pool({ filename: filePath('tinypool-worker.mjs'), workerData: { from: 'the pool' }, minThreads: 2 });
      const states = await Promise.all(Array.from({ length: 8 }, () => made.run(0, { name: 'state' })));
      for (const state of states) {
        expect(state).toMatchObject({ isTinypoolWorker: true, isWorkerThread: true, workerData: { from: 'the pool' } });
        expect(state.workerId).toBe(state.stateId);
        expect([1, 2]).toContain(state.workerId);
      }
    });

    it('keeps its id within maxThreads when workers were replaced', async () => {
      const made = pool({ filename: filePath('tinypool-worker.mjs'), maxThreads: 1, isolateWorkers: true });
      for (let i = 0; i < 3; i++) expect((await made.run(0, { name: 'state' })).workerId).toBe(1);
    });

    it('is a thread, or a process if the runtime says so', async () => {
      const thread = await tools().run(0, { name: 'where' });
      expect(thread).toMatchObject({ isMainThread: false, pid: process.pid });
      const child = await tools({ runtime: 'child_process' }).run(0, { name: 'where' });
      expect(child.isMainThread).toBe(true);
      expect(child.pid).not.toBe(process.pid);
    });
  });

  describe('runtime child_process', () => {
    const children = (options: Options = {}): Pool => tools({ runtime: 'child_process', ...options });

    it('runs tasks', async () => {
      expect(await pool({ runtime: 'child_process', filename: file('add.mjs') }).run({ a: 4, b: 6 })).toBe(10);
    });

    it('talks over a channel', async () => {
      const messages: unknown[] = [];
      const listeners: ((message: unknown) => void)[] = [];
      const channel = {
        onMessage: (listener: (message: unknown) => void) => void listeners.push(listener),
        postMessage: (message: unknown) => void messages.push(message),
        onClose: () => void messages.push('closed'),
      };
      const made = children({ maxThreads: 1 });
      await made.run(0, { name: 'where' });
      const promise = made.run({}, { channel, name: 'channel' });
      // tinypool loses what comes before the task listens.
      await until(() => {
        for (const listener of listeners) listener('Hello from main process');
        return messages.length > 0;
      });
      expect(await promise).toBe('talked');
      expect(messages[0]).toEqual({ received: 'Hello from main process', response: 'Hello from worker' });
      await made.destroy();
      expect(messages.at(-1)).toBe('closed');
    });

    it('keeps values as advanced serialisation does', async () => {
      const value = { map: new Map([[1, new Date(5)]]), bytes: new Float32Array([1.5]), nothing: undefined };
      expect(await children({ serialization: 'advanced' }).run(value)).toEqual(value);
    });

    it('rejects with the error of the task', async () => {
      expect(await rejection(children().run('wrong', { name: 'fail' }))).toMatchObject({
        message: 'wrong',
        name: 'RangeError',
        code: 'ERR_OF_TASK',
      });
    });
  });

  describe('threads', () => {
    it('are at least minThreads and at most maxThreads', async () => {
      const made = tools({ minThreads: 1, maxThreads: 2 });
      await until(() => made.threads.length === 1);
      const gate = new Gate();
      const running = Array.from({ length: 3 }, () => made.run(gate.shared, { name: 'wait' }));
      await until(() => gate.started === 2);
      expect(made.threads).toHaveLength(2);
      expect(made.queueSize).toBe(1);
      gate.open();
      await Promise.all(running);
      await until(() => made.threads.length === 1); // idleTimeout is 0
    });

    it('stay for idleTimeout milliseconds', async () => {
      const made = tools({ idleTimeout: 2000 });
      const gate = new Gate();
      const running = [1, 2].map(() => made.run(gate.shared, { name: 'wait' }));
      await until(() => gate.started === 2);
      gate.open();
      await Promise.all(running);
      expect(made.threads).toHaveLength(2);
      await until(() => made.threads.length === 1);
    });

    it('have the number of a thread, or of a process', async () => {
      const made = tools({ minThreads: 1, maxThreads: 1 });
      const { threadId } = await made.run(0, { name: 'where' });
      expect(made.threads[0]?.threadId).toBe(threadId);
      expect(made.threads[0]?.runtime).toBe('worker_threads');
    });

    it('may be a share of the cores', () => {
      const made = new Tinypool({ minThreads: 0.5, maxThreads: 0.5 });
      open.push(made);
      expect(made.options.maxThreads).toBe(Math.max(1, Math.floor(availableParallelism() * 0.5)));
    });

    it('take several tasks at a time if concurrentTasksPerWorker says so', async () => {
      const made = tools({ minThreads: 1, maxThreads: 1, concurrentTasksPerWorker: 3 });
      await made.run(1);
      // Each of them waits for the other two.
      expect(await Promise.all([1, 2, 3].map(() => made.run(3, { name: 'meet' })))).toEqual([3, 3, 3]);
    });

    it('are fresh for every task with isolateWorkers, and else not', async () => {
      const counts = async (options: Options): Promise<unknown[]> => {
        const made = tools({ minThreads: 1, maxThreads: 1, ...options });
        return [await made.run(0, { name: 'count' }), await made.run(0, { name: 'count' })];
      };
      expect(await counts({ isolateWorkers: true })).toEqual([1, 1]);
      expect(await counts({})).toEqual([1, 2]);
    });

    it('are replaced when their heap has grown beyond maxMemoryLimitBeforeRecycle', async () => {
      const made = tools({ minThreads: 1, maxThreads: 1, maxMemoryLimitBeforeRecycle: 40_000_000 });
      const first = await made.run(0, { name: 'where' });
      expect(await made.run(0, { name: 'where' })).toEqual(first);
      expect(await made.run(80_000_000, { name: 'allocate' })).toBe(1);
      expect((await made.run(0, { name: 'where' })).threadId).not.toBe(first.threadId);
    });

    it('are all replaced by recycleWorkers, with another runtime if it is asked for', async () => {
      const made = tools({ minThreads: 1, maxThreads: 1 });
      const first = await made.run(0, { name: 'where' });
      await made.recycleWorkers();
      const second = await made.run(0, { name: 'where' });
      expect(second.threadId).not.toBe(first.threadId);
      await made.recycleWorkers({ runtime: 'child_process' });
      expect((await made.run(0, { name: 'where' })).pid).not.toBe(process.pid);
      expect(made.options.runtime).toBe('child_process');
    });

    it('call the teardown export before they end', async () => {
      using out = new TestFile();
      const made = tools({ minThreads: 1, maxThreads: 1, teardown: 'teardown' });
      await made.run(out.path, { name: 'setFile' });
      expect(out.lines).toEqual([]);
      await made.destroy();
      expect(out.lines).toEqual(['torn down']);
    });
  });

  describe('queue', () => {
    it('may be limited by maxQueue', async () => {
      const made = tools({ minThreads: 1, maxThreads: 1, maxQueue: 1 });
      const gate = new Gate();
      const running = [1, 2].map(() => made.run(gate.shared, { name: 'wait' }));
      expect((await rejection(made.run(1))).message).toBe('Task queue is at limit');
      expect(made.queueSize).toBe(1);
      gate.open();
      await Promise.all(running);
      expect(await made.run(3)).toBe(3);
    });

    it('may be none', async () => {
      const made = tools({ minThreads: 1, maxThreads: 1, maxQueue: 0 });
      const gate = new Gate();
      const running = made.run(gate.shared, { name: 'wait' });
      expect((await rejection(made.run(1))).message).toBe('No task queue available and all Workers are busy');
      gate.open();
      await running;
    });

    it("may be the program's own, and is told the options of the task", async () => {
      const order: unknown[] = [];
      class LastInFirstOut {
        readonly tasks: tinypool.Task[] = [];
        get size(): number {
          return this.tasks.length;
        }
        shift(): tinypool.Task | null {
          return this.tasks.pop() ?? null;
        }
        push(task: tinypool.Task): void {
          order.push(task[Tinypool.queueOptionsSymbol as typeof module.kQueueOptions]);
          this.tasks.push(task);
        }
        remove(task: tinypool.Task): void {
          this.tasks.splice(this.tasks.indexOf(task), 1);
        }
        cancel(): void {}
      }
      const made = tools({ minThreads: 1, maxThreads: 1, taskQueue: new LastInFirstOut() });
      const gate = new Gate();
      const first = made.run(gate.shared, { name: 'wait' });
      const done: number[] = [];
      const rest = [1, 2, 3].map((value) =>
        made.run({ value, [Tinypool.queueOptionsSymbol]: { value } }).then(() => done.push(value)),
      );
      gate.open();
      await Promise.all([first, ...rest]);
      expect(done).toEqual([3, 2, 1]);
      expect(order.slice(-3)).toEqual([{ value: 1 }, { value: 2 }, { value: 3 }]);
    });

    it('is emptied by cancelPendingTasks, and running tasks go on', async () => {
      const made = tools({ minThreads: 1, maxThreads: 1 });
      const gate = new Gate();
      const running = made.run(gate.shared, { name: 'wait' });
      const pending = [1, 2].map((value) => rejection(made.run(value)));
      await until(() => gate.started === 1);
      made.cancelPendingTasks();
      for (const error of await Promise.all(pending)) {
        expect(error).toMatchObject({ name: 'CancelError', message: 'The task has been cancelled' });
      }
      gate.open();
      expect(await running).toBe('notified');
    });

    it("emits 'drain' when nothing waits any more", async () => {
      const made = tools({ minThreads: 1, maxThreads: 1 });
      let drained = 0;
      const running = [1, 2, 3].map((value) => made.run({ ms: 5, value }, { name: 'later' }));
      made.on('drain', () => void drained++);
      await Promise.all(running);
      await until(() => drained > 0);
    });
  });

  describe('signal', () => {
    it('of a controller ends a task that runs, with an AbortError', async () => {
      const made = tools({ minThreads: 1, maxThreads: 1 });
      const controller = new AbortController();
      const gate = new Gate();
      const running = made.run(gate.shared, { name: 'wait', signal: controller.signal });
      await until(() => gate.started === 1);
      controller.abort();
      expect(await rejection(running)).toMatchObject({ name: 'AbortError', message: 'The task has been aborted' });
      expect(await made.run(1)).toBe(1);
    });
  });

  describe('figures', () => {
    it('completed counts tasks, duration is the age of the pool in milliseconds', async () => {
      const made = tools();
      await made.run(1);
      await rejection(made.run('x', { name: 'fail' }));
      expect(made.completed).toBe(2);
      expect(made.duration).toBeGreaterThan(0);
      expect(made.queueSize).toBe(0);
    });

    if (!isPeer)
      it.each([
        ['filename', 3],
        ['runtime', 'fibers'],
        ['name', 3],
        ['minThreads', 'two'],
        ['idleTimeout', -1],
        ['maxQueue', 'many'],
        ['concurrentTasksPerWorker', 0],
        ['resourceLimits', 5],
        ['argv', 5],
        ['execArgv', 5],
        ['env', 5],
        ['taskQueue', {}],
        ['serialization', 'xml'],
      ])('a wrong %s is told at the door (tinypool: when it is used, or never): %j', (name, value) => {
        expect(() => new Tinypool({ [name]: value })).toThrow(`options.${name} must be`);
      });

    it('options are the filled ones', () => {
      const made = tools({ idleTimeout: 7, env: { A: '1' } });
      expect(made.options).toMatchObject({
        filename: filePath('tools.mjs'),
        name: 'default',
        runtime: 'worker_threads',
        minThreads: 1,
        maxThreads: 2,
        idleTimeout: 7,
        maxQueue: Infinity,
        concurrentTasksPerWorker: 1,
        useAtomics: true,
        trackUnmanagedFds: true,
        env: { A: '1' },
      });
      const defaults = new Tinypool();
      open.push(defaults);
      expect(defaults.options).toMatchObject({ filename: null, maxThreads: availableParallelism(), idleTimeout: 0 });
    });

    it('minThreads above maxThreads is an error', () => {
      expect(() => new Tinypool({ minThreads: 4, maxThreads: 2 })).toThrow(
        /minThreads and options\.maxThreads must not conflict/,
      );
    });
  });

  describe('destroy', () => {
    it('ends all workers, and rejects what runs or waits', async () => {
      const made = tools({ minThreads: 1, maxThreads: 1 });
      const running = [1, 2].map(() => rejection(made.run(0, { name: 'spin' })));
      await made.destroy();
      for (const error of await Promise.all(running)) expect(error.message).toBe('Terminating worker thread');
      expect(made.threads).toHaveLength(0);
    });

    it('takes terminateTimeout, and ends in time', async () => {
      const made = tools({ terminateTimeout: 30_000 });
      await made.run(1);
      expect(await stateAfter(25_000, made.destroy())).toBe('settled');
    });
  });

  it("emits 'error' for what a worker throws while it has no task", async () => {
    const made = tools({ minThreads: 1, maxThreads: 1, useAtomics: false });
    const failed = new Promise<Error>((resolve) => void made.on('error', resolve));
    await made.run(0, { name: 'crashLater' });
    expect((await failed).message).toContain('after the task');
    expect(await made.run(1)).toBe(1);
  });

  if (!isPeer)
    describe('what used to hang or to lose values', () => {
      itsOwn('a task that ends its worker is rejected, and the others run (tinypool: all hang)', async () => {
        const made = tools({ minThreads: 1, maxThreads: 1 });
        const exits = [0, 3].map((code) => rejection(made.run(code, { name: 'exit' })));
        const others = [1, 2, 3].map((value) => made.run(value));
        for (const error of await Promise.all(exits)) expect(error.code).toBe('ERR_WORKER_LOST');
        expect(await Promise.all(others)).toEqual([1, 2, 3]);
      });

      itsOwn(
        'errors keep class, name, code, properties and cause, in processes too (tinypool: plain objects)',
        async () => {
          for (const runtime of ['worker_threads', 'child_process'] as const) {
            const error = await rejection(tools({ runtime }).run('wrong', { name: 'fail' }));
            expect(error).toBeInstanceOf(RangeError);
            expect(error).toMatchObject({ message: 'wrong', name: 'RangeError', code: 'ERR_OF_TASK', extra: 3 });
          }
        },
      );

      itsOwn('whatever is thrown arrives (tinypool: a resolved null)', async () => {
        const made = tools();
        const outcome = (kind: string): Promise<unknown> =>
          made.run(kind, { name: 'throwThis' }).then(
            () => 'resolved',
            (error: unknown) => error,
          );
        expect(await outcome('null')).toBe(null);
        expect(await outcome('undefined')).toBe(undefined);
        expect(await outcome('frozen')).toMatchObject({ message: 'frozen' });
        expect(await outcome('text')).toBe('text');
      });

      itsOwn(
        'a result that cannot be copied is named (tinypool: an empty object, and the worker is gone)',
        async () => {
          for (const runtime of ['worker_threads', 'child_process'] as const) {
            const error = await rejection(tools({ runtime }).run(0, { name: 'unsendable' }));
            expect(error).toMatchObject({ code: 'ERR_NOT_CLONEABLE', path: 'result.deep[0]' });
          }
        },
      );

      itsOwn('a worker file that cannot be loaded rejects every task (tinypool: the later ones hang)', async () => {
        for (const filename of [filePath('broken.mjs'), filePath('is-not-there.mjs')]) {
          const made = pool({ filename });
          const errors = await Promise.all(Array.from({ length: 6 }, () => rejection(made.run(1))));
          for (const error of errors) expect(error.message).toMatch(/broken|is-not-there/);
        }
      });

      itsOwn('aborting all of many waiting tasks ends them, and only them (tinypool: uncaught assertion)', async () => {
        const made = tools({ minThreads: 1, maxThreads: 1, concurrentTasksPerWorker: 2 });
        const gate = new Gate();
        const running = made.run(gate.shared, { name: 'wait' });
        const controller = new AbortController();
        const waiting = Array.from({ length: 50 }, () => rejection(made.run(1, { signal: controller.signal })));
        await until(() => gate.started === 1);
        controller.abort('enough');
        for (const error of await Promise.all(waiting))
          expect(error).toMatchObject({ name: 'AbortError', cause: 'enough' });
        gate.open();
        expect(await running).toBe('notified');
      });

      itsOwn('a timer that a task left behind fires (tinypool: the worker is frozen between tasks)', async () => {
        const made = tools({ minThreads: 1, maxThreads: 1 });
        const failed = new Promise<Error>((resolve) => void made.on('error', resolve));
        await made.run(0, { name: 'crashLater' });
        expect((await failed).message).toContain('after the task');
      });
    });
});
