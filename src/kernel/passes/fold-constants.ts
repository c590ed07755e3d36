/** Computes what is known when the kernel is compiled; takes the branch that is known. */

import type { Block, Instruction, Kernel, Value } from '../ir/types.ts';
import { isValue } from '../ir/walk.ts';
import { constantValue } from './constant-value.ts';
import { Rewriter, rewriteKernel } from './rewrite.ts';

const JUMPS: ReadonlySet<Instruction['kind']> = new Set(['break', 'continue', 'return']);

class Folder extends Rewriter {
  override block(block: Block): Block {
    const out: Instruction[] = [];
    for (const one of block) {
      this.instruction(one, out);
      // A branch that is always taken may end in a jump: what follows never runs.
      if (out.length > 0 && JUMPS.has(out.at(-1)!.kind)) break;
    }
    return out;
  }

  override instruction(one: Instruction, out: Instruction[]): void {
    if (one.kind === 'if') {
      const cond = this.map(one.cond);
      if (cond.kind !== 'const') return this.keep(one, out);
      out.push(...this.block(cond.value === true ? one.then : one.otherwise));
      return;
    }
    const known = isValue(one) ? this.#known(one) : null;
    if (known === null) return this.keep(one, out);
    this.replace(one as Value, known);
    if (known.kind === 'const' && known.id === (one as Value).id) out.push(known);
  }

  /** The value that an instruction certainly has. */
  #known(value: Value): Value | null {
    if (value.kind === 'select') {
      const cond = this.map(value.cond);
      if (cond.kind === 'const') return this.map(cond.value === true ? value.a : value.b);
      return this.map(value.a) === this.map(value.b) ? this.map(value.a) : null;
    }
    const constant = constantValue(value, this.map);
    return constant === null ? null : { kind: 'const', id: value.id, type: value.type, value: constant };
  }
}

export const foldConstants = (kernel: Kernel): Kernel => rewriteKernel(kernel, (nextId) => new Folder(nextId));
