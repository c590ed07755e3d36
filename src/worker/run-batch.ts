/**
 * Runs the tasks of a batch, one after the other, and never throws: everything that can happen is an outcome.
 *
 * The loop over tasks is plain code. It notes the position of each task by a plain store, so that whoever watches (and the
 * catch around the loop) knows which task ran; everything dearer than that happens once per batch, or only for tasks that
 * are asynchronous, timed or suspected.
 */

import { progressWord } from '../core/protocol.ts';
import type { Outcome } from '../core/task.ts';
import { now } from './clock.ts';
import type { OutcomeWriter } from './outcomes.ts';
import type { Progress } from './progress.ts';

export type TaskFunction = (...args: unknown[]) => unknown;

/** What the caller's own thread adds: there nobody can kill a task, so limits are checked when it gives way. */
export interface TaskGuard {
  /** Settles with the task, or rejects when it is over its time or cancelled. */
  race(pending: PromiseLike<unknown>, position: number): Promise<unknown>;
  /** The task at `position` has ended; gives the failure that it counts as, if it does. */
  verdict(position: number): { readonly reason: 'timeout' | 'cancelled'; readonly error: unknown } | undefined;
}

/** A batch that is ready to run. */
export interface BatchRun {
  readonly from: number;
  readonly to: number;
  /** One function for all tasks, or one for each position. */
  readonly fn: TaskFunction | readonly TaskFunction[];
  readonly spread: boolean;
  /** Argument of the task at position `i` is `items[itemBase + i]`. */
  readonly items: ArrayLike<unknown>;
  readonly itemBase: number;
  readonly progress: Progress;
  readonly writer: OutcomeWriter;
  readonly stopOnError: boolean;
  /** Every task is timed from its start. */
  readonly timed: boolean;
  /** After every task, wait for errors that it left behind. */
  readonly exact: boolean;
  /** Wait for such errors at the end of the batch. Not in the caller's own thread: there they are the caller's. */
  readonly drains: boolean;
  readonly guard?: TaskGuard | undefined;
  /** Positions that are cancelled: not to be started any more. Filled while the batch runs. */
  readonly cancelled?: { readonly size: number; has(position: number): boolean } | undefined;
  /** Set when a running task was told to stop: its outcome must stand alone. */
  isolated: number;
}

const POSITION = progressWord.position;

/** What a note of progress costs where it is not free (a write to a file), in milliseconds. */
const NOTE_MS = 0.001;
/** The part of the tasks' own time that notes may cost. */
const NOTE_SHARE = 0.02;
/** How much longer the next step between two notes may be than the last. */
const STEP_GROWTH = 8;

/** How many tasks to run before the next note, when the last step took so long. */
function nextStep(step: number, elapsedMs: number): number {
  const ideal = Math.ceil((NOTE_MS / NOTE_SHARE) * (step / Math.max(elapsedMs, 1e-6)));
  return Math.max(1, Math.min(ideal, step * STEP_GROWTH));
}

/**
 * Lets everything run that the tasks have scheduled to run at once: promise reactions, next-tick callbacks, and the report
 * of rejections that nobody handled. So an error that a task left behind shows before its result is sent.
 */
function drain(): void {
  // Not documented, but there since the first releases, and the only synchronous way.
  (process as { _tickCallback?: () => void })._tickCallback?.();
}

const drainLater = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

/** Whether the loop has to wait for a result. */
function isPending(value: object): boolean {
  return typeof (value as { then?: unknown }).then === 'function';
}

/**
 * Calls a task's function. V8 must not compile that function into our loop: a loop of the task's own then ran at less than
 * half its speed (bench/dispatch/cpu-tasks). It does not, because it has seen this call reach several functions.
 */
const call = (fn: TaskFunction, item: unknown): unknown => fn(item);
const callSpread = (fn: TaskFunction, items: unknown[]): unknown => fn(...items);

/** Different functions with an effect, so that nobody leaves out the calls; the position is noted anew before a task runs. */
const strangers = [
  (words: Int32Array): void => void (words[POSITION] = 0),
  (words: Int32Array): void => void (words[POSITION] = 1),
  (words: Int32Array): void => void (words[POSITION] = 2),
] as unknown as readonly TaskFunction[];

