/** What may stand in an index. */

import type { ArrayHandle } from '../array/handle.ts';
import type { TypedArrayLike } from '../dtype/typed-array.ts';
import type { Slice } from './slice.ts';

/** A list of integers, or of booleans, of any depth. */
export type IndexList = readonly (number | bigint | boolean | IndexList)[];

/**
 * One entry of an index: an integer, a slice (`slice(1, 3)` or `'1:3'`), `null` for a new axis, `'...'` for all axes in between, a mask, or
 * integers in an array or list.
 */
export type IndexItem = number | bigint | boolean | string | null | Slice | ArrayHandle | TypedArrayLike | IndexList;

/** For a new axis of length 1 in an index. */
export const newaxis = null;

/** For all axes that an index does not name. */
export const ellipsis = '...';
