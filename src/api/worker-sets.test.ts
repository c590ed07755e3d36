import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { MemoryBackend } from '../../test/support/memory-backend.ts';
import { addBackend } from '../core/registry.ts';
import type { TaskEvent, WorkerOptions } from '../core/task.ts';
import type { ParallelOptions } from './options.ts';
import { resolve } from './resolve.ts';
import { closeSharedWorkers, openWorkerSet, sharedWorkerSet, WorkerSet } from './worker-sets.ts';

class ClosingBackend extends MemoryBackend {
  closings = 0;
  onEvent: ((event: TaskEvent) => void) | undefined;

  override async close(): Promise<void> {
    this.closings++;
  }
}

let opened: { readonly options: WorkerOptions; readonly backend: ClosingBackend }[] = [];
let openingFails: Error | undefined;

const share = (options: ParallelOptions = {}) => sharedWorkerSet(resolve({ nJobs: 2, backend: 'memory', ...options }));

function register(): void {
  addBackend({
    name: 'memory',
    memory: 'same',
    open: async (options) => {
      await Promise.resolve();
      if (openingFails !== undefined) throw openingFails;
      const backend = new ClosingBackend();
      opened.push({ options, backend });
      return backend;
    },
  });
}

beforeEach(() => {
  opened = [];
  openingFails = undefined;
  register();
});
afterEach(() => closeSharedWorkers());

describe('sharedWorkerSet', () => {
  it('gives the same workers to calls with equal options, also when they start together', async () => {
    const [first, second] = await Promise.all([share(), share()]);
    expect(first).toBe(second);
    expect(await share({ env: undefined, timeout: 5, batchSize: 3 })).toBe(first);
    expect(opened).toHaveLength(1);
  });

  it('keeps workers apart that differ', async () => {
    const initializer = () => 1;
    const different: ParallelOptions[] = [
      {},
      { nJobs: 3 },
      { env: {} },
      { env: { A: 'b' } },
      { env: { A: undefined } },
      { execArgv: ['--x'] },
      { argv: ['x'] },
      { resourceLimits: { stackSizeMb: 4 } },
      { idleTimeout: 5 },
      { idleTimeout: Infinity },
      { stdio: 'pipe' },
      { innerMaxThreads: 2 },
      { maxTasksPerWorker: 2 },
      { tempFolder: '/somewhere' },
      { initializer },
      { initializer, initArgs: [1] },
      { initializer: () => 1 },
    ];
    const sets = await Promise.all(different.map(share));
    expect(new Set(sets).size).toBe(different.length);
    expect(await share({ initializer })).toBe(sets[14]);
  });

  it('hands options on to the backend', async () => {
    await share({ env: { A: 'b' }, idleTimeout: 7, stdio: 'prefix', maxTasksPerWorker: 9, innerMaxThreads: 3 });
    const initializer = (a: number) => a;
    await share({ initializer, initArgs: [5], execArgv: ['-x'], argv: ['y'], tempFolder: '/t', resourceLimits: {} });
    expect(opened.map(({ options }) => options)).toMatchObject([
      {
        workers: 2,
        level: 1,
        env: { A: 'b' },
        idleTimeoutMs: 7,
        stdio: 'prefix',
        maxTasksPerWorker: 9,
        innerMaxThreads: 3,
      },
      {
        initializer: { fn: { kind: 'local', fn: initializer }, args: { values: [5] } },
        execArgv: ['-x'],
        argv: ['y'],
        tempFolder: '/t',
        resourceLimits: {},
        stdio: 'inherit',
      },
    ]);
  });

  it('opens new workers after the old ones were closed, or registered anew', async () => {
    const first = await share();
    await first.close();
    const second = await share();
    expect(second).not.toBe(first);
    register();
    expect(await share()).not.toBe(second);
  });

  it('tries again after opening has failed', async () => {
    openingFails = new Error('no workers today');
    const both = await Promise.allSettled([share(), share()]);
    expect(both.map((one) => (one as PromiseRejectedResult).reason)).toEqual([openingFails, openingFails]);
    openingFails = undefined;
    expect((await share()).isOpen).toBe(true);
  });

  it('keeps one dispatcher for a backend object', async () => {
    const backend = new ClosingBackend();
    const resolved = resolve({ backend });
    expect(await sharedWorkerSet(resolved)).toBe(await openWorkerSet(resolved));
  });
});

