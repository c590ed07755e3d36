import type { Kernel, Value } from '../../ir/types.ts';
import { eachOperand, walk } from '../../ir/walk.ts';

/** In strict mode nothing is fused. */
export const nothingFused: ReadonlySet<Value> = new Set();

/**
 * Products that only one instruction uses: with a sum they may become one instruction. One that is used elsewhere too is there as it was
 * rounded, and code may be about just that: the error of a product is what is left of its parts less the product itself.
 */
export function fusedProducts({ body }: Kernel): ReadonlySet<Value> {
  const products = new Set<Value>();
  const used = new Set<Value>();
  walk(body, (one) => {
    eachOperand(one, (operand) => {
      if (operand.kind !== 'binary' || operand.op !== 'mul') return;
      if (used.has(operand)) products.delete(operand);
      else products.add(operand);
      used.add(operand);
    });
  });
  return products;
}
