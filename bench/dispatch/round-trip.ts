/** How long one awaited trivial task takes. */

import { bareWorkers } from '../limits/bare.ts';
import { openPool } from '../harness/open-pool.ts';
import type { Question, Row, Runner, Settings } from '../harness/question.ts';
import { median, ratio } from '../harness/stats.ts';
import { isJavaScript, libraries, limit, oneCore, ours, python } from './rows.ts';

/** One round trip of a row. */
async function openTrip(
  row: Row,
  settings: Settings,
): Promise<{ trip: (x: number) => PromiseLike<unknown>; close: () => Promise<unknown> }> {
  if (row.adapter === 'limit') {
    const [worker] = bareWorkers(row.kind, 1);
    if (worker === undefined) throw new Error('no bare worker');
    return { trip: (x) => worker.ask({ op: 'square', x }), close: () => worker.close() };
  }
  const pool = await openPool(row, settings);
  return { trip: (x) => pool.run('square', x), close: () => pool.close() };
}

async function open(row: Row, settings: Settings): Promise<Runner> {
  const { trip, close } = await openTrip(row, settings);
  if ((await trip(7)) !== 49) throw new Error('wrong result');
  const trips = async (count: number): Promise<number[]> => {
    const times: number[] = [];
    for (let i = 0; i < count; i++) {
      const start = performance.now();
      await trip(i);
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
    close: async () => void (await close()),
  };
}

export const question: Question = {
  name: 'round-trip',
  title: 'one awaited trivial task',
  about:
    'Latency: one task at a time, awaited before the next, two workers open. The rows take turns in bursts of 100 tasks. Median and 90th ' +
    'percentile over all bursts, in microseconds; "best" is the fastest burst. The limits are one message there and one back.',
  unit: 'us',
  rounds: 40,
  columns: ['p90'],
  rows: [
    limit('bare thread', 'threads', { reference: true }),
    limit('bare child', 'processes', { reference: true }),
    ...oneCore,
    ...ours,
    ...libraries,
    python('round_trip', 'multiprocessing Pool.apply'),
    python('round_trip', 'concurrent.futures ProcessPoolExecutor', { needs: ['concurrent.futures'] }),
    python('round_trip', 'concurrent.futures ThreadPoolExecutor', { kind: 'threads', needs: ['concurrent.futures'] }),
    python('round_trip', 'joblib loky', { needs: ['joblib'] }),
  ],
  targets: (figures) =>
    (['threads', 'processes'] as const).map((kind) => ({
      text: `${kind}: p50 to that of the best JavaScript peer`,
      measured: ratio(figures.of(`manycore ${kind}`), figures.bestPeer(kind, isJavaScript)),
      need: 1.1,
      bound: 'most',
    })),
  open,
};
