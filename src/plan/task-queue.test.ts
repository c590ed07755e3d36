import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { QUEUED, Task } from './task-handle.ts';
import { CustomLine, DefaultLine, type QueuedTask, RingQueue, type TaskQueue } from './task-queue.ts';

let index = 0;
const makeTask = (): Task => new Task(index++, [0]);

/** A queue such as a user would write. */
class ListQueue implements TaskQueue {
  readonly list: QueuedTask[] = [];
  readonly #lifo: boolean;

  constructor(lifo = false) {
    this.#lifo = lifo;
  }

  get size(): number {
    return this.list.length;
  }

  push(task: QueuedTask): void {
    this.list.push(task);
  }

  shift(): QueuedTask | null {
    return (this.#lifo ? this.list.pop() : this.list.shift()) ?? null;
  }

  remove(task: QueuedTask): void {
    this.list.splice(this.list.indexOf(task), 1);
  }
}

/** Takes all out, as the pool does. */
function drain(line: DefaultLine | CustomLine): Task[] {
  const all: Task[] = [];
  for (let task = line.peek(); task !== undefined; task = line.peek()) {
    line.take();
    if (task.state === QUEUED) all.push(task);
  }
  return all;
}

describe('queues of tasks', () => {
  it('a ring of any length is first in, first out', () => {
    const ring = new RingQueue();
    const expected: Task[] = [];
    const actions = fc.array(fc.tuple(fc.nat(5000), fc.nat(5000)), { maxLength: 8 });
    fc.assert(
      fc.property(actions, (steps) => {
        for (const [pushes, shifts] of steps) {
          for (let i = 0; i < pushes; i++) {
            const task = makeTask();
            expected.push(task);
            ring.push(task);
          }
          for (const task of expected.splice(0, shifts)) expect(ring.shift() === task).toBe(true);
          expect(ring.size).toBe(expected.length);
          expect(ring.peek() === expected[0]).toBe(true);
        }
      }),
      { numRuns: 20 },
    );
  });

  it('higher priorities go first, and equal ones in their order', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -3, max: 3 }), { maxLength: 100 }), (priorities) => {
        const line = new DefaultLine();
        const tasks = priorities.map((priority) => ({ task: makeTask(), priority }));
        for (const { task, priority } of tasks) line.push(task, priority === 0 ? undefined : { priority });
        const expected = tasks.toSorted((a, b) => b.priority - a.priority).map(({ task }) => task.index);
        expect(line.size).toBe(tasks.length);
        expect(drain(line).map((task) => task.index)).toEqual(expected);
      }),
    );
  });

  it('a queue of the user decides, and cancelled tasks leave it', async () => {
    const queue = new ListQueue(true);
    const line = new CustomLine(queue);
    const tasks = Array.from({ length: 4 }, makeTask);
    for (const task of tasks) line.push(task, { priority: task.index, key: 'k' });
    expect(queue.list[1]).toMatchObject({ task: tasks[1], payload: 0, priority: tasks[1]?.index, key: 'k' });
    const cancelled = tasks[1] as Task;
    cancelled.cancel();
    await expect(cancelled).rejects.toMatchObject({ code: 'ERR_CANCELLED' });
    expect(line.drop(cancelled)).toBe(true);
    expect([queue.size, line.size]).toEqual([3, 3]);
    expect(drain(line)).toEqual([tasks[3], tasks[2], tasks[0]]);
  });

  it('what a queue of the user throws away is known', () => {
    const queue = new ListQueue();
    const line = new CustomLine(queue);
    const tasks = Array.from({ length: 3 }, makeTask);
    for (const task of tasks) line.push(task, undefined);
    queue.list.splice(0, 2);
    expect(line.lost()).toEqual([]);
    expect(drain(line)).toEqual([tasks[2]]);
    expect(line.lost()).toEqual([tasks[0], tasks[1]]);
    expect(line.lost()).toEqual([]);
  });
});
