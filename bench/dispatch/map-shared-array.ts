/** How many items per second a numeric map passes when they lie in shared memory already. */

import type { Question, Row, Runner, Settings } from '../harness/question.ts';
import { ratio, timeMs } from '../harness/stats.ts';
import { openBareSharedMap } from '../limits/bare-shared.ts';
import { openSharedMap } from './manycore.ts';
import { checkSquares, openMap } from './map-numbers.ts';
import { limit, oneCore, ours, python } from './rows.ts';
import { warmUp } from './warm-up.ts';

/** The map that a row does, on data that it made itself. */
async function openRow(
  row: Row,
  settings: Settings,
  length: number,
): Promise<{ run: () => PromiseLike<ArrayLike<unknown>>; close: () => Promise<unknown> }> {
  if (row.variant === 'plain array') {
    const items = Array.from({ length }, (_, index) => index);
    const { map, close } = await openMap(row, settings);
    return { run: () => map(items), close };
  }
  if (row.adapter === 'manycore') {
    const { fill, map, close } = await openSharedMap({ kind: row.kind, workers: settings.workers }, length);
    fill((index) => index);
    return { run: map, close };
  }
  const shared = new Float64Array(new SharedArrayBuffer(length * 8));
  for (let index = 0; index < length; index++) shared[index] = index;
  const { map, close } = openBareSharedMap(settings.workers);
  return { run: () => map(shared), close };
}

async function open(row: Row, settings: Settings): Promise<Runner> {
  const length = settings.quick ? 10_000 : 100_000;
  const { run, close } = await openRow(row, settings, length);
  checkSquares(
    await run(),
    Float64Array.from({ length }, (_, index) => index),
  );
  await warmUp(run);
  return {
    async round() {
      await run();
      const ms = await timeMs(async () => run(), 100);
      return { value: length / (ms / 1_000) };
    },
    close: async () => void (await close()),
  };
}

export const question: Question = {
  name: 'map-shared-array',
  title: 'map over a shared Float64Array of 100,000 numbers, two workers',
  about:
    'Steady state: `x => x * x` over numbers that lie in shared memory, results in a typed array. The limit is two bare threads that take ' +
    'chunks in turn through an atomic counter. The rows with a plain array are those of map-numbers, measured again beside these. ' +
    'multiprocessing maps over indices into a shared Array, in its own chunks.',
  unit: 'items/s',
  rounds: 11,
  rows: [
    limit('two bare threads, shared memory', 'threads', { reference: true }),
    { ...(oneCore[0] as Row), name: 'plain loop over a plain array, one core', variant: 'plain array' },
    ...ours.map((row) => ({ ...row, name: `${row.name}, shared array` })),
    ...ours.map((row) => ({ ...row, name: `${row.name}, plain array`, variant: 'plain array' })),
    python('map_shared_array', 'multiprocessing Pool.map over a shared Array', { needs: ['multiprocessing', 'numpy'] }),
    python('map_shared_array', 'multiprocessing Pool.map over slices of a shared Array, by numpy', {
      needs: ['multiprocessing', 'numpy'],
    }),
  ],
  targets: (figures) => [
    {
      text: 'threads: shared array to plain array',
      measured: ratio(figures.of('manycore threads, shared array'), figures.of('manycore threads, plain array')),
      need: 2,
      bound: 'least',
    },
    {
      text: 'processes: shared array to plain array (for information)',
      measured: ratio(figures.of('manycore processes, shared array'), figures.of('manycore processes, plain array')),
      need: 2,
      bound: 'least',
    },
  ],
  open,
};
