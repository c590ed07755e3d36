/** Checks that IR is well formed. Runs between passes in tests, and once before code is generated. */

import { invariant } from '../../core/errors.ts';
import { canAccumulate, typeProblem } from './check-types.ts';
import { type Owner, useProblem } from './check-uses.ts';
import { functionsOf } from './print.ts';
import type { Block, Instruction, IrFunction, Kernel, Local, Loop, Value } from './types.ts';
import { eachOperand, isValue } from './walk.ts';

/** Locals that are certainly set; null where control never gets. */
type Assigned = Set<Local> | null;

/** States at the jumps of a loop, gathered while its body is checked. */
interface LoopStates {
  readonly breaks: Assigned[];
  readonly continues: Assigned[];
}

const meet = (states: readonly Assigned[]): Assigned =>
  states.reduce((a, b) => (a === null ? b : b === null ? a : a.intersection(b)), null);

const terminators: ReadonlySet<Instruction['kind']> = new Set(['break', 'continue', 'return']);

class Verifier {
  readonly #owner: Owner;
  readonly #stage: string;
  readonly #visible = new Set<Value>();
  readonly #ids: Set<number>;
  #loop: LoopStates | null = null;
  #inContinuing = false;
  inFinish = false;

  constructor(owner: Owner, stage: string, ids: Set<number>) {
    this.#owner = owner;
    this.#stage = stage;
    this.#ids = ids;
  }

  check(condition: unknown, what: string | (() => string)): asserts condition {
    if (!condition) this.#fail(typeof what === 'string' ? what : what());
  }

