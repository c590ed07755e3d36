import { task } from '../closure/explicit.ts';
import type { TaskHandle } from '../plan/task-handle.ts';
import { InvalidOptionError } from '../core/errors.ts';
import { show } from './check-options.ts';
import { moduleUrl } from './module-url.ts';
import type { PoolEngine } from './pool-engine.ts';
import type { AnyFunction } from './call-request.ts';
import type { Arguments } from './types.ts';

/** The functions that a module exports, run by a pool: each call is a task. */
export type PoolProxy<M> = {
  readonly [K in keyof M as M[K] extends (...args: never[]) => unknown ? K : never]: M[K] extends (
    ...args: infer A extends readonly unknown[]
  ) => infer R
    ? (...args: Arguments<A>) => TaskHandle<Awaited<R>>
    : never;
};

/**
 * A proxy of a module. Nothing of the module is loaded here: a name that it does not export fails when it is called.
 *
 * @throws InvalidOptionError `ERR_INVALID_OPTION` when the module is not named by a URL or an absolute path.
 */
export function openProxy(engine: PoolEngine, filename: string | URL | undefined): object {
  if (filename === undefined) {
    throw new InvalidOptionError(
      "proxy(url) needs the URL of a module, such as new URL('./work.js', import.meta.url), or a pool with a filename",
    );
  }
  const url = moduleUrl(filename, 'proxy(url): the URL');
  const calls = new Map<string, AnyFunction>();
  const callOf = (name: string): AnyFunction => {
    let call = calls.get(name);
    if (call === undefined) {
      const fn = task(url, name) as AnyFunction;
      call = ((...args: unknown[]) => engine.submit(fn, args)) as AnyFunction;
      calls.set(name, call);
    }
    return call;
  };
  return new Proxy(Object.freeze(Object.create(null) as object), {
    // A proxy that is returned by an async function must not be taken for a promise.
    get: (_, name) => (typeof name === 'string' && name !== 'then' ? callOf(name) : undefined),
    set: (_, name) => {
      throw new InvalidOptionError(`the proxy of a module cannot be changed, but ${show(String(name))} was assigned`);
    },
  });
}
