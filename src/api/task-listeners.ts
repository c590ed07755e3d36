import { AsyncResource } from 'node:async_hooks';
import type { TaskEvent } from '../core/task.ts';
import type { Task } from '../plan/task-handle.ts';
import type { CallSettings } from './options.ts';

type Listeners = Pick<CallSettings, 'onReport' | 'onOutput'>;

/** The same settings, whose listeners run in the asynchronous context of the caller, whenever they are called. */
export function inContext<S extends Listeners>(settings: S): S {
  const { onReport, onOutput } = settings;
  if (onReport === undefined && onOutput === undefined) return settings;
  return {
    ...settings,
    ...(onReport && { onReport: AsyncResource.bind(onReport) }),
    ...(onOutput && { onOutput: AsyncResource.bind(onOutput) }),
  };
}

/** Who listens to what single tasks report and write. What a listener throws is the failure of the task. */
export class TaskListeners {
  readonly #byIndex = new Map<number, { readonly task: Task; readonly tell: (event: TaskEvent) => boolean }>();

  /** Listens until the task is over. Costs nothing where nobody wants to know. */
  add(task: Task, { onReport, onOutput }: Listeners): void {
    if (onReport === undefined && onOutput === undefined) return;
    const tell = (event: TaskEvent): boolean => {
      const { index } = task;
      if (event.kind === 'report') onReport?.({ index, data: event.data });
      else onOutput?.({ stream: event.stream, text: event.text, workerId: event.workerId, index });
      return event.kind === 'report' || onOutput !== undefined;
    };
    this.#byIndex.set(task.index, { task, tell });
    const { onOver } = task;
    task.onOver = () => {
      this.#byIndex.delete(task.index);
      onOver?.();
    };
  }

  /** Takes what tasks say. @returns Whether somebody listened. */
  readonly listener = (event: TaskEvent): boolean => {
    const found = event.index === undefined ? undefined : this.#byIndex.get(event.index);
    if (found === undefined) return false;
    try {
      return found.tell(event);
    } catch (error) {
      found.task.cancel(error);
      return true;
    }
  };
}
