/** How long a program takes from its start to the first result of a pool of two workers. */

import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Question, Row, Sample } from '../harness/question.ts';
import { launch, PYTHON, stop } from '../harness/row-process.ts';
import { libraries, limit, ours, python } from './rows.ts';

const LIMIT_MS = 20_000;

const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** The program of a row and its arguments. */
function command(row: Row): [string, string[]] {
  if (row.python !== undefined) return [PYTHON, [path(`../peers/python/${row.python}.py`), row.adapter]];
  if (row.family === 'peer') return [process.execPath, [path(`../peers/start-up/${row.adapter}.mjs`), row.kind]];
  return [process.execPath, [path(`../start-up/${row.variant ?? row.adapter}.mjs`), row.kind]];
}

/** Starts the program of a row and waits for its results. */
export async function fresh(row: Row): Promise<Sample> {
  const [program, args] = command(row);
  const start = performance.now();
  const child = launch(program, args, row.env);
  const timer = setTimeout(() => stop(child), LIMIT_MS);
  try {
    let firstMs: number | undefined;
    for await (const line of createInterface({ input: child.stdout as NodeJS.ReadableStream })) {
      const elapsed = performance.now() - start;
      if (line === 'first') firstMs = elapsed;
      if (line === 'all' && firstMs !== undefined) return { value: firstMs, extra: { 'both workers ms': elapsed } };
    }
    throw new Error(`the program ended before its results, or took more than ${LIMIT_MS / 1_000} s`);
  } finally {
    clearTimeout(timer);
    stop(child);
  }
}

export const question: Question = {
  name: 'start-up',
  title: 'from the start of a process to the first result, two workers',
  about:
    'A fresh process for every round: milliseconds until one trivial result is there, and until eight tasks of 5 ms, which need both ' +
    'workers, are done. `task(url, name)` names a function of a module, as all other JavaScript rows do; the second row of ours sends a ' +
    'closure and so includes its first capture.',
  unit: 'ms',
  rounds: 15,
  columns: ['both workers ms'],
  rows: [
    limit('bare node, no worker', 'threads', { variant: 'bare-node' }),
    limit('bare threads', 'threads', { variant: 'bare', reference: true }),
    limit('bare children', 'processes', { variant: 'bare', reference: true }),
    ...ours.flatMap((row) => [
      { ...row, name: `${row.name}, task(url, name)`, variant: 'manycore-task' },
      { ...row, name: `${row.name}, closure`, variant: 'manycore-closure' },
    ]),
    ...libraries,
    python('start_up', 'multiprocessing Pool'),
    python('start_up', 'concurrent.futures ProcessPoolExecutor', { needs: ['concurrent.futures'] }),
    python('start_up', 'joblib loky', { needs: ['joblib'] }),
  ],
  targets: (figures) => [
    ...['tinypool threads', 'piscina threads'].map((peer) => ({
      text: `threads, ms; not slower than ${peer}`,
      measured: figures.of('manycore threads, task(url, name)'),
      need: figures.of(peer) ?? Number.NaN,
      bound: 'most' as const,
    })),
    {
      text: 'processes, ms; not slower than tinypool processes',
      measured: figures.of('manycore processes, task(url, name)'),
      need: figures.of('tinypool processes') ?? Number.NaN,
      bound: 'most',
    },
  ],
  fresh,
};
