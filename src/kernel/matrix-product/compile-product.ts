import type { Artifact } from '../../core/kernel.ts';
import { wasmProduct } from '../codegen/wasm/matrix-product/wasm-product.ts';
import { interpretProduct } from './interpret.ts';
import { type MatrixProduct, nameOf } from './matrix-product.ts';

const compiled = new Map<string, Artifact>();

/** The kernel of matrix products for a target, made once; undefined where there is none: such products are kernels of the IR. */
export function compileProduct(product: MatrixProduct, target: Artifact['target']): Artifact | undefined {
  if (target === 'wgsl') return undefined;
  const key = `${target} ${nameOf(product)}`;
  let artifact = compiled.get(key);
  if (artifact === undefined) {
    artifact = target === 'wasm' ? wasmProduct(product) : interpretProduct(product);
    compiled.set(key, artifact);
  }
  return artifact;
}
