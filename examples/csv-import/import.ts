/** Imports orders from CSV chunks on a pool. Which pool is a parameter. */

import { fileURLToPath } from 'node:url';
import type * as workerpool from 'workerpool';
import type { ChunkReport } from './import-worker.ts';

/** 'workerpool', or the drop-in that replaces it: they export the same. */
export type PoolModule = Pick<typeof workerpool, 'pool' | 'Promise'>;

/** What the whole file comes to. */
export interface ImportReport {
  readonly columns: readonly string[];
  readonly rows: number;
  /** Rows that the workers told of while they ran. */
  readonly progress: number;
  readonly invalid: readonly string[];
  readonly totals: ReadonlyMap<string, readonly [orders: number, pieces: number, cents: number]>;
  /** What the worker says of a header that is wrong. */
  readonly complaint: string;
  /** How a task ended that took too long. */
  readonly stalled: string;
  readonly pending: number;
}

function addTotals(reports: readonly ChunkReport[]): ImportReport['totals'] {
  const totals = new Map<string, [number, number, number]>();
  for (const [country, [orders, pieces, cents]] of reports.flatMap((report) => Object.entries(report.totals))) {
    const sum = totals.get(country) ?? [0, 0, 0];
    totals.set(country, [sum[0] + orders, sum[1] + pieces, sum[2] + cents]);
  }
  return new Map([...totals].toSorted(([a], [b]) => a.localeCompare(b)));
}

export interface ImportOptions {
  readonly header: string;
  readonly rows: readonly string[];
  readonly chunkRows: number;
  readonly workers: number;
  readonly workerType: 'thread' | 'process';
}

const nameOf = (error: unknown): string => (error as Error).name;

/** Imports the rows of a file, chunk by chunk. */
export async function importOrders(module: PoolModule, options: ImportOptions): Promise<ImportReport> {
  const { header, rows, chunkRows } = options;
  const script = fileURLToPath(new URL('./import-worker.ts', import.meta.url));
  const pool = module.pool(script, { maxWorkers: options.workers, workerType: options.workerType });
  let progress = 0;
  const on = (payload: { readonly rows: number }): void => void (progress += payload.rows);
  try {
    const worker = (await pool.proxy()) as unknown as { checkHeader(text: string): PromiseLike<string[]> };
    const columns = await worker.checkHeader(header);
    const complaint = await worker.checkHeader('id,date').then(String, (error: Error) => error.message);
    const chunks = Array.from({ length: Math.ceil(rows.length / chunkRows) }, (_, index) =>
      [header, ...rows.slice(index * chunkRows, (index + 1) * chunkRows)].join('\n'),
    );
    const reports = await Promise.all(
      chunks.map((chunk) => pool.exec('importChunk', [chunk], { on }) as unknown as PromiseLike<ChunkReport>),
    );
    const stalled = await Promise.resolve(pool.exec('stall', []).timeout(300)).then(() => 'done', nameOf);
    return {
      columns,
      rows: reports.reduce((sum, report) => sum + report.rows, 0),
      progress,
      invalid: reports.flatMap((report) => report.invalid),
      totals: addTotals(reports),
      complaint,
      stalled,
      pending: pool.stats().pendingTasks,
    };
  } finally {
    await pool.terminate(true);
  }
}
