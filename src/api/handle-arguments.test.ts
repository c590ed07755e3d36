import { expect, it } from 'vitest';
import { Task } from '../plan/task-handle.ts';
import { withResults } from './handle-arguments.ts';

const failure = new RangeError('real');
const isCancelled = { name: 'CancelledError' };

/** A task that waits for two others, the first of which it also has twice. */
function dependent() {
  const [bad, other] = [new Task(0, []), new Task(1, [])];
  const task = new Task(2, [bad, 'plain', other, bad]);
  return { bad, other, task, ready: withResults(task, task.arguments) };
}

it('results take the places of the handles', async () => {
  const { bad, other, ready } = dependent();
  other.succeed(2);
  bad.succeed(1);
  expect(await ready).toEqual([1, 'plain', 2, 1]);
});

it('the first that is over otherwise decides: a failure, though another one is cancelled before it is heard', async () => {
  const { bad, other, task, ready } = dependent();
  bad.fail(failure);
  other.cancel();
  expect(await ready).toBeUndefined();
  expect(task.status).toBe('failed');
  await expect(task).rejects.toBe(failure);
});

it('the first that is over otherwise decides: a cancelled one, and the failure is left to its own handle', async () => {
  const { bad, other, task, ready } = dependent();
  other.cancel();
  const heard = expect(bad).rejects.toBe(failure);
  bad.fail(failure);
  expect(await ready).toBeUndefined();
  expect(task.status).toBe('cancelled');
  await expect(task).rejects.toMatchObject(isCancelled);
  await heard;
});

it('so do handles that are over already, in their order', async () => {
  const [bad, other] = [new Task(0, []), new Task(1, [])];
  other.cancel();
  bad.fail(failure);
  const task = new Task(2, [bad, other]);
  expect(await withResults(task, task.arguments)).toBeUndefined();
  await expect(task).rejects.toBe(failure);
});

it('as many tasks as you like wait for one handle', async () => {
  const handle = new Task(0, []);
  const ready = Array.from({ length: 20_000 }, (_, i) => withResults(new Task(i, [handle]), [handle]));
  handle.succeed('there');
  expect(new Set((await Promise.all(ready)).flat())).toEqual(new Set(['there']));
});
