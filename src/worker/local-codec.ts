import { taskExport } from '../closure/task-export.ts';
import { NotCloneableError, TaskModuleError } from '../core/errors.ts';
import type { WorkerCodec } from '../core/codec.ts';
import type { Movable, Payload } from '../core/payload.ts';
import type { FunctionRef } from '../core/task.ts';
import { liftMarks } from '../memory/lift-marks.ts';
import type { TaskFunction } from './run-batch.ts';

/** Imports a module and takes the function that a task names. */
export async function importFunction(url: string, name: string): Promise<TaskFunction> {
  let namespace: Record<string, unknown>;
  try {
    namespace = (await import(url)) as Record<string, unknown>;
  } catch (error) {
    throw new TaskModuleError(`the module ${url} of a task cannot be loaded (the cause is its own error)`, {
      cause: error,
    });
  }
  return taskExport(namespace, { url, name });
}

/** An error says what went wrong in any case: one that cannot be copied arrives as it was thrown. */
function withoutMarks(error: unknown): unknown {
  try {
    return liftMarks(error);
  } catch {
    return error;
  }
}

/** The codec of tasks that run in the caller's own heap: nothing is encoded. */
export class LocalCodec implements WorkerCodec {
  readonly definitionCount = 0;

  addDefinitions(): void {}

  resolveFunction(ref: FunctionRef): TaskFunction | Promise<TaskFunction> {
    switch (ref.kind) {
      case 'local':
        return ref.fn as TaskFunction;
      case 'module':
        return importFunction(ref.url, ref.name);
      case 'captured':
        throw new TaskModuleError('a captured function came to a backend that runs functions in place');
    }
  }

  decode(payload: Payload): ArrayLike<unknown> {
    if (payload.kind === 'graph')
      throw new NotCloneableError('an encoded payload came to a backend that encodes nothing', 'argument');
    if (payload.kind === 'void') return new Array<unknown>(payload.count).fill(undefined);
    return payload.kind === 'range'
      ? payload.view.subarray(payload.start, payload.start + payload.count)
      : liftMarks(payload.values);
  }

  encode(values: ArrayLike<unknown>): Payload {
    return { kind: 'local', values: liftMarks(values) };
  }

  encodeError(error: unknown): Payload {
    return { kind: 'local', values: [withoutMarks(error)] };
  }

  takeTransfers(): readonly Movable[] {
    return [];
  }
}
