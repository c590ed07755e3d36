/** The map that the limit does on shared memory: bare threads take chunks in turn, nothing is copied. */

import { bareWorkers } from './bare.ts';

/** Items that a worker takes at a time. */
const CHUNK = 4_096;

/** A map over a shared array, by bare threads. */
export interface BareSharedMap {
  map(values: Float64Array): Promise<Float64Array>;
  close(): Promise<void>;
}

/** Opens bare threads that square shared arrays into a new shared array for each call. */
export function openBareSharedMap(count: number): BareSharedMap {
  const workers = bareWorkers('threads', count);
  return {
    async map(values) {
      const results = new Float64Array(new SharedArrayBuffer(values.byteLength));
      const cursor = new Int32Array(new SharedArrayBuffer(4));
      await Promise.all(workers.map((worker) => worker.ask({ op: 'shared', values, results, cursor, chunk: CHUNK })));
      return results;
    },
    close: async () => void (await Promise.all(workers.map((worker) => worker.close()))),
  };
}
