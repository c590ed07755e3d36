/** Single tasks of a pool: many at once travel together where they can, the others are calls of their own. */

import { CancelledError } from '../core/errors.ts';
import { moduleTaskOf } from '../closure/explicit.ts';
import { type LaneOwner, SubmitLane, type Submitted } from '../plan/submit-lane.ts';
import { argumentEncoder } from '../plan/windows.ts';
import { holdSignals } from '../platform/signals.ts';
import { capturePart, openCapturePart } from './capture-part.ts';
import { type OpenCodec, openCodec } from './open-codec.ts';
import type { CallSettings } from './options.ts';
import type { Resolved } from './resolve.ts';
import { type AnyFunction, collected, FunctionTable, makeHeader, startCall } from './run-call.ts';
import type { WorkerSet } from './worker-sets.ts';

/** What a single task may set. */
export type SubmitSettings = Pick<CallSettings, 'signal' | 'timeout' | 'backend'>;

/** A task to run. */
export interface Submission {
  readonly fn: AnyFunction;
  readonly args: readonly unknown[];
  readonly resolved: Resolved;
}

/** Who waits for a task. */
interface Receiver {
  readonly signal: AbortSignal | undefined;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

interface Waiting extends Receiver {
  readonly submission: Submission;
}

/** Functions and classes that a lane keeps in the workers before it is replaced, so that they do not pile up. */
const MOST_DEFINITIONS = 200;

interface Lane {
  readonly lane: SubmitLane;
  readonly table: FunctionTable;
  readonly opened: OpenCodec | undefined;
  readonly functions: readonly unknown[];
}

const isSmall = ({ functions, opened }: Lane): boolean =>
  functions.length < MOST_DEFINITIONS && (opened?.codec.definitions.length ?? 0) < MOST_DEFINITIONS;

const stopped = (signal: string) => new CancelledError(`the program was asked to stop by ${signal}`);

/** The lanes of one pool: one for each backend and timeout. */
export class PoolLanes {
  readonly #workers: (resolved: Resolved, tasks?: number) => Promise<WorkerSet>;
  /** By workers and timeout. */
  readonly #lanes = new Map<WorkerSet, Map<number | undefined, Lane>>();
  readonly #sets = new Map<Resolved['backend'], WorkerSet>();
  readonly #busy = new Set<SubmitLane>();
  /** The lane of the last task, found without a key: tasks often come in thousands. */
  #last: { readonly resolved: Resolved; readonly lane: Lane } | undefined;
  /** Tasks that came before their workers were opened. */
  readonly #waiting = new Map<Resolved['backend'], Waiting[]>();
  #releaseSignals: (() => void) | undefined;
  /** Tasks that are no part of a lane yet, or never. */
  readonly #others = new Set<Promise<unknown>>();
  #whenIdle: (() => void)[] = [];
  #cancelled: { readonly reason: unknown } | undefined;
  readonly #singles = new Set<(reason: unknown) => void>();

  constructor(workers: (resolved: Resolved, tasks?: number) => Promise<WorkerSet>) {
    this.#workers = workers;
  }

  /** Runs one task. Captured values are read now. */
  submit(submission: Submission, signal?: AbortSignal): Promise<unknown> {
    const loading = openCapturePart();
    if (loading !== undefined) return this.#track(loading.then(() => this.submit(submission, signal)));
    const { fn } = submission;
    if (moduleTaskOf(fn) === undefined && !capturePart().travelsAlone(fn)) return this.#single(submission);
    const ready = this.#ready(submission.resolved.backend);
    return new Promise((resolve, reject) => {
      if (ready !== undefined) this.#send(ready, submission, { signal, resolve, reject });
      else this.#wait({ submission, signal, resolve, reject });
    });
  }

  /** The workers that are there; those that a signal has ended are forgotten. */
  #ready(backend: Resolved['backend']): WorkerSet | undefined {
    const set = this.#sets.get(backend);
    if (set === undefined || set.isOpen) return set;
    this.#sets.delete(backend);
    for (const { lane } of this.#lanes.get(set)?.values() ?? []) lane.retire();
    this.#lanes.delete(set);
    this.#last = undefined;
    return undefined;
  }

