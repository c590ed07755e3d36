/**
 * piscina's names on the engine of this library: change the import (or `require`) from `'piscina'` to `'manycore/compat/piscina'`, in
 * the program and in its worker files. See docs/migrating.md for the differences that remain.
 *
 * @module
 */

import '../backends/register.ts';
import { Piscina } from './piscina/piscina.ts';

export { Piscina } from './piscina/piscina.ts';
export default Piscina;
// What require() gives: the class, as piscina's own CommonJS file does.
export { Piscina as 'module.exports' } from './piscina/piscina.ts';
export type { CloseOptions, FilledOptions, Options, RunOptions } from './piscina/options.ts';
export type { PiscinaHistogram, PiscinaHistogramSummary } from './piscina/histograms.ts';
export type { PiscinaLoadBalancer, PiscinaWorker } from './piscina/workers.ts';
export { ArrayTaskQueue, FixedQueue } from './task-queues.ts';
export {
  isWorkerThread,
  move,
  queueOptionsSymbol,
  transferableSymbol,
  valueSymbol,
  workerData,
} from './piscina/helpers.ts';
export type { PiscinaTask, Task, TaskQueue, Transferable } from './piscina/helpers.ts';
export { VERSION as version } from './version.ts';
