import { cpus as allCpus } from 'node:os';

/** The platform that this runs on. */
export const platform = 'node';
const isDropInWorker = (globalThis as Record<symbol, unknown>)[Symbol.for('manycore.compat.worker')] === true;
/** Whether this is no worker. Worker files do not ask Node for it: a process that loads its threads grows by two megabytes. */
export const isMainThread: boolean = !isDropInWorker && process.getBuiltinModule('node:worker_threads').isMainThread;
/** Number of cores. */
export const cpus: number = allCpus().length;
