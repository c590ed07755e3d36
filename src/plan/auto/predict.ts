/** How long tasks will take, by what is known of them and of the workers: the arithmetic behind `backend: 'auto'`. */

import type { BackendCost } from '../../core/cost.ts';

/** Tasks to run. */
export interface Work {
  /** Number of tasks. */
  readonly tasks: number;
  /** Of one task, in milliseconds. */
  readonly taskMs: number;
  /** Of one task: objects, arrays, strings. */
  readonly argumentBytes: number;
  /** Of one task: objects, arrays, strings. */
  readonly resultBytes: number;
  /** Of the typed arrays and array buffers that one task takes and gives. */
  readonly bufferBytes: number;
}

/** Workers to run them on. */
export interface Crew {
  readonly cost: BackendCost;
  /** Workers that there may be. */
  readonly workers: number;
  /** Cores that they run on; more workers than that share them. */
  readonly cores: number;
  /** Workers that are up already. */
  readonly warm: number;
}

/** Up to so many tasks are dealt out one by one; with more of them it hardly matters that a task cannot be cut in two. */
const DEALT_TASKS = 256;

/** What one task costs on its way there and back. */
const passMs = ({ argumentBytes, resultBytes, bufferBytes }: Work, cost: BackendCost): number =>
  cost.taskMs +
  argumentBytes / cost.argumentBytesPerMs +
  resultBytes / cost.resultBytesPerMs +
  bufferBytes / cost.bufferBytesPerMs;

/** When each worker can begin. */
function readyTimes({ cost, workers, cores, warm }: Crew, tasks: number): number[] {
  const count = Math.max(1, Math.min(workers, cores, tasks));
  return Array.from({ length: count }, (_, i) => (i < warm ? 0 : cost.startMs + (i - warm) * cost.nextStartMs));
}

/** Each task goes to the worker that is free first. */
function dealt(times: number[], tasks: number, taskMs: number): number {
  for (let i = 0; i < tasks; i++) {
    let first = 0;
    for (let j = 1; j < times.length; j++) if ((times[j] as number) < (times[first] as number)) first = j;
    times[first] = (times[first] as number) + taskMs;
  }
  return Math.max(...times.filter((_, i) => i < tasks));
}

/** As if the work could be cut at will: the time at which the workers that are up by then have done all of it. */
function poured(times: readonly number[], totalMs: number): number {
  let sum = 0;
  for (let i = 0; i < times.length; i++) {
    sum += times[i] as number;
    const end = (totalMs + sum) / (i + 1);
    const next = times[i + 1];
    if (next === undefined || end <= next) return end;
  }
  return totalMs;
}

/**
 * Predicts how long workers need for tasks, from now on.
 *
 * Three things bound it: the tasks themselves on as many workers as are up, what passes through the caller's own thread, and
 * both together on the cores that there are.
 *
 * @returns Milliseconds.
 */
export function predictMs(work: Work, crew: Crew): number {
  const { tasks, taskMs } = work;
  if (tasks === 0) return 0;
  const { cost, cores } = crew;
  const times = readyTimes(crew, tasks);
  const begin = times[0] as number;
  const passing = tasks * passMs(work, cost);
  const computing = tasks <= DEALT_TASKS ? dealt([...times], tasks, taskMs) : poured(times, tasks * taskMs);
  const together = begin + (tasks * taskMs + passing) / Math.max(1, cores);
  return Math.max(computing, begin + passing, together) + cost.roundTripMs;
}
