/** Handles of tasks as arguments of another task: it starts when they are there. */

import { Task } from '../plan/task-handle.ts';

const isHandle = (value: unknown): value is Task => typeof value === 'object' && value instanceof Task;

/** Whether a task has to wait for others. Only the arguments themselves are looked at, not what is in them. */
export function hasHandles(args: readonly unknown[]): boolean {
  for (let i = 0; i < args.length; i++) if (isHandle(args[i])) return true;
  return false;
}

/** The arguments with results in the places of handles. Rejects with the first failure among them. */
export async function withResults(args: readonly unknown[]): Promise<readonly unknown[]> {
  const results = await Promise.all(args.filter(isHandle));
  let next = 0;
  return args.map((arg) => (isHandle(arg) ? results[next++] : arg));
}

/** Whether one of them was cancelled: then the task that waits for it is cancelled too, and has not failed. */
export const hasCancelled = (args: readonly unknown[]): boolean =>
  args.some((arg) => isHandle(arg) && arg.status === 'cancelled');
