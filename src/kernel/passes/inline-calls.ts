import { invariant } from '../../core/errors.ts';
import type {
  Block,
  CallValue,
  Effect,
  Instruction,
  IrFunction,
  Kernel,
  Local,
  LocalArray,
  Value,
} from '../ir/types.ts';
import { isValue } from '../ir/walk.ts';
import { replaced } from './rewrite.ts';

/** What stands for the parts of a function in one of its calls; the kernel's own parts stand for themselves. */
interface Copies {
  readonly values: Map<Value, Value>;
  readonly locals: Map<Local, Local>;
  readonly arrays: Map<LocalArray, LocalArray>;
}

const isCall = (instruction: Instruction): boolean =>
  instruction.kind === 'call' ||
  (instruction.kind === 'if' && (instruction.then.some(isCall) || instruction.otherwise.some(isCall))) ||
  (instruction.kind === 'loop' && (instruction.body.some(isCall) || instruction.continuing.some(isCall)));

/** Writes a kernel anew with the bodies of functions in the place of their calls. */
class Inliner {
  readonly locals: Local[];
  readonly arrays: LocalArray[];
  readonly #names: Set<string>;
  /** Tables are the same in every call. */
  readonly #tables = new Map<LocalArray, LocalArray>();
  #nextId = 0;

  constructor(kernel: Kernel) {
    this.locals = [...kernel.locals];
    this.arrays = [...kernel.arrays];
    const all = [kernel.buffers, kernel.scalars, kernel.locals, kernel.arrays, kernel.accumulators];
    this.#names = new Set(all.flat().map(({ name }) => name));
  }

  block(block: Block, copies: Copies): Block {
    const out: Instruction[] = [];
    for (const instruction of block) {
      if (instruction.kind === 'call') this.#call(instruction, copies, out);
      else if (isValue(instruction)) out.push(this.#copy(instruction, copies));
      else out.push(this.#effect(instruction, copies));
    }
    return out;
  }

  /** The body of the function, its parameters replaced by the arguments; its result stands for the call. */
  #call(call: CallValue, copies: Copies, out: Instruction[]): void {
    const inner = this.#open(call.fn);
    for (const [at, parameter] of call.fn.parameters.entries()) {
      inner.values.set(parameter, valueIn(copies, call.args[at] as Value));
    }
    const last = call.fn.body.at(-1);
    invariant(last?.kind === 'return' && last.value !== null, `function ${call.fn.name} does not end with its result`);
    const body = call.fn.body.slice(0, -1).filter((instruction) => instruction.kind !== 'argument');
    out.push(...this.block(body, inner));
    copies.values.set(call, valueIn(inner, last.value));
  }

  #open(fn: IrFunction): Copies {
    const locals = new Map(fn.locals.map((local) => [local, { ...local, name: this.#unique(local.name) }]));
    this.locals.push(...locals.values());
    const arrays = new Map(fn.arrays.map((array) => [array, this.#arrayFor(array)]));
    return { values: new Map(), locals, arrays };
  }

  #arrayFor(array: LocalArray): LocalArray {
    const known = this.#tables.get(array);
    if (known !== undefined) return known;
    const made = { ...array, name: this.#unique(array.name) };
    this.arrays.push(made);
    if (array.scope === 'constant') this.#tables.set(array, made);
    return made;
  }

  #unique(name: string): string {
    let unique = name;
    for (let count = 1; this.#names.has(unique); count++) unique = `${name}_${count}`;
    this.#names.add(unique);
    return unique;
  }

  #copy(value: Value, copies: Copies): Value {
    const made = { ...replaced(value, (operand) => valueIn(copies, operand)), id: this.#nextId++ };
    const copy = (
      made.kind === 'getLocal'
        ? { ...made, local: copies.locals.get(made.local) ?? made.local }
        : made.kind === 'loadArray'
          ? { ...made, array: copies.arrays.get(made.array) ?? made.array }
          : made
    ) as Value;
    copies.values.set(value, copy);
    return copy;
  }

  #effect(effect: Effect, copies: Copies): Effect {
    const made = replaced(effect, (operand) => valueIn(copies, operand)) as Effect;
    switch (made.kind) {
      case 'setLocal':
        return { ...made, local: copies.locals.get(made.local) ?? made.local };
      case 'storeArray':
      case 'fillArray':
        return { ...made, array: copies.arrays.get(made.array) ?? made.array };
      case 'if':
        return { ...made, then: this.block(made.then, copies), otherwise: this.block(made.otherwise, copies) };
      case 'loop': {
        const [body, continuing] = [this.block(made.body, copies), this.block(made.continuing, copies)];
        // It may be a value of the blocks just copied.
        const breakIf = effect.kind === 'loop' && effect.breakIf !== null ? valueIn(copies, effect.breakIf) : null;
        return { ...made, body, continuing, breakIf };
      }
      default:
        return { ...made };
    }
  }
}

const valueIn = (copies: Copies, value: Value): Value => copies.values.get(value) ?? value;

/**
 * Puts the bodies of functions in the place of their calls: vector code needs to know for each call which arguments differ between
 * lanes. Kernels without calls are returned as they are.
 */
export function inlineCalls(kernel: Kernel): Kernel {
  if (!kernel.body.some(isCall) && !kernel.finish.some(isCall)) return kernel;
  const inliner = new Inliner(kernel);
  const own = (): Copies => ({ values: new Map(), locals: new Map(), arrays: new Map() });
  const body = inliner.block(kernel.body, own());
  const finish = inliner.block(kernel.finish, own());
  return { ...kernel, body, finish, locals: inliner.locals, arrays: inliner.arrays };
}
