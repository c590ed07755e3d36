/** Methods of arrays that pick and place elements, and look at their bytes. */

import { type NDArray, wrap } from '../array/array.ts';
import type { InputOf } from '../array/as-array.ts';
import { packedElements } from '../array/elements.ts';
import type { PickMethods } from '../array/methods-pick.ts';
import { asDType } from '../dtype/dtype.ts';
import { reverseAxes } from '../manipulate/view-nodes.ts';
import { repeat } from '../manipulate/repeat.ts';
import { choose } from '../pick/choose.ts';
import { put } from '../pick/place.ts';
import { compress, diagonal, take } from '../pick/take.ts';
import { viewAs } from '../pick/view-as.ts';
import { installMethods } from './install.ts';

// Every handle of a node is an array: the types of methods cannot say so without importing the class.
installMethods<PickMethods<NDArray, NDArray>>({
  take(places, options) {
    return take(this, places as InputOf, options);
  },
  compress(condition, options) {
    return compress(condition as InputOf, this, options);
  },
  repeat(repeats, options) {
    return repeat(this, repeats as InputOf, options);
  },
  diagonal(options) {
    return diagonal(this, options);
  },
  choose(choices, options) {
    return choose(this, choices as readonly InputOf[], options);
  },
  put(places, values, options) {
    put(this, places as InputOf, values as InputOf, options);
  },
  fill(value) {
    this.set('...', value);
  },
  view(dtype) {
    return wrap(viewAs(this.node, dtype === undefined ? this.dtype : asDType(dtype)));
  },
  tobytes(order) {
    const data = packedElements(order === 'F' ? reverseAxes(this.node) : this.node);
    return new Uint8Array(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  },
});
