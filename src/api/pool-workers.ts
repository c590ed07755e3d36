import { BackendUnavailableError, InvalidOptionError } from '../core/errors.ts';
import type { WorkerBounds, WorkerEvent, WorkerInfo, WorkerSet as Workers } from '../core/worker-set.ts';
import { broadcast } from './broadcast.ts';
import { show } from './check-options.ts';
import type { PoolEngine } from './pool-engine.ts';
import type { PoolListeners } from './pool-events.ts';
import type { PoolStats } from './pool-stats.ts';
import type { AnyFunction } from './call-request.ts';
import type { WorkerSet } from './worker-sets.ts';

/** A worker of a pool. */
export interface PoolWorker extends WorkerInfo {
  /** Name of its backend. */
  readonly backend: string;
}

const eventNames = { start: 'workerStart', ready: 'workerReady', end: 'workerEnd' } as const;

/** The workers of a pool, as its owner sees them. */
export class PoolWorkers {
  readonly #engine: PoolEngine;
  readonly #listeners: PoolListeners;
  /** What workers had done, and when, as counting began anew. */
  readonly #before = new Map<string, { readonly at: number; readonly busyMs: number }>();

  constructor(engine: PoolEngine, listeners: PoolListeners) {
    this.#engine = engine;
    this.#listeners = listeners;
    engine.onOpen = (set) => {
      const { workerSet } = set.backend;
      if (workerSet === undefined) return;
      const tell = (event: WorkerEvent): void => this.#listeners.emit(eventNames[event.kind], event);
      // Those of the least number were started while the backend was opened.
      for (const worker of workerSet.workers()) tell({ kind: 'start', worker });
      workerSet.onWorker = tell;
      workerSet.onMessage = ({ data, worker }) => this.#listeners.emit('message', data, worker);
    };
  }

  /** All that have not ended, of all backends that were used. */
  list(): PoolWorker[] {
    return this.#engine
      .openSets()
      .flatMap(({ backend }) => (backend.workerSet?.workers() ?? []).map((one) => ({ ...one, backend: backend.name })));
  }

  stats(): PoolStats {
    const { tasks } = this.#engine;
    const workers = this.list();
    const now = Date.now();
    let livesMs = 0;
    let busyMs = 0;
    for (const worker of workers) {
      const before = this.#beforeOf(worker);
      livesMs += now - before.at;
      busyMs += worker.busyMs - before.busyMs;
    }
    return {
      ...tasks.statistics.figures(),
      workers: workers.length,
      busyWorkers: workers.filter(({ running }) => running > 0).length,
      queued: tasks.queued,
      open: tasks.open,
      utilization: livesMs === 0 ? 0 : Math.min(1, busyMs / livesMs),
    };
  }

  /** Begins to count and measure anew. */
  resetStats(): void {
    this.#engine.tasks.statistics.reset();
    this.#before.clear();
    const at = Date.now();
    for (const worker of this.list()) this.#before.set(keyOf(worker), { at, busyMs: worker.busyMs });
  }

  /** Starts the least number of workers, at least one, and waits for them. */
  async ready(): Promise<void> {
    const set = await this.#engine.workers(this.#engine.defaults());
    await set.backend.workerSet?.ready();
  }

  /** @throws InvalidOptionError for a number that cannot be; BackendUnavailableError where the backend has no workers. */
  resize(size: number | WorkerBounds): void {
    this.#engine.checkOpen();
    const bounds = checkBounds(typeof size === 'number' ? { max: size } : size, this.#engine.bounds());
    this.#engine.setBounds(bounds);
    for (const set of this.#engine.openSets()) this.#of(set, 'resize').resize(bounds);
  }

  /** Replaces all workers, each after what it runs. */
  async recycle(): Promise<void> {
    this.#engine.checkOpen();
    await Promise.all(this.#engine.openSets().map(async (set) => this.#of(set, 'recycle').recycle()));
  }

  /** Runs a function once on each worker. */
  broadcast(fn: AnyFunction, args: readonly unknown[]): Promise<unknown[]> {
    let cancel: (error: unknown) => void = () => undefined;
    const cancelled = new Promise<never>((_, reject) => (cancel = reject));
    const over = broadcast(this.#engine, { fn, args }, cancelled);
    this.#engine.track(over, cancel);
    return over;
  }

  #beforeOf(worker: PoolWorker): { readonly at: number; readonly busyMs: number } {
    const before = this.#before.get(keyOf(worker));
    // Numbers begin anew with workers that were all ended: an older entry is of another worker.
    return before === undefined || before.at < worker.startedAt ? { at: worker.startedAt, busyMs: 0 } : before;
  }

  #of({ backend }: WorkerSet, what: string): Workers {
    if (backend.workerSet !== undefined) return backend.workerSet;
    throw new BackendUnavailableError(
      `${what}: backend ${backend.name} has no workers of its own on this machine; use 'threads' or 'processes'`,
    );
  }
}

const keyOf = ({ backend, workerId }: PoolWorker): string => `${backend} ${workerId}`;

/** What `resize` makes of the bounds there are. */
function checkBounds(wanted: WorkerBounds, now: Required<WorkerBounds>): Required<WorkerBounds> {
  if (typeof wanted !== 'object' || wanted === null) {
    throw new InvalidOptionError(`resize takes the most workers, or { min, max }; got ${show(wanted)}`);
  }
  for (const key of Object.keys(wanted)) {
    if (key !== 'min' && key !== 'max')
      throw new InvalidOptionError(`resize has no option "${key}"; it takes min and max`);
  }
  const { max = Math.max(now.max, wanted.min ?? 0) } = wanted;
  const { min = Math.min(now.min, max) } = wanted;
  if (!Number.isInteger(max) || max < 1) {
    throw new InvalidOptionError(`resize: max must be an integer of at least 1, got ${show(max)}`);
  }
  if (!Number.isInteger(min) || min < 0 || min > max) {
    throw new InvalidOptionError(`resize: min must be an integer from 0 to max (${max}), got ${show(min)}`);
  }
  return { min, max };
}
