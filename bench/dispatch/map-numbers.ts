/** How many trivial numeric items a map passes through two workers per second. */

import { openPool } from '../harness/open-pool.ts';
import { mapAll } from '../harness/pool.ts';
import type { Question, Row, Runner, Settings } from '../harness/question.ts';
import { ratio, timeMs } from '../harness/stats.ts';
import { openBareMap } from '../limits/bare-map.ts';
import { isJavaScript, libraries, limit, oneCore, ours, piscinaAhead, python } from './rows.ts';
import { warmUp } from './warm-up.ts';

type MapNumbers = (items: readonly number[]) => PromiseLike<ArrayLike<unknown>>;

/** How a row maps, with the way to end it. */
export async function openMap(
  row: Row,
  settings: Settings,
): Promise<{ map: MapNumbers; close: () => Promise<unknown> }> {
  if (row.adapter === 'limit') return openBareMap(row.kind, row.variant as string);
  const pool = await openPool(row, settings);
  return { map: (items) => mapAll(pool, 'square', items), close: () => pool.close() };
}

/** Stops a benchmark that measures wrong answers. */
export function checkSquares(results: ArrayLike<unknown>, items: ArrayLike<number>): void {
  if (results.length !== items.length) throw new Error(`${items.length} items gave ${results.length} results`);
  for (let i = 0; i < items.length; i++) {
    const item = items[i] as number;
    if (results[i] !== item * item) throw new Error(`item ${i}: expected ${item * item}, got ${String(results[i])}`);
  }
}

async function open(row: Row, settings: Settings): Promise<Runner> {
  const items = Array.from({ length: settings.quick ? 10_000 : 100_000 }, (_, index) => index);
  const { map, close } = await openMap(row, settings);
  checkSquares(await map(items), items);
  await warmUp(() => map(items));
  return {
    async round() {
      await map(items.slice(0, 1_000)); // wakes workers that slept while other rows were measured
      const ms = await timeMs(async () => map(items), 100);
      return { value: items.length / (ms / 1_000) };
    },
    close: async () => void (await close()),
  };
}

export const question: Question = {
  name: 'map-numbers',
  title: 'map of 100,000 trivial numeric items, two workers',
  about:
    'Steady state: `x => x * x` over the numbers 0 to 99,999 in a plain array, results in a plain array. Libraries without a map of ' +
    'their own get one task for each item. The limits pack the numbers into one typed array per worker, move it, square it there ' +
    'and unpack the answer, without any checks; their variants copy the arrays instead, or leave them packed.',
  unit: 'items/s',
  rounds: 11,
  rows: [
    limit('bare thread', 'threads', { variant: 'one worker', reference: true }),
    limit('two bare threads', 'threads', { variant: 'two workers' }),
    limit('bare thread, arrays copied', 'threads', { variant: 'one worker, copied' }),
    limit('bare thread, arrays left packed', 'threads', { variant: 'one worker, left packed' }),
    limit('bare child', 'processes', { variant: 'one worker', reference: true }),
    limit('two bare children', 'processes', { variant: 'two workers' }),
    limit('bare child, arrays left packed', 'processes', { variant: 'one worker, left packed' }),
    ...oneCore,
    ...ours,
    ...libraries,
    piscinaAhead,
    python('map_numbers', 'multiprocessing Pool.map'),
    python('map_numbers', 'multiprocessing Pool.map chunksize=1000'),
    python('map_numbers', 'concurrent.futures ProcessPoolExecutor chunksize=1000', { needs: ['concurrent.futures'] }),
    python('map_numbers', 'concurrent.futures ThreadPoolExecutor', { kind: 'threads', needs: ['concurrent.futures'] }),
    python('map_numbers', 'joblib loky', { needs: ['joblib'] }),
    python('map_numbers', 'joblib threading', { kind: 'threads', needs: ['joblib'] }),
  ],
  targets: (figures) => {
    const threads = figures.of('manycore threads');
    const processes = figures.of('manycore processes');
    const pool = figures.of('Python multiprocessing Pool.map');
    const script = Math.max(
      figures.bestPeer('threads', isJavaScript) ?? Number.NaN,
      figures.bestPeer('processes', isJavaScript) ?? 0,
    );
    return [
      {
        text: 'threads to a bare thread',
        measured: ratio(threads, figures.of('bare thread')),
        need: 0.4,
        bound: 'least',
      },
      {
        text: 'threads to two bare threads (for information)',
        measured: ratio(threads, figures.of('two bare threads')),
        need: 0.4,
        bound: 'least',
      },
      { text: 'threads to multiprocessing.Pool.map', measured: ratio(threads, pool), need: 1.5, bound: 'least' },
      { text: 'threads to the best JavaScript peer', measured: ratio(threads, script), need: 100, bound: 'least' },
      {
        text: 'processes to a bare child',
        measured: ratio(processes, figures.of('bare child')),
        need: 0.4,
        bound: 'least',
      },
      {
        text: 'processes to two bare children (for information)',
        measured: ratio(processes, figures.of('two bare children')),
        need: 0.4,
        bound: 'least',
      },
      { text: 'processes to multiprocessing.Pool.map', measured: ratio(processes, pool), need: 1, bound: 'least' },
    ];
  },
  open,
};
