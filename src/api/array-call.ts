/** Calls over arrays of another module: their items, and an array of the results. */

import { type ArrayCollector, type ArrayItems, arrayItems, offersItems } from '../core/array-items.ts';
import { InvalidOptionError } from '../core/errors.ts';
import type { ResultSink } from '../plan/results.ts';
import { type CallRequest, DELAYED } from './call-request.ts';
import type { ParallelOptions } from './options.ts';

/** What a call does with an array; undefined for other items. */
export function arrayOf({ fn, items, spread }: CallRequest): ArrayItems | undefined {
  if (!offersItems(items)) return undefined;
  if (fn === DELAYED) throw new InvalidOptionError('Parallel(...)(tasks) takes tasks made by delayed(fn)(...args)');
  return items[arrayItems](spread ? 'tuples' : 'items');
}

/** The items of an array; others as they are. */
export const plainItems = (items: CallRequest['items']): CallRequest['items'] =>
  offersItems(items) ? items[arrayItems]('items').items : items;

/** Collects an array. */
export class ArrayResultSink implements ResultSink {
  readonly held = 0;
  readonly #collector: ArrayCollector;

  constructor(collector: ArrayCollector) {
    this.#collector = collector;
  }

  run(first: number, values: ArrayLike<unknown>): void {
    this.#collector.take(first, values);
  }

  one(index: number, value: unknown): void {
    this.#collector.take(index, [value]);
  }

  done(first: number, count: number): void {
    this.#collector.take(first, new Array<undefined>(count).fill(undefined));
  }

  skip(): void {
    // Unreachable: without a result for each task there is no array.
  }

  finish(): unknown {
    return this.#collector.finish();
  }
}

/** Where the results of a call over an array go; undefined where they are no array. */
export function arraySink(array: ArrayItems, options: ParallelOptions): ResultSink | undefined {
  const { dtype, onError = 'abort', returnAs = 'list' } = options;
  if (returnAs !== 'list') return undefined;
  // With a dtype these are refused: see resultKind.
  if (onError === 'settle' || onError === 'skip') return undefined;
  return new ArrayResultSink(array.collector(dtype));
}
