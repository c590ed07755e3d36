import type { WorkerEnd } from './transport.ts';

/** Ends of workers in a row that nobody inside them caused, before tasks are told that they cannot run. */
const MAX_KILLS = 20;

const SIGNALS: readonly unknown[] = ['SIGKILL', 'SIGTERM', 'SIGINT', 'SIGHUP'];

/**
 * Whether a worker was probably ended by somebody else: a child by a signal, a thread by `terminate()`, which looks like
 * `process.exit(1)`, or like `process.exit(0)` while it starts. The system does so when memory is short, and operators do.
 */
const isKilledFromOutside = ({ signal, exitCode, killed, error, outOfMemory }: WorkerEnd): boolean => {
  if (killed === true || outOfMemory === true || error !== undefined) return false;
  return signal === undefined ? exitCode === 0 || exitCode === 1 : SIGNALS.includes(signal);
};

/**
 * How much the end of a worker says against what it was about to do, when `max` in a row stand for something that cannot work: a
 * storm of kills says little, so that what has only bad luck is tried again and again.
 */
export const weightOf = (end: WorkerEnd, max: number): number => (isKilledFromOutside(end) ? max / MAX_KILLS : 1);
