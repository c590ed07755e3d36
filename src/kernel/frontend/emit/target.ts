/** The IR that is being built of one typed tree. */

import type { ScalarType } from '../../../core/kernel.ts';
import { KernelBuilder } from '../../ir/builder.ts';
import type { Accumulator, BufferParam, Local, LocalArray, ScalarParam, Value } from '../../ir/types.ts';
import { placeInText, refusal, type At } from '../compile-error.ts';
import type { ArrayStorage, BufferStorage, Expr, Reduction, ScalarInput, Statement, Variable } from '../hir.ts';
import type { Typing } from '../infer.ts';
import type { Unit } from '../scope.ts';
import { type KernelType, settle } from '../types.ts';
import type { Uniform } from '../uniform.ts';

/** Parts of the emitter that call each other. */
export interface Emitters {
  readonly expression: (target: Target, expr: Expr, want: ScalarType) => Value;
  readonly statements: (target: Target, list: readonly Statement[]) => void;
}

/** Builder, types and what the declarations of the typed tree became. */
export class Target {
  readonly b: KernelBuilder;
  readonly typing: Typing;
  readonly float: 'f32' | 'f64';
  readonly emitters: Emitters;
  readonly unit: Unit;
  readonly #values = new Map<Variable, Value | Local>();
  readonly #buffers = new Map<BufferStorage, BufferParam>();
  readonly #arrays = new Map<ArrayStorage, LocalArray>();
  readonly #scalars = new Map<ScalarInput, ScalarParam>();
  readonly accumulators = new Map<Reduction, Accumulator>();
  /** Counts the random numbers an iteration has drawn. */
  draws: Local | null = null;

  constructor(unit: Unit, { typing, float, emitters }: { typing: Typing; float: 'f32' | 'f64'; emitters: Emitters }) {
    const { name, rank, workgroup } = unit.request;
    const reduced = unit.reductions.length > 0 ? rank : 0;
    this.b = new KernelBuilder({ name, rank, reduced, ...(workgroup === undefined ? {} : { workgroup }) });
    this.unit = unit;
    this.typing = typing;
    this.float = float;
    this.emitters = emitters;
    for (const storage of unit.buffers) this.#buffers.set(storage, this.#declareBuffer(storage));
    for (const input of unit.scalars) this.#scalars.set(input, this.b.scalar(input.name, input.type));
  }

  #declareBuffer(storage: BufferStorage): BufferParam {
    const { read, written, atomic } = storage.uses;
    const access = written ? (read ? 'readwrite' : 'write') : 'read';
    return this.b.buffer(storage.name, storage.element, atomic ? 'atomic' : access);
  }

  /** The IR type of an expression by itself. */
  typeOf = (expr: Expr): ScalarType => settle(this.typing.of(expr), this.float);

  settle = (type: KernelType): ScalarType => settle(type, this.float);

  buffer(storage: BufferStorage): BufferParam {
    return this.#buffers.get(storage)!;
  }

  scalar(input: ScalarInput): Value {
    return this.b.scalarValue(this.#scalars.get(input)!);
  }

  /** A number that each dispatch gives, in a type it is used in. */
  uniform(uniform: Uniform, type: ScalarParam['type']): Value {
    const known = this.unit.scalars.length;
    const name = `${identifier(uniform.text)}_${type}`;
    const same = this.unit.scalars.find(
      ({ source }) => source.kind === 'uniform' && source.type === type && source.uniform.text === uniform.text,
    );
    const unique = this.unit.scalars.some((one) => one.name === name) ? `${name}_${known}` : name;
    const input = same ?? this.unit.scalar({ name: unique, type, source: { kind: 'uniform', uniform, type } });
    if (same === undefined) this.#scalars.set(input, this.b.scalar(input.name, input.type));
    return this.scalar(input);
  }

  /** A table when it starts with literals and is never written. */
  isTable = (storage: ArrayStorage): boolean =>
    storage.scope === 'constant' || (storage.values !== null && !storage.written);

  array(storage: ArrayStorage): LocalArray {
    let array = this.#arrays.get(storage);
    if (array === undefined) {
      const type = this.settle(storage.type);
      const element = type === 'bool' ? 'i32' : type;
      const isTable = this.isTable(storage);
      array = this.b.array({
        name: storage.name,
        type: element,
        length: storage.shape.reduce((a, b) => a * b, 1),
        scope: isTable ? 'constant' : storage.scope,
        ...(isTable ? { values: storage.values!.map((value) => tableValue(element, value)) } : {}),
      });
      this.#arrays.set(storage, array);
    }
    return array;
  }

  bind(variable: Variable, value: Value): void {
    this.#values.set(variable, value);
  }

  /** What a variable is: a value when it is assigned once, else a local. */
  slot(variable: Variable): Value | Local {
    let slot = this.#values.get(variable);
    if (slot === undefined)
      this.#values.set(variable, (slot = this.b.local(identifier(variable.name), this.settle(variable.type))));
    return slot;
  }

  /** The local of a variable. */
  local(variable: Variable): Local {
    return this.slot(variable) as Local;
  }

  read(variable: Variable): Value {
    const slot = this.slot(variable);
    return 'kind' in slot ? slot : this.b.get(slot);
  }

  /** Instructions that follow come from here. */
  mark(at: At): void {
    this.b.place = placeInText(at);
  }

  refuse(at: At, message: string, hint: string): never {
    throw refusal(at, message, hint);
  }
}

/** Names in the IR are for people: anything that is no identifier becomes `_`. */
const identifier = (name: string): string => name.replaceAll(/\W/g, '_');

function tableValue(type: ScalarType, value: number | bigint): number | bigint {
  if (type === 'f32') return Math.fround(Number(value));
  if (type === 'i64' || type === 'u64') return BigInt(value);
  if (type === 'i32') return Number(value) | 0;
  return type === 'u32' ? Number(value) >>> 0 : Number(value);
}
