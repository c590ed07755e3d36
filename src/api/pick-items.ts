/** What `filter` keeps of its items: as they were when they were given, in a container of their kind. */

import { arrayItems, offersItems } from '../core/array-items.ts';
import type { CallPlace, CallRequest } from './call-request.ts';
import { copyOf, isTypedArray } from './typed-results.ts';

type Items = CallRequest['items'];

/** Items of a call, and what becomes of them once it is known which ones to keep. */
interface Picking {
  readonly picked: Items;
  readonly pick: (flags: readonly unknown[]) => unknown;
}

/** A typed array gives one of its kind, an array of another module such an array, anything else a list. */
export function pickFrom(items: Items, { resolved }: CallPlace): Picking {
  if (offersItems(items)) {
    const source = items[arrayItems]('items');
    const pick = (flags: readonly unknown[]): unknown => source.pick(placesOf(flags));
    // What is compiled needs to see the kind of the array.
    return { picked: resolved.kernels === true ? items : (source.items as Items), pick };
  }
  if (isTypedArray(items)) {
    const copy = copyOf(items) as Float64Array;
    return { picked: copy, pick: (flags) => copy.filter((_, index) => Boolean(flags[index])) };
  }
  const kept: unknown[] = [];
  return { picked: remember(items, kept), pick: (flags) => kept.filter((_, index) => flags[index]) };
}

const placesOf = (flags: readonly unknown[]): number[] => [...flags.keys()].filter((index) => flags[index]);

/** Items as they pass. */
function remember(items: Items, kept: unknown[]): Items {
  if (Symbol.asyncIterator in Object(items)) {
    return (async function* () {
      for await (const item of items as AsyncIterable<unknown>) yield kept[kept.push(item) - 1];
    })();
  }
  if (Array.isArray(items)) {
    for (const item of items as Iterable<unknown>) kept.push(item);
    return kept;
  }
  return (function* () {
    for (const item of items as Iterable<unknown>) yield kept[kept.push(item) - 1];
  })();
}
