import { DONE, FLYING, QUEUED, type Task, waitingTrip } from '../plan/task-handle.ts';
import type { AnyFunction, CallPlace } from './call-request.ts';
import { startCall } from './calls-part.ts';
import { collected } from './collected.ts';
import type { Resolved } from './resolve.ts';

/**
 * Runs a task as a call of its own: when its function captures values, which are read at every call, and when it may be
 * tried again.
 *
 * @returns Settles when nothing of it runs any more.
 */
export function runSingle(task: Task, fn: AnyFunction, place: CallPlace): Promise<unknown> {
  task.trip = waitingTrip();
  const args = task.arguments;
  const watched = { ...place, resolved: watch(task, place.resolved) };
  const starting = startCall(watched, { fn, items: [args], spread: true });
  const cancel = (reason: unknown) =>
    void starting.then((running) => running.call.cancel(reason)).catch(() => undefined);
  task.owner = { dropped: (_, reason) => cancel(reason) };
  const over = starting.then(async (running) => {
    await running.over;
    return (collected(running.sink) as readonly unknown[])[0];
  });
  return over.then(
    (value) => task.succeed(value),
    (error: unknown) => task.fail(error),
  );
}

/** The same options, with the handle told how far the task is. */
function watch(task: Task, resolved: Resolved): Resolved {
  const { onTaskStart, onTaskDone } = resolved.options;
  return {
    ...resolved,
    options: {
      ...resolved.options,
      returnAs: 'list',
      onError: 'abort',
      onTaskStart: (start) => {
        if (task.state === QUEUED) task.state = FLYING;
        const { queuedAt = performance.now(), sentAt = performance.now() } = task.trip ?? {};
        task.trip = { queuedAt, sentAt, attempt: start.attempt };
        onTaskStart?.(start);
      },
      onTaskDone: (done) => {
        const { trip } = task;
        if (trip !== undefined && task.state < DONE) {
          trip.workerId = done.workerId;
          trip.runMs = performance.now() - (trip.sentAt ?? trip.queuedAt);
        }
        onTaskDone?.(done);
      },
    },
  };
}
