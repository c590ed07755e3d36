import { readdirSync } from 'node:fs';
import { delayed, Parallel, Pool, taskContext } from 'manycore';
import { describe, expect, it } from 'vitest';
import { spillOwner } from '../../src/memory/spill-folder.ts';

/** Files of this program's spill folders, wherever they are. */
const spillFiles = (): string[] =>
  ['/dev/shm', '/tmp'].flatMap((root) =>
    readdirSync(root)
      .filter((name) => name.startsWith(`manycore-${process.pid}-`))
      .flatMap((name) => readdirSync(`${root}/${name}`)),
  );

it('gets large results of child processes through files that are gone at once', async () => {
  expect(spillOwner()).toContain('manycore-');
  await using parallel = Parallel({ nJobs: 2, backend: 'processes' });
  const length = 2 ** 18 + 3;
  const make = (seed: number) => ({
    seed,
    values: Float64Array.from({ length }, (_, i) => i * seed),
    view: new Uint8Array(3),
  });
  const results = await parallel.map(make, [1, 2, 3, 4]);
  for (const { seed, values } of results) {
    expect(values).toHaveLength(length);
    expect(values[length - 1]).toBe((length - 1) * seed);
    values[0] = 7; // the caller's own, to write to as it likes
  }
  expect(spillFiles()).toEqual([]);
});

describe('large results that nobody reads leave no file', () => {
  /** Large enough for a file of its own. */
  const big = () => new Float64Array(2 ** 18);

  it('the task was cancelled, and returns all the same', async () => {
    await using pool = new Pool({ maxWorkers: 1, backend: 'processes', abortGrace: 60_000 });
    const controller = new AbortController();
    const task = async () => {
      const context = taskContext();
      const aborted = new Promise((resolve) => context.signal.addEventListener('abort', resolve));
      context.report('on');
      await aborted;
      return big();
    };
    const options = { signal: controller.signal, onReport: () => controller.abort(new Error('stop')) };
    await expect(pool.run(delayed(task)(), options)).rejects.toThrow('stop');
    expect(await pool.submit(() => taskContext().workerId)).toBe(1); // the same worker, which has answered before
    expect(spillFiles()).toEqual([]);
  });

  it('the worker dies before it can tell', async () => {
    await using pool = new Pool({ maxWorkers: 1, backend: 'processes' });
    const dying = () => {
      const { readdirSync: list } = process.getBuiltinModule('node:fs');
      const isOurs = (name: string) => name.startsWith(`manycore-${process.ppid}-`);
      const files = (root: string) => list(root).flatMap((name) => (isOurs(name) ? list(`${root}/${name}`) : []));
      // What is got of a thrown error is read when it is encoded. By then the array, which is less deep, has its file.
      const get = () => {
        if (['/dev/shm', '/tmp'].flatMap(files).length > 0) process.kill(process.pid, 'SIGKILL');
      };
      let cause = Object.defineProperty(new Error('dying'), 'late', { get, enumerable: true });
      for (let depth = 0; depth < 5; depth++) cause = new Error('dying', { cause });
      throw Object.assign(cause, { values: big() });
    };
    await expect(pool.submit(dying)).rejects.toMatchObject({ code: 'ERR_WORKER_LOST' });
    expect(spillFiles()).toEqual([]);
  });

  it('another part of them cannot travel', async () => {
    await using pool = new Pool({ maxWorkers: 1, backend: 'processes' });
    const unclonable = () => [big(), new WeakRef(globalThis)];
    await expect(pool.submit(unclonable)).rejects.toMatchObject({ code: 'ERR_NOT_CLONEABLE' });
    expect(spillFiles()).toEqual([]);
  });
});

it('the files of a child that was killed are gone soon, while the program goes on', async () => {
  await using pool = new Pool({ maxWorkers: 1, backend: 'processes' });
  // A large argument: what is to be swept before the program's first own file is swept by then.
  const pid = await pool.submit((_values: Float64Array) => process.pid, new Float64Array(2 ** 18));
  const killed = async () => {
    const values = new Float64Array(2 ** 18);
    const inner = Parallel({ nJobs: 1, backend: 'processes' });
    await inner.forEach(() => values.length > 0 && process.kill(process.ppid, 'SIGKILL'), [1]);
  };
  const own = (): string[] =>
    ['/dev/shm', '/tmp'].flatMap((root) => readdirSync(root).filter((name) => name.startsWith(`manycore-${pid}-`)));
  await expect(pool.submit(killed)).rejects.toMatchObject({ code: 'ERR_WORKER_LOST' });
  await expect.poll(own, { timeout: 15_000 }).toEqual([]);
});
