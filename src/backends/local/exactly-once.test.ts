/** Whatever happens to workers, each task has one outcome, and only tasks that were running are lost. */

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { makeCall, options, runMany } from '../../../test/fixtures/workers/harness.ts';
import { assertProperty } from '../../../test/support/property.ts';
import { openProcesses } from '../processes/tasks.ts';
import { openThreads } from '../threads/tasks.ts';

/** What a task of the test does, and what becomes of it. */
const deeds = ['exit 3', 'throw null', 'reject later', 'return a function', 'endless loop'] as const;
const outcomes: Readonly<Record<(typeof deeds)[number], string>> = {
  'exit 3': 'lost',
  'throw null': 'thrown',
  'reject later': 'lost',
  'return a function': 'not-cloneable',
  'endless loop': 'timeout',
};

const plan = fc.record({
  deeds: fc.array(fc.tuple(fc.nat(199), fc.constantFrom(...deeds)), { maxLength: 6 }),
  size: fc.integer({ min: 1, max: 60 }),
  timed: fc.constant(true),
  asynchronous: fc.boolean(),
});

it.each([
  ['threads', openThreads],
  ['processes', openProcesses],
] as const)('%s: random crimes cost exactly the guilty', { timeout: 300_000 }, async (_name, open) => {
  const backend = open(options());
  try {
    await assertProperty(
      fc.asyncProperty(plan, async (chosen) => {
        const items: unknown[] = Array.from({ length: 200 }, (_, i) => i);
        for (const [at, deed] of chosen.deeds) items[at] = deed;
        const call = makeCall(chosen.asynchronous ? 'actLater' : 'act', { timeoutMs: 2000 });
        const settled = await runMany(backend, call, { items, size: chosen.size });
        const expected = items.map((item) => (typeof item === 'number' ? item * 2 : outcomes[item as 'exit 3']));
        const got = settled.map((one) => {
          if ('value' in one) return one.value;
          return 'thrown' in one ? 'thrown' : 'failed' in one ? one.failed : 'skipped';
        });
        expect(got).toEqual(expected);
      }),
      // Each attempt to make a counterexample smaller starts workers and waits for timeouts.
      { numRuns: 12, limitMs: 90_000 },
    );
  } finally {
    await backend.close();
  }
});

it('threads: what has run while nobody listened does not run again', async () => {
  const counts = new Int32Array(new SharedArrayBuffer(8));
  const never = new Int32Array(new SharedArrayBuffer(4));
  const backend = openThreads(options());
  try {
    const call = makeCall('countItself');
    const items = [0, 1].map((at) => ({ counts, at }));
    const settled = runMany(backend, call, { items, size: 1 });
    // Both threads start, run and reply. When this thread listens again, one of them seems to be starting still.
    for (const at of [0, 1]) Atomics.wait(counts, at, 0, 20_000);
    Atomics.wait(never, 0, 0, 50);
    expect(await settled).toEqual([{ value: 1 }, { value: 1 }]);
    // A third task waits for one that would have been sent a second time.
    await runMany(backend, call, { items: [{ counts: new Int32Array(1), at: 0 }], size: 1 });
    expect([...counts]).toEqual([1, 1]);
  } finally {
    await backend.close();
  }
});

it('processes: children killed at random times lose at most one task each', { timeout: 300_000 }, async () => {
  const backend = openProcesses(options());
  const seed = Number(process.env['MANYCORE_TEST_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
  const random = fc.sample(fc.nat(1000), { seed, numRuns: 1000 });
  const pids = new Set<number>();
  backend.onEvent = (event) => event.kind === 'report' && pids.add(event.data as number);
  let kills = 0;
  let next = 0;
  const timer = setInterval(() => {
    const [pid] = pids;
    if (pid === undefined) return;
    pids.delete(pid);
    try {
      process.kill(pid, 'SIGKILL');
      kills++;
    } catch {
      // It has ended already.
    }
  }, 40);
  try {
    const items = Array.from({ length: 300 }, () => (random[next++ % 1000] as number) / 400);
    const settled = await runMany(backend, makeCall('spinAndReport'), { items, size: 7 });
    const lost = settled.filter((one) => !('value' in one));
    expect(lost.length, `seed ${seed}`).toBeLessThanOrEqual(kills);
    expect(kills, `seed ${seed}`).toBeGreaterThan(0);
    for (const one of lost) expect(one).toMatchObject({ failed: 'lost' });
  } finally {
    clearInterval(timer);
    await backend.close();
  }
});
