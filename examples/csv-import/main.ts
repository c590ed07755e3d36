/**
 * Imports a CSV file of orders. The output is the same whatever pool runs it.
 *
 *   node examples/csv-import/main.ts --pool manycore/compat/workerpool
 *   node examples/csv-import/main.ts --pool workerpool --rows 500000 --type process
 */

import { createHash } from 'node:crypto';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { importOrders, type PoolModule } from './import.ts';
import { writeOrders } from './orders.ts';

const { values: flags } = parseArgs({
  options: {
    pool: { type: 'string', default: 'manycore/compat/workerpool' },
    rows: { type: 'string', default: '50000' },
    workers: { type: 'string', default: '2' },
    type: { type: 'string', default: 'thread' },
  },
});

process.env['CSV_IMPORT_POOL'] = flags.pool; // for the worker file, which has the same environment
const started = performance.now();
const report = await importOrders((await import(flags.pool)) as PoolModule, {
  ...writeOrders(Number(flags.rows)),
  chunkRows: 2_000,
  workers: Number(flags.workers),
  workerType: flags.type as 'thread' | 'process',
});
console.log(`columns ${report.columns.join(' ')}; a file without them: ${report.complaint}`);
console.log(`${report.rows} rows, ${report.progress} told while they were read, ${report.invalid.length} invalid`);
for (const complaint of report.invalid.slice(0, 3)) console.log(`  ${complaint}`);
console.log(`  all of them ${createHash('sha256').update(report.invalid.join('\n')).digest('hex').slice(0, 16)}`);
for (const [country, [orders, pieces, cents]] of report.totals) {
  console.log(`${country} ${String(orders).padStart(6)} orders ${String(pieces).padStart(7)} pieces ${cents} cents`);
}
console.log(`a task without an end: ${report.stalled}; ${report.pending} tasks wait`);
console.error(`${flags.pool}: ${((performance.now() - started) / 1000).toFixed(2)} s`);
