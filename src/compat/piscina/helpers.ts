import { workerData as workerDataHere } from '../../worker/worker-data.ts';
import * as movable from '../movable.ts';
import type { TaskQueue as AnyQueue } from '../task-queues.ts';

/** Under this a value tells what is to be moved with it. */
export const transferableSymbol: unique symbol = Symbol.for('Piscina.transferable') as never;
/** Under this it tells what is to be sent in its place. */
export const valueSymbol: unique symbol = Symbol.for('Piscina.valueOf') as never;
/** Under this a payload has options for a queue of the program's own. */
export const queueOptionsSymbol: unique symbol = Symbol.for('Piscina.queueOptions') as never;

/** A value that tells how it is to be moved. */
export interface Transferable {
  readonly [transferableSymbol]: object;
  readonly [valueSymbol]: object;
}

/** What a queue holds. */
export interface Task {
  /** What the program hung on the payload for its queue; null when nothing. */
  readonly [queueOptionsSymbol]: object | null;
}

/** A queue of the program's own. */
export interface TaskQueue extends AnyQueue<Task> {}

/** A task as queues and load balancers see it. */
export interface PiscinaTask extends Task {
  taskId: number;
  filename: string;
  name: string;
  created: number;
  isAbortable: boolean;
}

const symbols: movable.MoveSymbols = { transferable: transferableSymbol, value: valueSymbol };

/** Marks a value to be moved instead of copied, for a payload and for a result. */
export const move = <T>(value: T): T => movable.move(value, symbols);

/** Whether this code runs in a worker of a pool. */
export const isWorkerThread: boolean =
  (globalThis as Record<symbol, unknown>)[Symbol.for('manycore.compat.worker')] === true;

/** In a worker, the `workerData` of its pool. */
// oxlint-disable-next-line typescript/no-explicit-any -- the type that programs were written for
export const workerData: any = isWorkerThread ? workerDataHere() : undefined;
