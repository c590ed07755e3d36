/** A pool under load: a million tasks in flat memory, long queues at a flat cost, and workers that die all the time. */

import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import v8 from 'node:v8';
import vm from 'node:vm';
import { Worker } from 'node:worker_threads';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { asCompleted, Pool, wait, WorkerLostError } from '../../src/index.ts';
import { fuzzParameters } from '../support/property.ts';

const TIMEOUT_MS = 300_000;
/** Workers that are killed under 100,000 tasks. */
const DEATHS = 12;
const square = (x: number): number => x * x;
const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

let collectGarbage: () => void;
beforeAll(() => {
  v8.setFlagsFromString('--expose-gc');
  collectGarbage = vm.runInNewContext('gc') as () => void;
});

/** Live memory of this process, in MiB. */
function liveMiB(): number {
  collectGarbage();
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 2 ** 20;
}

/** Processor time of this process so far, in milliseconds: what else the machine does is no cost of a queue. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] as number;

describe.each(['threads', 'processes'])('%s', (backend) => {
  test('run a million tasks in flat memory, and leave nothing behind', { timeout: TIMEOUT_MS }, async () => {
    await using pool = new Pool({ backend, maxWorkers: 2 });
    const wave = async (from: number): Promise<void> => {
      const results = await Promise.all(range(10_000).map((i) => pool.submit(square, from + i)));
      assert.equal(results[17], square(from + 17));
    };
    for (let i = 0; i < 10; i++) await wave(i);
    const [before, resources] = [liveMiB(), process.getActiveResourcesInfo().length];
    for (let i = 0; i < 90; i++) await wave(i * 10_000);
    const grown = liveMiB() - before;
    // 900,000 handles of about 400 bytes each would be 340 MiB.
    expect(grown).toBeLessThan(5);
    expect(process.getActiveResourcesInfo().length).toBeLessThanOrEqual(resources + 1);
  });

  test('keep no task that was given by asCompleted', { timeout: TIMEOUT_MS }, async () => {
    await using pool = new Pool({ backend, maxWorkers: 2 });
    const ended = asCompleted(range(1000).map((i) => pool.submit(square, i)));
    let [count, before] = [0, 0];
    for await (const _ of ended) {
      count++;
      if (count < 200_000) ended.add(pool.submit(square, count));
      if (count === 50_000) before = liveMiB();
    }
    expect(count).toBe(200_999);
    expect(liveMiB() - before).toBeLessThan(20);
  });

  test('cost as much per task with 100,000 in the queue as with 10,000', { timeout: TIMEOUT_MS }, async () => {
    await using pool = new Pool({ backend, maxWorkers: 2 });
    const perTask = async (count: number): Promise<number> => {
      const before = cpuMs();
      await Promise.all(range(count).map((i) => pool.submit(square, i)));
      return (cpuMs() - before) / count;
    };
    await perTask(100_000);
    const [short, long] = [[] as number[], [] as number[]];
    for (let i = 0; i < 3; i++) {
      short.push(await perTask(10_000));
      long.push(await perTask(100_000));
    }
    // Twice is what garbage collection of that many live promises may cost; a queue that moves its items costs a hundred times.
    expect(median(long) / median(short)).toBeLessThan(4);
  });

  test('cancel 100,000 tasks in the queue at a flat cost', { timeout: TIMEOUT_MS }, async () => {
    await using pool = new Pool({ backend, maxWorkers: 1 });
    const blocker = pool.submit(async () => new Promise<never>(() => {}));
    const perTask = async (count: number): Promise<number> => {
      const handles = range(count).map((i) => pool.submit(square, i));
      const settled = wait(handles);
      const before = cpuMs();
      // Every other one, from both ends: the worst for a queue that searches.
      for (let i = 0; i < count; i += 2) assert.equal(handles[i % 4 === 0 ? i : count - i]?.cancel('no'), true);
      const spent = cpuMs() - before;
      for (const handle of handles) handle.cancel('no');
      await settled;
      return spent / count;
    };
    await perTask(1000);
    // The best of several: what is collected meanwhile is no cost of the queue.
    const best = async (count: number): Promise<number> => {
      let least = Number.POSITIVE_INFINITY;
      for (let i = 0; i < 4; i++) least = Math.min(least, await perTask(count));
      return least;
    };
    const [short, long] = [await best(10_000), await best(100_000)];
    expect(long / short).toBeLessThan(10);
    expect(long).toBeLessThan(0.05);
    blocker.cancel();
    await blocker.catch(() => undefined);
    expect(await pool.submit(square, 3)).toBe(9);
  });

  test(
    'die at random while 100,000 tasks run: each settles once, and few are lost',
    { timeout: TIMEOUT_MS },
    async () => {
      const { seed } = fuzzParameters(`storm over ${backend}`, 1);
      const waits = fc.sample(fc.integer({ min: 1, max: 40 }), { seed, numRuns: DEATHS });
      await using pool = new Pool({ backend, maxWorkers: 2 });
      const work = async (x: number): Promise<number> => {
        if (x % 500 === 0) await new Promise((resolve) => setTimeout(resolve, 2));
        return x * 2;
      };
      const settledTimes = new Uint8Array(100_000);
      const handles = range(100_000).map((i) => {
        const handle = pool.submit(work, i);
        const count = () => settledTimes[i]!++;
        handle.then(count, count);
        return handle;
      });
      const killed = new Set<number>();
      let over = false;
      const storm = (async () => {
        while (!over && killed.size < DEATHS) {
          await sleep(waits[killed.size]);
          // Also those that start or load a function: whoever is killed from outside is no sign of a function that cannot be loaded.
          const victims = pool.workers.filter(({ workerId }) => !killed.has(workerId));
          const victim = victims[killed.size % Math.max(1, victims.length)];
          if (victim === undefined) continue;
          killed.add(victim.workerId);
          if (victim.handle instanceof Worker) void victim.handle.terminate();
          else (victim.handle as ChildProcess | undefined)?.kill('SIGKILL');
        }
      })();
      const settled = await Promise.allSettled(handles);
      over = true;
      await storm;
      let lost = 0;
      settled.forEach((one, i) => {
        if (one.status === 'fulfilled') assert.equal(one.value, i * 2);
        else {
          assert.ok(one.reason instanceof WorkerLostError, String(one.reason));
          assert.equal(handles[i]?.status, 'failed');
          lost++;
        }
      });
      expect(killed.size).toBeGreaterThan(0);
      expect(lost).toBeLessThanOrEqual(killed.size);
      expect(settledTimes.every((times) => times === 1)).toBe(true);
      expect(await pool.submit(square, 5)).toBe(25);
    },
  );
});
