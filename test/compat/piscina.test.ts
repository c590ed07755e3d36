/** What piscina 5.3 promises in its README and its types. */

import { EventEmitter } from 'node:events';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import type * as piscina from 'piscina';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { BroadcastChannel, MessageChannel } from 'node:worker_threads';
import { filePath, file, forBoth, Gate, rejection, stateAfter, TestFile, until } from './contenders.ts';
import { commonCases } from './common-cases.ts';

type Pool = piscina.Piscina;
type Options = ConstructorParameters<typeof piscina.Piscina>[0];

const few: Options = { minThreads: 1, maxThreads: 2 };
const one: Options = { minThreads: 1, maxThreads: 1 };

const percentiles = 'p0_001 p0_01 p0_1 p1 p2_5 p10 p25 p50 p75 p90 p97_5 p99 p99_9 p99_99 p99_999'.split(' ');

forBoth('piscina', ({ id, isPeer, itsOwn }) => {
  let Piscina: typeof piscina.Piscina;
  let module: typeof piscina;
  let open: Pool[] = [];
  const all: Pool[] = [];
  const pool = (options: Options = {}): Pool => {
    const made = new Piscina({ ...few, ...options });
    open.push(made);
    all.push(made);
    return made;
  };
  const tools = (options: Options = {}): Pool => pool({ filename: filePath('tools.mjs'), ...options });

  beforeAll(async () => {
    module = (await import(id)) as typeof piscina;
    ({ Piscina } = module);
  });
  afterEach(async () => {
    await Promise.all(open.map((made) => made.destroy()));
    open = [];
  });
  // piscina starts threads anew when one that was aborted has ended after `destroy`.
  afterAll(() => until(() => all.every((made) => made.threads.length === 0 || void made.destroy())));

  commonCases({ pool: pool as never, tools: tools as never });

  describe('exports', () => {
    it('the class, by name, as default, as its own property, and by require', () => {
      expect(module.default).toBe(Piscina);
      expect(Piscina.Piscina).toBe(Piscina);
      const required = createRequire(import.meta.url)(id) as typeof Piscina;
      expect(required).toBe(Piscina);
      expect(required.Piscina).toBe(Piscina);
    });

    it('queues, symbols, a version, and what a program that is no worker sees of itself', () => {
      expect([module.FixedQueue, module.ArrayTaskQueue]).toEqual([Piscina.FixedQueue, Piscina.ArrayTaskQueue]);
      expect(module.transferableSymbol).toBe(Piscina.transferableSymbol);
      expect(module.valueSymbol).toBe(Piscina.valueSymbol);
      expect(module.queueOptionsSymbol).toBe(Piscina.queueOptionsSymbol);
      expect(module.version).toMatch(/^\d+\.\d+\.\d+/);
      expect(Piscina.version).toBe(module.version);
      expect([module.isWorkerThread, Piscina.isWorkerThread, module.workerData]).toEqual([false, false, undefined]);
      expect(module.move).toBe(Piscina.move);
    });

    it('an EventEmitter', () => {
      expect(pool()).toBeInstanceOf(EventEmitter);
    });
  });

  describe('run', () => {
    it.each([
      ['a path', () => filePath('add.mjs')],
      ['a file: URL', () => file('add.mjs').href],
      ['a CommonJS file', () => filePath('add.cjs')],
      ['an asynchronous function', () => filePath('add-later.mjs')],
      ['a file that exports a promise of its handler', () => filePath('promised.cjs')],
    ])('calls the default export of %s', async (_, filename) => {
      expect(await pool({ filename: filename() }).run({ a: 4, b: 6 })).toBe(10);
    });

    it('calls one of several exported functions by name', async () => {
      const inCommonJs = pool({ filename: filePath('methods.cjs') });
      const both = [
        inCommonJs.run({ a: 4, b: 6 }, { name: 'add' }),
        inCommonJs.run({ a: 4, b: 6 }, { name: 'multiply' }),
      ];
      expect(await Promise.all(both)).toEqual([10, 24]);
      expect(await pool({ filename: filePath('methods.mjs'), name: 'multiply' }).run({ a: 2, b: 3 })).toBe(6);
    });

    it('rejects wrong options', async () => {
      const made = tools();
      const wrong = { transferList: 3, filename: 3, name: 3, signal: 3 };
      for (const [name, value] of Object.entries(wrong)) {
        expect((await rejection(made.run(1, { [name]: value }))).message).toContain(name);
      }
      expect((await rejection(made.run(1, 3 as never))).message).toContain('options must be an object');
    });

    it('moves what transferList names, such as a port', async () => {
      const { port1, port2 } = new MessageChannel();
      const heard = new Promise((resolve) => port2.on('message', resolve));
      const promise = tools().run({ port: port1 }, { name: 'talk', transferList: [port1] });
      port2.postMessage('Hello');
      expect([await promise, await heard]).toEqual(['Hello', 'Hello from worker thread!']);
      port2.close();
    });
  });

  describe('constructor', () => {
    it.each([
      ['filename', 3],
      ['name', 3],
      ['minThreads', -1],
      ['maxThreads', 0],
      ['idleTimeout', -1],
      ['maxQueue', -1],
      ['maxQueue', 'many'],
      ['concurrentTasksPerWorker', 0],
      ['atomics', 'maybe'],
      ['resourceLimits', 0],
      ['taskQueue', {}],
      ['niceIncrement', -1],
      ['trackUnmanagedFds', 'yes'],
      ['closeTimeout', -1],
      ['loadBalancer', 'least'],
      ['loadBalancer', () => null],
      ['workerHistogram', 1],
      ['stricterFIFO', 1],
    ])('refuses a wrong %s: %j', (name, value) => {
      expect(() => new Piscina({ [name]: value })).toThrow(`options.${name}`);
    });

    it.each([
      ['argv', 5],
      ['execArgv', 5],
      ['execArgv', '--no-warnings'],
      ['env', 5],
      ['taskQueue', { size: 0, push() {}, shift() {} }],
    ])('refuses a wrong %s, which is told at once and not by the first thread: %j', (name, value) => {
      expect(() => open.push(new Piscina({ minThreads: 1, [name]: value }))).toThrow(name);
    });

    it('looks at own properties only', async () => {
      const polluted = Object.assign(Object.create({ name: 'no such function', maxThreads: 'many' }), few) as Options;
      expect(await pool({ ...polluted, filename: filePath('tools.mjs') }).run(1)).toBe(1);
      const made = new Piscina(polluted);
      open.push(made);
      expect([made.options.name, made.options.maxThreads]).toEqual(['default', 2]);
    });

    it('refuses minThreads above maxThreads', () => {
      expect(() => new Piscina({ minThreads: 4, maxThreads: 2 })).toThrow(
        'options.minThreads and options.maxThreads must not conflict',
      );
    });

    it('fills the options', () => {
      const made = tools({ idleTimeout: 7 });
      expect(made.options).toMatchObject({
        filename: filePath('tools.mjs'),
        name: 'default',
        minThreads: 1,
        maxThreads: 2,
        idleTimeout: 7,
        maxQueue: Infinity,
        concurrentTasksPerWorker: 1,
        atomics: 'sync',
        niceIncrement: 0,
        trackUnmanagedFds: true,
        closeTimeout: 30_000,
        recordTiming: true,
        stricterFIFO: false,
        workerHistogram: false,
      });
      const defaults = new Piscina();
      open.push(defaults);
      expect(defaults.options.maxThreads).toBe(availableParallelism() * 1.5);
      expect([defaults.maxThreads, defaults.minThreads]).toEqual([
        defaults.options.maxThreads,
        defaults.options.minThreads,
      ]);
    });
  });

  describe('worker', () => {
    it('has the data of the pool, and knows where it is', async () => {
      const made = pool({ filename: filePath('piscina-worker.mjs'), workerData: { from: 'the pool' } });
      expect(await made.run(0, { name: 'state' })).toEqual({
        isWorkerThread: true,
        isStatic: true,
        workerData: { from: 'the pool' },
        workerDataStatic: { from: 'the pool' },
      });
    });

    it('in CommonJS gets them by require', async () => {
      const made = pool({ filename: filePath('piscina-worker.cjs'), workerData: 5 });
      expect(await made.run(0)).toEqual({ isWorkerThread: true, workerData: 5, isClass: true, moves: 'function' });
    });

    it('goes on with what its task has left to do, unless atomics is sync', async () => {
      for (const atomics of ['async', 'disabled'] as const) {
        const made = pool({ filename: filePath('left-over.mjs'), ...one, atomics });
        using written = new TestFile();
        await made.run(written.path);
        const after = performance.now();
        await until(() => written.lines.length === 1);
        expect(performance.now() - after).toBeLessThan(2000);
      }
    });

    it('is rejected as lost when it ends itself, and replaced', async () => {
      const made = tools(one);
      expect((await rejection(made.run(3, { name: 'exit' }))).message).toMatch(/exited/);
      expect(await made.run(5)).toBe(5);
    });

    it('hears what is broadcast, while it waits for it', async () => {
      const made = tools({ atomics: 'disabled' });
      const channel = new BroadcastChannel('of-the-test');
      const heard = [1, 2].map(() => made.run('of-the-test', { name: 'listen' }));
      const calling = setInterval(() => channel.postMessage('Main thread message'), 20);
      expect(await Promise.all(heard)).toEqual(['Main thread message', 'Main thread message']);
      clearInterval(calling);
      channel.close();
    });
  });

  describe('move', () => {
    it('moves payloads and results, and what a Transferable of its own lists', async () => {
      const bytes = new Uint8Array(64);
      expect(await tools().run(Piscina.move(bytes), { name: 'size' })).toBe(64);
      expect(bytes.byteLength).toBe(0);
      const made = pool({ filename: filePath('piscina-worker.mjs'), ...one });
      expect(await made.run(32, { name: 'move' })).toEqual(new Uint8Array(32).fill(5));
      expect(await made.run(0, { name: 'left' })).toBe(0);
      expect(await made.run(0, { name: 'moveOwn' })).toEqual({ deep: { moved: new Uint8Array(4).fill(6) } });
      expect(await made.run(0, { name: 'left' })).toBe(0);
    });
  });

  describe('threads', () => {
    it('are minThreads from the start, and more when there is work', async () => {
      const made = tools();
      expect(made.threads).toHaveLength(1);
      expect(typeof made.threads[0]?.threadId).toBe('number');
      const gate = new Gate();
      const running = Array.from({ length: 3 }, () => made.run(gate.shared, { name: 'wait' }));
      expect(made.threads).toHaveLength(2);
      await until(() => gate.started === 2);
      expect([made.threads.length, made.idleThreads, made.queueSize]).toEqual([2, 0, 1]);
      gate.open();
      await Promise.all(running);
      await until(() => made.threads.length === 1);
    });

    it('stay for idleTimeout milliseconds, or for ever', async () => {
      const busy = async (options: Options): Promise<Pool> => {
        const made = tools(options);
        const gate = new Gate();
        const running = [1, 2].map(() => made.run(gate.shared, { name: 'wait' }));
        await until(() => gate.started === 2);
        gate.open();
        await Promise.all(running);
        expect(made.threads).toHaveLength(2);
        return made;
      };
      const [short, endless] = await Promise.all([busy({ idleTimeout: 2000 }), busy({ idleTimeout: Infinity })]);
      await until(() => short.threads.length === 1);
      expect(endless.threads).toHaveLength(2);
      expect(endless.idleThreads).toBe(2);
    });

    it('take several tasks at a time if concurrentTasksPerWorker says so', async () => {
      const made = tools({ ...one, concurrentTasksPerWorker: 3 });
      await made.run(1);
      // Each of them waits for the other two.
      expect(await Promise.all([1, 2, 3].map(() => made.run(3, { name: 'meet' })))).toEqual([3, 3, 3]);
    });

    it('are announced when they come and go', async () => {
      const seen: string[] = [];
      const made = tools({ minThreads: 1, maxThreads: 1 });
      made.on('workerCreate', () => void seen.push('create'));
      made.on('workerDestroy', () => void seen.push('destroy'));
      await made.run(1);
      expect(seen).toEqual(['create']);
      await made.destroy();
      expect(seen).toEqual(['create', 'destroy']);
    });

    it('get a task at once, also when the program blocks its own thread until the task has begun', async () => {
      const made = tools(one);
      await made.run(1);
      const gate = new Gate();
      const running = made.run(gate.shared, { name: 'wait' });
      const end = performance.now() + 5000;
      while (gate.started === 0 && performance.now() < end)
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
      expect(gate.started).toBe(1);
      gate.open();
      expect(await running).toBe('notified');
    });

    it('start to take tasks when the file is ready', async () => {
      const made = pool({ filename: filePath('slow-start.mjs'), ...one });
      const started = performance.now();
      expect(await made.run(1)).toBe('ready');
      expect(performance.now() - started).toBeGreaterThan(250);
    });
  });

  describe('loadBalancer', () => {
    it('chooses the thread of each task, of which it is told how busy it is', async () => {
      const seen: (readonly [readonly number[], boolean])[] = [];
      const made = tools({
        minThreads: 2,
        maxThreads: 2,
        concurrentTasksPerWorker: 2,
        loadBalancer: (task, workers) => {
          seen.push([workers.map(({ currentUsage }) => currentUsage), task.isAbortable]);
          return workers.at(-1) ?? null;
        },
      });
      await until(() => made.threads.length === 2);
      const last = made.threads.at(-1)?.threadId;
      const places = await Promise.all([1, 2].map(() => made.run(0, { name: 'where' })));
      expect(places.map(({ threadId }) => threadId as number)).toEqual([last, last]);
      expect(seen.slice(0, 2)).toEqual([
        [[0, 0], false],
        [[0, 1], false],
      ]);
      const { signal } = new AbortController();
      expect((await made.run(0, { name: 'where', signal })).threadId).toBe(last);
      expect(seen.at(-1)?.[1]).toBe(true);
    });

    it('has a task wait by null; then a thread is started if there may be one more, and the next chance is a task that is over', async () => {
      let free = 1;
      const made = tools({
        minThreads: 1,
        maxThreads: 2,
        loadBalancer: (_task, workers) => {
          const idle = workers.find(({ currentUsage }) => currentUsage === 0);
          if (idle === undefined || free-- <= 0) return null;
          return idle;
        },
      });
      const gate = new Gate();
      const first = made.run(gate.shared, { name: 'wait' });
      await until(() => gate.started === 1);
      const second = made.run(7);
      await until(() => made.threads.length === 2);
      expect(await stateAfter(50, second)).toBe('open');
      free = 2;
      gate.open();
      expect(await first).toBe('notified');
      expect(await second).toBe(7);
    });

    it('sees no thread that was ended; the threads of events are what it sees', async () => {
      const created: piscina.PiscinaTask[] = [];
      const made = tools({ ...one, loadBalancer: (_task, workers) => workers[0] ?? null });
      made.on('workerCreate', (worker) => void created.push(worker as never));
      await made.run(1);
      const [worker] = created as unknown as { id: number; destroyed: boolean; histogram: null }[];
      expect(worker).toMatchObject({ id: made.threads[0]?.threadId, destroyed: false, histogram: null });
      await made.destroy();
      expect(worker?.destroyed).toBe(true);
    });

    it('may look at the times of a thread with workerHistogram', async () => {
      const summaries: unknown[] = [];
      const made = tools({
        ...one,
        workerHistogram: true,
        loadBalancer: (_task, workers) => {
          summaries.push(workers[0]?.histogram);
          return workers[0] ?? null;
        },
      });
      await made.run({ ms: 30, value: 1 }, { name: 'later' });
      await made.run(1);
      const summary = summaries.at(-1) as Record<string, number>;
      expect(Object.keys(summary)).toEqual(['average', 'mean', 'stddev', 'min', 'max', ...percentiles]);
      expect(summary['max']).toBeGreaterThanOrEqual(25);
    });
  });

  describe('queue', () => {
    it('may be limited by maxQueue, or be none', async () => {
      const limited = tools({ ...one, maxQueue: 1 });
      const gate = new Gate();
      const running = [1, 2].map(() => limited.run(gate.shared, { name: 'wait' }));
      expect((await rejection(limited.run(1))).message).toBe('Task queue is at limit');
      expect(limited.queueSize).toBe(1);
      const none = tools({ ...one, maxQueue: 0 });
      running.push(none.run(gate.shared, { name: 'wait' }));
      expect((await rejection(none.run(1))).message).toBe('No task queue available and all Workers are busy');
      gate.open();
      await Promise.all(running);
      expect(await limited.run(3)).toBe(3);
    });

    it("may be the program's own, and is told the options of the task", async () => {
      class ByPriority {
        readonly tasks: piscina.PiscinaTask[] = [];
        get size(): number {
          return this.tasks.length;
        }
        shift(): piscina.PiscinaTask | null {
          return this.tasks.shift() ?? null;
        }
        push(task: piscina.PiscinaTask): void {
          this.tasks.push(task);
          const priority = (one_: piscina.PiscinaTask): number =>
            (one_[module.queueOptionsSymbol] as { readonly priority: number } | null)?.priority ?? 0;
          this.tasks.sort((a, b) => priority(b) - priority(a));
        }
        remove(task: piscina.PiscinaTask): void {
          this.tasks.splice(this.tasks.indexOf(task), 1);
        }
      }
      const made = tools({ ...one, taskQueue: new ByPriority() as never });
      const gate = new Gate();
      const first = made.run(gate.shared, { name: 'wait' });
      await until(() => gate.started === 1);
      const done: number[] = [];
      const rest = [1, 3, 2].map((priority) =>
        made.run({ [module.queueOptionsSymbol]: { priority } }).then(() => done.push(priority)),
      );
      gate.open();
      await Promise.all([first, ...rest]);
      expect(done).toEqual([3, 2, 1]);
    });

    it.each(['FixedQueue', 'ArrayTaskQueue'] as const)('%s keeps the order', async (name) => {
      const queue = new module[name]();
      const tasks = Array.from({ length: 5000 }, (_, number) => ({ number, [module.queueOptionsSymbol]: null }));
      for (const task of tasks) queue.push(task as never);
      expect(queue.size).toBe(5000);
      queue.remove(tasks[3] as never);
      const taken = Array.from(
        { length: 4999 },
        () => (queue.shift() as unknown as { readonly number: number }).number,
      );
      expect(taken.slice(0, 5)).toEqual([0, 1, 2, 4, 5]);
      expect(taken.at(-1)).toBe(4999);
      expect([queue.size, queue.shift()]).toEqual([0, null]);
      const made = tools({ ...one, taskQueue: new module[name](), stricterFIFO: true });
      const done: number[] = [];
      await Promise.all([1, 2, 3, 4].map((value) => made.run(value).then(() => done.push(value))));
      expect(done).toEqual([1, 2, 3, 4]);
    });

    it("tells by needsDrain and 'needsDrain' when it is full, and by 'drain' when there is room", async () => {
      const made = tools(one);
      const seen: string[] = [];
      made.on('needsDrain', () => void seen.push('needsDrain'));
      made.on('drain', () => void seen.push('drain'));
      expect(made.needsDrain).toBe(false);
      const gate = new Gate();
      const running = [1, 2].map(() => made.run(gate.shared, { name: 'wait' }));
      await until(() => gate.started === 1);
      expect(made.needsDrain).toBe(true);
      gate.open();
      await Promise.all(running);
      await until(() => seen.at(-1) === 'drain');
      expect(seen[0]).toBe('needsDrain');
      expect(made.needsDrain).toBe(false);
    });
  });

  describe('signal', () => {
    it('ends a task that runs, with an AbortError whose cause is the reason', async () => {
      const made = tools(one);
      const controller = new AbortController();
      const gate = new Gate();
      const running = made.run(gate.shared, { name: 'wait', signal: controller.signal });
      await until(() => gate.started === 1);
      controller.abort('enough');
      const error = await rejection(running);
      expect(error).toMatchObject({ name: 'AbortError', message: 'The task has been aborted', cause: 'enough' });
      expect(await made.run(1)).toBe(1);
    });

    it('gives a task that can be aborted a thread to itself', async () => {
      const made = tools({ ...one, concurrentTasksPerWorker: 4 });
      const { signal } = new AbortController();
      const started = performance.now();
      const all = [1, 2].map((value) => made.run({ ms: 150, value }, { name: 'later', signal }));
      expect(await Promise.all(all)).toEqual([1, 2]);
      expect(performance.now() - started).toBeGreaterThan(290);
    });
  });

  describe('figures', () => {
    it('completed, duration, utilization', async () => {
      const made = tools();
      expect(made.utilization).toBe(0);
      await Promise.all([1, 2, 3].map((value) => made.run({ ms: 20, value }, { name: 'later' })));
      await rejection(made.run('x', { name: 'fail' }));
      expect(made.completed).toBe(4);
      expect(made.duration).toBeGreaterThan(20);
      expect(made.utilization).toBeGreaterThan(0);
      expect(made.utilization).toBeLessThanOrEqual(1);
    });

    it('histograms of the times that tasks run and wait, in milliseconds', async () => {
      const made = tools(one);
      await made.run(1);
      made.histogram.resetRunTime();
      made.histogram.resetWaitTime();
      await Promise.all([1, 2, 3].map((value) => made.run({ ms: 30, value }, { name: 'later' })));
      const { runTime, waitTime } = made.histogram;
      for (const summary of [runTime, waitTime]) {
        expect(Object.keys(summary)).toEqual(['average', 'mean', 'stddev', 'min', 'max', ...percentiles]);
      }
      expect(runTime.min).toBeGreaterThanOrEqual(25);
      expect(runTime.mean).toBe(runTime.average);
      expect(runTime.p50).toBeGreaterThanOrEqual(runTime.p1);
      expect(waitTime.max).toBeGreaterThanOrEqual(55); // the third waits for the two before it
    });

    it('none are kept without recordTiming', async () => {
      const made = tools({ recordTiming: false });
      await made.run(1);
      expect(made.utilization).toBe(0);
      expect(made.histogram.runTime).toBeUndefined();
    });
  });

  describe('the end', () => {
    it('destroy ends all workers, and rejects what runs or waits', async () => {
      const made = tools(one);
      const running = [1, 2].map(() => rejection(made.run(0, { name: 'spin' })));
      await made.destroy();
      for (const error of await Promise.all(running)) expect(error.message).toBe('Terminating worker thread');
      expect(made.threads).toHaveLength(0);
    });

    it('close waits for what was given', async () => {
      const made = tools(one);
      let closed = 0;
      made.on('close', () => void closed++);
      const running = [1, 2].map((value) => made.run({ ms: 30, value }, { name: 'later' }));
      const closing = made.close();
      expect((await rejection(made.run(1))).name).toBe('AbortError');
      expect(await Promise.all(running)).toEqual([1, 2]);
      await closing;
      expect([closed, made.threads.length]).toEqual([1, 0]);
      expect(await made.run({ ms: 1, value: 3 }, { name: 'later' })).toBe(3); // and starts again
    });

    it('close with force gives up what waits', async () => {
      const made = tools(one);
      const gate = new Gate();
      const running = made.run(gate.shared, { name: 'wait' });
      await until(() => gate.started === 1);
      const waiting = rejection(made.run(1));
      const closing = made.close({ force: true });
      expect((await waiting).name).toBe('AbortError');
      gate.open();
      expect(await running).toBe('notified');
      await closing;
    });

    it('close gives up after closeTimeout, and says so', async () => {
      const made = tools({ ...one, closeTimeout: 50 });
      const failed = new Promise<Error>((resolve) => void made.on('error', resolve));
      const running = rejection(made.run(0, { name: 'spin' }));
      await made.close();
      expect((await failed).message).toBe('Close operation timed out');
      expect((await running).message).toBe('Terminating worker thread');
      expect((await rejection(made.close({ force: 3 as never }))).message).toContain('force');
    });

    it('may be left to `await using`', async () => {
      let kept: Pool;
      {
        await using made = new Piscina({ ...one, filename: filePath('tools.mjs') });
        kept = made;
        expect(await made.run(1)).toBe(1);
      }
      expect(kept.threads).toHaveLength(0);
    });
  });

  describe('events', () => {
    it("emits 'message' for what a worker sends by itself", async () => {
      const made = tools();
      const heard = new Promise((resolve) => void made.on('message', resolve));
      expect(await made.run('hello', { name: 'say' })).toBe('said');
      expect(await heard).toEqual({ said: 'hello' });
    });

    it("emits 'error' for what a worker throws while it has no task", async () => {
      const made = tools({ ...one, atomics: 'disabled' });
      const failed = new Promise<Error>((resolve) => void made.on('error', resolve));
      await made.run(0, { name: 'crashLater' });
      expect((await failed).message).toContain('after the task');
      expect(await made.run(1)).toBe(1);
    });
  });

  if (!isPeer)
    describe('what used to hang or to lose values', () => {
      it('a task that waits for a load balancer has the first thread started, and close waits for it', async () => {
        const made = tools({
          minThreads: 0,
          maxThreads: 1,
          loadBalancer: (_task, workers) => workers.find(({ currentUsage }) => currentUsage === 0) ?? null,
        });
        const results = Promise.all([1, 2].map(() => made.run(0, { name: 'where' })));
        await made.close();
        expect((await results).length).toBe(2);
      });

      it('a task that waits for a load balancer fails where no thread can be started', async () => {
        const made = tools({
          minThreads: 0,
          maxThreads: 1,
          execArgv: ['--no-such-flag'],
          loadBalancer: (_task, workers) => workers[0] ?? null,
        });
        await expect(made.run(0, { name: 'where' })).rejects.toThrow('execArgv');
      });

      itsOwn('a worker file that cannot be loaded rejects every task (piscina: the later ones hang)', async () => {
        for (const filename of [filePath('broken.mjs'), filePath('is-not-there.mjs')]) {
          const made = pool({ filename });
          const errors = await Promise.all(Array.from({ length: 6 }, () => rejection(made.run(1))));
          for (const error of errors) expect(error.message).toMatch(/broken|is-not-there/);
        }
      });

      itsOwn('errors keep class, name, code and properties (piscina: none of them)', async () => {
        const error = await rejection(tools().run('wrong', { name: 'fail' }));
        expect(error).toMatchObject({ message: 'wrong', name: 'RangeError', code: 'ERR_OF_TASK', extra: 3 });
      });

      itsOwn('whatever is thrown arrives (piscina: a resolved null)', async () => {
        const outcome = (kind: string): Promise<unknown> =>
          tools()
            .run(kind, { name: 'throwThis' })
            .then(
              () => 'resolved',
              (error: unknown) => error,
            );
        expect(await outcome('null')).toBe(null);
        expect(await outcome('undefined')).toBe(undefined);
        expect(await outcome('frozen')).toMatchObject({ message: 'frozen' });
      });

      itsOwn('a result that cannot be copied is named (piscina: an empty object, and the worker is gone)', async () => {
        const error = await rejection(tools().run(0, { name: 'unsendable' }));
        expect(error).toMatchObject({ code: 'ERR_NOT_CLONEABLE', path: 'result.deep[0]' });
      });

      itsOwn('an innocent neighbour of a task that ends its worker is not lost (piscina: rejected too)', async () => {
        const made = tools({ ...one, concurrentTasksPerWorker: 4 });
        const all = ['exit', 'echo', 'echo'].map((name) => made.run(name === 'exit' ? 1 : 7, { name }));
        const [guilty, ...others] = await Promise.allSettled(all);
        expect(guilty?.status).toBe('rejected');
        expect(others).toMatchObject([
          { status: 'fulfilled', value: 7 },
          { status: 'fulfilled', value: 7 },
        ]);
      });

      itsOwn('a pool that was closed may be closed again', async () => {
        const made = tools();
        await made.close();
        expect(await stateAfter(15_000, made.close())).toBe('settled');
      });
    });
});
