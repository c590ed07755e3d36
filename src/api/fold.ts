/** Parallel reduction over a tree whose shape depends on the number of items alone. */

import { InvalidOptionError } from '../core/errors.ts';
import { liftMarks } from '../memory/lift-marks.ts';
import { show } from './check-options.ts';
import type { AnyFunction, CallRequest } from './call-request.ts';

type Mapper = (item: unknown) => unknown;
type Combiner = (a: unknown, b: unknown) => unknown;

/** Items of a leaf: fixed, so that the tree does not depend on batches or workers. */
const LEAF_ITEMS = 256;

interface FoldRequest {
  readonly fn: AnyFunction;
  readonly items: CallRequest['items'];
  readonly combine: AnyFunction;
  /** The initial value, if there is one. */
  readonly initial: readonly unknown[];
}

const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === 'object' && value !== null && 'then' in value;

/** Runs in a worker: applies `fn` to the items of a leaf and joins the results from left to right. */
export async function foldLeaf(fn: Mapper, combine: Combiner, items: readonly unknown[]): Promise<unknown> {
  let result: unknown;
  for (let i = 0; i < items.length; i++) {
    let value = fn(items[i]);
    // Waits only where there is something to wait for: a turn of the microtask queue costs more than a small task.
    if (isThenable(value)) value = await value;
    if (i > 0) value = combine(liftMarks(result), liftMarks(value));
    if (isThenable(value)) value = await value;
    result = value;
  }
  return result;
}

/** Joins neighbours until one is left. */
async function foldTree(combine: Combiner, leaves: readonly unknown[]): Promise<unknown> {
  let row = leaves;
  while (row.length > 1) {
    const next: unknown[] = [];
    for (let i = 0; i + 1 < row.length; i += 2) next.push(liftMarks(await combine(row[i], row[i + 1])));
    if (row.length % 2 === 1) next.push(row.at(-1));
    row = next;
  }
  return row[0];
}

function* leavesOf(items: Iterable<unknown>): Generator<unknown[]> {
  let leaf: unknown[] = [];
  for (const item of items) {
    if (leaf.push(item) < LEAF_ITEMS) continue;
    yield leaf;
    leaf = [];
  }
  if (leaf.length > 0) yield leaf;
}

async function* leavesOfAsync(items: AsyncIterable<unknown>): AsyncGenerator<unknown[]> {
  let leaf: unknown[] = [];
  for await (const item of items) {
    if (leaf.push(item) < LEAF_ITEMS) continue;
    yield leaf;
    leaf = [];
  }
  if (leaf.length > 0) yield leaf;
}

function checkCombine(combine: unknown): void {
  if (typeof combine === 'function') return;
  throw new InvalidOptionError(`reduce takes (fn, items, combine, initial); got ${show(combine)} for combine`);
}

/** Folds where functions are compiled: the backend joins all results. */
export async function foldKernels(
  { fn, items, combine, initial }: FoldRequest,
  collect: (request: CallRequest) => Promise<unknown>,
): Promise<unknown> {
  checkCombine(combine);
  const joined = (await collect({ fn, items, spread: false, combine })) as readonly unknown[];
  return foldJoined(combine as Combiner, { joined, initial });
}

/** Folds: leaves in the workers, the tree over them here. */
export async function foldCall(
  request: FoldRequest,
  collect: (request: CallRequest) => Promise<unknown>,
): Promise<unknown> {
  const { fn, items, initial } = request;
  checkCombine(request.combine);
  const combine = request.combine as Combiner;
  const isAsync = typeof items === 'object' && Symbol.asyncIterator in items;
  const leaves = isAsync ? leavesOfAsync(items) : leavesOf(items as Iterable<unknown>);
  // A bound function travels with what it is bound to, so fn and combine are captured as usual.
  const leaf = foldLeaf.bind(null, fn as Mapper, combine) as unknown as AnyFunction;
  const joined = (await collect({ fn: leaf, items: leaves, spread: false })) as readonly unknown[];
  return foldJoined(combine, { joined, initial });
}

async function foldJoined(
  combine: Combiner,
  { joined, initial }: { joined: readonly unknown[]; initial: readonly unknown[] },
): Promise<unknown> {
  if (joined.length === 0) {
    if (initial.length === 0) throw new TypeError('reduce of an empty input needs an initial value');
    return initial[0];
  }
  const total = await foldTree(combine, joined);
  return initial.length === 0 ? total : liftMarks(await combine(initial[0], total));
}
