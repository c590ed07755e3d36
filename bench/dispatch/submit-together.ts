/** How many separate submits per second go through two workers, awaited together. */

import { openPool } from '../harness/open-pool.ts';
import type { Question, Row, Runner, Settings } from '../harness/question.ts';
import { ratio, timeMs } from '../harness/stats.ts';
import { checkSquares } from './map-numbers.ts';
import { isJavaScript, libraries, oneCore, ours, piscinaAhead, python } from './rows.ts';
import { warmUp } from './warm-up.ts';

async function open(row: Row, settings: Settings): Promise<Runner> {
  const items = Array.from({ length: settings.quick ? 10_000 : 100_000 }, (_, index) => index);
  const pool = await openPool(row, settings);
  const submitAll = (numbers: readonly number[]): Promise<unknown[]> =>
    Promise.all(numbers.map((item) => pool.run('square', item)));
  checkSquares(await submitAll(items), items);
  await warmUp(() => submitAll(items));
  return {
    async round() {
      await submitAll(items.slice(0, 1_000));
      const ms = await timeMs(() => submitAll(items), 200);
      return { value: items.length / (ms / 1_000) };
    },
    close: async () => void (await pool.close()),
  };
}

export const question: Question = {
  name: 'submit-together',
  title: '100,000 separate submits awaited together, two workers',
  about:
    'Steady state: one call of `submit` (`run`, `exec`, `apply_async`) with `x => x * x` for each number, all promises awaited together. ' +
    'joblib has no way to submit one task.',
  unit: 'items/s',
  rounds: 9,
  rows: [
    ...oneCore,
    ...ours,
    ...libraries,
    piscinaAhead,
    python('submit_together', 'multiprocessing apply_async'),
    python('submit_together', 'concurrent.futures ProcessPoolExecutor', { needs: ['concurrent.futures'] }),
    python('submit_together', 'concurrent.futures ThreadPoolExecutor', {
      kind: 'threads',
      needs: ['concurrent.futures'],
    }),
  ],
  targets: (figures) =>
    (['threads', 'processes'] as const).map((kind) => {
      const best = Math.max(
        figures.bestPeer('threads', isJavaScript) ?? Number.NaN,
        figures.bestPeer('processes', isJavaScript) ?? 0,
      );
      return {
        text: `${kind} to the best JavaScript peer of either kind`,
        measured: ratio(figures.of(`manycore ${kind}`), best),
        need: 8,
        bound: 'least',
      };
    }),
  open,
};
