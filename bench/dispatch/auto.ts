/** Whether `backend: 'auto'` is as quick as the backend that a person who has tried them all would name, and how well it predicts. */

import { mkdtempSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Figures, Question, Row, Sample, Settings, Target } from '../harness/question.ts';
import { launch, stop } from '../harness/row-process.ts';

const LIMIT_MS = 30_000;
const program = fileURLToPath(new URL('../auto/run.mjs', import.meta.url));

/** What is mapped; see `auto/run.mjs`. */
const works = ['tiny', 'small', 'quick', 'even', 'few', 'values', 'buffers'] as const;
const fixed = ['sequential', 'threads', 'processes'] as const;

/** Time that is lost in looking, and in a start that a closer guess would have spared, in milliseconds. */
const ALLOWED_MS = 10;
const ALLOWED_TIMES = 1.35;
/** Predictions of calls that take at least so long are held to a factor; shorter ones are over before they mean anything. */
const PREDICTED_FROM_MS = 20;
const PREDICTED_WITHIN = 2;

const rowOf = (work: string, backend: string): Row => ({
  name: `${work}, ${backend}`,
  family: 'manycore',
  kind: backend === 'processes' ? 'processes' : 'threads',
  adapter: 'auto',
  variant: `${work} ${backend}`,
});

async function fresh(row: Row, settings: Settings): Promise<Sample> {
  const folder = settings.shared['folder'] as string;
  const child = launch(process.execPath, [program, ...(row.variant ?? '').split(' ')], {
    MANYCORE_CACHE_FOLDER: folder,
  });
  const timer = setTimeout(() => stop(child), LIMIT_MS);
  try {
    for await (const line of createInterface({ input: child.stdout as NodeJS.ReadableStream })) {
      const { ms, predictedMs } = JSON.parse(line) as { ms: number; predictedMs?: number };
      return { value: ms, ...(predictedMs !== undefined && { extra: { 'predicted ms': predictedMs } }) };
    }
    throw new Error(`the program ended before its result, or took more than ${LIMIT_MS / 1000} s`);
  } finally {
    clearTimeout(timer);
    stop(child);
  }
}

function targetsOf(work: string, figures: Figures): Target[] {
  const mine = figures.of(`${work}, auto`);
  const others = fixed.map((backend) => figures.of(`${work}, ${backend}`)).filter((ms) => ms !== undefined);
  const best = Math.min(...others);
  const predicted = figures.extra(`${work}, auto`, 'predicted ms');
  const quick: Target = {
    text: `${work}: auto, ms; at most ${ALLOWED_TIMES} times the best backend and ${ALLOWED_MS} ms`,
    measured: mine,
    need: best * ALLOWED_TIMES + ALLOWED_MS,
    bound: 'most',
  };
  if (mine === undefined || predicted === undefined || mine < PREDICTED_FROM_MS) return [quick];
  const text = `${work}: prediction and time differ by a factor of at most ${PREDICTED_WITHIN}`;
  return [
    quick,
    { text, measured: Math.max(mine / predicted, predicted / mine), need: PREDICTED_WITHIN, bound: 'most' },
  ];
}

export const question: Question = {
  name: 'auto',
  title: "backend: 'auto' beside each backend by name, two workers",
  about:
    'Milliseconds of the first call over some work in a fresh process, workers started included: 1,000 and 1,000,000 trivial tasks (tiny, small), ' +
    '200 of 0.2 ms (quick), 300 of 5 ms (even), 4 of 300 ms (few), 400 arrays of 100 records (values), 100 buffers of 256 KiB (buffers). ' +
    'What workers cost was measured before, as it is once on any machine.',
  unit: 'ms',
  rounds: 7,
  columns: ['predicted ms'],
  rows: works.flatMap((work) => [...fixed, 'auto'].map((backend) => rowOf(work, backend))),
  prepare: () => ({ folder: mkdtempSync(path.join(tmpdir(), 'manycore-bench-auto-')) }),
  targets: (figures) => works.flatMap((work) => targetsOf(work, figures)),
  fresh,
};