/** Batches of one task that may go without. */
const SINGLES = 16;
let singles = SINGLES;

/** Before each batch, because V8 forgets what a call has seen when it has not been used for a while; before some of single tasks. */
function keepCallsOpen({ progress: { words }, from, to }: BatchRun): void {
  if (to - from === 1 && singles++ < SINGLES) return;
  singles = 0;
  for (const stranger of strangers) {
    call(stranger, words);
    callSpread(stranger, [words]);
  }
}

/** Runs tasks of one function, until one has to be waited for. */
function loopOver(run: BatchRun, start: number, end: number): PromiseLike<unknown> | undefined {
  const { items, itemBase, writer } = run;
  const { words } = run.progress;
  const { results, base } = writer;
  const fn = run.fn as TaskFunction;
  for (let i = start; i < end; i++) {
    words[POSITION] = i;
    const value = call(fn, items[itemBase + i]);
    if (typeof value === 'object' && value !== null && isPending(value)) return value as PromiseLike<unknown>;
    results[base + i] = value;
  }
  return undefined;
}

/**
 * As {@link loopOver}, with the call in the loop, where V8 may compile the task's function into it: for tasks so small that a
 * call would be half of their time.
 */
function loopTight(run: BatchRun, start: number, end: number): PromiseLike<unknown> | undefined {
  const { items, itemBase, writer } = run;
  const { words } = run.progress;
  const { results, base } = writer;
  const fn = run.fn as TaskFunction;
  for (let i = start; i < end; i++) {
    words[POSITION] = i;
    const value = fn(items[itemBase + i]);
    if (typeof value === 'object' && value !== null && isPending(value)) return value as PromiseLike<unknown>;
    results[base + i] = value;
  }
  return undefined;
}

/** As {@link loopOver}, for tuples of arguments and for batches with a function for each task. */
function loopMixed(run: BatchRun, start: number, end: number): PromiseLike<unknown> | undefined {
  const { items, itemBase, writer, spread } = run;
  const { words } = run.progress;
  const { results, base } = writer;
  for (let i = start; i < end; i++) {
    words[POSITION] = i;
    const fn = typeof run.fn === 'function' ? run.fn : (run.fn[i] as TaskFunction);
    const item = items[itemBase + i];
    const value = spread ? callSpread(fn, item as unknown[]) : call(fn, item);
    if (typeof value === 'object' && value !== null && isPending(value)) return value as PromiseLike<unknown>;
    results[base + i] = value;
  }
  return undefined;
}

/**
 * As {@link loopTight}, for results that are numbers: they go to where the caller reads them. At the first one that is none it goes on
 * as the other does.
 */
function loopNumbers(run: BatchRun, start: number, end: number): PromiseLike<unknown> | undefined {
  const { items, itemBase, writer } = run;
  const { words } = run.progress;
  const numbers = writer.numbers as Float64Array;
  const fn = run.fn as TaskFunction;
  for (let i = start; i < end; i++) {
    words[POSITION] = i;
    const value = fn(items[itemBase + i]);
    if (typeof value !== 'number') return leaveNumbers(run, i, value) ?? loopTight(run, i + 1, end);
    numbers[i] = value;
  }
  return undefined;
}

/** Stores a result that is no number, unless it has to be waited for. */
function leaveNumbers({ writer }: BatchRun, i: number, value: unknown): PromiseLike<unknown> | undefined {
  writer.leaveNumbers(i);
  if (typeof value === 'object' && value !== null && isPending(value)) return value as PromiseLike<unknown>;
  writer.results[writer.base + i] = value;
  return undefined;
}

/** From so many tasks in a batch, which takes some 4 ms, each is well below a microsecond (bench/dispatch/map-numbers). */
const TIGHT_TASKS = 8192;

function loopFor(run: BatchRun): typeof loopOver {
  const { fn, spread, from, to, writer } = run;
  const isMixed = typeof fn !== 'function' || spread;
  if (!isMixed && to - from >= TIGHT_TASKS) return writer.numbers === undefined ? loopTight : loopNumbers;
  writer.leaveNumbers(from);
  return isMixed ? loopMixed : loopOver;
}

/** Notes that tasks are about to run. */
function mark(run: BatchRun, position: number, span: number): void {
  if (run.timed) run.progress.markStart(position);
  else run.progress.mark(position, span);
}

