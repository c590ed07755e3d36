import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BackendCost } from '../../core/cost.ts';
import { delayed, type Explanation, Parallel, Pool, registerBackend, taskContext } from '../../index.ts';
import { closeSharedWorkers } from '../worker-sets.ts';
import { heavy, spin, where } from './fixtures/busy.ts';
import { useMargin } from './auto-call.ts';
import { useFigures } from './figures.ts';

const cheap: BackendCost = {
  startMs: 1,
  nextStartMs: 1,
  roundTripMs: 0.01,
  taskMs: 0,
  argumentBytesPerMs: 1e6,
  resultBytesPerMs: 1e6,
  bufferBytesPerMs: 1e6,
};
const dear: BackendCost = { ...cheap, startMs: 60_000 };

describe("backend: 'auto'", () => {
  let restore: (() => void)[] = [];
  const two = (options = {}) => Parallel({ backend: 'auto', nJobs: 2, ...options });

  beforeEach(() => {
    restore = [useFigures({ threads: cheap, processes: dear }), useMargin({ ratio: 1.05, ms: 0, sampleMs: 2 })];
  });
  afterEach(() => restore.forEach((undo) => undo()));
  afterAll(() => closeSharedWorkers());

  it('leaves small work in place', async () => {
    useFigures({ threads: dear, processes: dear }); // a pause of the machine must not look like work
    const parallel = two();
    expect(await parallel.map(where, [1, 2, 3])).toEqual(['sequential', 'sequential', 'sequential']);
    const explanation = parallel.explain() as Explanation;
    expect(explanation).toMatchObject({ backend: 'sequential', tasks: 3, tasksInPlace: 3 });
    expect(explanation.actualMs).toBeGreaterThan(0);
  });

  it('moves to workers, and runs each task once and in order', async () => {
    const parallel = two();
    const tasks: number[] = [];
    const onTaskDone = ({ index }: { readonly index: number }) => void tasks.push(index);
    const backends = await parallel.map((ms: number) => heavy(ms), Array<number>(20).fill(5), { onTaskDone });
    const first = backends.indexOf('threads');
    expect(first).toBeGreaterThan(0);
    expect(new Set(backends.slice(0, first))).toEqual(new Set(['sequential']));
    expect(new Set(backends.slice(first))).toEqual(new Set(['threads']));
    expect(tasks.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => i));
    const explanation = parallel.explain() as Explanation;
    expect(explanation).toMatchObject({ backend: 'threads', tasks: 20, tasksInPlace: first, figures: 'measured' });
    expect(explanation.predictedMs).toBeGreaterThan(40);
    expect(explanation.errorPercent).toBeTypeOf('number');
    expect(String(explanation)).toMatch(
      /^threads: after \d+ tasks in place: [^\n]+\nbackend +workers[^]+threads +2 .+chosen/,
    );
  });

  it('goes to workers at once when an earlier call has shown that it pays', async () => {
    const parallel = two();
    const work = (ms: number) => heavy(ms);
    await parallel.map(work, Array<number>(20).fill(5));
    expect(new Set(await parallel.map(work, Array<number>(20).fill(5)))).toEqual(new Set(['threads']));
    expect(parallel.explain()?.reason).toContain('from the start');
  });

  it('gives tasks their own index and random numbers, wherever they run', async () => {
    const draw = (ms: number) => [spin(ms), taskContext().index, taskContext().rng.random()];
    const items = Array<number>(16).fill(4);
    const expected = await Parallel(1).map(draw, items, { backend: 'sequential', seed: 7 });
    expect(await two().map(draw, items, { seed: 7 })).toEqual(expected);
  });

  it('reads a generator on where the own thread stopped', async () => {
    const pulled: number[] = [];
    function* numbers() {
      for (let i = 0; i < 30; i++) {
        pulled.push(i);
        yield i;
      }
    }
    const results = await two().map((i: number) => [spin(3), i, taskContext().index], numbers());
    expect(results).toEqual(Array.from({ length: 30 }, (_, i) => [3, i, i]));
    expect(pulled).toHaveLength(30);
  });

  it('fills one typed array from both', async () => {
    const items = Float32Array.from({ length: 24 }, (_, i) => i);
    const results = await two().map((x: number) => spin(3) + x, items);
    expect(results).toEqual(items.map((x) => x + 3));
  });

  it('streams, filters, reduces and runs delayed tasks', async () => {
    const parallel = two();
    const items = Array.from({ length: 16 }, (_, i) => i);
    const streamed: number[] = [];
    for await (const x of parallel.stream((i: number) => spin(3) + i - 3, items)) streamed.push(x);
    expect(streamed).toEqual(items);
    expect(await parallel.filter((i: number) => spin(3) > 0 && i % 2 === 0, items)).toEqual(
      items.filter((i) => i % 2 === 0),
    );
    expect(
      await parallel.reduce(
        (i: number) => i + Math.floor(spin(0.1)),
        Array(600).fill(1) as number[],
        (a, b) => a + b,
      ),
    ).toBe(600);
    expect(await parallel(items.map((i) => delayed((x: number) => spin(3) + x - 3)(i)))).toEqual(items);
    expect(parallel.explain()?.backend).toBe('threads');
  });

  it('fails with the first error of the input, and stops', async () => {
    const fail = (i: number) => {
      spin(3);
      if (i >= 12) throw new RangeError(`task ${i}`);
      return i;
    };
    const items = Array.from({ length: 40 }, (_, i) => i);
    await expect(two().map(fail, items)).rejects.toThrow(new RangeError('task 12'));
    const settled = await two().map(fail, items, { onError: 'settle' });
    expect(settled.map(({ status }) => status === 'fulfilled')).toEqual(items.map((i) => i < 12));
  });

  it('ends with the reason of its signal, before and after it has moved', async () => {
    for (const after of [0, 10]) {
      const controller = new AbortController();
      const reason = new Error('enough');
      const onTaskDone = ({ index }: { readonly index: number }) => void (index === after && controller.abort(reason));
      const call = two().map((ms: number) => spin(ms), Array<number>(40).fill(3), {
        signal: controller.signal,
        onTaskDone,
      });
      await expect(call).rejects.toBe(reason);
    }
  });

  it('stays in place with a function that cannot travel, and says so', async () => {
    const parallel = two();
    const secret = new WeakMap([[parallel, 1]]);
    const results = await parallel.map(
      (ms: number) => spin(ms) + (secret.has(parallel) ? 1 : 0),
      Array<number>(12).fill(3),
    );
    expect(results).toEqual(Array(12).fill(4));
    expect(parallel.explain()).toMatchObject({
      backend: 'sequential',
      reason: expect.stringContaining('cannot go there'),
    });
  });

  it('uses workers for options that need them, and leaves out those that break a condition', async () => {
    const parallel = two({ timeout: 20_000 });
    expect(await parallel.map(where, [1])).toEqual(['threads']);
    const inPlace = parallel.explain()?.predictions.find(({ backend }) => backend === 'sequential');
    expect(inPlace?.excluded).toBe('the option timeout needs workers');
    const isolated = two({ require: 'isolation' });
    expect(await isolated.map(where, [1])).toEqual(['processes']);
  });

  it('takes a registered backend that tells its cost', async () => {
    const { openThreads } = await import('../../backends/threads/tasks.ts');
    const register = (cost?: BackendCost) =>
      registerBackend('sister', (options) => openThreads(options), { memory: 'shared', ...(cost && { cost }) });
    const parallel = two();
    register({ ...cheap, startMs: 0, nextStartMs: 0, roundTripMs: 0 });
    try {
      const backends = new Set(await parallel.map((ms: number) => heavy(ms), Array<number>(20).fill(5)));
      expect(parallel.explain()?.backend).toBe('sister');
      expect(backends).toEqual(new Set(['sequential', 'threads'])); // as the workers call themselves
    } finally {
      register();
    }
    await parallel.map((ms: number) => heavy(ms), Array<number>(20).fill(5));
    expect(parallel.explain()?.predictions.map(({ backend }) => backend)).not.toContain('sister');
  });

  it('refuses its own name for a backend, and a cost that is none', () => {
    const open = () => Promise.reject(new Error('never opened'));
    expect(() => registerBackend('auto', open)).toThrow(/stands for the quickest/);
    expect(() => registerBackend('other', open, { cost: { startMs: 1 } as never })).toThrow(/cost must have/);
  });

  it('tells each call to onExplain', async () => {
    const told: Explanation[] = [];
    await two().map((x: number) => x, [1], { onExplain: (explanation) => void told.push(explanation) });
    await two().map((x: number) => x, [1], {
      backend: 'threads',
      onExplain: (explanation) => void told.push(explanation),
    });
    expect(told.map(({ backend }) => backend)).toEqual(['sequential', 'threads']);
  });
});

