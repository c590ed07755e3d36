import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { makeRandom, MemoryBackend } from '../../test/support/memory-backend.ts';
import { addBackend } from '../core/registry.ts';
import { delayed } from './delayed.ts';
import { Parallel } from './parallel.ts';
import { closeSharedWorkers } from './worker-sets.ts';

const double = (x: number): number => x * 2;
const failsOn =
  (bad: number) =>
  (x: number): number => {
    if (x === bad) throw new RangeError(`no ${x}`);
    return x;
  };
const never = (): Promise<never> => new Promise(() => undefined);
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** `[first, <hole>, last]`. */
const holed = <T>(first: T, last: T): T[] => Object.assign(new Array<T>(3), { 0: first, 2: last });

let backends: MemoryBackend[] = [];

beforeAll(() => {
  addBackend({
    name: 'memory',
    memory: 'same',
    open: async ({ workers }) => {
      await turn();
      const backend = new MemoryBackend({ capacity: workers, random: makeRandom(7) });
      backends.push(backend);
      return backend;
    },
  });
});
afterAll(() => closeSharedWorkers());

const p = Parallel({ nJobs: 2, backend: 'memory' });

describe('inputs', () => {
  it('takes any iterable, text too, and holes as what they are to a loop', async () => {
    expect(await p.map((c: string) => c + c, 'añ' as Iterable<string>)).toEqual(['aa', 'ññ']);
    expect(await p.map((x: number | undefined) => x ?? 'hole', holed(1, 3))).toEqual([1, 'hole', 3]);
    expect(await p([])).toEqual([]);
    expect(
      await p(
        (async function* () {
          yield delayed(double)(4);
        })(),
      ),
    ).toEqual([8]);
  });

  it('takes tuples of any iterable kind', async () => {
    const tuples = [[1, 2], new Set([3, 4])] as unknown as [number, number][];
    expect(await p.starmap((a: number, b: number) => a - b, tuples)).toEqual([-1, -1]);
  });

  it('rejects, and never throws, when an argument is wrong', async () => {
    const wrong: readonly (readonly [() => Promise<unknown>, string])[] = [
      [() => p.map([1] as never, double as never), 'the first argument is the function, the second the items; got [1]'],
      [() => p.map(double, 5 as never), 'items must be an iterable or an async iterable, got 5'],
      [() => p.map(double, null as never), 'got null'],
      [() => p.starmap(double, [1] as never), 'starmap takes tuples of arguments, got 1; use map for single arguments'],
      [() => p.starmap(double, holed([1], [1]) as never), 'got undefined'],
      [() => p([double(1)] as never), 'takes tasks made by delayed(fn)(...args), got 2'],
      [() => p(holed(delayed(double)(1), delayed(double)(1)) as never), 'got undefined'],
      [() => p.map(double, [1], { timeOut: 1 } as never), 'a call has no option "timeOut"; did you mean timeout?'],
      [() => p.map(double, [1], 5 as never), 'the options of a call must be an object'],
      [() => p.map(double, [1], { backend: 'gpuu' }), 'there is no backend "gpuu"'],
      [() => p.filter(double, [1], { onError: 'settle' }), 'filter gives items, not outcomes'],
      [() => p.reduce(double, [1], (a) => a, 0, { onError: 'skip' }), 'onError must be \'abort\', got "skip"'],
      [() => p.map(double, [1], { preDispatch: () => NaN }), 'a function that gave NaN'],
    ];
    for (const [call, message] of wrong) await expect(call(), message).rejects.toThrow(message);
  });

  it('refuses wrong options of Parallel at once', () => {
    expect(() => Parallel({ jobs: 2 } as never)).toThrow('Parallel has no option "jobs"; did you mean nJobs?');
    expect(() => Parallel(0)).toThrow('nJobs must be a non-zero integer');
    expect(() => Parallel(NaN)).toThrow('got NaN');
    expect(() => Parallel('4' as never)).toThrow('the options of Parallel must be an object');
  });
});

