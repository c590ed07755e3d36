/** Handles of values that each worker makes for itself. */

import { toWorker } from '../core/to-worker.ts';

/** A value that each worker makes for itself, once. */
export interface PerWorker<T> {
  /** The value of this worker; made when first asked for. */
  (): T;
  /** The same. */
  readonly value: T;
}

/** Values of this worker, by handle. */
const workerValues = new Map<string, { readonly value: unknown }>();

/** Makes a handle under a given key: what a captured handle becomes in a worker. */
export function perWorkerHandle<T>(key: string, factory: () => T): PerWorker<T> {
  const read = (): T => {
    let made = workerValues.get(key);
    if (made === undefined) {
      made = { value: factory() };
      workerValues.set(key, made);
    }
    return made.value as T;
  };
  const handle = (): T => read();
  Object.defineProperty(handle, 'value', { get: read, enumerable: true });
  Object.defineProperty(handle, toWorker, { value: () => [perWorkerHandle, key, factory] });
  return handle as PerWorker<T>;
}