/** Puts down a failure of the guard's, if it has one for this task. */
function judge(run: BatchRun, position: number): boolean {
  const verdict = run.guard?.verdict(position);
  if (verdict === undefined) return false;
  run.writer.failed(position, verdict.reason, verdict.error);
  return true;
}

/** The task threw: puts that down, and tells whether to go on. */
function caught(run: BatchRun, position: number, error: unknown): boolean {
  if (!judge(run, position)) run.writer.thrown(position, error);
  if (!run.stopOnError) return true;
  run.writer.skipped(position + 1);
  return false;
}

/** One more than the last task to run without another look, of so many: the next cancelled one is not to start. */
function endOfStep({ to, cancelled }: BatchRun, from: number, step: number): number {
  const end = Math.min(to, from + step);
  if (cancelled === undefined || cancelled.size === 0) return end;
  let at = from + 1;
  while (at < end && !cancelled.has(at)) at++;
  return at;
}

/** Runs the batch. Synchronous for as long as its tasks are. */
export function runBatch(run: BatchRun): Outcome[] | Promise<Outcome[]> {
  keepCallsOpen(run);
  if (run.exact) return runAwaiting(run, run.from);
  let loop = loopFor(run);
  const measured = !run.timed && !run.progress.direct && run.to - run.from > 1;
  let step = run.timed || measured ? 1 : run.to - run.from;
  let started = measured ? now() : 0;
  const { words } = run.progress;
  let i = run.from;
  while (i < run.to) {
    if (run.cancelled?.has(i)) {
      run.writer.failed(i++, 'cancelled', undefined);
      continue;
    }
    const end = endOfStep(run, i, step);
    mark(run, i, end - i);
    if (loop === loopNumbers && run.writer.numbers === undefined) loop = loopTight;
    try {
      const pending = loop(run, i, end);
      if (pending !== undefined) return runAwaiting(run, words[POSITION] as number, pending);
      if (run.guard !== undefined && run.timed) judge(run, i);
      i = end;
      if (measured) {
        const time = now();
        step = nextStep(step, time - started);
        started = time;
      }
    } catch (error) {
      i = words[POSITION] as number;
      if (!caught(run, i++, error)) break;
    }
  }
  run.progress.finish(run.to, run.timed);
  if (run.drains) drain();
  return run.writer.finish();
}

/**
 * Runs tasks one by one, and waits for each.
 *
 * @param first - What the task at `start` returned, if it runs already.
 */
async function runAwaiting(run: BatchRun, start: number, first?: PromiseLike<unknown>): Promise<Outcome[]> {
  run.writer.leaveNumbers(start);
  let i = first === undefined ? nextPosition(run, start) : start;
  if (first !== undefined && !run.timed) mark(run, i, 1); // the loop noted several at a time
  let pending = first ?? begin(run, i);
  while (i < run.to) {
    try {
      if (pending !== undefined) settle(run, i, await (run.guard?.race(pending, i) ?? pending));
      else judge(run, i);
    } catch (error) {
      if (!caught(run, i, error)) break;
    }
    if (run.exact) await drainLater();
    i = nextPosition(run, i + 1);
    pending = begin(run, i);
  }
  run.progress.finish(run.to, run.timed || run.exact);
  if (run.drains) await drainLater();
  return run.writer.finish();
}

/** Starts the task at a position, if there is one. */
function begin(run: BatchRun, position: number): PromiseLike<unknown> | undefined {
  if (position >= run.to) return undefined;
  mark(run, position, 1);
  try {
    return loopFor(run)(run, position, position + 1);
  } catch (error) {
    return Promise.reject(error as Error);
  }
}

/** Stores what an awaited task resolved to. */
function settle(run: BatchRun, position: number, value: unknown): void {
  if (judge(run, position)) return;
  if (run.isolated === position) run.writer.closeRun(position);
  run.writer.results[run.writer.base + position] = value;
  if (run.isolated === position) run.writer.closeRun(position + 1);
}

/** The next task that is not cancelled. */
function nextPosition(run: BatchRun, start: number): number {
  let i = start;
  while (i < run.to && run.cancelled?.has(i)) run.writer.failed(i++, 'cancelled', undefined);
  return i;
}
