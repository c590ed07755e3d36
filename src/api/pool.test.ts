import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MemoryBackend } from '../../test/support/memory-backend.ts';
import { addBackend } from '../core/registry.ts';
import { parallelConfig, setParallelConfig } from './config.ts';
import { delayed } from './delayed.ts';
import { Pool } from './pool.ts';

const double = (x: number): number => x * 2;
const never = (): Promise<never> => new Promise(() => undefined);
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

let opened = 0;
let closed = 0;

class CountedBackend extends MemoryBackend {
  override async close(): Promise<void> {
    closed++;
  }
}

beforeAll(() => {
  addBackend({
    name: 'memory',
    memory: 'same',
    open: async ({ workers }) => {
      await turn();
      opened++;
      return new CountedBackend({ capacity: workers });
    },
  });
});
afterAll(() => expect(closed).toBe(opened));

const open = () => new Pool({ maxWorkers: 2, backend: 'memory' });

describe('Pool', () => {
  it('says what is no function', async () => {
    await using pool = open();
    const message = 'takes a function, got 5';
    await expect(pool.submit(5 as never)).rejects.toMatchObject({
      code: 'ERR_INVALID_OPTION',
      message: `submit ${message}`,
    });
    await expect(pool.apply(5 as never)).rejects.toMatchObject({
      code: 'ERR_INVALID_OPTION',
      message: `apply ${message}`,
    });
  });

  it('runs many tasks and single ones on the same workers', async () => {
    const before = opened;
    await using pool = open();
    const all = [
      pool.map(double, [1, 2]),
      pool.starmap((a: number, b: number) => a + b, [[1, 2]]),
      pool.submit(double, 5),
      pool.run(delayed(double)(6)),
      pool.submit(Math.max, 1, 2, 3),
    ];
    expect(await Promise.all(all)).toEqual([[2, 4], [3], 10, 12, 3]);
    const streamed: number[] = [];
    for await (const x of pool.map(double, [1, 2, 3], { returnAs: 'generator' })) streamed.push(x);
    expect(streamed).toEqual([2, 4, 6]);
    expect(opened - before).toBe(1);
  });

  it('rejects, and never throws, when something is wrong', async () => {
    const pool = open();
    const wrong: readonly (readonly [() => Promise<unknown>, string])[] = [
      [() => pool.map([1] as never, double as never), 'the first argument is the function'],
      [() => pool.map(double, 5 as never), 'items must be an iterable'],
      [() => pool.map(double, [1], { nJobs: 2 } as never), 'a call of a pool has no option "nJobs"'],
      [() => pool.run('payload'), 'run needs a filename'],
      [
        () => pool.run(delayed(double)(1), { timeOut: 5 } as never),
        'run has no option "timeOut"; did you mean timeout?',
      ],
      [() => pool.run(delayed(double)(1), { timeout: -5 }), 'timeout must be'],
    ];
    for (const [call, message] of wrong) await expect(call(), message).rejects.toThrow(message);
    await pool.close();
    for (const call of [
      () => pool.map(double, [1]),
      () => pool.submit(double, 1),
      () => pool.run(delayed(double)(1)),
    ]) {
      await expect(call()).rejects.toMatchObject({ code: 'ERR_POOL_CLOSED' });
    }
  });

  it('refuses wrong options at once', () => {
    expect(() => new Pool(0)).toThrow('maxWorkers must be a non-zero integer');
    expect(() => new Pool({ nJobs: 2 } as never)).toThrow('Pool has no option "nJobs"');
    expect(() => new Pool({ maxworkers: 2 } as never)).toThrow('did you mean maxWorkers?');
    for (const filename of [5 as never, './work.js', 'work.js']) {
      expect(() => new Pool({ filename })).toThrow('filename must be a URL or an absolute path');
    }
    expect(() => new Pool({ backend: 'gpuu' })).toThrow('there is no backend "gpuu"');
  });

  it('runs an export of the module that filename names, by URL, text of a URL and path', async () => {
    const url = new URL('../../test/fixtures/workers/tasks.ts', import.meta.url);
    for (const filename of [url, url.href, fileURLToPath(url)]) {
      await using pool = new Pool<number, number>({ maxWorkers: 1, backend: 'memory', filename, name: 'double' });
      expect(await pool.run(4)).toBe(8);
    }
  });

  it('closes when its tasks are over, those that are only being sent too', async () => {
    const pool = open();
    const tasks = [pool.submit(double, 1), pool.map(double, [2]), pool.run(delayed(double)(3))];
    await pool.close();
    await pool.close();
    expect(await Promise.all(tasks)).toEqual([2, [4], 6]);
  });

  it('terminates whatever runs', async () => {
    for (const wait of [false, true]) {
      const pool = open();
      const captured = never;
      const tasks = [pool.submit(never), pool.map(never, [1]), pool.submit(() => captured()), pool.submit(double, 1)];
      const settled = Promise.allSettled(tasks);
      if (wait) for (let i = 0; i < 5; i++) await turn();
      await pool.terminate();
      await pool.terminate();
      const codes = (await settled).map((one) =>
        one.status === 'rejected' ? (one.reason as { code: string }).code : 'ok',
      );
      expect(codes.slice(0, 3)).toEqual(['ERR_CANCELLED', 'ERR_CANCELLED', 'ERR_CANCELLED']);
    }
  });

  it('cancels one task by its signal, and leaves the others', async () => {
    await using pool = open();
    const controller = new AbortController();
    const running = pool.run(delayed(never)(), { signal: controller.signal });
    const other = pool.submit(double, 1);
    for (let i = 0; i < 5; i++) await turn();
    const reason = new Error('enough');
    controller.abort(reason);
    await expect(running).rejects.toBe(reason);
    await expect(pool.run(delayed(double)(1), { signal: controller.signal })).rejects.toBe(reason);
    expect(await other).toBe(2);
  });

  it('keeps backends of one name apart, and leaves those of the caller open', async () => {
    const [first, second] = [new CountedBackend(), new CountedBackend()];
    const before = closed;
    await using pool = open();
    expect(await pool.run(delayed(double)(1), { backend: first })).toBe(2);
    expect(await pool.run(delayed(double)(2), { backend: second })).toBe(4);
    expect([first.started.length, second.started.length]).toEqual([1, 1]);
    await pool.close();
    expect(closed).toBe(before);
  });

  it('follows defaults that change while it is open', async () => {
    await using pool = open();
    expect(await pool.submit(double, 1)).toBe(2);
    using _config = setParallelConfig({ timeout: 5000 });
    expect(await pool.submit(double, 2)).toBe(4);
  });

  it('names the options that a priority and a key cannot be combined with, and where they come from', async () => {
    await using pool = open();
    await expect(pool.run(delayed(double)(1), { priority: 1, retry: 2 })).rejects.toThrow(
      /^priority cannot be combined with retry: /,
    );
    const inContext = parallelConfig({ retry: 2 }, () => pool.run(delayed(double)(1), { priority: 1, key: 'a' }));
    await expect(inContext).rejects.toThrow(
      /^priority and key cannot be combined with retry \(set by parallelConfig\): /,
    );
  });
});
