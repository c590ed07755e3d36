// Several copies of the library may be loaded in a worker: they share the one place.
const key = Symbol.for('manycore.workerNumber');
const shared = globalThis as { [key]?: number };

/** Keeps the number for {@link workerNumber}. */
export function setWorkerNumber(value: number | undefined): void {
  if (value !== undefined) shared[key] = value;
}

/** The number of this worker among those that live, from 1: the lowest that was free when it started. */
export const workerNumber = (): number => shared[key] ?? 1;
