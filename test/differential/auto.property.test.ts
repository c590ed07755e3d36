/** A call that moves to workers somewhere on its way comes to the same as one that runs in place. */

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { afterAll, beforeAll, test } from 'vitest';
import { useMargin } from '../../src/api/auto/auto-call.ts';
import { useFigures } from '../../src/api/auto/figures.ts';
import { setParallelConfig } from '../../src/index.ts';
import { useErrorGrace } from '../../src/plan/error-grace.ts';
import { assertProperty, fuzzParameters } from '../support/property.ts';
import { closeWorkers, outcome, randomProgram } from '../support/random-program.ts';

const TIMEOUT_MS = 180_000;
const nothing = { startMs: 0, nextStartMs: 0, roundTripMs: 0, taskMs: 0 };
const free = { ...nothing, argumentBytesPerMs: 1e9, resultBytesPerMs: 1e9, bufferBytesPerMs: 1e9 };
const undo: (() => void)[] = [];
/** Calls that moved after some tasks, and calls that began on workers. */
const moved = { late: 0, early: 0 };

beforeAll(() => {
  // Workers that cost nothing: every call moves, at once or after its first two tasks.
  undo.push(useFigures({ threads: free, processes: { ...free, roundTripMs: 1 } }));
  undo.push(useMargin({ ratio: 1, ms: 0, sampleMs: 0 }));
  // However long a worker that another task of the same call failed on is kept waiting by the machine.
  undo.push(useErrorGrace(30_000));
  const config = setParallelConfig({
    onExplain: ({ backend, tasksInPlace }) => {
      if (backend === 'threads') moved[tasksInPlace > 0 ? 'late' : 'early']++;
    },
  });
  undo.push(() => config[Symbol.dispose]());
});

afterAll(async () => {
  for (const restore of undo) restore();
  for (const backend of ['sequential', 'threads', 'auto']) await closeWorkers(backend);
});

test('random programs that move come to the same as in place', { timeout: TIMEOUT_MS }, async () => {
  const property = fc.asyncProperty(randomProgram, async (program) => {
    const [expected, other] = await Promise.all([outcome('sequential', program), outcome('auto', program)]);
    assert.equal(other, expected);
  });
  await assertProperty(property, fuzzParameters('auto programs'));
  assert.ok(moved.late > 0 && moved.early > 0, JSON.stringify(moved));
});
