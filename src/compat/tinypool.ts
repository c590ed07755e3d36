/**
 * tinypool's names on the engine of this library: change the import from `'tinypool'` to `'manycore/compat/tinypool'`, in the program
 * and in its worker files. See docs/migrating.md for the differences that remain.
 *
 * @module
 */

import '../backends/register.ts';
import { Tinypool } from './tinypool/tinypool.ts';

export { Tinypool } from './tinypool/tinypool.ts';
export default Tinypool;
export type {
  FilledOptions,
  Options,
  RunOptions,
  TinypoolChannel,
  TinypoolWorker,
  TinypoolWorkerMessage,
} from './tinypool/options.ts';
export { isTaskQueue } from './task-queues.ts';
export {
  isMovable,
  isTransferable,
  kFieldCount,
  kQueueOptions,
  kRequestCountField,
  kResponseCountField,
  kTransferable,
  kValue,
  markMovable,
  withNullPrototype,
  workerId,
} from './tinypool/helpers.ts';
export type { Task, TaskQueue, Transferable } from './tinypool/helpers.ts';
