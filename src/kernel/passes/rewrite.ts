/** How passes change IR: blocks are copied, with operands replaced; what does not change stays the same record. */

import { blocksOf, isValue, someOperand, walkKernel } from '../ir/walk.ts';
import type { Block, Effect, Instruction, Kernel, Value } from '../ir/types.ts';

/** A pass: from well-formed IR to well-formed IR that computes the same bits. */
export type Pass = (kernel: Kernel) => Kernel;

/** An instruction with other operands; itself when they are the same. Blocks inside are left alone. */
export function withOperands<T extends Instruction>(one: T, map: (value: Value) => Value): T {
  return someOperand(one, (operand) => map(operand) !== operand) ? (replaced(one, map) as T) : one;
}

/** An instruction with other operands, always a new record unless it has none. */
export function replaced(one: Instruction, map: (value: Value) => Value): Instruction {
  switch (one.kind) {
    case 'unary':
    case 'convert':
    case 'bitcast':
      return { ...one, a: map(one.a) };
    case 'binary':
    case 'compare':
      return { ...one, a: map(one.a), b: map(one.b) };
    case 'select':
      return { ...one, cond: map(one.cond), a: map(one.a), b: map(one.b) };
    case 'math':
    case 'call':
      return { ...one, args: one.args.map(map) };
    case 'load':
    case 'loadArray':
      return { ...one, index: map(one.index) };
    case 'atomic':
      return {
        ...one,
        index: map(one.index),
        value: one.value === null ? null : map(one.value),
        expected: one.expected === null ? null : map(one.expected),
      };
    default:
      return isValue(one) ? one : replacedInEffect(one, map);
  }
}

function replacedInEffect(one: Effect, map: (value: Value) => Value): Effect {
  switch (one.kind) {
    case 'store':
    case 'storeArray':
      return { ...one, index: map(one.index), value: map(one.value) };
    case 'setLocal':
    case 'fillArray':
    case 'accumulate':
      return { ...one, value: map(one.value) };
    case 'return':
      return { ...one, value: one.value === null ? null : map(one.value) };
    case 'if':
      return { ...one, cond: map(one.cond) };
    case 'loop':
      return { ...one, breakIf: one.breakIf === null ? null : map(one.breakIf) };
    default:
      return one;
  }
}

/** The first id that a kernel does not use. */
export function nextIdOf(kernel: Kernel): number {
  let next = 0;
  walkKernel(kernel, (one) => {
    if (isValue(one)) next = Math.max(next, one.id + 1);
  });
  return next;
}

/** Copies blocks. Subclasses say what becomes of an instruction; the base class keeps all. */
export class Rewriter {
  readonly #values = new Map<Value, Value>();
  readonly #firstId: () => number;
  #nextId: number | undefined;

  /** @param firstId - Finds the first id that is free; asked only when one is needed. */
  constructor(firstId: () => number) {
    this.#firstId = firstId;
  }

  /** What an old value is now. */
  readonly map = (value: Value): Value => this.#values.get(value) ?? value;

  /** Uses of a value become uses of another, which must be visible wherever the first was. */
  replace(old: Value, by: Value): void {
    this.#values.set(old, by);
  }

  newId(): number {
    const id = this.#nextId ?? this.#firstId();
    this.#nextId = id + 1;
    return id;
  }

  block(block: Block): Block {
    const out: Instruction[] = [];
    for (const one of block) this.instruction(one, out);
    return out;
  }

  /** Appends what becomes of an instruction. */
  instruction(one: Instruction, out: Instruction[]): void {
    this.keep(one, out);
  }

  /** Appends an instruction as it is, with its operands and blocks rewritten. */
  keep(one: Instruction, out: Instruction[]): void {
    if (one.kind === 'loop') {
      const body = this.block(one.body);
      const continuing = this.block(one.continuing);
      // The condition may be a value of the continuing block, so it is mapped after that block is.
      out.push({ ...withOperands(one, this.map), body, continuing });
    } else if (one.kind === 'if') {
      const { cond } = withOperands(one, this.map);
      out.push({ ...one, cond, then: this.block(one.then), otherwise: this.block(one.otherwise) });
    } else {
      const changed = withOperands(one, this.map);
      if (changed !== one && isValue(one) && isValue(changed)) this.replace(one, changed);
      out.push(changed);
    }
  }
}

/** Runs a rewriter over both blocks of a kernel. */
export function rewriteKernel(kernel: Kernel, make: (firstId: () => number) => Rewriter): Kernel {
  const rewriter = make(() => nextIdOf(kernel));
  const body = rewriter.block(kernel.body);
  return { ...kernel, body, finish: rewriter.block(kernel.finish) };
}

/** Whether some instruction of a block, inner ones included, is what is looked for. */
export const some = (block: Block, test: (one: Instruction) => boolean): boolean =>
  block.some((one) => test(one) || blocksOf(one).some((inner) => some(inner, test)));