describe('plan', () => {
  let restore: () => void;
  beforeEach(() => (restore = useFigures({ threads: cheap, processes: dear })));
  afterEach(() => restore());

  it('chooses as the call would, and runs no more than the first tasks', async () => {
    const parallel = Parallel({ backend: 'threads', nJobs: 2 });
    let ran = 0;
    const items = Array<number>(200).fill(5);
    const onTaskDone = () => void ran++;
    const plan = await parallel.plan((ms: number) => spin(ms), items, { onTaskDone });
    expect(plan.backend).toBe('threads');
    expect(plan.actualMs).toBeUndefined();
    expect(plan.tasks).toBe(200);
    expect(plan.tasksInPlace).toBeLessThan(5);
    expect(plan.predictedMs).toBeGreaterThan(400);
    expect(plan.predictedMs).toBeLessThan(50_000); // a pause of the machine in the first tasks counts for all
    expect(ran).toBe(0);
  });

  it('takes items first, too', async () => {
    useFigures({ threads: dear, processes: dear });
    const plan = await Parallel(2).plan([1, 2, 3], (x: number) => x);
    expect(plan).toMatchObject({ backend: 'sequential', tasks: 3 });
  });

  it('refuses items that can be read only once', async () => {
    function* numbers() {
      yield 1;
    }
    await expect(Parallel(2).plan((x: number) => x, numbers())).rejects.toThrow(/read only once/);
  });

  it('fails as the first tasks do', async () => {
    const fail = () => {
      throw new TypeError('no');
    };
    await expect(Parallel(2).plan(fail, [1])).rejects.toThrow(new TypeError('no'));
  });
});

describe('a pool', () => {
  let restore: () => void;
  beforeEach(() => (restore = useFigures({ threads: cheap, processes: dear })));
  afterEach(() => restore());

  it('chooses for calls over many items, and runs single tasks on threads', async () => {
    await using pool = new Pool({ backend: 'auto', maxWorkers: 2 });
    useFigures({ threads: dear, processes: dear });
    expect(await pool.map(where, [1, 2])).toEqual(['sequential', 'sequential']);
    expect(pool.explain()?.backend).toBe('sequential');
    useFigures({ threads: cheap, processes: dear });
    expect(await pool.submit(where)).toBe('threads');
    await pool.map((ms: number) => heavy(ms), Array<number>(20).fill(5));
    expect(pool.explain()).toMatchObject({ backend: 'threads' });
    expect(await pool.plan((ms: number) => heavy(ms), Array<number>(50).fill(5))).toMatchObject({ backend: 'threads' });
  });
});
