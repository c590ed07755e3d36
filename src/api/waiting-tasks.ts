/** Tasks of a pool that came before their workers were opened. */

import { CANCELLED, type Task, waitingTrip } from '../plan/task-handle.ts';
import type { Submission } from './lane-call.ts';
import type { Resolved } from './resolve.ts';

/** A task that cannot go into a lane yet. */
export interface Waiting {
  readonly task: Task;
  readonly submission: Submission;
}

/** Such tasks by their backend. */
export class WaitingTasks {
  readonly #tasks = new Map<Resolved['backend'], Waiting[]>();

  /** How many there are. */
  get size(): number {
    let size = 0;
    for (const { length } of this.#tasks.values()) size += length;
    return size;
  }

  /** @returns Whether it is the first one for its backend. */
  add(entry: Waiting): boolean {
    const { backend } = entry.submission.resolved;
    const others = this.#tasks.get(backend);
    entry.task.trip = others?.[0]?.task.trip ?? waitingTrip();
    if (others === undefined) this.#tasks.set(backend, [entry]);
    else others.push(entry);
    return others === undefined;
  }

  /** Whether tasks wait for this backend. */
  has(backend: Resolved['backend']): boolean {
    return this.#tasks.has(backend);
  }

  /** Those of a backend wait no more. */
  take(backend: Resolved['backend']): readonly Waiting[] {
    const waiting = this.#tasks.get(backend) ?? [];
    this.#tasks.delete(backend);
    return waiting;
  }

  /** Settles all with this error. */
  cancel(reason: unknown): void {
    for (const backend of this.#tasks.keys()) {
      for (const { task } of this.take(backend)) task.fail(reason, CANCELLED);
    }
  }
}
