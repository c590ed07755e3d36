/** Handles of tasks as arguments of another task: it starts when they are there. */

import { CANCELLED, DONE, FAILED, Task } from '../plan/task-handle.ts';

const isHandle = (value: unknown): value is Task => typeof value === 'object' && value instanceof Task;

/** Whether a task has to wait for others. Only the arguments themselves are looked at, not what is in them. */
export function hasHandles(args: readonly unknown[]): boolean {
  for (let i = 0; i < args.length; i++) if (isHandle(args[i])) return true;
  return false;
}

/**
 * The arguments with results in the places of handles; undefined when the task has ended instead: the first of them that fails
 * or is cancelled decides how. A task that was cancelled tells nobody of failures, so it does not listen to them: each is that
 * of its own handle.
 */
export async function withResults(task: Task, args: readonly unknown[]): Promise<readonly unknown[] | undefined> {
  const handles = args.filter(isHandle);
  if (!(await allDone(task, handles))) return undefined;
  const results = await Promise.all(handles);
  let next = 0;
  return args.map((arg) => (isHandle(arg) ? results[next++] : arg));
}

/** False when the task has ended as one of the handles did. */
function allDone(task: Task, handles: readonly Task[]): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  let open = handles.length;
  let decided: Task | undefined;
  const over = (handle: Task): void => {
    if (handle.state === DONE) return void (--open === 0 && resolve(true));
    if (task.state === CANCELLED || decided?.state === CANCELLED) return;
    decided ??= handle;
    handle.catch((error: unknown) => {
      task.fail(error, handle.state === CANCELLED ? CANCELLED : FAILED);
      resolve(false);
    });
  };
  for (const handle of handles) whenOver(handle, over);
  return promise;
}

/** Who waits for a handle to be over: `then` would make its failure one that somebody has heard of. */
const waiting = new WeakMap<Task, ((handle: Task) => void)[]>();

function whenOver(handle: Task, tell: (handle: Task) => void): void {
  if (handle.state >= DONE) return tell(handle);
  const known = waiting.get(handle);
  if (known !== undefined) return void known.push(tell);
  const listeners = [tell];
  waiting.set(handle, listeners);
  const { onOver } = handle;
  handle.onOver = () => {
    onOver?.();
    for (const listener of listeners) listener(handle);
  };
}
