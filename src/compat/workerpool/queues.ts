import { InvalidOptionError } from '../../core/errors.ts';
import type { TaskQueue, WorkerPoolOptions } from './options.ts';

/** Last in, first out. */
class LastInFirstOut<T> {
  readonly #tasks: T[] = [];

  push(task: T): void {
    this.#tasks.push(task);
  }

  pop(): T | undefined {
    return this.#tasks.pop();
  }

  size(): number {
    return this.#tasks.length;
  }

  contains(task: T): boolean {
    return this.#tasks.includes(task);
  }

  clear(): void {
    this.#tasks.length = 0;
  }
}

const methods = ['push', 'pop', 'size', 'contains', 'clear'] as const;

/** The queue of a strategy; undefined for the order that the engine keeps anyway. @throws InvalidOptionError */
export function queueOf(strategy: WorkerPoolOptions['queueStrategy'] = 'fifo'): TaskQueue | undefined {
  if (strategy === 'fifo') return undefined;
  if (strategy === 'lifo') return new LastInFirstOut() as TaskQueue;
  if (typeof strategy === 'string') throw new InvalidOptionError(`Unknown queue strategy: ${String(strategy)}`);
  for (const method of methods) {
    if (typeof strategy[method] !== 'function')
      throw new InvalidOptionError(`Queue strategy must implement method: ${method}`);
  }
  return strategy as TaskQueue;
}
