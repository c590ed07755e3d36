/** What a large array costs each of the tasks that use it. */

import { bareWorkers } from '../limits/bare.ts';
import { openPool } from '../harness/open-pool.ts';
import { trafficMb } from '../harness/process-tree.ts';
import type { Question, Row, Runner, Settings } from '../harness/question.ts';
import { openArrayTasks, type ArrayTasks } from './manycore.ts';
import { libraries, limit, ours, python } from './rows.ts';

const plain = (length: number): Float64Array => new Float64Array(length);
const shared = (length: number): Float64Array => new Float64Array(new SharedArrayBuffer(length * 8));
const indices = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

function openBare(row: Row, count: number): ArrayTasks {
  const workers = bareWorkers(row.kind, count);
  return {
    make: row.kind === 'threads' ? shared : plain,
    async runAll(array, tasks) {
      const results: unknown[] = [];
      for (let index = 0; index < tasks; index += count) {
        results.push(
          ...(await Promise.all(workers.map((worker, at) => worker.ask({ op: 'touch', array, index: index + at })))),
        );
      }
      return results.slice(0, tasks);
    },
    close: () => Promise.all(workers.map((worker) => worker.close())),
  };
}

async function openRow(row: Row, settings: Settings): Promise<ArrayTasks> {
  if (row.adapter === 'limit') return openBare(row, settings.workers);
  if (row.adapter === 'manycore') {
    return openArrayTasks({
      kind: row.kind,
      workers: settings.workers,
      ...(row.variant !== undefined && { variant: row.variant }),
    });
  }
  const pool = await openPool(row, settings);
  return {
    make: row.variant === 'SharedArrayBuffer' ? shared : plain,
    runAll: (array, count) => Promise.all(indices(count).map((index) => pool.run('touch', { array, index }))),
    close: () => pool.close(),
  };
}

/** Rows that copy the array for each task get fewer tasks: the figure is for one task, and 100 copies take half a minute. */
const tasksOf = (row: Row): number =>
  row.family === 'manycore' || row.variant === 'SharedArrayBuffer' || row.reference === true ? 100 : 10;

async function open(row: Row, settings: Settings): Promise<Runner> {
  const length = settings.quick ? 2 ** 20 : 2 ** 23;
  const { make, place, runAll, close } = await openRow(row, settings);
  const filled = (): Float64Array => make(length).fill(1);
  const run = async (count: number): Promise<number> => {
    const array = filled(); // a new array each time: nothing may be left over from the last one
    const placed = (await place?.(array)) ?? array;
    const start = performance.now();
    const results = await runAll(placed, count);
    const elapsed = performance.now() - start;
    for (let index = 0; index < count; index++)
      if (results[index] !== length + 1) throw new Error(`wrong result: ${String(results[index])}`);
    return elapsed;
  };
  const count = settings.quick ? 10 : tasksOf(row);
  await run(2);
  await run(2);
  return {
    async round() {
      const firstMs = await run(1);
      const before = trafficMb(process.pid);
      const allMs = await run(count);
      const after = trafficMb(process.pid);
      globalThis.gc?.();
      return {
        value: allMs / count,
        extra: {
          'first ms': firstMs,
          tasks: count,
          'MB written': after.written - before.written,
          'MB read': after.read - before.read,
        },
      };
    },
    close: async () => void (await close()),
  };
}

/** The switch that the library offers: files are read as if koffi were not installed. */
const noKoffi = { MANYCORE_MAP_FILES: 'off' };
const inArray = { name: 'SharedArrayBuffer', variant: 'SharedArrayBuffer' };

export const question: Question = {
  name: 'big-argument',
  title: 'a 64 MB Float64Array as argument of 100 tasks, two workers',
  about:
    'Milliseconds per task, all costs of getting the array there included: every round has a new array that no worker has seen. ' +
    '"first ms" is a single task with a new array. An array of `sharedArray` is made and filled, and one of `share()` is given to other workers, before the clock starts; the plain ones start from nothing. Rows that copy for each task run 10 tasks instead of 100. "MB written" and "MB read" are ' +
    'what all processes of the row passed through system calls (pipes and files; shared memory does not count).',
  unit: 'ms',
  rounds: 5,
  columns: ['first ms', 'tasks', 'MB written', 'MB read'],
  rows: [
    limit('bare threads, SharedArrayBuffer', 'threads', { reference: true }),
    limit('bare children, copied each time', 'processes'),
    ...ours.slice(0, 1).map((row) => ({ ...row, name: `${row.name}, sharedArray`, variant: 'shared' })),
    ...ours.map((row) => ({ ...row, name: `${row.name}, share()`, variant: 'share()' })),
    ...ours.map((row) => ({ ...row, name: `${row.name}, plain array` })),
    ...ours.slice(1).flatMap((row) => [
      { ...row, name: `${row.name} without koffi, share()`, variant: 'share()', env: noKoffi },
      { ...row, name: `${row.name} without koffi, plain array`, env: noKoffi },
    ]),
    ...libraries,
    ...libraries
      .filter((row) => row.kind === 'threads' && ['tinypool', 'piscina'].includes(row.adapter))
      .map((row) => ({ ...row, name: `${row.name}, ${inArray.name}`, variant: inArray.variant })),
    python('big_argument', 'multiprocessing Pool.apply_async', { needs: ['multiprocessing', 'numpy'] }),
    python('big_argument', 'multiprocessing shared_memory', { needs: ['multiprocessing', 'numpy'] }),
    python('big_argument', 'joblib loky', { needs: ['joblib', 'numpy'] }),
  ],
  targets: (figures) => [
    {
      text: 'threads, sharedArray: first task, ms (nothing copied)',
      measured: figures.extra('manycore threads, sharedArray', 'first ms'),
      need: 1,
      bound: 'most',
    },
    {
      text: 'threads, sharedArray: ms per task (nothing copied)',
      measured: figures.of('manycore threads, sharedArray'),
      need: 1,
      bound: 'most',
    },
    {
      text: 'processes, share(): first task of a worker, ms (mapped)',
      measured: figures.extra('manycore processes, share()', 'first ms'),
      need: 1,
      bound: 'most',
    },
    {
      text: 'processes, share(): ms per task',
      measured: figures.of('manycore processes, share()'),
      need: 1,
      bound: 'most',
    },
    {
      text: 'processes, plain array: MB written (67 once)',
      measured: figures.extra('manycore processes, plain array', 'MB written'),
      need: 70,
      bound: 'most',
    },
    {
      text: 'processes, plain array: MB read (mapped)',
      measured: figures.extra('manycore processes, plain array', 'MB read'),
      need: 3,
      bound: 'most',
    },
    {
      text: 'processes without koffi: MB written (67 once)',
      measured: figures.extra('manycore processes without koffi, plain array', 'MB written'),
      need: 70,
      bound: 'most',
    },
    {
      text: 'processes without koffi: MB read (67 for each of two workers)',
      measured: figures.extra('manycore processes without koffi, plain array', 'MB read'),
      need: 140,
      bound: 'most',
    },
  ],
  open,
};