  #fail(what: string): never {
    return invariant(false, `${this.#stage}: ${this.#owner.name}: ${what}`) as never;
  }

  /** Checks a block. Values defined in it are forgotten at its end; with `kept` they are put there and stay visible. */
  block(block: Block, assigned: Assigned, kept?: Value[]): Assigned {
    let state = assigned === null ? null : new Set(assigned);
    const defined: Value[] = [];
    const last = block.at(-1);
    for (const instruction of block) {
      this.check(
        instruction === last || !terminators.has(instruction.kind),
        () => `code follows a ${instruction.kind}`,
      );
      this.#operands(instruction);
      if (isValue(instruction)) {
        this.check(!this.#ids.has(instruction.id), () => `value ${instruction.id} appears twice`);
        this.#ids.add(instruction.id);
        this.#visible.add(instruction);
        defined.push(instruction);
      }
      state = this.#flow(instruction, state);
    }
    if (kept === undefined) for (const value of defined) this.#visible.delete(value);
    else kept.push(...defined);
    return state;
  }

  #operands(instruction: Instruction): void {
    if (instruction.kind !== 'loop') {
      eachOperand(instruction, (operand) => {
        if (!this.#visible.has(operand))
          this.#fail(`${instruction.kind} uses value ${operand.id} (${operand.kind}) where it is not visible`);
      });
    }
    const problem = typeProblem(instruction) ?? useProblem(instruction, this.#owner, this.inFinish);
    if (problem !== null) this.#fail(problem);
  }

  #flow(one: Instruction, state: Assigned): Assigned {
    switch (one.kind) {
      case 'getLocal':
        this.check(state === null || state.has(one.local), () => `reads local ${one.local.name} before it is set`);
        return state;
      case 'setLocal':
        return state?.add(one.local) ?? null;
      case 'if':
        return meet([this.block(one.then, state), this.block(one.otherwise, state)]);
      case 'loop':
        return this.#loopFlow(one, state);
      case 'break':
      case 'continue':
        this.check(this.#loop !== null && !this.#inContinuing, () => `a ${one.kind} outside of the body of a loop`);
        (one.kind === 'break' ? this.#loop.breaks : this.#loop.continues).push(state);
        return null;
      case 'return':
        this.check(
          this.#owner.kernel !== null && !this.#inContinuing && one.value === null,
          'a return where none may be',
        );
        return null;
      default:
        return state;
    }
  }

  #loopFlow(loop: Loop, entry: Assigned): Assigned {
    const outer = this.#loop;
    const outerContinuing = this.#inContinuing;
    const states: LoopStates = { breaks: [], continues: [] };
    this.#loop = states;
    this.#inContinuing = false;
    const bodyEnd = this.block(loop.body, entry);
    this.#inContinuing = true;
    const inside: Value[] = [];
    const end = this.block(loop.continuing, meet([bodyEnd, ...states.continues]), inside);
    if (loop.breakIf !== null) {
      this.check(this.#visible.has(loop.breakIf), 'the condition of a loop is not visible at its end');
    }
    for (const value of inside) this.#visible.delete(value);
    this.#loop = outer;
    this.#inContinuing = outerContinuing;
    return meet(loop.breakIf === null ? states.breaks : [...states.breaks, end]);
  }
}

function verifyFunction(fn: IrFunction, stage: string): void {
  const owner = { name: fn.name, locals: new Set(fn.locals), arrays: new Set(fn.arrays), kernel: null };
  const verifier: Verifier = new Verifier(owner, stage, new Set());
  const last = fn.body.at(-1);
  verifier.check(last?.kind === 'return' && last.value !== null, 'a function does not end with its result');
  verifier.check(last.value.type === fn.result, 'the result of a function has another type');
  verifier.check(
    fn.arrays.every((array) => array.scope !== 'workgroup'),
    'a function has a workgroup array',
  );
  verifier.block(fn.body.slice(0, -1), new Set());
  verifier.check(fn.body.includes(last.value), 'the result of a function is not visible at its end');
}

/** Names are distinct, shapes are sane. */
function verifyDeclarations(kernel: Kernel, check: (condition: unknown, what: string) => void): void {
  const { rank, reduced, workgroup, accumulators, arrays } = kernel;
  check(Number.isInteger(rank) && rank >= 1 && rank <= 3, `rank ${rank} is not 1 to 3`);
  check(Number.isInteger(reduced) && reduced >= 0 && reduced <= rank, `cannot reduce ${reduced} axes of ${rank}`);
  check(reduced > 0 === accumulators.length > 0, 'accumulators and reduced axes come together');
  check(workgroup === null || workgroup.length === rank, 'the workgroup has another rank');
  check(reduced === 0 || workgroup === null, 'accumulators and a workgroup do not go together');
  check(kernel.finish.length === 0 || reduced > 0, 'finish without accumulators');
  const named = [kernel.buffers, kernel.scalars, kernel.locals, arrays, accumulators].flat();
  check(new Set(named.map((one) => one.name)).size === named.length, 'two declarations have one name');
  for (const array of arrays) {
    check(Number.isInteger(array.length) && array.length > 0, `array ${array.name} has no length`);
    check(
      (array.scope === 'constant') === (array.values !== undefined),
      `array ${array.name}: values do not fit its scope`,
    );
    check(
      array.values === undefined || array.values.length === array.length,
      `array ${array.name}: wrong number of values`,
    );
    check(array.scope !== 'workgroup' || workgroup !== null, `array ${array.name} needs a workgroup`);
  }
  for (const { name, op, type, lanes } of accumulators) {
    check(canAccumulate(op, type), `accumulator ${name}: ${op} does not take ${type}`);
    check(Number.isInteger(Math.log2(lanes)) && lanes >= 1 && lanes <= 32, `accumulator ${name}: ${lanes} lanes`);
  }
}

/**
 * Checks a kernel and the functions it calls.
 *
 * @param stage - Named in the message: what made this IR, such as the name of a pass.
 * @throws ParallelError `ERR_INTERNAL` for IR that is not well formed: a producer or pass is wrong.
 */
export function verify(kernel: Kernel, stage = 'verify'): void {
  const functions = functionsOf(kernel);
  for (const fn of functions) verifyFunction(fn, stage);
  const owner = { name: kernel.name, locals: new Set(kernel.locals), arrays: new Set(kernel.arrays), kernel };
  const verifier: Verifier = new Verifier(owner, stage, new Set());
  verifier.check(new Set(functions.map((fn) => fn.name)).size === functions.length, 'two functions have one name');
  verifyDeclarations(kernel, (condition, what) => verifier.check(condition, what));
  verifier.block(kernel.body, new Set());
  verifier.inFinish = true;
  verifier.block(kernel.finish, new Set());
}
