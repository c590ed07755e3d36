/** Where instructions go: a block that grows, with the names, locals and arrays it uses. */

import { invariant } from '../../core/errors.ts';
import type { ScalarType } from '../../core/kernel.ts';
import { type ConstantValue, constantOf, holds } from './constants.ts';
import type { Block, ConstValue, Instruction, Local, LocalArray, SourcePlace, Value } from './types.ts';

/** A value, or a number that becomes a constant of the type of the other operand. */
export type Operand = Value | number | bigint | boolean;

/** A value record without what the builder adds. */
export type NewValue = Value extends infer V ? (V extends Value ? Omit<V, 'id' | 'place'> : never) : never;

/** Whether an operand is a value already. */
export const isRecord = (operand: Operand): operand is Value => typeof operand === 'object';

/** Appends instructions to the current block, and numbers the values. */
export class InstructionList {
  readonly #locals: Local[] = [];
  readonly #arrays: LocalArray[] = [];
  readonly #names = new Set<string>();
  #block: Instruction[] = [];
  #nextId: number;
  /** Place given to the instructions that follow. */
  place: SourcePlace | undefined;

  /** @param firstId - Number of the first value: for passes that add to a kernel that has values. */
  constructor(firstId = 0) {
    this.#nextId = firstId;
  }

  get locals(): readonly Local[] {
    return this.#locals;
  }
  get arrays(): readonly LocalArray[] {
    return this.#arrays;
  }

  /** A local of this name, made unique by a number where needed. */
  local(name: string, type: ScalarType): Local {
    const local = { name: this.unique(name), type };
    this.#locals.push(local);
    return local;
  }

  array(array: LocalArray): LocalArray {
    const made = { ...array, name: this.unique(array.name) };
    this.#arrays.push(made);
    return made;
  }

  /** Takes a name: with a number behind it where it is taken already. */
  protected unique(name: string): string {
    let unique = name;
    for (let count = 1; this.#names.has(unique); count++) unique = `${name}_${count}`;
    this.#names.add(unique);
    return unique;
  }

  /** Appends an instruction made elsewhere. */
  emit(instruction: Instruction): void {
    this.#block.push(instruction);
  }

  /** Appends a value and numbers it. */
  value<T extends Value = Value>(fields: NewValue): T {
    const place = this.place === undefined ? {} : { place: this.place };
    const made = { id: this.#nextId++, ...fields, ...place } as unknown as T;
    this.#block.push(made);
    return made;
  }

  /** A constant. Numbers are rounded to f32, turned to bigint for 64-bit integers; an integer out of range is a bug. */
  const(type: ScalarType, value: ConstantValue): ConstValue {
    const exact = constantOf(type, value);
    invariant(holds(type, exact), `${String(value)} is not a constant of type ${type}`);
    return this.value<ConstValue>({ kind: 'const', type, value: exact });
  }

  /** An operand as a value of a type: numbers become constants. */
  operand(operand: Operand, type: ScalarType): Value {
    if (!isRecord(operand)) return this.const(type, operand);
    invariant(operand.type === type, `an operand of type ${operand.type} stands where ${type} is needed`);
    return operand;
  }

  /** The instructions that `build` appends, as a block of their own. */
  block(build: () => void): Block {
    const outer = this.#block;
    const inner: Instruction[] = [];
    this.#block = inner;
    try {
      build();
    } finally {
      this.#block = outer;
    }
    return inner;
  }

  /** The outermost block, which grows as instructions are appended. */
  protected open(): Block {
    return this.#block;
  }

  /** The place, for effects. */
  protected at(): { readonly place?: SourcePlace } {
    return this.place === undefined ? {} : { place: this.place };
  }
}
