/** How well two workers are kept busy by tasks of 4.5 ms, all alike or very unlike. Two questions on one set of rows. */

import { bareWorkers } from '../limits/bare.ts';
import { openPool } from '../harness/open-pool.ts';
import { mapAll } from '../harness/pool.ts';
import type { Figures, Question, Row, Runner, Settings, Target } from '../harness/question.ts';
import { median, randomNumbers } from '../harness/stats.ts';
import { libraries, limit, oneCore, ours, python } from './rows.ts';
import { warmUp } from './warm-up.ts';
import { spin } from './work.mjs';

const MEAN_MS = 4.5;

/** Longest task as a multiple of the shortest. */
const CAP = 100;

/** Peers this close count as level: rounds of one row differ by as much. */
const NOISE = 0.005;

/** Durations that follow a Pareto distribution (alpha 1.1), capped, in an order drawn once. */
function paretoMs(count: number): number[] {
  const random = randomNumbers(1);
  const relative = Array.from({ length: count }, () => Math.min(CAP, (1 - random.next().value) ** (-1 / 1.1)));
  const mean = relative.reduce((sum, value) => sum + value) / count;
  return relative.map((value) => (value * MEAN_MS) / mean);
}

/** How many rounds of `spin` fill a millisecond on this machine. */
function calibrate(): number {
  const rounds = 1_000_000;
  const times: number[] = [];
  for (let i = 0; i < 40; i++) {
    const start = performance.now();
    spin(rounds);
    times.push(performance.now() - start);
  }
  return rounds / median(times.slice(10)); // the first calls compile
}

/** The best that handing tasks out in order can do, if nothing costs anything. */
function greedyEfficiency(ms: readonly number[], workers: number): number {
  const busyUntil = new Array<number>(workers).fill(0);
  for (const duration of ms) {
    const next = busyUntil.indexOf(Math.min(...busyUntil));
    busyUntil[next] = (busyUntil[next] as number) + duration;
  }
  return ms.reduce((sum, value) => sum + value) / (workers * Math.max(...busyUntil));
}

/** Two bare workers that get one task at a time, by hand. */
function openBare(
  row: Row,
  count: number,
): { runAll: (costs: readonly number[]) => Promise<unknown[]>; close: () => Promise<unknown> } {
  const workers = bareWorkers(row.kind, count);
  return {
    async runAll(costs) {
      const results = new Array<unknown>(costs.length);
      let next = 0;
      const drive = async (worker: (typeof workers)[number]): Promise<void> => {
        while (next < costs.length) {
          const at = next++;
          results[at] = await worker.ask({ op: 'spin', rounds: costs[at] });
        }
      };
      await Promise.all(workers.map(drive));
      return results;
    },
    close: () => Promise.all(workers.map((worker) => worker.close())),
  };
}

async function openRow(
  row: Row,
  settings: Settings,
): Promise<{ runAll: (costs: readonly number[]) => PromiseLike<ArrayLike<unknown>>; close: () => Promise<unknown> }> {
  if (row.adapter === 'limit') return openBare(row, settings.workers);
  const pool = await openPool(row, settings);
  return { runAll: (costs) => mapAll(pool, 'spin', costs), close: () => pool.close() };
}

const elapsedMs = (start: number): number => performance.now() - start;

async function open(row: Row, settings: Settings): Promise<Runner> {
  const { ms, roundsPerMs } = settings.shared as { ms: number[]; roundsPerMs: number };
  if (row.variant === 'greedy') {
    const value = greedyEfficiency(ms, settings.workers);
    return { round: async () => ({ value }), close: async () => undefined };
  }
  const costs = ms.map((duration) => Math.round(duration * roundsPerMs));
  const { runAll, close } = await openRow(row, settings);
  const expected = costs.map((cost) => spin(cost));
  const results = await runAll(costs);
  if (expected.some((value, at) => results[at] !== value)) throw new Error('wrong results');
  await warmUp(() => runAll(costs.slice(0, 40)));
  return {
    async round() {
      // The serial time beside each parallel one: the machine's speed drifts over minutes.
      let start = performance.now();
      for (const cost of costs) spin(cost);
      const serialMs = elapsedMs(start);
      await runAll(costs.slice(0, 8));
      start = performance.now();
      await runAll(costs);
      const wallMs = elapsedMs(start);
      return { value: serialMs / (settings.workers * wallMs), extra: { 'serial ms': serialMs, 'wall ms': wallMs } };
    },
    close: async () => void (await close()),
  };
}

const targetsFor =
  (need: number) =>
  (figures: Figures): Target[] => {
    const peers = [figures.bestPeer('threads'), figures.bestPeer('processes')].filter((value) => value !== undefined);
    return (['threads', 'processes'] as const).flatMap((kind): Target[] => {
      const measured = figures.of(`manycore ${kind}`);
      const best = kind === 'threads' ? Math.max(...peers, 0) : (figures.bestPeer('processes') ?? 0);
      return [
        { text: `${kind}: efficiency`, measured, need, bound: 'least' },
        {
          text: `${kind}: efficiency, at or above every peer${kind === 'threads' ? '' : ' with processes'} (within ${NOISE})`,
          measured: peers.length === 0 ? undefined : measured,
          need: best - NOISE,
          bound: 'least',
        },
      ];
    });
  };

const rows: readonly Row[] = [
  limit('greedy schedule, no cost', 'threads', { variant: 'greedy' }),
  limit('two bare threads', 'threads', { reference: true }),
  limit('two bare children', 'processes', { reference: true }),
  ...oneCore,
  ...ours,
  ...libraries,
  python('cpu_tasks', 'multiprocessing Pool.map'),
  python('cpu_tasks', 'multiprocessing Pool.map chunksize=1'),
  python('cpu_tasks', 'concurrent.futures ProcessPoolExecutor', { needs: ['concurrent.futures'] }),
  python('cpu_tasks', 'joblib loky', { needs: ['joblib'] }),
];

const aboutTasks =
  'Efficiency is the serial time divided by two times the wall time; the serial time is taken anew before each parallel run, in the same ' +
  'process, with the same function. All JavaScript rows run the same function of integer arithmetic, the Python rows one of their own. ' +
  'The bare workers get one task at a time by hand.';

export const even: Question = {
  name: 'cpu-tasks-even',
  title: '400 CPU tasks of 4.5 ms, two workers',
  about: aboutTasks,
  unit: 'efficiency',
  rounds: 5,
  columns: ['serial ms', 'wall ms'],
  rows,
  prepare: (settings) => ({
    ms: new Array<number>(settings.quick ? 100 : 400).fill(MEAN_MS),
    roundsPerMs: calibrate(),
  }),
  targets: targetsFor(0.98),
  open,
};

export const skewed: Question = {
  name: 'cpu-tasks-skewed',
  title: '400 CPU tasks of very different length (Pareto, up to 100 times the shortest), mean 4.5 ms, two workers',
  about: `${aboutTasks} The greedy schedule is the computed limit for tasks handed out in their order.`,
  unit: 'efficiency',
  rounds: 5,
  columns: ['serial ms', 'wall ms'],
  rows,
  prepare: (settings) => ({ ms: paretoMs(settings.quick ? 100 : 400), roundsPerMs: calibrate() }),
  targets: targetsFor(0.97),
  open,
};
