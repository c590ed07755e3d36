import { describe, expect, it } from 'vitest';
import { MemoryBackend, PlainCodec } from '../../test/support/memory-backend.ts';
import { openCall, runCall } from '../../test/support/open-call.ts';
import { errorInfo } from '../core/error-info.ts';
import type { Batch } from '../core/task.ts';
import type { ProgressEvent } from './progress.ts';
import { ProgressMeter } from './progress.ts';
import { ListSink, StreamSink } from './results.ts';
import type { TaskDone } from './settlement.ts';

const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);
const double = (x: number): number => x * 2;
const failsOn =
  (...bad: readonly number[]) =>
  (x: number): number => {
    if (bad.includes(x)) throw new RangeError(`no ${x}`);
    return x;
  };

/** Lets everything happen that does not wait for a timer. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

describe('inputs', () => {
  it('gives an empty result for an empty input', async () => {
    expect(await runCall(double, [])).toEqual([]);
    expect(await runCall(double, new Set())).toEqual([]);
    expect(await runCall(double, (function* () {})())).toEqual([]);
    expect(await runCall(double, (async function* () {})())).toEqual([]);
  });

  it('ends over any input on a backend with room for one batch', async () => {
    const open = () => ({ backend: new MemoryBackend({ capacity: 1 }), batchSize: 1 });
    const expected = range(5).map(double);
    expect(await runCall(double, range(5), open())).toEqual(expected);
    expect(await runCall(double, new Set(range(5)), open())).toEqual(expected);
    expect(await runCall(double, range(5).values(), open())).toEqual(expected);
    const slow = (async function* () {
      for (const x of range(5)) {
        await settled();
        yield x;
      }
    })();
    expect(await runCall(double, slow, open())).toEqual(expected);
  });

  it('rejects with what the input threw, also when nothing is in flight', async () => {
    function* broken() {
      yield 1;
      yield 2;
      throw new Error('the input broke');
    }
    const backend = new MemoryBackend({ capacity: 1 });
    const { call, sink } = openCall(double, broken(), { backend, batchSize: 1 });
    call.start();
    await expect(call.finished).rejects.toThrow('the input broke');
    expect(sink.finish()).toEqual([2, 4]);
    async function* brokenLater() {
      yield* broken();
    }
    for (const capacity of [1, 3]) {
      const later = openCall(double, brokenLater(), { backend: new MemoryBackend({ capacity }) });
      later.call.start();
      await expect(later.call.finished).rejects.toThrow('the input broke');
      expect(later.sink.finish()).toEqual([2, 4]);
    }
  });

  it('rejects with the error of an earlier task when the input throws after it', async () => {
    function* broken() {
      yield 7;
      throw new Error('the input broke');
    }
    await expect(runCall(failsOn(7), broken())).rejects.toThrow('no 7');
  });

  it('closes the input when the call ends early', async () => {
    let closed = 0;
    function* endless() {
      try {
        for (let i = 0; ; i++) yield i;
      } finally {
        closed++;
      }
    }
    await expect(runCall(failsOn(3), endless())).rejects.toThrow('no 3');
    expect(closed).toBe(1);
  });

  it('pulls no more than preDispatch batches ahead', async () => {
    let pulled = 0;
    function* items() {
      for (;;) yield pulled++;
    }
    const sink = new StreamSink(true);
    const { call } = openCall(double, items(), { sink, batchSize: 3, preDispatch: 2 });
    sink.onTaken = () => call.wake();
    call.start();
    await settled();
    expect(pulled).toBe(6);
    for (let i = 0; i < 3; i++) sink.drop();
    await settled();
    expect(pulled).toBe(9);
    call.cancel(new Error('enough'));
    await expect(call.finished).rejects.toThrow('enough');
  });

  it('pulls no more than maxInFlightBytes allow', async () => {
    const gates: (() => void)[] = [];
    const held = () => new Promise<void>((resolve) => gates.push(resolve));
    let pulled = 0;
    function* items() {
      while (pulled < 20) {
        pulled++;
        yield new Uint8Array(1000);
      }
    }
    const backend = new MemoryBackend({ capacity: 20 });
    const { call } = openCall(held, items(), { backend, preDispatch: 100, batchSize: 5, maxInFlightBytes: 3500 });
    call.start();
    await settled();
    expect(pulled).toBeLessThanOrEqual(4);
    for (let rounds = 0; rounds < 20; rounds++) {
      for (const open of gates.splice(0)) open();
      await settled();
    }
    await call.finished;
    expect(pulled).toBe(20);
    expect(Math.max(...backend.batches.map((batch) => batch.count))).toBeLessThanOrEqual(4);
  });
});

describe('policies', () => {
  it('abort: the failing task that comes first in the input wins', async () => {
    const late = async (x: number) => {
      if (x === 1) await settled();
      return failsOn(1, 4)(x);
    };
    for (const batchSize of [1, 2]) {
      const backend = new MemoryBackend({ capacity: 3 });
      const failed = runCall(late, range(9), { backend, batchSize });
      await expect(failed).rejects.toThrow('no 1');
      expect(errorInfo(await failed.catch((error: unknown) => error))).toMatchObject({ index: 1, attempt: 1 });
    }
  });

  it('abort: waits for the retries of an earlier task', async () => {
    const attempts = new Map<number, number>();
    const flaky = (x: number) => {
      attempts.set(x, (attempts.get(x) ?? 0) + 1);
      if (x === 0 || x === 2) throw new Error(`no ${x}`);
      return x;
    };
    const retry = { times: 2, delay: 1, jitter: false, on: (error: unknown) => (error as Error).message === 'no 0' };
    await expect(runCall(flaky, range(4), { retry, batchSize: 1 })).rejects.toThrow('no 0');
    expect(attempts.get(0)).toBe(3);
    expect(attempts.get(2)).toBe(1);
  });

  it('settle, skip and a fallback give every other task its result', async () => {
    const run = failsOn(1, 3);
    expect(await runCall(run, range(4), { onError: 'skip' })).toEqual([0, 2]);
    expect(await runCall(run, range(4), { onError: (_, index) => -index })).toEqual([0, -1, 2, -3]);
    const fallback = async (error: unknown) => (error as Error).message;
    expect(await runCall(run, range(4), { onError: fallback })).toEqual([0, 'no 1', 2, 'no 3']);
    expect(await runCall(run, range(2), { onError: 'settle' })).toEqual([
      { status: 'fulfilled', value: 0 },
      { status: 'rejected', reason: new RangeError('no 1') },
    ]);
  });

  it('rejects with what a fallback throws', async () => {
    const onError = () => {
      throw new Error('the fallback broke');
    };
    await expect(runCall(failsOn(1), range(4), { onError })).rejects.toThrow('the fallback broke');
  });

  it('takes anything that was thrown', async () => {
    const throws = (value: unknown) => {
      throw value;
    };
    for (const value of [null, undefined, 0, 'text', Object.freeze({ code: 'E' })]) {
      expect(await runCall(throws, [value], { onError: 'settle' })).toEqual([{ status: 'rejected', reason: value }]);
      await expect(runCall(throws, [value])).rejects.toBe(value);
    }
  });
});

describe('arguments and results that cannot travel', () => {
  const open = () => ({ backend: new MemoryBackend({ memory: 'copied', capacity: 2 }) });

  it('refuses exactly the guilty items, and goes on when all at hand were refused', async () => {
    const items = range(40).map((x) => (x % 7 === 0 || x < 5 ? Symbol(`${x}`) : x));
    for (const batchSize of [1, 16, undefined]) {
      const results = await runCall((x: number) => x, items, { ...open(), batchSize, onError: 'skip' });
      expect(results).toEqual(items.filter((x) => typeof x === 'number'));
    }
    const settledItems = await runCall(double, [1, Symbol('two'), 3], { ...open(), batchSize: 3, onError: 'settle' });
    expect(settledItems).toMatchObject([
      { value: 2 },
      { reason: { code: 'ERR_NOT_CLONEABLE', path: 'argument 1' } },
      { value: 6 },
    ]);
    await expect(runCall(double, [Symbol('s')], open())).rejects.toThrow('argument 0 is a symbol');
  });

  it('finds a guilty item by halving', async () => {
    const codec = new PlainCodec();
    const items: unknown[] = range(1000);
    items[700] = Symbol('guilty');
    await runCall((x: number) => x, items, { ...open(), codec, batchSize: 1000, onError: 'skip' });
    expect(codec.encodings).toBeLessThan(30);
  });

  it('abort: an earlier task of the same window may still be the first to fail', async () => {
    const items = [0, 1, 2, Symbol('three'), 4];
    await expect(runCall(failsOn(1), items, { ...open(), batchSize: 5 })).rejects.toThrow('no 1');
    await expect(runCall(failsOn(4), items, { ...open(), batchSize: 5 })).rejects.toThrow('argument 3 is a symbol');
  });

  it('fails the tasks alone whose results cannot be decoded', async () => {
    for (const decodesLater of [false, true]) {
      const codec = Object.assign(new PlainCodec(), { decodesLater, undecodable: 6 });
      const results = await runCall(double, range(5), { ...open(), codec, onError: () => 'fallback' });
      expect(results).toEqual([0, 2, 4, 'fallback', 8]);
    }
  });
});

describe('retries', () => {
  it('runs failed tasks again, and counts attempts from 1', async () => {
    const done: TaskDone[] = [];
    const starts: string[] = [];
    const backend = new MemoryBackend({ losesWorker: (index, attempt) => index === 2 && attempt < 3 });
    const results = await runCall(double, range(5), {
      backend,
      retry: { times: 2, delay: 0 },
      onTaskDone: (task) => done.push(task),
      onTaskStart: (index, attempt) => starts.push(`${index}:${attempt}`),
    });
    expect(results).toEqual([0, 2, 4, 6, 8]);
    expect(done).toHaveLength(5);
    expect(done.find((task) => task.index === 2)).toMatchObject({ status: 'fulfilled', attempt: 3 });
    expect(starts).toEqual(expect.arrayContaining(['2:1', '2:2', '2:3']));
    expect(starts).toHaveLength(7);
  });

  it('gives up after the last one, with the number of attempts', async () => {
    const backend = new MemoryBackend({ losesWorker: (index) => index === 2 });
    const failed = runCall(double, range(5), { backend, retry: { times: 2, delay: 0 } });
    const error = await failed.catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'ERR_WORKER_LOST' });
    expect(errorInfo(error)).toMatchObject({ index: 2, attempt: 3, backend: 'memory' });
    expect(errorInfo(error)?.callStack).toContain('at somewhere');
  });

  it('retries although an ordered consumer holds back everything that came after', async () => {
    const backend = new MemoryBackend({ losesWorker: (index, attempt) => index === 0 && attempt === 1 });
    const sink = new StreamSink(true);
    const setup = { backend, sink, batchSize: 1, preDispatch: 3, retry: { times: 1, delay: 5 } };
    const { call } = openCall(double, range(10), setup);
    sink.onTaken = () => call.wake();
    call.start();
    expect(await sink.take()).toEqual(expect.arrayContaining([0]));
    call.cancel(new Error('enough'));
    await expect(call.finished).rejects.toThrow('enough');
  });

  it('fails a task alone, with its first error, whose argument is not there for a second try', async () => {
    const codec = new PlainCodec();
    const encode = codec.encode.bind(codec);
    const moved = new Set<unknown>();
    codec.encode = (values, describe) => {
      const gone = values.some((value) => moved.has(value));
      if (!gone) for (const value of values) if (value === 2) moved.add(value);
      return encode(gone ? [Symbol('moved')] : values, describe);
    };
    const backend = new MemoryBackend({ memory: 'copied', losesWorker: (_, attempt) => attempt === 1 });
    const retry = { times: 1, delay: 0 };
    const results = await runCall(double, range(5), { backend, codec, retry, onError: 'settle' });
    expect(results).toMatchObject([
      { value: 0 },
      { value: 2 },
      { reason: { code: 'ERR_WORKER_LOST' } },
      { value: 6 },
      {},
    ]);
  });

  it('rejects when the filter of retries throws', async () => {
    const retry = {
      times: 1,
      on: () => {
        throw new Error('the filter broke');
      },
    };
    await expect(runCall(failsOn(1), range(3), { retry })).rejects.toThrow('the filter broke');
  });
});

describe('the end', () => {
  it('cancels what runs, tells the backend once that the call is over, and leaves nothing in flight', async () => {
    const never = () => new Promise(() => undefined);
    const backend = new MemoryBackend({ capacity: 2 });
    const { call, dispatcher } = openCall(never, range(5), { backend });
    call.start();
    const reason = new Error('stop');
    call.cancel(reason);
    call.cancel(new Error('too late'));
    await expect(call.finished).rejects.toBe(reason);
    call.start();
    call.wake();
    await settled();
    expect(backend.started).toEqual(['0:1', '1:1']);
    expect(dispatcher.inFlight).toBe(0);
    expect(backend.endedCalls).toHaveLength(1);
  });

  it('sends nothing more when the input or a listener ends the call', async () => {
    const reason = new Error('stop');
    let cancel: () => void = () => undefined;
    function* ending() {
      yield 1;
      cancel();
      yield 2;
    }
    for (const onTaskStart of [undefined, () => cancel()]) {
      const items = onTaskStart === undefined ? ending() : [1, 2, 3];
      const { call, backend, dispatcher } = openCall(double, items, { onTaskStart, batchSize: 2 });
      cancel = () => call.cancel(reason);
      call.start();
      await expect(call.finished).rejects.toBe(reason);
      await settled();
      expect([backend.started, backend.endedCalls.length, dispatcher.inFlight]).toEqual([[], 1, 0]);
    }
  });

  it('tells no listener of results that come after the end', async () => {
    const codec = Object.assign(new PlainCodec(), { decodesLater: true });
    const done: TaskDone[] = [];
    const { call } = openCall(double, range(3), {
      backend: new MemoryBackend({ memory: 'copied' }),
      codec,
      onTaskDone: (task) => done.push(task),
    });
    const decode = codec.decode.bind(codec);
    codec.decode = (payload) => {
      call.cancel(new Error('stop'));
      return decode(payload);
    };
    call.start();
    await expect(call.finished).rejects.toThrow('stop');
    await settled();
    expect(done).toEqual([]);
  });

  it('reads results that come after the end, so that their files go', async () => {
    const read: unknown[] = [];
    const codec = Object.assign(new PlainCodec(), {
      decode: (payload: unknown) => {
        read.push(payload);
        throw new Error('half of it is missing');
      },
    });
    const { call } = openCall(() => new Promise(() => undefined), range(1), { codec });
    call.start();
    call.cancel(new Error('stop'));
    await expect(call.finished).rejects.toThrow('stop');
    const values = { kind: 'graph', nodes: [], root: 0, definitions: 0 } as const;
    call.settle({} as Batch, { outcomes: [{ kind: 'values', at: 0, count: 1, values }], elapsedMs: 1, workerId: 1 });
    await settled();
    expect(read).toEqual([values]);
  });

  it('rejects with what a listener throws', async () => {
    const broken = () => {
      throw new Error('the listener broke');
    };
    await expect(runCall(double, range(3), { onTaskDone: broken })).rejects.toThrow('the listener broke');
    await expect(runCall(double, range(3), { onTaskStart: broken })).rejects.toThrow('the listener broke');
    const meter = new ProgressMeter(broken, 3);
    await expect(runCall(double, range(3), { meter })).rejects.toThrow('the listener broke');
    const finalOnly = new ProgressMeter((event) => void (event.final && broken()), 3);
    await expect(runCall(double, range(3), { meter: finalOnly })).rejects.toThrow('the listener broke');
  });

  it('reports progress up to a last event, and nothing after it', async () => {
    const events: ProgressEvent[] = [];
    const meter = new ProgressMeter((event) => events.push(event), 6);
    await runCall(failsOn(4), range(6), { meter, onError: 'skip', batchSize: 2 });
    expect(events.at(-1)).toMatchObject({ done: 6, total: 6, failed: 1, running: 0, final: true, remainingMs: 0 });
    expect(events.filter((event) => event.final)).toHaveLength(1);
    events.length = 0;
    await expect(runCall(failsOn(1), range(60), { meter, batchSize: 1 })).rejects.toThrow('no 1');
    await settled();
    expect(events.findIndex((event) => event.final)).toBe(events.length - 1);
  });

  it('rejects when the backend breaks, or forgets a task', async () => {
    const broken = new MemoryBackend();
    broken.run = () => {
      throw new Error('the backend broke');
    };
    await expect(runCall(double, range(3), { backend: broken })).rejects.toThrow('the backend broke');
    const forgetful = new MemoryBackend();
    forgetful.run = async function* () {};
    await expect(runCall(double, range(3), { backend: forgetful })).rejects.toThrow(
      'backend memory ended a batch of 1 tasks without an outcome for 1 of them',
    );
  });

  it('drops results that nobody wants', async () => {
    const sink = new ListSink(undefined);
    const { call } = openCall(double, range(3), { sink, discard: true });
    call.start();
    await call.finished;
    expect(sink.finish()).toEqual([undefined, undefined, undefined]);
  });
});
