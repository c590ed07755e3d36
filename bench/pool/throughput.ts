/** How quick single small tasks are: one after the other, a few at a time, and all together. */

import { openPool } from '../harness/open-pool.ts';
import type { BenchPool } from '../harness/pool.ts';
import type { Question, Row, Runner, Settings } from '../harness/question.ts';
import { median, timeMs } from '../harness/stats.ts';
import { checkSquares } from '../dispatch/map-numbers.ts';
import { warmUp } from '../dispatch/warm-up.ts';
import { atLeast, notSlower, rows } from './rows.ts';

async function openTrip(row: Row, settings: Settings): Promise<Runner> {
  const pool = await openPool(row, settings);
  if ((await pool.run('square', 7)) !== 49) throw new Error('wrong result');
  const trips = async (count: number): Promise<number[]> => {
    const times: number[] = [];
    for (let i = 0; i < count; i++) {
      const start = performance.now();
      await pool.run('square', i);
      times.push((performance.now() - start) * 1_000);
    }
    return times;
  };
  await trips(settings.quick ? 500 : 3_000);
  return {
    async round() {
      await trips(20); // wakes workers that slept while other rows were measured
      const observations = await trips(100);
      return { value: median(observations), observations };
    },
    close: async () => void (await pool.close()),
  };
}

export const roundTrip: Question = {
  name: 'pool-round-trip',
  title: 'run of a trivial task of a worker file, awaited',
  about:
    'Latency: one task at a time, awaited before the next, two workers. Median and 90th percentile over bursts of 100 tasks in turn.',
  unit: 'us',
  rounds: 40,
  columns: ['p90'],
  rows,
  targets: notSlower,
  open: openTrip,
};

/** Keeps so many tasks in flight until all are done. */
async function keepInFlight(pool: BenchPool, count: number, flights: number): Promise<void> {
  let next = 0;
  const fly = async (): Promise<void> => {
    while (next < count) await pool.run('square', next++);
  };
  await Promise.all(Array.from({ length: flights }, fly));
}

function inFlight(flights: number): Question {
  return {
    name: `pool-in-flight-${flights}`,
    title: `tasks of a worker file, ${flights} in flight`,
    about: `Throughput: ${flights} loops, each of which awaits one trivial task after the other; two workers.`,
    unit: 'items/s',
    rounds: 11,
    rows,
    targets: atLeast(0.9),
    async open(row, settings) {
      const pool = await openPool(row, settings);
      if ((await pool.run('square', 7)) !== 49) throw new Error('wrong result');
      const count = (settings.quick ? 500 : 2_000) * (flights > 1 ? 2 : 1);
      await warmUp(() => keepInFlight(pool, count, flights));
      return {
        async round() {
          await keepInFlight(pool, 200, flights);
          return { value: count / ((await timeMs(() => keepInFlight(pool, count, flights), 200)) / 1_000) };
        },
        close: async () => void (await pool.close()),
      };
    },
  };
}

export const inFlight1: Question = inFlight(1);
export const inFlight8: Question = inFlight(8);
export const inFlight64: Question = inFlight(64);

export const together: Question = {
  name: 'pool-together',
  title: '20,000 tasks of a worker file submitted together',
  about:
    'One `run` (`exec`) of a trivial task for each number, all promises awaited together; two workers, steady state.',
  unit: 'items/s',
  rounds: 9,
  rows,
  targets: atLeast(3),
  async open(row, settings) {
    const items = Array.from({ length: settings.quick ? 5_000 : 20_000 }, (_, index) => index);
    const pool = await openPool(row, settings);
    const all = (numbers: readonly number[]): Promise<unknown[]> =>
      Promise.all(numbers.map((item) => pool.run('square', item)));
    checkSquares(await all(items), items);
    await warmUp(() => all(items));
    return {
      async round() {
        await all(items.slice(0, 1_000));
        return { value: items.length / ((await timeMs(() => all(items), 200)) / 1_000) };
      },
      close: async () => void (await pool.close()),
    };
  },
};
