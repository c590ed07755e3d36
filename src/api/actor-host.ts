/** What runs in the worker of an actor: its instance is made, called and ended here. */

import { inLibrary } from '../core/library-export.ts';
import { ActorLostError } from '../core/sync-errors.ts';

type Method = (...args: readonly unknown[]) => unknown;

/** The instances of this worker, by the numbers of their actors. */
const instances = new Map<string, object>();

/** Makes the instance. Gives the names of its methods. */
export function makeActor(
  id: string,
  constructor_: new (...args: never[]) => object,
  args: readonly unknown[],
): string[] {
  const instance = new constructor_(...(args as never[]));
  instances.set(id, instance);
  return methodNames(instance);
}

/** Calls a method of the instance. */
export function callActor(id: string, method: string, args: readonly unknown[]): unknown {
  const instance = instances.get(id);
  if (instance === undefined) throw new ActorLostError('this worker has no instance of that actor');
  return ((instance as Record<string, unknown>)[method] as Method).apply(instance, args as unknown[]);
}

/** Disposes of the instance, where it knows how. */
export async function endActor(id: string): Promise<void> {
  const instance = instances.get(id) as Partial<AsyncDisposable & Disposable> | undefined;
  instances.delete(id);
  if (instance?.[Symbol.asyncDispose] !== undefined) await instance[Symbol.asyncDispose]?.();
  else instance?.[Symbol.dispose]?.();
}

/** All methods, inherited ones too, and functions in fields. */
function methodNames(instance: object): string[] {
  const names = new Set<string>();
  for (let from = instance; from !== Object.prototype && from !== null; from = Object.getPrototypeOf(from) as object) {
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(from))) {
      if (typeof value === 'function' && name !== 'constructor') names.add(name);
    }
  }
  return [...names];
}

// Each by a text: a minifier changes their own names.
for (const [name, fn] of Object.entries({ makeActor: makeActor, callActor: callActor, endActor: endActor }))
  inLibrary(fn, { part: 'actors', name });
