import { inspect } from 'node:util';
import { InvalidOptionError } from '../core/errors.ts';
import { Pool } from './pool.ts';
import { show } from './check-options.ts';
import type { PoolOptions } from './pool-options.ts';

interface Shared {
  readonly pool: Pool;
  readonly options: PoolOptions | undefined;
}

const pools = new Map<string, Shared>();

/** Options as text, to tell whether two are the same. */
const textOf = (options: PoolOptions): string =>
  inspect(Object.fromEntries(Object.entries(options).toSorted(([a], [b]) => (a < b ? -1 : 1))), { depth: 5 });

const functionsOf = (options: PoolOptions): readonly unknown[] =>
  Object.values(options).filter((value) => typeof value === 'function');

function isSame(options: PoolOptions, known: PoolOptions): boolean {
  const others = functionsOf(known);
  return textOf(options) === textOf(known) && functionsOf(options).every((fn, i) => fn === others[i]);
}

/**
 * A pool that all parts of a program share: the first one who asks makes it. It need not be closed, because an idle pool never
 * keeps the process alive; one that was closed is replaced by a new one for who asks next.
 *
 * @param key - Which of them, when one is not enough.
 * @param options - What it is made with. Those who come later leave them out, or give the same.
 * @throws InvalidOptionError `ERR_INVALID_OPTION` when the pool is there already and was made with other options, and for a key that is no text.
 * @example
 * ```ts
 * const sums = await getSharedPool().map((x: number) => x + 1, [1, 2]);
 * console.log(sums, getSharedPool() === getSharedPool('default')); // [ 2, 3 ] true
 * ```
 */
export function getSharedPool(key = 'default', options?: PoolOptions): Pool {
  if (typeof key !== 'string') {
    throw new InvalidOptionError(
      `getSharedPool takes a name before the options, as in getSharedPool('images', { maxWorkers: 2 }); got ${show(key)}`,
    );
  }
  const found = pools.get(key);
  if (found !== undefined && found.pool.isOpen) {
    if (options !== undefined && !isSame(options, found.options ?? {})) {
      throw new InvalidOptionError(
        `the shared pool "${key}" is there already, with other options; leave out the options, or use another key`,
      );
    }
    return found.pool;
  }
  const pool = new Pool(options);
  pools.set(key, { pool, options });
  return pool;
}
