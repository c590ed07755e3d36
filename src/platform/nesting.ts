/** Where the running code is: in the main program, or in which worker. */
export interface Place {
  /** How many parallel calls we are inside of: 0 in the main program. */
  readonly level: number;
  /** The backend of the worker; undefined in the main program. */
  readonly backend: string | undefined;
  /** Number of the worker; undefined in the main program. */
  readonly workerId: number | undefined;
}

/**
 * A symbol of the whole process, because an application may load this package twice (two versions, or bundled and not):
 * both copies must know that they are in a worker.
 */
const key = Symbol.for('manycore.worker');

type Holder = { [key]?: Partial<Place> };

/** Says that this thread or process is a worker; worker code calls it before the first task. */
export function markWorker(place: Place): void {
  (globalThis as Holder)[key] = place;
}

/** Whether this thread or process is a worker, whoever started it. */
export const isWorker = (): boolean => (globalThis as Holder)[key] !== undefined;

/** Where tasks run, by asynchronous context; kept by worker/task-context.ts under this name. */
const contextKey = Symbol.for('manycore.context');

type Contexts = { [contextKey]?: { getStore(): { readonly place?: Partial<Place> } | undefined } };

/**
 * Tells whether the running code is part of a task, of which backend and how deep. Tasks in the caller's own thread are told
 * from the program around them by their asynchronous context.
 */
export function whereAmI(): Place {
  const place = (globalThis as Contexts)[contextKey]?.getStore()?.place ?? (globalThis as Holder)[key];
  return { level: place?.level ?? 0, backend: place?.backend, workerId: place?.workerId };
}
