/** Makes arrays items of calls of `Parallel` and `Pool`. */

import { arrayItems, type ArrayItems } from '../../core/array-items.ts';
import { NDArray } from '../array/array.ts';
import { itemsOf } from '../array/item-source.ts';

Object.defineProperty(NDArray.prototype, arrayItems, {
  value(this: NDArray, form: 'items' | 'tuples'): ArrayItems {
    return itemsOf(this, form);
  },
  enumerable: false,
  configurable: true,
  writable: true,
});
