/** Ways through the IR that printers, passes and code generators share. */

import type { Block, Effect, Instruction, Kernel, Value } from './types.ts';

/** The instructions that make no value. */
const effects: { readonly [K in Effect['kind']]: true } = {
  setLocal: true,
  store: true,
  storeArray: true,
  fillArray: true,
  accumulate: true,
  barrier: true,
  if: true,
  loop: true,
  break: true,
  continue: true,
  return: true,
};

/** Asked very often: a set is some times as fast as looking for a property. */
const effectKinds: ReadonlySet<string> = new Set(Object.keys(effects));

/** Whether an instruction makes a value. */
export const isValue = (instruction: Instruction): instruction is Value => !effectKinds.has(instruction.kind);

/**
 * Whether a value that an instruction uses, in order, passes a test; those of the blocks inside it are not asked. Passes ask this for every
 * instruction, and a list of the values for each would be most of what they allocate.
 */
export function someOperand(instruction: Instruction, test: (value: Value) => boolean): boolean {
  switch (instruction.kind) {
    case 'unary':
    case 'convert':
    case 'bitcast':
      return test(instruction.a);
    case 'binary':
    case 'compare':
      return test(instruction.a) || test(instruction.b);
    case 'select':
      return test(instruction.cond) || test(instruction.a) || test(instruction.b);
    case 'math':
    case 'call':
      return instruction.args.some(test);
    case 'load':
    case 'loadArray':
      return test(instruction.index);
    case 'atomic': {
      const { index, value, expected } = instruction;
      return test(index) || (value !== null && test(value)) || (expected !== null && test(expected));
    }
    case 'const':
    case 'argument':
    case 'index':
    case 'size':
    case 'scalar':
    case 'length':
    case 'getLocal':
    case 'total':
      return false;
    default:
      return someOperandOfEffect(instruction, test);
  }
}

function someOperandOfEffect(effect: Effect, test: (value: Value) => boolean): boolean {
  switch (effect.kind) {
    case 'store':
    case 'storeArray':
      return test(effect.index) || test(effect.value);
    case 'setLocal':
    case 'fillArray':
    case 'accumulate':
      return test(effect.value);
    case 'return':
      return effect.value !== null && test(effect.value);
    case 'if':
      return test(effect.cond);
    case 'loop':
      return effect.breakIf !== null && test(effect.breakIf);
    case 'barrier':
    case 'break':
    case 'continue':
      return false;
    default:
      return effect satisfies never;
  }
}

/** Visits the values an instruction uses, in order; not those of the blocks inside it. */
export function eachOperand(instruction: Instruction, visit: (value: Value) => void): void {
  someOperand(instruction, (value) => {
    visit(value);
    return false;
  });
}

/** The values an instruction uses, in order; not those of the blocks inside it. */
export function operandsOf(instruction: Instruction): readonly Value[] {
  const all: Value[] = [];
  eachOperand(instruction, (value) => all.push(value));
  return all;
}

/** The blocks inside an instruction. */
export function blocksOf(instruction: Instruction): readonly Block[] {
  if (instruction.kind === 'if') return [instruction.then, instruction.otherwise];
  if (instruction.kind === 'loop') return [instruction.body, instruction.continuing];
  return [];
}

/** Visits every instruction of a block, those inside others after their owner. */
export function walk(block: Block, visit: (instruction: Instruction) => void): void {
  for (const instruction of block) {
    visit(instruction);
    if (instruction.kind === 'if') {
      walk(instruction.then, visit);
      walk(instruction.otherwise, visit);
    } else if (instruction.kind === 'loop') {
      walk(instruction.body, visit);
      walk(instruction.continuing, visit);
    }
  }
}

/** Visits every instruction of a kernel: body, then finish. Not the functions it calls. */
export function walkKernel(kernel: Kernel, visit: (instruction: Instruction) => void): void {
  walk(kernel.body, visit);
  walk(kernel.finish, visit);
}

/**
 * Whether computing a value needs nothing but its operands and fixed inputs, so that it may be computed earlier, later, once
 * instead of twice, or not at all. Loads are not: what they read may change. No pure value ever traps.
 */
export function isPure(value: Value): boolean {
  switch (value.kind) {
    case 'getLocal':
    case 'load':
    case 'atomic':
      return false;
    case 'loadArray':
      return value.array.scope === 'constant';
    default:
      return true;
  }
}
