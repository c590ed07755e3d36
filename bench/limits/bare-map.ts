/** The map that the limits do: the same numbers, by hand, through bare workers. */

import { bareWorkers, type BareWorker } from './bare.ts';
import type { Kind } from '../harness/question.ts';

/** What one bare map does. */
export interface BareMap {
  map(items: readonly number[]): Promise<ArrayLike<number>>;
  close(): Promise<void>;
}

/** Which steps a bare map does, by the row's variant. */
const plans: Readonly<Record<string, { workers: number; unpack: boolean; move: boolean }>> = {
  'one worker': { workers: 1, unpack: true, move: true },
  'two workers': { workers: 2, unpack: true, move: true },
  'one worker, copied': { workers: 1, unpack: true, move: false },
  'one worker, left packed': { workers: 1, unpack: false, move: true },
};

/** A part of the items in a typed array; a plain loop, because `Float64Array.from` is several times slower. */
function pack(items: readonly number[], from: number, to: number): Float64Array<ArrayBuffer> {
  const packed = new Float64Array(to - from);
  for (let i = from; i < to; i++) packed[i - from] = items[i] as number;
  return packed;
}

async function mapPart(worker: BareWorker, part: Float64Array<ArrayBuffer>, move: boolean): Promise<Float64Array> {
  return (await worker.ask({ op: 'packed', values: part, move }, move ? [part.buffer] : [])) as Float64Array;
}

/** Opens a bare map in a variant (see `plans`). */
export function openBareMap(kind: Kind, variant: string): BareMap {
  const plan = plans[variant];
  if (plan === undefined) throw new Error(`no such variant of the bare map: ${variant}`);
  const workers = bareWorkers(kind, plan.workers);
  let kept: Float64Array<ArrayBuffer> | undefined;
  return {
    async map(items) {
      if (!plan.unpack) {
        // The numbers are packed once, outside the measured calls; a copy is sent because the buffer is moved.
        kept ??= pack(items, 0, items.length);
        return mapPart(workers[0] as BareWorker, kept.slice(), true);
      }
      const share = Math.ceil(items.length / workers.length);
      const part = (at: number): Float64Array<ArrayBuffer> =>
        pack(items, at * share, Math.min(items.length, (at + 1) * share));
      const parts = await Promise.all(workers.map((worker, at) => mapPart(worker, part(at), plan.move)));
      const results = new Array<number>(items.length);
      for (const [at, part] of parts.entries())
        for (let i = 0; i < part.length; i++) results[at * share + i] = part[i] as number;
      return results;
    },
    close: async () => void (await Promise.all(workers.map((worker) => worker.close()))),
  };
}
