/** Single tasks of a pool: many at once travel together where they can, the others are calls of their own. */

import { travelsAlone } from '../closure/capture-free.ts';
import { SubmitLane } from '../plan/submit-lane.ts';
import { argumentEncoder } from '../plan/windows.ts';
import { holdSignals } from '../platform/signals.ts';
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

/** A task under way. */
export interface Submitted {
  readonly over: Promise<unknown>;
  readonly cancel: (error: unknown) => void;
}

/** Functions and classes that a lane keeps in the workers before it is replaced, so that they do not pile up. */
const MOST_DEFINITIONS = 200;

interface Lane {
  readonly lane: SubmitLane;
  readonly table: FunctionTable;
  readonly opened: OpenCodec | undefined;
  readonly functions: readonly unknown[];
}

/** The lanes of one pool: one for each backend and timeout. */
export class PoolLanes {
  readonly #workers: (resolved: Resolved) => Promise<WorkerSet>;
  readonly #lanes = new Map<string, Lane>();
  readonly #sets = new Map<string, WorkerSet>();
  #releaseSignals: (() => void) | undefined;
  #active = 0;

  constructor(workers: (resolved: Resolved) => Promise<WorkerSet>) {
    this.#workers = workers;
  }

  /** Runs one task. Captured values are read now. */
  submit(submission: Submission): Submitted {
    return travelsAlone(submission.fn) ? this.#queue(submission) : single(submission, this.#workers);
  }

  /** No task will come any more. */
  retire(): void {
    for (const lane of this.#lanes.values()) retireLane(lane);
    this.#lanes.clear();
  }

  cancelAll(reason: unknown): void {
    for (const { lane } of this.#lanes.values()) lane.cancelAll(reason);
  }

  #queue(submission: Submission): Submitted {
    let cancel: ((reason: unknown) => void) | undefined;
    let cancelled: { readonly error: unknown } | undefined;
    const over = new Promise<unknown>((resolve, reject) => {
      const send = (set: WorkerSet) => {
        if (cancelled !== undefined) return reject(cancelled.error);
        try {
          const { lane, table } = this.#lane(set, submission.resolved);
          cancel = lane.submit({ fn: table.position(submission.fn), args: submission.args, resolve, reject });
        } catch (error) {
          reject(error);
        }
      };
      // Without a turn of the event loop once the workers are known: latency counts here.
      const ready = this.#sets.get(backendName(submission.resolved));
      if (ready !== undefined) send(ready);
      else this.#open(submission.resolved).then(send, reject);
    });
    this.#enter(over);
    return {
      over,
      cancel: (error) => {
        cancelled = { error };
        cancel?.(error);
      },
    };
  }

  async #open(resolved: Resolved): Promise<WorkerSet> {
    const set = await this.#workers(resolved);
    this.#sets.set(backendName(resolved), set);
    return set;
  }

  /** Signals are held while tasks run. */
  #enter(over: Promise<unknown>): void {
    if (this.#active++ === 0) {
      this.#releaseSignals = holdSignals({
        onStop: async () => {
          await Promise.all([...this.#sets.values()].map((set) => set.close()));
        },
      });
    }
    const leave = () => {
      if (--this.#active === 0) this.#releaseSignals?.();
    };
    over.then(leave, leave);
  }

  #lane(set: WorkerSet, resolved: Resolved): Lane {
    const key = `${backendName(resolved)} ${resolved.options.timeout ?? ''}`;
    const known = this.#lanes.get(key);
    if (known !== undefined && isSmall(known)) return known;
    if (known !== undefined) retireLane(known);
    const opened = openCodec(resolved.memory, resolved.options);
    const header = makeHeader(resolved.options, opened?.codec);
    const call = { header, codec: opened?.codec, encode: argumentEncoder(set.backend, opened?.codec) };
    const lane: Lane = {
      lane: new SubmitLane(set.dispatcher, call, () => opened?.close()),
      table: new FunctionTable(header, opened?.codec),
      opened,
      functions: header.functions,
    };
    this.#lanes.set(key, lane);
    return lane;
  }
}

const backendName = ({ backend }: Resolved): string => (typeof backend === 'string' ? backend : backend.name);

const isSmall = ({ functions, opened }: Lane): boolean =>
  functions.length < MOST_DEFINITIONS && (opened?.codec.definitions.length ?? 0) < MOST_DEFINITIONS;

const retireLane = ({ lane }: Lane): void => lane.retire();

/** A task whose function captures values is a call of its own, because captures are read at every call. */
function single({ fn, args, resolved }: Submission, workers: (resolved: Resolved) => Promise<WorkerSet>): Submitted {
  const starting = startCall({ resolved, workers: () => workers(resolved) }, { fn, items: [args], spread: true });
  const over = starting.then(async (running) => {
    await running.over;
    return (collected(running.sink) as readonly unknown[])[0];
  });
  return {
    over,
    cancel: (error) => void starting.then((running) => running.call.cancel(error)).catch(() => undefined),
  };
}
