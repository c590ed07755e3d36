import { AsyncLocalStorage } from 'node:async_hooks';
import { checkOptions, optionNames, withoutUndefined } from './check-options.ts';
import type { ParallelDefaults } from './options.ts';

/** Options that change the type of a result, or belong to one call: a context must not set them from afar. */
const NOT_IN_A_CONTEXT = ['returnAs', 'onError', 'dtype', 'signal'];
const contextNames = optionNames.filter((name) => !NOT_IN_A_CONTEXT.includes(name));

const none: ParallelDefaults = {};
const storage = new AsyncLocalStorage<ParallelDefaults>();
/** Defaults for the whole program, the later ones first in rank. */
const layers: ParallelDefaults[] = [];
/** Contexts over the defaults of the whole program. */
let merged = new WeakMap<ParallelDefaults, ParallelDefaults>();

/**
 * Sets defaults for all calls that `body` makes, directly or not. An option given to a call or to `Parallel` wins; an
 * inner context wins over an outer one.
 *
 * @param options - Everything `Parallel` takes, except what changes the type of results (`returnAs`, `onError`, `dtype`).
 * @returns What `body` returns.
 * @throws InvalidOptionError `ERR_INVALID_OPTION`
 * @example
 * ```ts
 * const lengths = await parallelConfig({ backend: 'processes', nJobs: 2 }, async () => {
 *   return Parallel().map((word: string) => word.length, ['one', 'three']);
 * });
 * console.log(lengths); // [ 3, 5 ]
 * ```
 */
export function parallelConfig<T>(options: ParallelDefaults, body: () => T): T {
  checkOptions('parallelConfig', options, contextNames);
  return storage.run({ ...storage.getStore(), ...withoutUndefined(options) }, body);
}

/**
 * Sets defaults for the whole program, until the returned object is disposed.
 *
 * @example
 * ```ts
 * using config = setParallelConfig({ nJobs: 2 });
 * console.log(effectiveNJobs()); // 2
 * ```
 */
export function setParallelConfig(options: ParallelDefaults): Disposable {
  checkOptions('setParallelConfig', options, contextNames);
  const layer = withoutUndefined(options);
  layers.push(layer);
  merged = new WeakMap();
  return {
    [Symbol.dispose]: () => {
      const at = layers.indexOf(layer);
      if (at >= 0) layers.splice(at, 1);
      merged = new WeakMap();
    },
  };
}

/** The defaults in force here: the same object for as long as they are the same. */
export function currentConfig(): ParallelDefaults {
  const inContext = storage.getStore() ?? none;
  if (layers.length === 0) return inContext;
  let config = merged.get(inContext);
  if (config === undefined) merged.set(inContext, (config = Object.assign({}, ...layers, inContext)));
  return config as ParallelDefaults;
}
