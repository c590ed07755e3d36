/** Launches the kernel of matrix products on the storages of arrays. */

import { invariant } from '../../core/errors.ts';
import type { KernelBackend } from '../../core/kernel.ts';
import { compileProduct } from '../../kernel/matrix-product/compile-product.ts';
import {
  type MatrixProduct,
  type ProductLaunch,
  type ProductTerm,
  scalarsOf,
} from '../../kernel/matrix-product/matrix-product.ts';
import { splitProduct } from '../../kernel/matrix-product/split.ts';
import type { Node } from '../graph/node.ts';
import { currentBackend, type Storage } from '../graph/storage.ts';
import { numeric } from '../schedule/numeric.ts';

/** Storages of the operands and of the result, which may be the same where what is read is not written. */
export interface ProductStorages {
  readonly a: Storage;
  readonly b: Storage;
  readonly c: Storage;
}

/** Types that the kernel has, and what it adds up. */
export interface ProductOptions {
  readonly dtype: 'float32' | 'float64';
  /** Default: products. */
  readonly term?: ProductTerm;
}

const productOf = ({ dtype, term = 'product' }: ProductOptions): MatrixProduct => ({
  type: dtype === 'float32' ? 'f32' : 'f64',
  mode: numeric.mode,
  term,
});

/** Whether a backend has the kernel of matrix products. */
export const hasProductsOn = ({ target }: KernelBackend): boolean =>
  compileProduct(productOf({ dtype: 'float64' }), target) !== undefined;

/** Whether the backend that has an array, or will have it, has the kernel of matrix products. */
export const hasProducts = ({ storage }: Node): boolean => hasProductsOn(storage?.backend ?? currentBackend());

/** Computes `c = a b`, or adds the product to `c` or takes it from it. The backend has the kernel. */
export function dispatchProduct(options: ProductOptions, { a, b, c }: ProductStorages, launch: ProductLaunch): void {
  const product = productOf(options);
  const artifact = compileProduct(product, c.backend.target);
  invariant(artifact !== undefined, `the backend ${c.backend.name} has no matrix products`);
  for (const one of splitProduct(product, launch)) {
    c.backend.dispatch(artifact, [a.buffer, b.buffer, c.buffer], {
      scalars: scalarsOf(one),
      size: [one.batch, one.rows, one.columns],
    });
  }
}
