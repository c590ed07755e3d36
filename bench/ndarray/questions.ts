/** How long an array computation takes, end to end, beside the libraries of Python and of JavaScript. */

import { setImmediate as nextTurn } from 'node:timers/promises';
import { warmUp } from '../dispatch/warm-up.ts';
import type { Figures, Question, Row, Runner, Settings, Target } from '../harness/question.ts';
import { median, ratio, timesMs } from '../harness/stats.ts';
import { memoryWorks } from './elementwise.ts';
import { matrixWorks } from './matrices.ts';
import { reasonFor } from './reasons.ts';
import { CDIST, OURS, rowsOf } from './rows.ts';
import { wantedOf } from './targets.ts';
import type { OpenWork, Workload } from './workload.ts';

const adapters: Readonly<Record<string, () => Promise<OpenWork>>> = {
  manycore: () => import('./manycore.ts').then((module) => module.openManycore),
  limit: () => import('../limits/memory.ts').then((module) => module.openMemory),
  'numpy-ts': () => import('../peers/js/numpy-ts.ts').then((module) => module.openNumpyTs),
  'jax-js': () => import('../peers/js/jax-js.ts').then((module) => module.openJaxJs),
  tfjs: () => import('../peers/js/tfjs.ts').then((module) => module.openTfjs),
};

const sizeOf = (workload: Workload, { quick }: Settings): number => (quick ? workload.quick : workload.full);

/** How long rows warm up and how long they measure in each round; Python gets it from here as well. */
const plan = (workload: Workload, settings: Settings) => ({
  dtype: workload.dtype,
  size: sizeOf(workload, settings),
  ...(workload.repeats !== undefined && { repeats: workload.repeats }),
  ...(workload.bytesPerElement !== undefined && { bytes: workload.bytesPerElement }),
  warmMs: settings.quick ? 50 : 1_000,
  roundMs: settings.quick ? 20 : 150,
});

/** A copy reads and writes each element, a fill writes it. */
const bytesOf = ({ bytesPerElement, dtype }: Workload, { variant }: Row): number | undefined =>
  variant === 'copy' || variant === 'fill'
    ? (variant === 'copy' ? 2 : 1) * (dtype === 'float32' ? 4 : 8)
    : bytesPerElement;

const ERROR = 'relative error';

/** The shortest repetition of a round, median over the rounds: what others on the machine disturb least. */
const LEAST = 'least';

/** Works whose results differ between libraries by how they add. */
const withError = new Set(['sum', 'var', 'cumsum']);

/** A library that needs longer than this for one result needs no warming, and the machine is for others too. */
const SLOW_MS = 1_000;

async function openRow(workload: Workload, row: Row, settings: Settings): Promise<Runner> {
  const { size, warmMs, roundMs, repeats = 1 } = plan(workload, settings);
  const bytes = bytesOf(workload, row);
  const inputs = workload.inputs(size);
  const open = await adapters[row.adapter]!();
  const { run, results, close } = await open(row.variant ?? workload.work, { inputs, size });
  const start = performance.now();
  const first = await results();
  const error = row.family === 'limit' ? undefined : workload.check(first, inputs, size);
  const isSlow = performance.now() - start > SLOW_MS * 3;
  const once = async (): Promise<void> => {
    for (let time = 0; time < repeats; time++) {
      const pending = run();
      if (pending !== undefined) await pending; // oxlint-disable-line no-await-in-loop -- one after the other is what is measured
    }
  };
  // With turns of the event loop between: kernels are tried with 256-bit vectors while a program goes on, not while it stands still.
  const withTurn = async (): Promise<void> => {
    await once();
    await nextTurn();
  };
  await warmUp(withTurn, isSlow ? 0 : warmMs);
  return {
    async round() {
      const times = await timesMs(once, roundMs);
      const ms = median(times);
      const inUnit = (milliseconds: number): number => (repeats > 1 ? (milliseconds * 1000) / repeats : milliseconds);
      return {
        value: inUnit(ms),
        extra: {
          [LEAST]: inUnit(Math.min(...times)),
          ...(bytes !== undefined && { 'GB/s': (bytes * size) / ms / 1e6 }),
          ...(typeof error === 'number' && { [ERROR]: error }),
        },
      };
    },
    close: async () => close?.(),
  };
}

/** Distances are compared by the function for them, as those of torch are. */
const headlineOf = ({ work }: Workload): string => (work === 'distances' ? CDIST : OURS);

const isOfPython = (row: Row): boolean => row.python !== undefined;

function targetsOf(workload: Workload, figures: Figures): Target[] {
  const ours = figures.of(headlineOf(workload));
  const most = (text: string, other: number | undefined, need: number): Target => ({
    text,
    measured: ratio(ours, other),
    need,
    bound: 'most',
  });
  const python = figures.bestPeer('threads', isOfPython);
  const javascript = figures.bestPeer('threads', (row) => !isOfPython(row));
  return [
    ...wantedOf(workload, { ours, figures }),
    ...(javascript === undefined ? [] : [most('time relative to the best JavaScript peer', javascript, 1)]),
    ...(python === undefined ? [] : [most('time relative to the best Python peer (for information)', python, 1)]),
  ];
}

const questionOf = (workload: Workload): Question => ({
  name: workload.name,
  title: workload.title,
  about: `${workload.about} ${workload.repeats === undefined ? 'Milliseconds' : 'Microseconds'}, warm, from arrays of the library to the result, which is freed.`,
  unit: workload.repeats === undefined ? 'ms' : 'us',
  rounds: 5,
  rows: rowsOf(workload),
  headline: headlineOf(workload),
  referenceName: 'NumPy',
  columns: [
    LEAST,
    ...(workload.bytesPerElement === undefined ? [] : ['GB/s']),
    ...(withError.has(workload.work) ? [ERROR] : []),
  ],
  prepare: (settings) => plan(workload, settings),
  reason: (row) => reasonFor(workload, row),
  targets: (figures) => targetsOf(workload, figures),
  open: (row, settings) => openRow(workload, row, settings),
});

/** One question for each work and dtype, by name, in the order of the report. */
export const arrayQuestions: ReadonlyMap<string, Question> = new Map(
  [...memoryWorks, ...matrixWorks].map(questionOf).map((question) => [question.name, question]),
);
