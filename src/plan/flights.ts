import type { Batch } from '../core/task.ts';
import type { Window } from './windows.ts';

/** A batch on its way. */
export interface Flight {
  readonly batch: Batch;
  readonly window: Pick<Window, 'values' | 'fn'>;
  /** The first of its tasks in input order. */
  readonly lowest: number;
  /** Estimated bytes of its arguments. */
  readonly bytes: number;
  /** Tasks without an outcome. */
  left: number;
  /** One of its tasks did not end by itself: who knows what still touches its arguments. */
  failed: boolean;
}

/** The batches of a call that are on their way, and what they add up to. */
export class Flights {
  readonly #flights = new Map<number, Flight>();
  tasks = 0;
  bytes = 0;
  /** All that ever flew, for the mean size of a task. */
  #allTasks = 0;
  #allBytes = 0;

  /** Batches on their way. */
  get size(): number {
    return this.#flights.size;
  }

  get(batch: Batch): Flight | undefined {
    return this.#flights.get(batch.id);
  }

  add(batch: Batch, window: Flight['window'], bytes: number): void {
    const lowest = batch.indices === undefined ? batch.first : batch.indices.reduce((a, b) => Math.min(a, b));
    this.#flights.set(batch.id, { batch, window, lowest, bytes, left: batch.count, failed: false });
    this.tasks += batch.count;
    this.bytes += bytes;
    this.#allTasks += batch.count;
    this.#allBytes += bytes;
  }

  /** How many more tasks of the usual size fit when at most `most` bytes may be on their way. One, before any is known. */
  room(most: number): number {
    return this.#allTasks === 0 ? 1 : Math.floor((most - this.bytes) / (this.#allBytes / this.#allTasks));
  }

  /** Tasks of a batch have their outcome. */
  landed(flight: Flight, count: number): void {
    flight.left -= count;
    this.tasks -= count;
  }

  /** A batch is over. */
  remove(batch: Batch): Flight | undefined {
    const flight = this.#flights.get(batch.id);
    if (flight === undefined) return undefined;
    this.#flights.delete(batch.id);
    this.tasks -= flight.left;
    this.bytes -= flight.bytes;
    return flight;
  }

  /** Whether a task that comes before this one in the input may be on its way. */
  hasBefore(index: number): boolean {
    for (const flight of this.#flights.values()) if (flight.left > 0 && flight.lowest < index) return true;
    return false;
  }
}