describe('methods', () => {
  it('are those of a function and an object, with or without new', async () => {
    const made = new Parallel({ nJobs: 2, backend: 'memory' });
    expect(made).toBeInstanceOf(Parallel);
    expect(p).toBeInstanceOf(Parallel);
    expect(typeof made).toBe('function');
    expect(await made([delayed(double)(2)])).toEqual([4]);
    expect(() => Reflect.apply(p.map, {}, [double, [1]]) as unknown).toThrow(
      'this method belongs to an object made by Parallel(...)',
    );
  });

  it('filter keeps items, whatever the options say about results', async () => {
    const odd = (x: number) => x % 2;
    for (const runner of [
      p,
      Parallel({ backend: 'memory', dtype: 'int8' }),
      Parallel({ backend: 'memory', returnAs: 'generator' }),
    ]) {
      expect(await runner.filter(odd, [1, 2, 3])).toEqual([1, 3]);
    }
    expect(await p.filter((x: string) => x, ['a', '', 'b'].values())).toEqual(['a', 'b']);
    expect(await p.filter(odd, Float64Array.of(1, 2, 3))).toEqual(Float64Array.of(1, 3));
    expect(await p.filter(failsOn(2), [1, 2, 3], { onError: 'skip' })).toEqual([1, 3]);
    expect(await p.filter(failsOn(2), [1, 2, 3], { onError: () => true })).toEqual([1, 2, 3]);
    await expect(p.filter(failsOn(2), [1, 2])).rejects.toThrow('no 2');
  });

  it('filter pulls its input lazily', async () => {
    let pulled = 0;
    function* endless() {
      for (;;) yield pulled++;
    }
    await expect(p.filter(failsOn(5), endless(), { batchSize: 1 })).rejects.toThrow('no 5');
    expect(pulled).toBeLessThan(20);
  });

  it('forEach gives nothing', async () => {
    expect(await p.forEach(double, [1, 2])).toBeUndefined();
    expect(await p.forEach(double, Float32Array.of(1))).toBeUndefined();
    expect(
      await Parallel({ backend: 'memory', dtype: 'int8' }).forEach(double, [1], { onError: 'skip' }),
    ).toBeUndefined();
  });

  it('reduce gives the same for any options about results', async () => {
    const add = (a: number, b: number) => a + b;
    const items = Array.from({ length: 600 }, (_, i) => i);
    for (const runner of [
      p,
      Parallel({ backend: 'memory', dtype: 'int8' }),
      Parallel({ backend: 'memory', onError: 'settle' }),
    ]) {
      expect(await runner.reduce(double, items, add)).toBe(359_400);
    }
    expect(await p.reduce(double, items, add, undefined, { batchSize: 1 })).toBe(359_400);
    await expect(p.reduce(double, [], add, undefined, { batchSize: 1 })).rejects.toThrow('needs an initial value');
    await expect(p.reduce(failsOn(5), items, add)).rejects.toThrow('no 5');
  });

  it('map keeps the kind of a typed array', async () => {
    expect(await p.map(double, Float32Array.of(1, 2))).toEqual(Float32Array.of(2, 4));
    expect(await p.map(double, [1, 200], { dtype: 'uint8clamped' })).toEqual(Uint8ClampedArray.of(2, 255));
    expect(await p.map(() => undefined as never, [1], { dtype: 'float32' })).toEqual(Float32Array.of(NaN));
    expect(await p.map(failsOn(2), Int8Array.of(1, 2), { onError: () => -1 })).toEqual(Int8Array.of(1, -1));
    expect(await p.map(failsOn(2), Int8Array.of(1, 2), { onError: 'skip' })).toEqual([1]);
  });
});

describe('streams', () => {
  it('start with the first result that is asked for, and may be left', async () => {
    let closed = 0;
    function* endless() {
      try {
        for (let i = 0; ; i++) yield i;
      } finally {
        closed++;
      }
    }
    const untouched = p.stream(double, endless());
    await untouched.return();
    expect(closed).toBe(0);
    const seen: number[] = [];
    for await (const x of p.stream(double, endless())) if (seen.push(x) === 20) break;
    expect(seen).toEqual(Array.from({ length: 20 }, (_, i) => i * 2));
    expect(closed).toBe(1);
  });

  it('give every result once, in any order when asked', async () => {
    const items = Array.from({ length: 100 }, (_, i) => i);
    const seen: number[] = [];
    for await (const x of p.stream(double, items, { ordered: false, batchSize: 1 })) seen.push(x);
    expect(seen.toSorted((a, b) => a - b)).toEqual(items.map(double));
  });

  it('give what is there before they fail', async () => {
    const seen: number[] = [];
    const take = async () => {
      for await (const x of p.stream(failsOn(3), [0, 1, 2, 3, 4], { batchSize: 1 })) seen.push(x);
    };
    await expect(take()).rejects.toThrow('no 3');
    expect(seen).toEqual([0, 1, 2]);
  });

  it('throw at once when an option is wrong', () => {
    expect(() => p.stream(double, [1], { batchSize: 0 })).toThrow('batchSize must be');
  });
});

