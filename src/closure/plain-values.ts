/** Values that travel as they are, also those that say what is to be moved with them. */

import { types } from 'node:util';
import type { Movable } from '../core/payload.ts';
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
  // A lone task that moves something is looked at once only.
  const isMarked = values.length <= FEW && options.target === 'thread' && values.some(hasMark);
  if (!isMarked && isPlain(values, options)) return values;
  if (options.target !== 'thread') return undefined; // nothing can move, and arrays need a graph anyway
  const lists: Movable[] = [];
  const unmarked = withoutMarks(values, lists, 1);
  if (lists.length === 0 || !isPlain(unmarked, options)) return undefined;
  for (const one of lists) moved.add(one);
  return unmarked;
}

/** Values in the batch of a lone task. */
const FEW = 4;

const hasMark = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !types.isProxy(value) && transferMark(value) !== undefined;

/** A copy without the marks, also those among the arguments of a call. Marks that are deeper need a graph. */
function withoutMarks(values: readonly unknown[], lists: Movable[], depth: number): readonly unknown[] {
  return values.map((value) => {
    if (typeof value !== 'object' || value === null || types.isProxy(value)) return value;
    const mark = transferMark(value);
    if (mark === undefined) return depth > 0 && Array.isArray(value) ? withoutMarks(value, lists, depth - 1) : value;
    lists.push(...mark.list);
    return mark.value;
  });
}