  /** Resolves when no task is left. */
  async idle(): Promise<void> {
    while (this.#others.size > 0) await Promise.allSettled(this.#others);
    if (this.#busy.size > 0) await new Promise<void>((resolve) => this.#whenIdle.push(resolve));
  }

  /** No task will come any more. */
  retire(): void {
    for (const lanes of this.#lanes.values()) for (const { lane } of lanes.values()) lane.retire();
    this.#lanes.clear();
    this.#last = undefined;
  }

  /** Settles all tasks with this error, also those that are only being prepared. */
  cancelAll(reason: unknown): void {
    this.#cancelled = { reason };
    for (const cancel of this.#singles) cancel(reason);
    for (const backend of this.#waiting.keys()) for (const task of this.#stopWaiting(backend)) task.reject(reason);
    for (const lane of this.#busy) lane.cancelAll(reason);
  }

  /** Into its lane at once: latency counts here, and so does every object that is made. */
  #send(set: WorkerSet, { fn, args, resolved }: Submission, { signal, resolve, reject }: Receiver): void {
    if (this.#cancelled !== undefined) return reject(this.#cancelled.reason);
    if (signal?.aborted === true) return reject(signal.reason);
    const { lane, table } = this.#lane(set, resolved);
    const task = { fn: table.position(fn), args, resolve, reject };
    if (signal === undefined) lane.submit(task);
    else submitWithSignal(lane, task, signal);
  }

  /** Until there are workers; one promise for all, because a hundred thousand tasks may come before the first one. */
  #wait(task: Waiting): void {
    const { resolved } = task.submission;
    const waiting = this.#waiting.get(resolved.backend);
    if (waiting !== undefined) return void waiting.push(task);
    this.#waiting.set(resolved.backend, [task]);
    const sent = this.#open(resolved).then(
      (set) => this.#stopWaiting(resolved.backend).forEach((one) => this.#sendWaiting(set, one)),
      (error: unknown) => this.#stopWaiting(resolved.backend).forEach((one) => one.reject(error)),
    );
    void this.#track(sent);
  }

  #sendWaiting(set: WorkerSet, task: Waiting): void {
    try {
      this.#send(set, task.submission, task);
    } catch (error) {
      task.reject(error); // its function cannot travel
    }
  }

  #stopWaiting(backend: Resolved['backend']): readonly Waiting[] {
    const waiting = this.#waiting.get(backend) ?? [];
    this.#waiting.delete(backend);
    return waiting;
  }

  async #open(resolved: Resolved): Promise<WorkerSet> {
    const set = await this.#workers(resolved);
    this.#sets.set(resolved.backend, set);
    return set;
  }

  #track<T>(over: Promise<T>): Promise<T> {
    this.#others.add(over);
    const leave = () => this.#others.delete(over);
    over.then(leave, leave);
    return over;
  }

  /** A task whose function captures values is a call of its own, because captures are read at every call. */
  #single({ fn, args, resolved }: Submission): Promise<unknown> {
    const place = { resolved, workers: (tasks?: number) => this.#workers(resolved, tasks) };
    const starting = startCall(place, { fn, items: [args], spread: true });
    const cancel = (reason: unknown) =>
      void starting.then((running) => running.call.cancel(reason)).catch(() => undefined);
    this.#singles.add(cancel);
    const over = starting.then(async (running) => {
      await running.over;
      return (collected(running.sink) as readonly unknown[])[0];
    });
    return this.#track(over.finally(() => this.#singles.delete(cancel)));
  }

  #lane(set: WorkerSet, resolved: Resolved): Lane {
    if (this.#last?.resolved === resolved && isSmall(this.#last.lane)) return this.#last.lane;
    let lanes = this.#lanes.get(set);
    if (lanes === undefined) this.#lanes.set(set, (lanes = new Map()));
    let lane = lanes.get(resolved.options.timeout);
    if (lane === undefined || !isSmall(lane)) {
      lane?.lane.retire();
      lane = this.#openLane(set, resolved);
      lanes.set(resolved.options.timeout, lane);
    }
    this.#last = { resolved, lane };
    return lane;
  }

  #openLane(set: WorkerSet, resolved: Resolved): Lane {
    const opened = openCodec(resolved.memory, resolved.options);
    const header = makeHeader(resolved.options, opened?.codec);
    const call = { header, codec: opened?.codec, encode: argumentEncoder(set.backend, opened?.codec) };
    const owner: LaneOwner = {
      onBusy: () => this.#enter(lane),
      onIdle: () => this.#leave(lane),
      onEnd: () => opened?.close(),
    };
    const lane = new SubmitLane(set.dispatcher, call, owner);
    return { lane, table: new FunctionTable(header, opened?.codec), opened, functions: header.functions };
  }

  /** Signals are held while tasks run. */
  #enter(lane: SubmitLane): void {
    this.#busy.add(lane);
    this.#releaseSignals ??= holdSignals({
      onStop: async ({ signal, exiting }) => {
        const sets = [...this.#sets.values()];
        if (!exiting) for (const busy of this.#busy) busy.cancelAll(stopped(signal));
        await Promise.all(sets.map((set) => (exiting ? set.abandon() : set.end())));
      },
    });
  }

  #leave(lane: SubmitLane): void {
    this.#busy.delete(lane);
    if (this.#busy.size > 0) return;
    this.#releaseSignals?.();
    this.#releaseSignals = undefined;
    const waiting = this.#whenIdle;
    this.#whenIdle = [];
    for (const resolve of waiting) resolve();
  }
}

/** Cancels the task when the signal fires; nothing is left at the signal when the task ends before. */
function submitWithSignal(lane: SubmitLane, task: Submitted, signal: AbortSignal): void {
  const abort = () => lane.cancel(entry, signal.reason);
  const leave = () => signal.removeEventListener('abort', abort);
  const entry = lane.submit({
    ...task,
    resolve: (value) => {
      leave();
      task.resolve(value);
    },
    reject: (error) => {
      leave();
      task.reject(error);
    },
  });
  signal.addEventListener('abort', abort, { once: true });
}
