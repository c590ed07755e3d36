import { InvalidOptionError } from '../core/errors.ts';

type Hook = () => unknown;

// Several copies of the library may be loaded in a worker: they share the one list.
const key = Symbol.for('manycore.teardownHooks');
const shared = globalThis as { [key]?: Hook[] };

/**
 * Runs `hook` before this worker ends in good order: when it is idle for too long, is replaced, or its pool becomes smaller or is closed.
 * For what a module opens for itself, where the pool has no `teardown` for it. The last one that was given runs first; all together
 * have 2.5 seconds, or the `teardownTimeout` of the pool. A worker that has to be killed does not run them.
 *
 * @returns Takes the hook back.
 * @throws InvalidOptionError `ERR_INVALID_OPTION` for what is no function.
 * @example
 * ```ts
 * const pool = new Pool({ maxWorkers: 1, backend: 'sequential' });
 * await pool.submit(() => void onTeardown(() => console.log('closed')));
 * await pool.close();
 * ```
 *
 * ```text
 * closed
 * ```
 */
export function onTeardown(hook: () => unknown): () => void {
  if (typeof hook !== 'function') {
    throw new InvalidOptionError(`onTeardown takes a function, got ${String(hook)}`);
  }
  const hooks = (shared[key] ??= []);
  const own: Hook = () => hook();
  hooks.push(own);
  return () => {
    const at = hooks.indexOf(own);
    if (at >= 0) hooks.splice(at, 1);
  };
}

/** All hooks, in the order in which they are to run; they are not there any more. */
export const takeTeardownHooks = (): readonly Hook[] => (shared[key] ?? []).splice(0).reverse();
