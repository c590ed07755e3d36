/** Finds the function that a task names in a module: an export, or what CommonJS and compilers make of one. */

import { TaskModuleError } from '../core/errors.ts';

type Namespace = Readonly<Record<string, unknown>>;
type TaskFunction = (...args: unknown[]) => unknown;

/** The module and the export that a task names. */
export interface TaskName {
  readonly url: string;
  readonly name: string;
}

const isPending = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';

const isUsable = (value: unknown): boolean => typeof value === 'function' || isPending(value);

/**
 * The export itself; else a property of the default one: `module.exports = add; add.twice = ...` and
 * `export default { add }` have no export "twice" or "add", and code compiled from ES modules keeps its default one level down.
 */
function find(namespace: Namespace, name: string): unknown {
  const direct = namespace[name];
  if (isUsable(direct)) return direct;
  const home = namespace['default'];
  if ((typeof home !== 'object' && typeof home !== 'function') || home === null) return direct;
  const inner = (home as Namespace)[name];
  return isUsable(inner) ? inner : direct;
}

function complain({ url, name }: TaskName, namespace: Namespace, found: unknown): never {
  if (found === undefined) {
    const names = Object.keys(namespace).join(', ') || 'none';
    throw new TaskModuleError(`"${url}" has no export "${name}"; it has ${names}`);
  }
  throw new TaskModuleError(
    `export "${name}" of ${url} is no function, and no promise of one, but ${found === null ? 'null' : typeof found}`,
  );
}

/**
 * The function that a task names. A module may export a promise of it, for what it has to set up first.
 *
 * @throws TaskModuleError when there is none of that name, or it is no function.
 */
export function taskExport(namespace: Namespace, task: TaskName): TaskFunction | Promise<TaskFunction> {
  const found = find(namespace, task.name);
  if (typeof found === 'function') return found as TaskFunction;
  if (!isPending(found)) return complain(task, namespace, found);
  return Promise.resolve(found).then((made) =>
    typeof made === 'function' ? (made as TaskFunction) : complain(task, namespace, made ?? null),
  );
}
