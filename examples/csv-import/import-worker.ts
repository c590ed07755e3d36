/** The worker file of the import, as a user of workerpool writes it. Which module it registers with is a parameter. */

import process from 'node:process';
import { parse } from 'csv-parse/sync';
import type * as workerpool from 'workerpool';

type PoolModule = Pick<typeof workerpool, 'worker' | 'workerEmit'>;
const { worker, workerEmit } = (await import(process.env['CSV_IMPORT_POOL'] ?? 'workerpool')) as PoolModule;

/** What a chunk of the file comes to. */
export interface ChunkReport {
  readonly rows: number;
  readonly invalid: readonly string[];
  /** By country: orders, pieces, and the sum in cents. */
  readonly totals: Readonly<Record<string, readonly [orders: number, pieces: number, cents: number]>>;
}

type Order = Readonly<Record<'id' | 'date' | 'country' | 'product' | 'quantity' | 'price', string>>;

/** Why an order is wrong; undefined when it is right. */
function complaintOf(order: Order): string | undefined {
  if (Number.isNaN(Date.parse(order.date))) return `order ${order.id}: date "${order.date}"`;
  if (!/^[A-Z]{2}$/.test(order.country)) return `order ${order.id}: country "${order.country}"`;
  if (!/^[1-9]\d*$/.test(order.quantity)) return `order ${order.id}: quantity "${order.quantity}"`;
  if (!/^\d+\.\d\d$/.test(order.price)) return `order ${order.id}: price "${order.price}"`;
  return undefined;
}

/** Parses, validates and sums up one chunk, which has the header as its first line. */
function importChunk(chunk: string): ChunkReport {
  const orders = parse(chunk, { columns: true }) as unknown as Order[];
  const invalid: string[] = [];
  const totals: Record<string, [number, number, number]> = {};
  orders.forEach((order, at) => {
    if (at % 1000 === 0) workerEmit({ rows: Math.min(1000, orders.length - at) });
    const complaint = complaintOf(order);
    if (complaint !== undefined) return void invalid.push(complaint);
    const total = (totals[order.country] ??= [0, 0, 0]);
    total[0]++;
    total[1] += Number(order.quantity);
    total[2] += Number(order.quantity) * Math.round(Number(order.price) * 100);
  });
  return { rows: orders.length, invalid, totals };
}

/** The columns of a file. @throws Error when one is missing. */
async function checkHeader(header: string): Promise<string[]> {
  const columns = header.split(',');
  const missing = ['id', 'date', 'country', 'product', 'quantity', 'price'].filter((name) => !columns.includes(name));
  if (missing.length > 0) throw Object.assign(new Error(`columns are missing: ${missing.join(', ')}`), { missing });
  return columns;
}

/** Never ends by itself: a file that cannot be parsed in time. */
function stall(): never {
  for (;;);
}

worker({ importChunk, checkHeader, stall });
