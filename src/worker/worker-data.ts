// Several copies of the library may be loaded in a worker: they share the one place.
const key = Symbol.for('manycore.workerData');
const shared = globalThis as { [key]?: unknown };

/** Keeps the value for {@link workerData}. */
export function setWorkerData(value: unknown): void {
  shared[key] = value;
}

/**
 * The `workerData` of the pool, in its workers: also at the top level of a module that a worker imports.
 *
 * @returns undefined outside a worker, and in one whose pool has none.
 * @example
 * ```ts
 * await using pool = new Pool({ maxWorkers: 1, workerData: { locale: 'de' } });
 * const locale = () => (workerData() as { locale: string }).locale;
 * console.log(await pool.submit(locale)); // de
 * ```
 */
export function workerData(): unknown {
  return shared[key];
}
