import * as movable from '../movable.ts';
import type { TaskQueue as AnyQueue } from '../task-queues.ts';

declare global {
  namespace NodeJS {
    interface Process {
      // As tinypool declares it.
      __tinypool_state__: {
        isTinypoolWorker: boolean;
        isWorkerThread?: boolean;
        isChildProcess?: boolean;
        // oxlint-disable-next-line typescript/no-explicit-any -- the type that programs were written for
        workerData: any;
        workerId: number;
      };
    }
  }
}

/** Under this a value tells what is to be moved with it. */
export const kTransferable: unique symbol = Symbol.for('Tinypool.transferable') as never;
/** Under this it tells what is to be sent in its place. */
export const kValue: unique symbol = Symbol.for('Tinypool.valueOf') as never;
/** Under this a payload has options for a queue of the program's own. */
export const kQueueOptions: unique symbol = Symbol.for('Tinypool.queueOptions') as never;

/** Places in the memory of tinypool's own workers; kept for programs that import them. */
export const kRequestCountField = 0;
export const kResponseCountField = 1;
export const kFieldCount = 2;

/** What a queue holds. */
export interface Task {
  /** What the program hung on the payload for its queue; null when nothing. */
  readonly [kQueueOptions]: object | null;
  /** Rejects it. */
  cancel(): void;
}

/** A queue of the program's own. */
export interface TaskQueue extends AnyQueue<Task> {
  /** Takes all tasks out and cancels them. */
  cancel(): void;
}

/** A value that tells how it is to be moved. */
export interface Transferable {
  readonly [kTransferable]: object;
  readonly [kValue]: object;
}

export const symbols: movable.MoveSymbols = { transferable: kTransferable, value: kValue };

/** Whether a value tells how it is to be moved. */
export const isTransferable = (value: unknown): boolean => movable.isTransferable(value, symbols);
/** Whether it is to be moved. */
export const isMovable = (value: unknown): boolean => movable.isMovable(value, symbols);
/** Has it be moved. */
export const markMovable = (value: object): void => movable.markMovable(value, symbols);

/** A copy without a prototype. */
export const withNullPrototype = <T extends object>(source: T): T =>
  Object.assign(Object.create(null) as object, source) as T;

/** What a worker knows of itself; undefined in the program. */
export const stateHere = (): NodeJS.Process['__tinypool_state__'] | undefined => process.__tinypool_state__;

/** Number of this worker, from 1 to `maxThreads`; undefined in the program. */
export const workerId: number = stateHere()?.workerId as number;
