/** A call that single tasks share: its function table and codec, and which tasks cannot share one. */

import type { CallHeader } from '../core/task.ts';
import { moduleTaskOf } from '../closure/explicit.ts';
import type { Placement } from '../plan/task-queue.ts';
import { capturePart } from './capture-part.ts';
import { type OpenCodec, openCodec } from './open-codec.ts';
import type { Resolved } from './resolve.ts';
import type { AnyFunction } from './call-request.ts';
import { FunctionTable, makeHeader } from './function-table.ts';

/** A task to run. */
export interface Submission {
  readonly fn: AnyFunction;
  readonly args: readonly unknown[];
  readonly resolved: Resolved;
  readonly extras?: Placement | undefined;
}

/** A call of a lane, before its workers are there. */
export interface LaneCall {
  readonly header: CallHeader;
  readonly table: FunctionTable;
  readonly opened: OpenCodec | undefined;
}

/** Functions and classes that a lane keeps in the workers before it is replaced, so that they do not pile up. */
const MOST_DEFINITIONS = 200;

/** Whether more functions may go into it. */
export const isSmall = ({ header: { functions }, opened }: LaneCall): boolean =>
  functions.length < MOST_DEFINITIONS && (opened?.codec.definitions.length ?? 0) < MOST_DEFINITIONS;

/** A call for tasks with these options. */
export function openLaneCall(resolved: Resolved): LaneCall {
  const opened = openCodec(resolved.memory, resolved.options);
  const header = makeHeader(resolved.options, opened?.codec);
  return { header, opened, table: new FunctionTable(header, opened?.codec) };
}

/** Whether the task is a call of its own, because it is to be tried again, or its calls are watched. */
export const isCall = ({ resolved: { options } }: Submission): boolean =>
  options.retry !== undefined ||
  options.onTaskStart !== undefined ||
  options.onTaskDone !== undefined ||
  (options.verbose ?? 0) > 0;

/** Whether the function has a lane of its own for each task: captured values are read at every call. */
export const isAlone = (fn: AnyFunction): boolean => moduleTaskOf(fn) === undefined && !capturePart().travelsAlone(fn);
