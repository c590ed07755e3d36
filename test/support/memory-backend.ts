/** A backend for tests of the planner: runs tasks in this thread, in any order, in replies of any size, and as unreliable as asked. */

import type { CallCodec } from '../../src/core/codec.ts';
import { NotCloneableError } from '../../src/core/errors.ts';
import { WorkerLostError } from '../../src/core/worker-errors.ts';
import {
  type Batch,
  type BatchReply,
  type CallHeader,
  type CallId,
  type CancelReason,
  type Outcome,
  type TaskBackend,
  taskIndex,
} from '../../src/core/task.ts';

export interface MemoryBackendOptions {
  readonly capacity?: number;
  /** Numbers from 0 to 1 that decide about order, delays and sizes of replies. */
  readonly random?: () => number;
  readonly memory?: TaskBackend['memory'];
  /** Whether the worker of this task dies. */
  readonly losesWorker?: (index: number, attempt: number) => boolean;
}

interface Running {
  readonly batch: Batch;
  readonly cancelled: Map<number, unknown>;
  /** Leaves the task that runs, by position. */
  readonly leave: Map<number, () => void>;
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
export function makeRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

export class MemoryBackend implements TaskBackend {
  readonly name = 'memory';
  readonly memory: TaskBackend['memory'];
  readonly targetBatchMs = 4;
  slots: number;
  /** Every task that was started, as `index:attempt`. */
  readonly started: string[] = [];
  readonly endedCalls: CallId[] = [];
  readonly batches: Batch[] = [];
  mostInFlight = 0;
  readonly #running = new Set<Running>();
  readonly #random: () => number;
  readonly #losesWorker: (index: number, attempt: number) => boolean;

  constructor(options: MemoryBackendOptions = {}) {
    this.slots = options.capacity ?? 2;
    this.memory = options.memory ?? 'same';
    this.#random = options.random ?? (() => 0);
    this.#losesWorker = options.losesWorker ?? (() => false);
  }

  get inFlight(): number {
    return this.#running.size;
  }

  capacity(): number {
    return this.slots;
  }

