/** Values that travel as they are, also those that say what is to be moved with them. */

import { types } from 'node:util';
import type { Movable } from '../core/payload.ts';
import type { Marked } from '../core/transfer-marks.ts';
import { transferMark } from './hooks.ts';
import { isPlain, type QuickWalkOptions } from './quick-walk.ts';

/**
 * The values as the transport keeps them exactly, without the marks of `transfer()`; undefined when they need a graph.
 *
 * @param moved - Gets what the marks list.
 */
export function plainValues(
  values: readonly unknown[],
  options: QuickWalkOptions,
  moved: Set<Movable>,
): readonly unknown[] | undefined {
  const isThread = options.target === 'thread';
  // A lone task that moves something is looked at once only.
  const mark = values.length === 1 && isThread && hasMark(values[0]) ? transferMark(values[0]) : undefined;
  if (mark !== undefined && mark.list.length > 0) return loneMoved(mark, options, moved);
  const isMarked = values.length <= FEW && isThread && values.some(isMarkedValue);
  if (!isMarked && isPlain(values, options)) return values;
  if (!isThread) return undefined; // nothing can move, and arrays need a graph anyway
  const lists: Movable[] = [];
  const unmarked = withoutMarks(values, lists);
  if (lists.length === 0 || !isPlain(unmarked, options)) return undefined;
  for (const one of lists) moved.add(one);
  return unmarked;
}

/** The one value of a batch, which says what is to be moved with it. */
function loneMoved(
  { value, list }: Marked,
  options: QuickWalkOptions,
  moved: Set<Movable>,
): readonly unknown[] | undefined {
  const values = [value];
  if (!isPlain(values, options)) return undefined;
  for (const one of list) moved.add(one);
  return values;
}

/** Values in the batch of a lone task. */
const FEW = 4;

const hasMark = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !types.isProxy(value) && transferMark(value) !== undefined;

/** Marked itself, or a short list of arguments with marks among them. */
const isMarkedValue = (value: unknown): boolean =>
  Array.isArray(value) ? value.length <= FEW && isMarkedTuple(value) : hasMark(value);

/** A copy without the marks, also those among the arguments of a call. Marks that are deeper need a graph. */
function withoutMarks(values: readonly unknown[], lists: Movable[]): readonly unknown[] {
  const lift = (value: unknown): unknown => {
    if (!hasMark(value)) return value;
    const { list, value: inner } = transferMark(value)!;
    lists.push(...list);
    return inner;
  };
  return values.map((value) => (isMarkedTuple(value) ? value.map(lift) : lift(value)));
}

/**
 * Whether a value is a list of arguments with marks among them. Any other array stays as it is: a copy of one that has a class, holes or
 * properties would lose them, and `map` would call its constructor, whatever that is.
 */
function isMarkedTuple(value: unknown): value is readonly unknown[] {
  if (!Array.isArray(value) || types.isProxy(value) || Object.getPrototypeOf(value) !== Array.prototype) return false;
  return Array.prototype.some.call(value, hasMark) && Reflect.ownKeys(value).length === value.length + 1;
}
