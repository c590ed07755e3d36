/** Reads of a local become the value that was last written, where that is known. */

import type { Block, Instruction, Kernel, Local, Value } from '../ir/types.ts';
import { walk } from '../ir/walk.ts';
import { Rewriter, rewriteKernel } from './rewrite.ts';

/** Locals that some instruction of the blocks writes. */
function written(...blocks: readonly Block[]): Set<Local> {
  const found = new Set<Local>();
  for (const block of blocks) {
    walk(block, (one) => {
      if (one.kind === 'setLocal') found.add(one.local);
    });
  }
  return found;
}

class Forwarder extends Rewriter {
  /** The value each local has now, visible here. */
  #known = new Map<Local, Value>();

  /** Rewrites a block; what is learnt inside is forgotten, because its values are not visible outside. */
  override block(block: Block): Block {
    const before = new Map(this.#known);
    const out = super.block(block);
    this.#known = before;
    return out;
  }

  #forget(locals: ReadonlySet<Local>): void {
    for (const local of locals) this.#known.delete(local);
  }

  override instruction(one: Instruction, out: Instruction[]): void {
    switch (one.kind) {
      case 'getLocal': {
        const value = this.#known.get(one.local);
        if (value !== undefined) return this.replace(one, value);
        this.#known.set(one.local, one);
        return this.keep(one, out);
      }
      case 'setLocal': {
        const value = this.map(one.value);
        const isSame = this.#known.get(one.local) === value;
        this.#known.set(one.local, value);
        return isSame ? undefined : this.keep(one, out);
      }
      case 'if':
        this.keep(one, out);
        return this.#forget(written(one.then, one.otherwise));
      case 'loop': {
        const changing = written(one.body, one.continuing);
        this.#forget(changing);
        this.keep(one, out);
        return;
      }
      default:
        this.keep(one, out);
    }
  }
}

export const forwardLocals = (kernel: Kernel): Kernel => rewriteKernel(kernel, (nextId) => new Forwarder(nextId));