  async *run(batch: Batch): AsyncGenerator<BatchReply> {
    const running: Running = { batch, cancelled: new Map(), leave: new Map() };
    this.#running.add(running);
    this.batches.push(batch);
    this.mostInFlight = Math.max(this.mostInFlight, this.#running.size);
    try {
      for await (const outcomes of this.#outcomes(running)) {
        yield { outcomes, elapsedMs: outcomes.length * 0.001, workerId: 1 };
      }
    } finally {
      this.#running.delete(running);
    }
  }

  cancel(callId: CallId, { reason }: CancelReason, indices?: readonly number[]): void {
    for (const { batch, cancelled, leave } of this.#running) {
      if (batch.call.id !== callId) continue;
      for (let i = 0; i < batch.count; i++) {
        const index = taskIndex(batch, i);
        if (indices === undefined || indices.includes(index)) {
          cancelled.set(i, reason);
          leave.get(i)?.();
        }
      }
    }
  }

  endCall(callId: CallId): void {
    this.endedCalls.push(callId);
  }

  async close(): Promise<void> {}

  async *#outcomes(running: Running): AsyncGenerator<Outcome[]> {
    const { batch } = running;
    let ready: Outcome[] = [];
    for (const at of this.#order(batch)) {
      const outcome = await this.#task(running, at);
      ready.push(outcome);
      if (outcome.kind === 'thrown' && batch.call.stopOnError) {
        if (at + 1 < batch.count) ready.push({ kind: 'skipped', at: at + 1, count: batch.count - at - 1 });
        break;
      }
      if (this.#random() < 0.5) continue;
      yield ready;
      ready = [];
    }
    if (ready.length > 0) yield ready;
  }

  #order(batch: Batch): number[] {
    const order = Array.from({ length: batch.count }, (_, at) => at);
    if (batch.call.stopOnError) return order;
    for (let i = order.length - 1; i > 0; i--) {
      const j = Math.floor(this.#random() * (i + 1));
      [order[i], order[j]] = [order[j] as number, order[i] as number];
    }
    return order;
  }

  async #task(running: Running, at: number): Promise<Outcome> {
    const { batch, cancelled, leave } = running;
    for (let ticks = this.#random() * 6; ticks > 1; ticks--) await Promise.resolve();
    const index = taskIndex(batch, at);
    if (cancelled.has(at)) return { kind: 'failed', at, reason: 'cancelled', error: cancelled.get(at) };
    this.started.push(`${index}:${batch.attempt}`);
    if (this.#losesWorker(index, batch.attempt)) {
      const error = new WorkerLostError({ backend: this.name, workerId: 1, exitCode: 1 });
      return { kind: 'failed', at, reason: 'lost', error };
    }
    const left = new Promise<undefined>((resolve) => leave.set(at, () => resolve(undefined)));
    const outcome = await Promise.race([this.#call(batch, at), left]);
    return outcome ?? { kind: 'failed', at, reason: 'cancelled', error: cancelled.get(at) };
  }

  async #call(batch: Batch, at: number): Promise<Outcome> {
    const args = batch.args as { readonly values: ArrayLike<unknown> };
    const ref = batch.call.functions[typeof batch.fn === 'number' ? batch.fn : (batch.fn[at] as number)];
    const { fn } = ref as unknown as { readonly fn: (...args: unknown[]) => unknown };
    const kind = this.memory === 'same' ? 'local' : 'plain';
    try {
      const value = await (batch.spread ? fn(...(args.values[at] as unknown[])) : fn(args.values[at]));
      if (batch.call.discardResults) return { kind: 'values', at, count: 1, values: { kind: 'void', count: 1 } };
      return { kind: 'values', at, count: 1, values: { kind, values: [value] } };
    } catch (error) {
      return { kind: 'thrown', at, error: { kind, values: [error] } };
    }
  }
}

/** Refuses symbols, and keeps everything else as it is. */
export class PlainCodec implements CallCodec {
  readonly definitions: readonly unknown[] = [];
  encodings = 0;
  /** Decodes later, as where a class has to be imported first. */
  decodesLater = false;
  /** Values that cannot be decoded. */
  undecodable: unknown = {};

  addFunction(fn: (...args: never[]) => unknown) {
    return { kind: 'local', fn } as const;
  }

  encode(values: readonly unknown[], describe: (position: number) => string) {
    this.encodings++;
    const at = values.findIndex((value) => typeof (Array.isArray(value) ? value[0] : value) === 'symbol');
    if (at >= 0) throw new NotCloneableError(`${describe(at)} is a symbol, which cannot travel`, describe(at));
    return { kind: 'plain', values } as const;
  }

  decode(payload: Parameters<CallCodec['decode']>[0]) {
    const { values } = payload as { readonly values: readonly unknown[] };
    if (values.includes(this.undecodable)) {
      const error = new TypeError('undecodable');
      if (this.decodesLater) return Promise.reject<ArrayLike<unknown>>(error);
      throw error;
    }
    return this.decodesLater ? Promise.resolve(values) : values;
  }

  decodeError(payload: Parameters<CallCodec['decodeError']>[0]): unknown {
    return (payload as { readonly values: readonly unknown[] }).values[0];
  }

  takeTransfers(): readonly ArrayBuffer[] {
    return [];
  }
}

let lastCallId = 0;

/** A header for a call of these functions. */
export function makeHeader(
  fns: readonly ((...args: never[]) => unknown)[],
  rest: Partial<CallHeader> = {},
): CallHeader {
  return {
    id: ++lastCallId,
    definitions: [],
    functions: fns.map((fn) => ({ kind: 'local', fn })),
    seed: [1, 2],
    stopOnError: false,
    discardResults: false,
    ...rest,
  };
}
