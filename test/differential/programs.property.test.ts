/** The same random program comes to the same on every backend: results, their types, order, and errors. */

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { afterAll, beforeAll, test } from 'vitest';
import { Parallel } from '../../src/index.ts';
import { useErrorGrace } from '../../src/plan/error-grace.ts';
import { assertProperty, fuzzParameters } from '../support/property.ts';
import { call, closeWorkers, outcome, randomProgram } from '../support/random-program.ts';

const TIMEOUT_MS = 180_000;
const backends = ['sequential', 'threads', 'processes', 'auto'] as const;
// However long a worker that another task of the same call failed on is kept waiting by the machine.
let usualGrace = (): void => {};
beforeAll(() => {
  usualGrace = useErrorGrace(30_000);
});
afterAll(async () => {
  usualGrace();
  for (const backend of backends) await closeWorkers(backend);
});

test('random programs come to the same on every backend', { timeout: TIMEOUT_MS }, async () => {
  const property = fc.asyncProperty(randomProgram, async (program) => {
    const [expected, ...others] = await Promise.all(backends.map((backend) => outcome(backend, program)));
    others.forEach((other, i) => assert.equal(other, expected, backends[i + 1]));
  });
  await assertProperty(property, fuzzParameters('programs'));
});

test('random programs that are cancelled end, with the reason or complete', { timeout: TIMEOUT_MS }, async () => {
  const property = fc.asyncProperty(randomProgram, fc.nat(20), async (program, after) => {
    const cancelled = backends.map(async (backend) => {
      const controller = new AbortController();
      const reason = new Error('cancelled by the test');
      const done: number[] = [];
      const onTaskDone = ({ index }: { index: number }): void => {
        if (done.push(index) === after) controller.abort(reason);
      };
      if (after === 0) setImmediate(() => controller.abort(reason));
      try {
        await call(backend, { ...program, onError: 'settle' }, { signal: controller.signal, onTaskDone });
      } catch (error) {
        // These end with the first error of a task, too.
        if (!['filter', 'reduce', 'forEach'].includes(program.method)) assert.equal(error, reason);
      }
      assert.equal(new Set(done).size, done.length, 'a task was done twice');
    });
    await Promise.all(cancelled);
    // What is left works.
    for (const backend of backends) {
      assert.deepEqual(await Parallel({ backend, nJobs: 2 }).map((x: number) => x + 1, [1]), [2]);
    }
  });
  await assertProperty(property, fuzzParameters('cancelled programs'));
});
