/** What a call is to the engine. */

import type { TaskParts } from '../../api/pool-engine.ts';
import type { AnyFunction } from '../../closure/nodes.ts';
import { transfer, type Transferable } from '../../memory/transfer.ts';
import { METHOD_PREFIX } from '../../worker/methods.ts';
import { ownTask } from '../worker-file.ts';
import { type Execution, mayUseThis } from './execution.ts';

const tasksOfMethods = new Map<string, AnyFunction>();

/** A method of worker files as a task; to put the name together for each call would cost as much as to look it up. */
function taskOfMethod(method: string): AnyFunction {
  let found = tasksOfMethods.get(method);
  if (found === undefined) tasksOfMethods.set(method, (found = ownTask(METHOD_PREFIX + method)));
  return found;
}

/** A plain call as the method or function itself; one with events or a list of what moves through a task of our own. */
export function partsOf({ method, params, options, route }: Execution): TaskParts {
  if (route === undefined && options?.transfer === undefined) {
    if (typeof method === 'string') return { fn: taskOfMethod(method), args: params ?? [] };
    if (!mayUseThis(method as AnyFunction)) return { fn: method as AnyFunction, args: params ?? [] };
  }
  const list = options?.transfer as readonly Transferable[] | undefined;
  const args = list === undefined ? (params ?? null) : transfer(params ?? null, list);
  const fn = ownTask(typeof method === 'string' ? 'callMethod' : 'callFunction');
  return { fn, args: route === undefined ? [method, args] : [method, args, route] };
}
