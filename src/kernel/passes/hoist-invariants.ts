/** Moves what a loop computes again and again before the loop (loop-invariant code motion). */

import type { Block, Instruction, Kernel, Local, Loop, Value } from '../ir/types.ts';
import { isPure, isValue, someOperand, walk } from '../ir/walk.ts';
import { Rewriter, rewriteKernel } from './rewrite.ts';

/** What a loop defines and changes. */
function contentOf(loop: Loop): { values: Set<Value>; locals: Set<Local> } {
  const values = new Set<Value>();
  const locals = new Set<Local>();
  const look = (one: Instruction): void => {
    if (isValue(one)) values.add(one);
    if (one.kind === 'setLocal') locals.add(one.local);
  };
  walk(loop.body, look);
  walk(loop.continuing, look);
  return { values, locals };
}

class Hoister extends Rewriter {
  override instruction(one: Instruction, out: Instruction[]): void {
    if (one.kind !== 'loop') return this.keep(one, out);
    // Inner loops first: what leaves them may leave this one too.
    const inner: Instruction[] = [];
    this.keep(one, inner);
    this.#hoist(inner[0] as Loop, out);
  }

  /**
   * Values that are computed on every round leave the loop; those behind an `if` stay, because they might never be needed.
   * No pure value traps, so it does no harm when the loop runs zero times.
   */
  #hoist(loop: Loop, out: Instruction[]): void {
    const { values, locals } = contentOf(loop);
    const stay = (block: Block): Block =>
      block.filter((one) => {
        if (!isValue(one)) return true;
        const isFixed = isPure(one) || (one.kind === 'getLocal' && !locals.has(one.local));
        if (!isFixed || someOperand(one, (operand) => values.has(operand))) return true;
        values.delete(one);
        out.push(one);
        return false;
      });
    const body = stay(loop.body);
    out.push({ ...loop, body, continuing: stay(loop.continuing) });
  }
}

export const hoistInvariants = (kernel: Kernel): Kernel => rewriteKernel(kernel, (nextId) => new Hoister(nextId));
