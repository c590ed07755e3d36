import { invariant } from '../../../core/errors.ts';
import type { ScalarType } from '../../../core/kernel.ts';
import { identityOf } from '../../ir/reduction-tree.ts';
import type { Accumulator, BinaryValue, ConstValue, Value } from '../../ir/types.ts';
import type { CodeWriter } from './code-writer.ts';
import { argument } from './environment.ts';
import { emitLaneByLane } from './lanes.ts';
import { pushMaskAs, pushMaskFor } from './masks.ts';
import type { MemoryOp } from './op-table.ts';
import { pushScalarOp } from './scalar-ops.ts';
import type { Chains, Parts, Scope } from './scope.ts';
import { laneBits, pushConstant, scalarTypes } from './types.ts';
import { isVectorOp, pushVectorOp } from './vector-ops.ts';

/** Bytes of a chain in memory; a bool is a word of all ones or zeros. */
export const chainBytes = (type: ScalarType): number => (type === 'bool' ? 4 : laneBits(type) / 8);

/** Loads and stores of a chain or partial result as a scalar; those of bool are -1 and 0. */
export const loadChain = (type: ScalarType): MemoryOp => `${scalarTypes[type]}.load`;
export const storeChain = (type: ScalarType): MemoryOp => `${scalarTypes[type]}.store`;

/** Stands for a value that only exists in locals. */
export const placeholder = (type: ScalarType): ConstValue => ({ kind: 'const', id: -1, type, value: 0 });

const combination = ({ op, type }: Accumulator, a: Value, b: Value): BinaryValue => ({
  kind: 'binary',
  id: -1,
  type,
  op,
  a,
  b,
});

/** Combines two scalars; bools, as -1 and 0, combine bit by bit. */
export function pushCombined(
  code: CodeWriter,
  accumulator: Accumulator,
  push: { readonly a: () => void; readonly b: () => void },
): void {
  const a = placeholder(accumulator.type);
  const value = combination(accumulator, a, placeholder(accumulator.type));
  pushScalarOp(code, value, (operand) => (operand === a ? push.a() : push.b()));
}

/** Pushes what a chain starts from. */
export function pushIdentity(code: CodeWriter, { op, type }: Accumulator): void {
  const identity = identityOf(op, type);
  if (type === 'bool') code.i32(identity === true ? -1 : 0);
  else pushConstant(code, type, identity);
}

/** Combines vectors with a value and leaves the result in new locals. */
export function combineVectors(
  scope: Scope,
  accumulator: Accumulator,
  { chain, value }: { chain: Parts; value: Value },
): Parts {
  const a = placeholder(accumulator.type);
  scope.vectors.set(a, chain);
  const combined = combination(accumulator, a, value);
  if (!isVectorOp(scope, combined)) {
    emitLaneByLane(scope, combined);
    return scope.vectors.get(combined) as Parts;
  }
  return chain.map((_, part) => {
    pushVectorOp(scope, combined, part);
    return scope.keep();
  });
}

/** Sets vectors of a chain, in the lanes that run. */
function pushChosen(
  scope: Scope,
  { type }: Accumulator,
  { result, old, part }: { result: Parts; old: Parts; part: number },
): void {
  scope.code.get(result[part] as number);
  if (scope.exec === null) return;
  scope.code.get(old[part] as number);
  pushMaskFor(scope, scope.exec, { type, part });
  scope.code.op('v128.bitselect');
}

/** Chains in registers: for groups as large as the chains are many, so that a lane always has the same chain. */
export class RegisterChains implements Chains {
  readonly #parts = new Map<Accumulator, Parts>();
  readonly #memory: MemoryChains;

  constructor(memory: MemoryChains) {
    this.#memory = memory;
  }

  accumulate(scope: Scope, accumulator: Accumulator, value: Value): void {
    const chain = this.#parts.get(accumulator);
    invariant(chain !== undefined, 'the chains of an accumulator were not loaded');
    const result = combineVectors(scope, accumulator, { chain, value });
    for (const [part, local] of chain.entries()) {
      pushChosen(scope, accumulator, { result, old: chain, part });
      scope.code.set(local);
    }
  }

