/** What it costs only to move memory: the platform's own copy and fill, on one thread, into memory that is there. */

import type { OpenWork } from '../ndarray/workload.ts';

export const openMemory: OpenWork = async (work, { inputs }) => {
  const source = inputs[0]!.data;
  const target = source.slice();
  return {
    run: () => void (work === 'copy' ? target.set(source) : target.fill(1)),
    results: () => [target],
  };
};