describe('WorkerSet', () => {
  it('is closed when the last call has left, once', async () => {
    const backend = new ClosingBackend();
    const set = new WorkerSet(backend);
    let told = 0;
    set.onClose(() => told++);
    set.enter(1, undefined);
    set.enter(2, undefined);
    await set.retire();
    set.leave(1);
    expect(backend.closings).toBe(0);
    set.leave(2);
    await set.close();
    await set.retire();
    expect([backend.closings, told, set.isOpen]).toEqual([1, 1, false]);
  });

  it('hands events to their call, and output of nobody to all', () => {
    const backend = new ClosingBackend();
    const set = new WorkerSet(backend);
    const heard: string[] = [];
    set.enter(1, (event) => heard.push(`1 ${event.kind}`) > 0);
    set.enter(2, (event) => heard.push(`2 ${event.kind}`) > 0);
    backend.onEvent?.({ kind: 'report', callId: 1, index: 0, data: 5 });
    backend.onEvent?.({ kind: 'output', stream: 'stdout', text: 'x', workerId: 1, callId: 2 });
    expect(heard).toEqual(['1 report', '2 output']);
    backend.onEvent?.({ kind: 'output', stream: 'stdout', text: 'x', workerId: 1 });
    expect(heard.slice(2)).toEqual(['1 output', '2 output']);
    set.leave(1);
    set.leave(2);
    backend.onEvent?.({ kind: 'report', callId: 1, index: 0, data: 5 });
    expect(heard).toHaveLength(4);
  });

  it('writes output that nobody takes, once', () => {
    const backend = new ClosingBackend();
    const set = new WorkerSet(backend);
    const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    try {
      set.enter(1, () => false);
      set.enter(2, () => false);
      for (const call of [{}, { callId: 1 }, { callId: 3 }]) {
        backend.onEvent?.({ kind: 'output', stream: 'stdout', text: `${JSON.stringify(call)}`, workerId: 1, ...call });
      }
      expect(write.mock.calls.map(([text]) => text)).toEqual(['{}', '{"callId":1}', '{"callId":3}']);
    } finally {
      write.mockRestore();
    }
  });
});

describe('workers that are started ahead', () => {
  let launches: (readonly [WorkerOptions, number])[];
  let ended: number;
  let given: unknown;

  beforeEach(() => {
    launches = [];
    ended = 0;
    given = undefined;
    addBackend({
      name: 'memory',
      memory: 'shared',
      launch: (options, count) => {
        launches.push([options, count]);
        return { end: () => void ended++ };
      },
      open: (_, launched) => {
        if (openingFails !== undefined) throw openingFails;
        given = launched;
        return new ClosingBackend();
      },
    });
  });

  const open = (options: ParallelOptions, tasks: number, extras: object = {}) =>
    openWorkerSet(resolve({ nJobs: 4, backend: 'memory', ...options }), tasks, extras);

  it('are as many as will be wanted, with the options of the others', async () => {
    const set = await open({ env: { A: 'b' } }, 1);
    await open({}, 9);
    await open({}, 0, { minWorkers: 3 });
    await open({}, 0);
    expect(launches.map(([, count]) => count)).toEqual([1, 4, 3]);
    expect(launches[0]?.[0]).toMatchObject({ env: { A: 'b' }, workers: 4 });
    expect(given).toBeUndefined();
    await set.close();
  });

  it('are for the backend, and those that it leaves are ended', async () => {
    await open({}, 1);
    expect(given).toBeDefined();
    expect(ended).toBe(1);
  });

  it('are not there where each worker has options of its own', async () => {
    await open({}, 2, { forWorker: () => ({}) });
    expect(launches).toEqual([]);
  });

  it('are ended when the backend cannot be opened, or what prepares them cannot travel', () => {
    openingFails = new Error('no');
    expect(() => open({}, 1)).toThrow('no');
    const numbers: number[] = [];
    expect(() => open({ initializer: () => numbers.push(1) }, 1)).toThrow(/numbers/);
    expect(launches).toHaveLength(2);
    expect(ended).toBe(2);
  });
});
