/** The queues that piscina exports, and the shape of a queue of the program's own. */

/** A queue of the program's own. */
export interface TaskQueue<T> {
  readonly size: number;
  shift(): T | null;
  remove(task: T): void;
  push(task: T): void;
  unshift?(task: T): void;
  cancel?(): void;
}

/** Whether an object can be a queue. */
export function isTaskQueue(value: unknown): value is TaskQueue<unknown> {
  if (typeof value !== 'object' || value === null || !('size' in value)) return false;
  const { shift, remove, push } = value as Partial<TaskQueue<unknown>>;
  return typeof shift === 'function' && typeof remove === 'function' && typeof push === 'function';
}

/** First in, first out, in an array. */
export class ArrayTaskQueue<T> implements TaskQueue<T> {
  /** What waits, the next one first. */
  tasks: T[] = [];

  get size(): number {
    return this.tasks.length;
  }

  shift(): T | null {
    return this.tasks.shift() ?? null;
  }

  push(task: T): void {
    this.tasks.push(task);
  }

  unshift(task: T): void {
    this.tasks.unshift(task);
  }

  remove(task: T): void {
    const at = this.tasks.indexOf(task);
    if (at >= 0) this.tasks.splice(at, 1);
  }
}

const FIRST_ROOM = 64;

/** First in, first out, in a ring: as quick with a hundred thousand tasks as with ten. */
export class FixedQueue<T> implements TaskQueue<T> {
  #ring: (T | undefined)[] = new Array<T | undefined>(FIRST_ROOM);
  #head = 0;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  isEmpty(): boolean {
    return this.#size === 0;
  }

  push(task: T): void {
    if (this.#size === this.#ring.length) this.#grow();
    this.#ring[this.#place(this.#size++)] = task;
  }

  unshift(task: T): void {
    if (this.#size === this.#ring.length) this.#grow();
    this.#head = this.#place(this.#ring.length - 1);
    this.#ring[this.#head] = task;
    this.#size++;
  }

  shift(): T | null {
    if (this.#size === 0) return null;
    const task = this.#ring[this.#head] as T;
    this.#ring[this.#head] = undefined;
    this.#head = this.#place(1);
    this.#size--;
    return task;
  }

  remove(task: T): void {
    for (let at = 0; at < this.#size; at++) {
      if (this.#ring[this.#place(at)] === task) return this.#closeGap(at);
    }
  }

  #closeGap(gap: number): void {
    for (let at = gap; at < this.#size - 1; at++) this.#ring[this.#place(at)] = this.#ring[this.#place(at + 1)];
    this.#ring[this.#place(--this.#size)] = undefined;
  }

  /** Where the task is that so many are before. The length of the ring is a power of two. */
  #place(position: number): number {
    return (this.#head + position) & (this.#ring.length - 1);
  }

  #grow(): void {
    const tasks = [...this.#ring.slice(this.#head), ...this.#ring.slice(0, this.#head)];
    this.#ring = [...tasks, ...new Array<T | undefined>(tasks.length)];
    this.#head = 0;
  }
}
