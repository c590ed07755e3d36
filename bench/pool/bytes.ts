/** What a task with a megabyte costs. */

import { openPool } from '../harness/open-pool.ts';
import type { BenchPool } from '../harness/pool.ts';
import type { Question, Row, Runner, Settings } from '../harness/question.ts';
import { median } from '../harness/stats.ts';
import { notSlower, rows } from './rows.ts';

const LENGTH = 2 ** 17;

type Send = (pool: BenchPool, array: Float64Array<ArrayBuffer>) => PromiseLike<unknown>;

const copied: Send = (pool, array) => pool.run('touch', { array, index: 1 });
const moved: Send = (pool, array) => {
  if (pool.runMoving === undefined) throw new Error('this row cannot move arrays');
  return pool.runMoving('touch', { array, index: 1 }, [array.buffer]);
};

const openWith =
  (send: Send) =>
  async (row: Row, settings: Settings): Promise<Runner> => {
    const pool = await openPool(row, settings);
    const trips = async (count: number): Promise<number[]> => {
      const times: number[] = [];
      for (let i = 0; i < count; i++) {
        const array = new Float64Array(LENGTH).fill(1);
        const start = performance.now();
        if ((await send(pool, array)) !== LENGTH + 1) throw new Error('wrong result');
        times.push((performance.now() - start) * 1_000);
      }
      return times;
    };
    await trips(settings.quick ? 50 : 300);
    return {
      async round() {
        await trips(5);
        const observations = await trips(30);
        return { value: median(observations), observations };
      },
      close: async () => void (await pool.close()),
    };
  };

export const clone: Question = {
  name: 'pool-clone',
  title: 'a Float64Array of 1 MB as argument, copied',
  about: 'Microseconds for one awaited task whose argument holds a new array of 131,072 numbers, two workers.',
  unit: 'us',
  rounds: 20,
  columns: ['p90'],
  rows,
  targets: notSlower,
  open: openWith(copied),
};

export const transfer: Question = {
  name: 'pool-transfer',
  title: 'a Float64Array of 1 MB as argument, moved',
  about: 'As pool-clone, with the array in the transfer list. Threads only: processes cannot move memory.',
  unit: 'us',
  rounds: 20,
  columns: ['p90'],
  rows: rows.filter((row) => row.kind === 'threads'),
  targets: (figures) => notSlower(figures).filter(({ text }) => text.includes('threads')),
  open: openWith(moved),
};
