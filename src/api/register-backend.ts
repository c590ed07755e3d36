import { InvalidOptionError } from '../core/errors.ts';
import { type BackendCost, costFields, isCost } from '../core/cost.ts';
import { addBackend } from '../core/registry.ts';
import type { TaskBackend, TaskBackendFactory } from '../core/task.ts';
import { show } from './check-options.ts';
import { setParallelConfig } from './config.ts';
import { AUTO } from './resolve.ts';

/** How a backend is registered. */
export interface RegisterOptions {
  /** What the backend's workers share with the caller; default `'copied'`. See `TaskBackend.memory`. */
  readonly memory?: TaskBackend['memory'];
  /** Makes it the backend of calls that name none. */
  readonly makeDefault?: boolean;
  /** What it costs to run tasks there. With it, calls with `backend: 'auto'` may choose this backend; without, they do not. */
  readonly cost?: BackendCost;
}

/**
 * Adds a backend that calls can name.
 *
 * @param name - The name for `backend`; an existing backend of that name is replaced.
 * @param open - Makes the backend when it is first used; may import what it needs.
 * @throws InvalidOptionError `ERR_INVALID_OPTION`
 */
export function registerBackend(name: string, open: TaskBackendFactory, options: RegisterOptions = {}): void {
  if (typeof open !== 'function') throw new InvalidOptionError(`registerBackend takes a factory, got ${show(open)}`);
  if (name === AUTO) throw new InvalidOptionError(`the name '${AUTO}' stands for the quickest backend; choose another`);
  const { cost } = options;
  if (cost !== undefined && !isCost(cost)) {
    throw new InvalidOptionError(`cost must have ${costFields.join(', ')}, all of them numbers, got ${show(cost)}`);
  }
  addBackend({ name, memory: options.memory ?? 'copied', open, ...(cost === undefined ? {} : { cost }) });
  if (options.makeDefault === true) setParallelConfig({ backend: name });
}
