/** Workers die at random while 10,000 tasks run: each task settles exactly once, and at most one for each death is lost. */

import assert from 'node:assert/strict';
import process from 'node:process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Parallel, taskContext, WorkerLostError } from '../../src/index.ts';
import { fuzzParameters } from '../support/property.ts';

const TASKS = 10_000;
const DEATHS = 15;
const TIMEOUT_MS = 300_000;

const numbers = (seed: number, count: number): number[] =>
  fc.sample(fc.integer({ min: 0, max: TASKS - 1 }), { seed, numRuns: count });

/** Runs the tasks, and gives the indices of those that were lost, and how often each was done. */
async function runTasks(
  options: { backend: string; batchSize: number | 'auto' },
  work: (x: number) => unknown,
  onReport?: (report: { data: unknown }) => void,
): Promise<{ lost: number[]; done: number[] }> {
  await using parallel = Parallel({ ...options, nJobs: 2 });
  const done = new Array<number>(TASKS).fill(0);
  const settled = await parallel.map(work, Array.from({ length: TASKS }, (_, i) => i), {
    onError: 'settle',
    onTaskDone: ({ index }) => done[index]!++,
    ...(onReport === undefined ? {} : { onReport }),
  }); // prettier-ignore
  const lost: number[] = [];
  settled.forEach((one, index) => {
    if (one.status === 'fulfilled') assert.equal(one.value, index * 2);
    else {
      assert.ok(one.reason instanceof WorkerLostError, String(one.reason));
      lost.push(index);
    }
  });
  return { lost, done };
}

describe.each([1, 40, 'auto'] as const)('batches of %s', (batchSize) => {
  test.each(['threads', 'processes'])(
    '%s that exit in random tasks lose exactly these',
    { timeout: TIMEOUT_MS },
    async (backend) => {
      const { seed } = fuzzParameters(`exits of ${backend}`);
      const guilty = new Set(numbers(seed, DEATHS));
      const work = (x: number): number => {
        if (guilty.has(x)) process.exit(x % 4);
        return x * 2;
      };
      const { lost, done } = await runTasks({ backend, batchSize }, work);
      expect(lost).toEqual([...guilty].toSorted((a, b) => a - b));
      expect(done.every((times) => times === 1)).toBe(true);
    },
  );

  test('processes that are killed at random times lose at most one task each', { timeout: TIMEOUT_MS }, async () => {
    const { seed } = fuzzParameters('kills of processes');
    const waits = numbers(seed, TASKS);
    let kills = 0;
    const work = (x: number): number => {
      if (x % 100 === 0) taskContext().report(process.pid);
      return x * 2;
    };
    const { lost, done } = await runTasks({ backend: 'processes', batchSize }, work, ({ data }) => {
      const wait = waits[kills] as number;
      if (kills >= DEATHS || wait % 3 === 0) return;
      kills++;
      setTimeout(() => {
        try {
          process.kill(data as number, 'SIGKILL');
        } catch {
          // It ended before.
        }
      }, wait % 20);
    });
    expect(lost.length).toBeLessThanOrEqual(kills);
    expect(done.every((times) => times === 1)).toBe(true);
  });
});