  /** Before the vector loop. */
  load(scope: Scope, accumulators: readonly Accumulator[]): void {
    for (const accumulator of accumulators) {
      this.#parts.set(
        accumulator,
        this.#memory.loadVector(scope, accumulator, () => scope.code.get(argument.scratch)),
      );
    }
  }

  /** After the vector loop. */
  store(scope: Scope): void {
    for (const [accumulator, parts] of this.#parts) {
      this.#memory.storeVector(scope, accumulator, { push: () => scope.code.get(argument.scratch), parts });
    }
  }
}

/** Chains in the thread's scratch memory. */
export class MemoryChains implements Chains {
  readonly #offsets: ReadonlyMap<Accumulator, number>;
  /** Pushes the address of the chain of the first of the running iterations, without the offset of its accumulator. */
  readonly #pushAddress: (accumulator: Accumulator) => void;

  constructor(offsets: ReadonlyMap<Accumulator, number>, pushAddress: (accumulator: Accumulator) => void) {
    this.#offsets = offsets;
    this.#pushAddress = pushAddress;
  }

  offsetOf(accumulator: Accumulator): number {
    const offset = this.#offsets.get(accumulator);
    invariant(offset !== undefined, `the kernel has no accumulator ${accumulator.name}`);
    return offset;
  }

  accumulate(scope: Scope, accumulator: Accumulator, value: Value): void {
    const { code } = scope;
    this.#pushAddress(accumulator);
    const address = scope.keep('i32');
    if (scope.options.group === 1) return this.#accumulateScalar(scope, accumulator, { address, value });
    const chain = this.loadVector(scope, accumulator, () => code.get(address));
    const result = combineVectors(scope, accumulator, { chain, value });
    const chosen = chain.map((_, part) => {
      pushChosen(scope, accumulator, { result, old: chain, part });
      return scope.keep();
    });
    this.storeVector(scope, accumulator, { push: () => code.get(address), parts: chosen });
  }

  #accumulateScalar(
    scope: Scope,
    accumulator: Accumulator,
    { address, value }: { address: number; value: Value },
  ): void {
    const { code } = scope;
    const offset = this.offsetOf(accumulator);
    code.get(address);
    pushCombined(code, accumulator, {
      a: () => code.get(address).memory(loadChain(accumulator.type), { offset }),
      b: () => {
        if (accumulator.type === 'bool') code.i32(0);
        scope.pushScalar(value);
        if (accumulator.type === 'bool') code.op('i32.sub');
      },
    });
    code.memory(storeChain(accumulator.type), { offset });
  }

  /** Loads neighbouring chains as a value; `push` pushes their address without the offset of the accumulator. */
  loadVector(scope: Scope, accumulator: Accumulator, push: () => void): Parts {
    const { code, options } = scope;
    const { type } = accumulator;
    const load = (part: number): void => {
      push();
      code.memory('v128.load', { offset: this.offsetOf(accumulator) + 16 * part });
    };
    return scope.newParts(type).map((local, part) => {
      if (type === 'bool') pushMaskAs(scope, { from: 32, to: options.maskBits, part }, load);
      else load(part);
      code.set(local);
      return local;
    });
  }

  storeVector(scope: Scope, accumulator: Accumulator, { push, parts }: { push: () => void; parts: Parts }): void {
    const { code, options } = scope;
    const isBool = accumulator.type === 'bool';
    const words = isBool ? options.group / 4 : parts.length;
    for (let part = 0; part < words; part++) {
      push();
      const from = options.maskBits;
      if (isBool) pushMaskAs(scope, { from, to: 32, part }, (at) => code.get(parts[at] as number));
      else code.get(parts[part] as number);
      code.memory('v128.store', { offset: this.offsetOf(accumulator) + 16 * part });
    }
  }
}
