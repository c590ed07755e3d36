/**
 * Child processes of a worker thread. Only the event loop that started a child can hear of its end: when the thread is gone, the child
 * stays as a zombie until the program ends. So a thread ends its children, and waits for them, before it goes.
 */

import type { ChildProcess } from 'node:child_process';

interface OwnChildren {
  readonly alive: Set<ChildProcess>;
  /** Gets their number. */
  onCount: (count: number) => void;
  /** Resolves when all have ended; none may be started any more. */
  ending: PromiseWithResolvers<void> | undefined;
}

// Several copies of the library may be loaded in a worker: they share the one list.
const key = Symbol.for('manycore.ownChildren');
const shared = globalThis as { [key]?: OwnChildren };
const own = (): OwnChildren => (shared[key] ??= { alive: new Set(), onCount: () => {}, ending: undefined });

/** Tells `onCount` how many children there are, whenever that changes. */
export function watchChildren(onCount: (count: number) => void): void {
  own().onCount = onCount;
}

/** @throws when this thread is ending its children. */
export function checkMayStart(): void {
  if (own().ending !== undefined) throw new Error('this worker is ending: it can start no child process any more');
}

/** Keeps a child in mind until it has ended. */
export function noteChild(child: ChildProcess): void {
  const children = own();
  if (child.pid === undefined) return; // not started
  children.alive.add(child);
  children.onCount(children.alive.size);
  child.once('exit', () => {
    children.alive.delete(child);
    children.onCount(children.alive.size);
    if (children.alive.size === 0) children.ending?.resolve();
  });
}

/** Kills all children of this thread and resolves when they are gone; undefined when there are none. */
export function endChildren(): Promise<void> | undefined {
  const children = own();
  if (children.alive.size === 0) return undefined;
  children.ending ??= Promise.withResolvers<void>();
  for (const child of children.alive) {
    child.ref(); // it has to be waited for now
    child.kill('SIGKILL');
  }
  return children.ending.promise;
}
