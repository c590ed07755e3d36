import type { PoolEngine } from '../api/pool-engine.ts';
import type { Task } from '../plan/task-handle.ts';

/**
 * The tasks that have not begun. Where fewer than `capacity` have, the next ones in order count as begun: they are on their way.
 *
 * @param open - Tasks that are not over, in the order in which they were given.
 */
export function notBegun(engine: PoolEngine, open: Iterable<Task>, capacity: number): Task[] {
  const begun = new Set(engine.openSets().flatMap(({ backend }) => [...(backend.workerSet?.begun() ?? [])]));
  let free = capacity - begun.size;
  return [...open].filter((task) => !begun.has(task.index) && free-- <= 0);
}
