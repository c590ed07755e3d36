/** What it costs to get a large array back from a task. */

import { bareWorkers } from '../limits/bare.ts';
import { openPool } from '../harness/open-pool.ts';
import type { Question, Row, Runner, Settings } from '../harness/question.ts';
import { libraries, limit, ours, python } from './rows.ts';

async function openRow(
  row: Row,
  settings: Settings,
): Promise<{ produce: (length: number) => PromiseLike<unknown>; close: () => Promise<unknown> }> {
  if (row.adapter === 'limit') {
    const [worker] = bareWorkers(row.kind, 1);
    if (worker === undefined) throw new Error('no bare worker');
    return { produce: (length) => worker.ask({ op: 'produce', length }), close: () => worker.close() };
  }
  const pool = await openPool(row, settings);
  return { produce: (length) => pool.run('produce', length), close: () => pool.close() };
}

function check(result: unknown, length: number): Float64Array {
  if (!(result instanceof Float64Array))
    throw new Error(`the result is not a Float64Array but ${Object.prototype.toString.call(result)}`);
  if (result.length !== length || result[1] !== 1 || result[length - 1] !== 1) throw new Error('wrong result');
  return result;
}

async function open(row: Row, settings: Settings): Promise<Runner> {
  const length = settings.quick ? 2 ** 20 : 2 ** 23;
  const { produce, close } = await openRow(row, settings);
  const once = async (): Promise<{ wallMs: number; makingMs: number }> => {
    const start = performance.now();
    const result = await produce(length);
    const wallMs = performance.now() - start;
    return { wallMs, makingMs: check(result, length)[0] as number };
  };
  await once();
  await once();
  return {
    async round() {
      globalThis.gc?.();
      const { wallMs, makingMs } = await once();
      const travelMs = wallMs - makingMs;
      return { value: travelMs, extra: { 'wall ms': wallMs, 'GB/s': (length * 8) / 1e6 / travelMs } };
    },
    close: async () => void (await close()),
  };
}

const moved = libraries
  .filter((row) => row.kind === 'threads' && ['tinypool', 'piscina'].includes(row.adapter))
  .map((row) => ({ ...row, name: `${row.name}, Transferable`, variant: 'move' }));

export const question: Question = {
  name: 'big-result',
  title: 'a 64 MB Float64Array as the result of a task',
  about:
    'Milliseconds from the end of the making of the array, inside the task, to the array in the hands of the caller. The task tells how long ' +
    'making and filling took; that is taken off the wall time. An array is moved only where the task says ' +
    "so (`transfer`, tinypool's and piscina's `Transferable`): it may keep the array that it returns. The limits are one message back, moved " +
    '(thread) or serialised (child).',
  unit: 'ms',
  rounds: 9,
  columns: ['wall ms', 'GB/s'],
  rows: [
    limit('bare thread, moved', 'threads', { reference: true }),
    limit('bare child', 'processes', { reference: true }),
    ...ours,
    ...ours.slice(0, 1).map((row) => ({ ...row, name: `${row.name}, transfer()`, variant: 'move' })),
    ...ours.slice(1).map((row) => ({ ...row, name: `${row.name} without koffi`, env: { MANYCORE_MAP_FILES: 'off' } })),
    ...libraries,
    ...moved,
    python('big_result', 'multiprocessing Pool.apply', { needs: ['multiprocessing', 'numpy'] }),
    python('big_result', 'concurrent.futures ProcessPoolExecutor', { needs: ['concurrent.futures', 'numpy'] }),
    python('big_result', 'joblib loky', { needs: ['joblib', 'numpy'] }),
  ],
  targets: (figures) => [
    {
      text: 'threads: ms with transfer() (a copy would take 10 or more)',
      measured: figures.of('manycore threads, transfer()'),
      need: 5,
      bound: 'most',
    },
    { text: 'processes: GB/s', measured: figures.extra('manycore processes', 'GB/s'), need: 0.5, bound: 'least' },
    {
      text: 'processes without koffi: GB/s',
      measured: figures.extra('manycore processes without koffi', 'GB/s'),
      need: 0.5,
      bound: 'least',
    },
  ],
  open,
};
