/** Puts methods on the prototype of arrays. */

import { NDArray } from '../array/array.ts';

/** Adds methods; the type says which, so that none of a group can be forgotten. */
export function installMethods<M extends object>(methods: M & ThisType<NDArray>): void {
  for (const [name, found] of Object.entries(Object.getOwnPropertyDescriptors(methods))) {
    Object.defineProperty(NDArray.prototype, name, { ...found, enumerable: false });
  }
}