describe('the end of calls', () => {
  it('a signal cancels, with its reason, before, while and after the call is opened', async () => {
    const reason = new Error('enough');
    await expect(p.map(double, [1], { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    const controller = new AbortController();
    function* aborting() {
      yield 1;
      controller.abort(reason);
      yield 2;
    }
    await expect(p.map(never, aborting(), { signal: controller.signal, preDispatch: 'all' })).rejects.toBe(reason);
    const later = new AbortController();
    const running = p.map(never, [1, 2], { signal: later.signal });
    await turn();
    await turn();
    later.abort(reason);
    await expect(running).rejects.toBe(reason);
  });

  it('leaves nothing at a signal that outlives it', async () => {
    const { signal } = new AbortController();
    const [add, remove] = [vi.spyOn(signal, 'addEventListener'), vi.spyOn(signal, 'removeEventListener')];
    await p.map(double, [1], { signal });
    await expect(p.map(failsOn(1), [1], { signal })).rejects.toThrow('no 1');
    expect(add).toHaveBeenCalledTimes(2);
    expect(remove).toHaveBeenCalledTimes(2);
  });

  it('terminate ends calls that are only being opened', async () => {
    backends = [];
    const owned = Parallel({ nJobs: 3, backend: 'memory' });
    const running = owned.map(never, [1]);
    const ended = expect(running).rejects.toMatchObject({ code: 'ERR_CANCELLED' });
    await owned.terminate();
    await ended;
    expect(backends.every((backend) => backend.inFlight === 0)).toBe(true);
  });

  it('close waits for calls, and a later call finds new workers', async () => {
    backends = [];
    const owned = Parallel({ nJobs: 4, backend: 'memory' });
    const running = owned.map(double, [1, 2]);
    await owned.close();
    expect(await running).toEqual([2, 4]);
    expect(await owned.map(double, [3])).toEqual([6]);
    expect(backends).toHaveLength(2);
    await owned.close();
  });

  it('calls that start together share workers', async () => {
    backends = [];
    const owned = Parallel({ nJobs: 5, backend: 'memory' });
    await Promise.all([owned.map(double, [1]), owned.map(double, [2]), owned.forEach(double, [3])]);
    expect(backends).toHaveLength(1);
    await owned.close();
  });
});

describe('listeners', () => {
  it('are told of tasks, and of progress up to the last', async () => {
    const starts: number[] = [];
    const ends: string[] = [];
    const finals: boolean[] = [];
    await p.map(failsOn(1), [0, 1, 2], {
      onError: 'skip',
      onTaskStart: ({ index }) => starts.push(index),
      onTaskDone: ({ index, status }) => ends.push(`${index} ${status}`),
      progress: (event) => finals.push(event.final),
    });
    expect(new Set(starts)).toEqual(new Set([0, 1, 2]));
    expect(new Set(ends)).toEqual(new Set(['0 fulfilled', '1 rejected', '2 fulfilled']));
    expect([starts.length, ends.length]).toEqual([3, 3]);
    expect(finals.at(-1)).toBe(true);
  });

  it('verbose prints a line for each task', async () => {
    const lines = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    await p.map(failsOn(1), [0, 1], { verbose: 11, progress: false, onError: 'skip' });
    expect(lines.mock.calls.flat().toSorted((a, b) => String(a).localeCompare(String(b)))).toEqual([
      '[Parallel] task 0 done (attempt 1, worker 1)',
      '[Parallel] task 1 failed: RangeError: no 1 (attempt 1, worker 1)',
    ]);
    lines.mockRestore();
  });

  it('warns once of a thousand different functions', async () => {
    const warned = new Promise<Error>((resolve) => process.once('warning', resolve));
    await p(Array.from({ length: 1500 }, (_, i) => delayed(() => i)()));
    expect(await warned).toMatchObject({ code: 'MANYCORE_MANY_FUNCTIONS' });
  });
});
