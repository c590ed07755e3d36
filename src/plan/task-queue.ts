/** Queues of tasks that wait for a worker. */

import { QUEUED, type Task, type TaskHandle } from './task-handle.ts';

/** What a task may have besides a function and arguments. Rare, so that a hundred thousand tasks do not pay for it. */
export interface TaskExtras {
  /** Higher ones first; default 0. */
  readonly priority?: number;
  /** Tasks with one key run on one worker. */
  readonly key?: string | number;
}

/** What the library itself may set besides. */
export interface Placement extends TaskExtras {
  /** Number of the only worker that may run it; lost with that worker. */
  readonly worker?: number;
  /** Nothing is to run beside it on its worker. */
  readonly alone?: boolean;
}

/** A task in a queue of the user's own. */
export interface QueuedTask {
  /** Its handle. */
  readonly task: TaskHandle;
  /** Its argument; an array of all, when it is not one. */
  readonly payload: unknown;
  /** 0 unless it was given one. */
  readonly priority: number;
  /** The key that binds it to a worker. */
  readonly key: string | number | undefined;
}

/** A queue of the user's own: it decides which task goes next. What it throws is the failure of the task that is added. */
export interface TaskQueue {
  /** How many tasks it has. */
  readonly size: number;
  /** Adds a task. */
  push(task: QueuedTask): void;
  /** Takes the next one out; nothing when it is empty. */
  shift(): QueuedTask | null | undefined;
  /** Takes out one that was cancelled. */
  remove(task: QueuedTask): void;
}

/** What a pool keeps its waiting tasks in. */
export interface Line {
  /** Tasks in it; some may be cancelled. */
  readonly size: number;
  push(task: Task, extras: TaskExtras | undefined): void;
  /** The one that goes next. */
  peek(): Task | undefined;
  /** Takes out the one that was seen by `peek`. */
  take(): void;
  /** A task in it was cancelled. @returns Whether it is out; if not, it is passed over when its turn comes. */
  drop(task: Task): boolean;
  /** Tasks that it was given and has lost. */
  lost(): readonly Task[];
  /** Empties it. */
  takeAll(): Task[];
}

/** Tasks in a chunk of a ring: chunks are as large as they pay for themselves, and a queue of any length costs the same per task. */
const CHUNK = 2048;

interface Chunk {
  readonly items: (Task | undefined)[];
  next: Chunk | undefined;
}

const emptyChunk = (): Chunk => ({ items: new Array<Task | undefined>(CHUNK).fill(undefined), next: undefined });

/** First in, first out: a chain of chunks, of which one is used again and again while the queue is short. */
export class RingQueue {
  #first = emptyChunk();
  #last = this.#first;
  /** Where the next one is taken from in the first chunk, and put to in the last. */
  #head = 0;
  #tail = 0;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  push(task: Task): void {
    if (this.#tail === CHUNK) {
      this.#last = this.#last.next = emptyChunk();
      this.#tail = 0;
    }
    this.#last.items[this.#tail++] = task;
    this.#size++;
  }

  peek(): Task | undefined {
    return this.#size === 0 ? undefined : this.#first.items[this.#head];
  }

  shift(): Task | undefined {
    if (this.#size === 0) return undefined;
    const task = this.#first.items[this.#head];
    this.#first.items[this.#head++] = undefined;
    if (--this.#size === 0) this.#head = this.#tail = 0;
    else if (this.#head === CHUNK) {
      this.#first = this.#first.next as Chunk;
      this.#head = 0;
    }
    return task;
  }
}

interface Ranked {
  readonly task: Task;
  readonly priority: number;
  readonly order: number;
}

const isBefore = (a: Ranked, b: Ranked): boolean =>
  a.priority > b.priority || (a.priority === b.priority && a.order < b.order);

/** Higher priorities first, equal ones in the order in which they came: a binary heap. */
export class PriorityQueue {
  readonly #heap: Ranked[] = [];
  #order = 0;

  get size(): number {
    return this.#heap.length;
  }

  /** The priority of the next task. */
  get top(): number | undefined {
    return this.#heap[0]?.priority;
  }

  push(task: Task, priority: number): void {
    const heap = this.#heap;
    const entry = { task, priority, order: this.#order++ };
    let at = heap.push(entry) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!isBefore(entry, heap[parent] as Ranked)) break;
      heap[at] = heap[parent] as Ranked;
      at = parent;
    }
    heap[at] = entry;
  }

  peek(): Task | undefined {
    return this.#heap[0]?.task;
  }

  shift(): Task | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined) return undefined;
    if (heap.length > 0) this.#sink(last);
    return first.task;
  }

  #sink(entry: Ranked): void {
    const heap = this.#heap;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1] as Ranked, heap[child] as Ranked)) child++;
      if (!isBefore(heap[child] as Ranked, entry)) break;
      heap[at] = heap[child] as Ranked;
      at = child;
    }
    heap[at] = entry;
  }
}

