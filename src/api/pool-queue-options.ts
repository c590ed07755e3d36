/** How tasks wait in a pool. */

import { InvalidOptionError } from '../core/errors.ts';
import type { TaskExtras, TaskQueue } from '../plan/task-queue.ts';
import { show } from './check-options.ts';

/** Options of a pool's queue. */
export interface PoolQueueOptions {
  /**
   * Tasks that may wait while all workers are busy; one more is refused with `ERR_QUEUE_FULL`. `'auto'`: the square of
   * `maxWorkers`. Default: no limit.
   */
  readonly maxQueue?: number | 'auto';
  /** A queue of your own, which decides what goes next. Default: by priority, then first in, first out. */
  readonly taskQueue?: TaskQueue;
}

const isFunction = (value: unknown): boolean => typeof value === 'function';

const isQueue = (value: unknown): boolean => {
  if (typeof value !== 'object' || value === null) return false;
  const queue = value as { readonly [name in keyof TaskQueue]?: unknown };
  return (
    isFunction(queue.push) && isFunction(queue.shift) && isFunction(queue.remove) && typeof queue.size === 'number'
  );
};

const isLimit = (value: unknown): boolean =>
  value === 'auto' || value === Infinity || (Number.isInteger(value) && (value as number) >= 0);

/** Names of these options. */
export const queueOptionNames: readonly (keyof PoolQueueOptions)[] = ['maxQueue', 'taskQueue'];

/** @throws InvalidOptionError `ERR_INVALID_OPTION` naming the option. */
export function checkQueueOptions({ maxQueue, taskQueue }: PoolQueueOptions): void {
  if (maxQueue !== undefined && !isLimit(maxQueue)) {
    throw new InvalidOptionError(
      `maxQueue must be an integer of at least 0, Infinity or 'auto', got ${show(maxQueue)}`,
    );
  }
  if (taskQueue !== undefined && !isQueue(taskQueue)) {
    throw new InvalidOptionError(
      `taskQueue must be an object with size, push(task), shift() and remove(task), got ${show(taskQueue)}`,
    );
  }
}

/**
 * What a task wants of the queue; undefined when it wants nothing.
 *
 * @throws InvalidOptionError `ERR_INVALID_OPTION` naming the option.
 */
export function checkExtras({ priority, key }: TaskExtras): TaskExtras | undefined {
  if (priority === undefined && key === undefined) return undefined;
  if (priority !== undefined && !Number.isFinite(priority)) {
    throw new InvalidOptionError(`priority must be a finite number, higher ones first, got ${show(priority)}`);
  }
  if (key !== undefined && typeof key !== 'string' && !Number.isFinite(key)) {
    throw new InvalidOptionError(`key must be a string or a finite number, got ${show(key)}`);
  }
  return { ...(priority !== undefined && { priority }), ...(key !== undefined && { key }) };
}
