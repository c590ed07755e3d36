/** Math functions become calls of their definitions. */

import type { CallValue, Instruction, Kernel, MathValue } from '../ir/types.ts';
import { mathFunction } from '../math/definitions.ts';
import { Rewriter, rewriteKernel } from './rewrite.ts';

class MathExpander extends Rewriter {
  override instruction(one: Instruction, out: Instruction[]): void {
    if (one.kind !== 'math') return this.keep(one, out);
    const call = this.#call(one);
    this.replace(one, call);
    out.push(call);
  }

  #call({ id, type, fn, args, place }: MathValue): CallValue {
    const definition = mathFunction(fn, type === 'f32' ? 'f32' : 'f64');
    const mapped = args.map(this.map);
    return { kind: 'call', id, type, fn: definition, args: mapped, ...(place === undefined ? {} : { place }) };
  }
}

/** Replaces named math functions by calls; `inlineCalls` puts their bodies there. */
export const expandMath = (kernel: Kernel): Kernel => rewriteKernel(kernel, (nextId) => new MathExpander(nextId));
