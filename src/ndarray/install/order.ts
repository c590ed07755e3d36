/** Methods of arrays that sort, search, limit and multiply. */

import type { NDArray } from '../array/array.ts';
import type { InputOf } from '../array/as-array.ts';
import type { OrderMethods } from '../array/methods-order.ts';
import { clip } from '../math/choose.ts';
import { round } from '../math/closeness.ts';
import { conj } from '../math/complex.ts';
import { dot, matmul } from '../products/products.ts';
import { trace } from '../products/vectors.ts';
import { nonzero, searchsorted } from '../sorting/search.ts';
import { argpartition, argsort, partition, sort } from '../sorting/sort.ts';
import { ptp } from '../statistics/reductions.ts';
import { installMethods } from './install.ts';

const limit = (value: unknown): InputOf | null | undefined => value as InputOf | null | undefined;

installMethods<OrderMethods<NDArray, NDArray, NDArray<'int64'>>>({
  sort(options) {
    return this.set('...', sort(this, options));
  },
  argsort(options) {
    return argsort(this, options);
  },
  partition(kth, options) {
    return this.set('...', partition(this, kth, options));
  },
  argpartition(kth, options) {
    return argpartition(this, kth, options);
  },
  searchsorted(values, options) {
    return searchsorted(this, values as InputOf, options);
  },
  nonzero() {
    return nonzero(this);
  },
  clip(min, max) {
    return clip(this, limit(min), limit(max));
  },
  round(decimals = 0) {
    return round(this, { decimals });
  },
  conj() {
    return conj(this);
  },
  ptp(options) {
    return ptp(this, { axis: options?.axis ?? undefined } as { readonly axis?: number });
  },
  dot(other) {
    return dot(this, other as InputOf);
  },
  matmul(other) {
    return matmul(this, other as InputOf);
  },
  trace(options) {
    return trace(this, options);
  },
});