/** The queue that a pool has by itself: a ring for tasks without a priority, a heap for the others. */
export class DefaultLine implements Line {
  readonly #plain = new RingQueue();
  readonly #ranked = new PriorityQueue();

  get size(): number {
    return this.#plain.size + this.#ranked.size;
  }

  /** The priority of the task that goes next. */
  get top(): number | undefined {
    const { top } = this.#ranked;
    return this.#plain.size === 0 ? top : Math.max(0, top ?? 0);
  }

  push(task: Task, extras: TaskExtras | undefined): void {
    const priority = extras?.priority ?? 0;
    if (priority === 0) this.#plain.push(task);
    else this.#ranked.push(task, priority);
  }

  peek(): Task | undefined {
    return this.#next().peek();
  }

  take(): void {
    void this.#next().shift();
  }

  /** It is passed over when its turn comes: to look for it now would cost time for each task that waits. */
  drop(): boolean {
    return false;
  }

  lost(): readonly Task[] {
    return [];
  }

  takeAll(): Task[] {
    const all: Task[] = [];
    for (let task = this.peek(); task !== undefined; task = this.peek()) {
      all.push(task);
      this.take();
    }
    return all;
  }

  #next(): RingQueue | PriorityQueue {
    const { top } = this.#ranked;
    if (top === undefined) return this.#plain;
    return top > 0 || this.#plain.size === 0 ? this.#ranked : this.#plain;
  }
}

/** A queue of the user's own. What it forgets is not lost: what it was given and never gave back is still known here. */
export class CustomLine implements Line {
  readonly #queue: TaskQueue;
  readonly #entries = new Map<TaskHandle, QueuedTask>();
  #next: Task | undefined;

  constructor(queue: TaskQueue) {
    this.#queue = queue;
  }

  get size(): number {
    return this.#entries.size;
  }

  push(task: Task, { priority = 0, key }: TaskExtras = {}): void {
    const entry = { task, payload: task.value, priority, key };
    this.#queue.push(entry);
    this.#entries.set(task, entry);
  }

  peek(): Task | undefined {
    while (this.#next === undefined) {
      const entry = this.#queue.shift();
      if (entry === undefined || entry === null) return undefined;
      // Given twice, or never added here.
      if (!this.#entries.has(entry.task)) continue;
      if ((entry.task as Task).state === QUEUED) this.#next = entry.task as Task;
      else this.#entries.delete(entry.task);
    }
    return this.#next;
  }

  take(): void {
    if (this.#next !== undefined) this.#entries.delete(this.#next);
    this.#next = undefined;
  }

  drop(task: Task): boolean {
    const entry = this.#entries.get(task);
    this.#entries.delete(task);
    if (this.#next === task) this.#next = undefined;
    else if (entry !== undefined) this.#queue.remove(entry);
    return true;
  }

  /** A bounded queue may throw tasks away; they would never be over. */
  lost(): readonly Task[] {
    if (this.#queue.size > 0 || this.#next !== undefined || this.#entries.size === 0) return [];
    return this.takeAll();
  }

  takeAll(): Task[] {
    const all = [...this.#entries.keys()] as Task[];
    for (let task = this.peek(); task !== undefined; task = this.peek()) this.take();
    this.#entries.clear();
    return all;
  }
}
