/** Removes what nobody uses: values, writes to locals that are never read, empty branches, declarations. */

import type { Block, Instruction, Kernel, Local, Value } from '../ir/types.ts';
import { eachOperand, isValue, walkKernel } from '../ir/walk.ts';

/** Goes backwards, so that all uses of a value are seen before it is. */
class Sweeper {
  readonly #used = new Set<Value>();
  readonly #read: ReadonlySet<Local>;
  /** Locals that what is kept reads. */
  readonly found = new Set<Local>();

  constructor(read: ReadonlySet<Local>) {
    this.#read = read;
  }

  block(block: Block): Block {
    const out: Instruction[] = [];
    for (let at = block.length - 1; at >= 0; at--) {
      const kept = this.#kept(block[at]!);
      if (kept !== null) out.push(kept);
    }
    return out.reverse();
  }

  readonly #note = (operand: Value): void => {
    this.#used.add(operand);
  };

  #use(one: Instruction): Instruction {
    eachOperand(one, this.#note);
    return one;
  }

  #kept(one: Instruction): Instruction | null {
    if (isValue(one)) {
      if (!this.#used.has(one) && one.kind !== 'atomic') return null;
      if (one.kind === 'getLocal') this.found.add(one.local);
      return this.#use(one);
    }
    if (one.kind === 'setLocal' && !this.#read.has(one.local)) return null;
    if (one.kind === 'if') {
      const then = this.block(one.then);
      const otherwise = this.block(one.otherwise);
      return then.length === 0 && otherwise.length === 0 ? null : this.#use({ ...one, then, otherwise });
    }
    if (one.kind === 'loop') {
      // Loops are kept even when they do nothing: whether they end is not for us to say.
      this.#use(one);
      const continuing = this.block(one.continuing);
      return { ...one, body: this.block(one.body), continuing };
    }
    return this.#use(one);
  }
}

function usedDeclarations(kernel: Kernel): Set<object> {
  const found = new Set<object>();
  walkKernel(kernel, (one) => {
    if (one.kind === 'getLocal' || one.kind === 'setLocal') found.add(one.local);
    if (one.kind === 'loadArray' || one.kind === 'storeArray' || one.kind === 'fillArray') found.add(one.array);
    if (one.kind === 'atomic') found.add(one.target);
  });
  return found;
}

/**
 * Starts with the belief that no local is read, and takes back what turns out wrong: so locals that only keep each other alive
 * go too.
 */
export function eliminateDead(kernel: Kernel): Kernel {
  let read: ReadonlySet<Local> = new Set();
  for (;;) {
    const sweeper = new Sweeper(read);
    const swept = { ...kernel, finish: sweeper.block(kernel.finish), body: sweeper.block(kernel.body) };
    if (sweeper.found.isSubsetOf(read)) return withoutUnused(swept);
    read = read.union(sweeper.found);
  }
}

function withoutUnused(kernel: Kernel): Kernel {
  const used = usedDeclarations(kernel);
  return {
    ...kernel,
    locals: kernel.locals.filter((local) => used.has(local)),
    arrays: kernel.arrays.filter((array) => used.has(array)),
  };
}
