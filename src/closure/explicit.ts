/** Explicit ways for functions and values to travel, for where capturing is not wanted or not possible. */

import { InvalidOptionError } from '../core/errors.ts';
import { toWorker } from '../core/to-worker.ts';
import { importFrom } from './import-from.ts';
import type { AnyFunction } from './nodes.ts';
import { perWorkerHandle, type PerWorker } from './per-worker.ts';
import { setContext } from './named-context.ts';
import { taskExport } from './task-export.ts';

export { toWorker };
export type { PerWorker };

/** A function named by the module that exports it. */
export interface ModuleTask {
  readonly url: string;
  readonly name: string;
}

const moduleTasks = new WeakMap<AnyFunction, ModuleTask>();

/** What `task()` made this function of. */
export const moduleTaskOf = (fn: AnyFunction): ModuleTask | undefined => moduleTasks.get(fn);

/**
 * Names a function by its module and export. Workers import the module; nothing is captured, so it works without the
 * inspector and starts fastest.
 *
 * @typeParam F - Type of the export, such as `typeof work`.
 * @param url - URL of the module: `new URL('./work.js', import.meta.url)`, or `import.meta.url` itself.
 * @param name - Name of the export (`default` for the default one).
 * @returns A function to pass wherever a task function goes. Called directly, it imports the module here and calls the export.
 * @throws InvalidOptionError when the URL is not absolute or the name is empty.
 * @example
 * ```ts
 * const basename = task<(path: string) => string>('node:path', 'basename');
 * console.log(await Parallel(2).map(basename, ['/a/one.txt', '/b/two.txt'])); // [ 'one.txt', 'two.txt' ]
 * ```
 */
export function task<F extends AnyFunction = (...args: unknown[]) => unknown>(
  url: string | URL,
  name: string,
): (...args: Parameters<F>) => Promise<Awaited<ReturnType<F>>> {
  const href = String(url);
  if (!URL.canParse(href))
    throw new InvalidOptionError(
      `task(url, name): the URL must be absolute, such as new URL('./work.js', import.meta.url), got "${href}"`,
    );
  if (typeof name !== 'string' || name === '')
    throw new InvalidOptionError(`task(url, name): the name of an export is missing, got ${String(name)}`);
  const call = async (...args: Parameters<F>): Promise<Awaited<ReturnType<F>>> => {
    const namespace = await importFrom({ specifier: href, parent: href });
    const exported = (await taskExport(namespace, { url: href, name })) as AnyFunction as F;
    return (await exported(...args)) as Awaited<ReturnType<F>>;
  };
  Object.defineProperty(call, 'name', { value: name, configurable: true });
  moduleTasks.set(call as AnyFunction, { url: href, name });
  return call;
}

/**
 * Names what a function captured, so that nothing has to be found out about it.
 *
 * @param fn - The function.
 * @param context - Its captured variables, by name.
 * @returns A function that does the same here, and that travels with exactly these values.
 * @throws InvalidOptionError when `fn` is no function or `context` no object.
 * @example
 * ```ts
 * const factor = 10;
 * const scale = withContext((n: number) => n * factor, { factor });
 * console.log(await Parallel(2).map(scale, [1, 2])); // [ 10, 20 ]
 * ```
 */
export function withContext<F extends AnyFunction>(fn: F, context: Readonly<Record<string, unknown>>): F {
  if (typeof fn !== 'function')
    throw new InvalidOptionError(`withContext(fn, context): fn must be a function, got ${typeof fn}`);
  if (typeof context !== 'object' || context === null)
    throw new InvalidOptionError('withContext(fn, context): context must be an object of captured variables');
  const wrapper = function (this: unknown, ...args: never[]): unknown {
    return Reflect.apply(fn, this, args);
  };
  Object.defineProperty(wrapper, 'name', { value: fn.name, configurable: true });
  setContext(wrapper as AnyFunction, { fn, context });
  return wrapper as unknown as F;
}

/**
 * A value that cannot travel (a client, a compiled schema, a cache) and that each worker makes for itself: the handle travels,
 * with the factory.
 *
 * @param factory - Makes the value; captured like any task function. It runs at most once in each worker, and here only
 *   when the value is used here.
 * @returns A handle: `handle()` or `handle.value`.
 * @throws InvalidOptionError when `factory` is no function.
 * @example
 * ```ts
 * const formatter = perWorker(() => new Intl.NumberFormat('en', { minimumFractionDigits: 2 }));
 * console.log(await Parallel(2).map((n: number) => formatter().format(n), [1, 2.5])); // [ '1.00', '2.50' ]
 * ```
 */
export function perWorker<T>(factory: () => T): PerWorker<T> {
  if (typeof factory !== 'function')
    throw new InvalidOptionError(`perWorker(factory): factory must be a function, got ${typeof factory}`);
  return perWorkerHandle(process.getBuiltinModule('node:crypto').randomUUID(), factory);
}
