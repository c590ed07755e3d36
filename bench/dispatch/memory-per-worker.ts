/** How much memory an idle worker costs. */

import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { pssMb, rssMb } from '../harness/process-tree.ts';
import type { Question, Row, Sample, Settings } from '../harness/question.ts';
import { launch, PYTHON, stop } from '../harness/row-process.ts';
import { libraries, limit, ours, python } from './rows.ts';

const LIMIT_MS = 30_000;

const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

function command(row: Row, settings: Settings): [string, string[]] {
  if (row.python !== undefined)
    return [PYTHON, [path(`../peers/python/${row.python}.py`), row.adapter, String(settings.workers)]];
  return [process.execPath, ['--expose-gc', path('../harness/memory-host.ts'), JSON.stringify({ row, settings })]];
}

/** Memory of a fresh process whose pool has this many idle workers, with everything it started. */
async function treeMemory(row: Row, settings: Settings): Promise<{ pss: number; rss: number }> {
  const child = launch(...command(row, settings), row.env);
  const timer = setTimeout(() => stop(child), LIMIT_MS);
  try {
    for await (const line of createInterface({ input: child.stdout as NodeJS.ReadableStream })) {
      if (line === 'idle') return { pss: pssMb(child.pid as number), rss: rssMb(child.pid as number) };
    }
    throw new Error(`the program ended before its workers were idle, or took more than ${LIMIT_MS / 1_000} s`);
  } finally {
    clearTimeout(timer);
    stop(child);
  }
}

/** Starts the program of a row with two and with four workers. */
export async function fresh(row: Row, settings: Settings): Promise<Sample> {
  const two = await treeMemory(row, { ...settings, workers: 2 });
  const four = await treeMemory(row, { ...settings, workers: 4 });
  const perWorker = (four.pss - two.pss) / 2;
  return {
    value: perWorker,
    extra: { 'RSS MB per worker': (four.rss - two.rss) / 2, 'whole tree, 2 workers, MB': two.pss },
  };
}

export const question: Question = {
  name: 'memory-per-worker',
  title: 'memory of an idle worker',
  about:
    'Half the difference between a fresh program with four used, now idle workers and one with two: what a library costs once ' +
    'does not count. PSS over the process and all it started (shared pages are divided among their users), read from /proc, so Linux only.',
  unit: 'MB',
  rounds: 7,
  columns: ['RSS MB per worker', 'whole tree, 2 workers, MB'],
  rows: [
    limit('bare thread', 'threads', { reference: true }),
    limit('bare child', 'processes', { reference: true }),
    ...ours,
    ...libraries,
    python('memory_host', 'multiprocessing Pool'),
    python('memory_host', 'concurrent.futures ProcessPoolExecutor', { needs: ['concurrent.futures'] }),
    python('memory_host', 'joblib loky', { needs: ['joblib'] }),
  ],
  targets: (figures) => [
    ...['tinypool threads', 'piscina threads'].map((peer) => ({
      text: `threads, MB; within 10 % of ${peer}`,
      measured: figures.of('manycore threads'),
      need: (figures.of(peer) ?? Number.NaN) * 1.1,
      bound: 'most' as const,
    })),
    {
      text: 'processes, MB; within 10 % of tinypool processes',
      measured: figures.of('manycore processes'),
      need: (figures.of('tinypool processes') ?? Number.NaN) * 1.1,
      bound: 'most',
    },
  ],
  fresh,
};
