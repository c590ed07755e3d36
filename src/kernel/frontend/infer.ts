/** Types of variables and expressions: each variable has the type that holds all that is assigned to it. */

import { loadedType } from '../../core/kernel.ts';
import { type At, refusal } from './compile-error.ts';
import type { BinarySign, Expr, ExprOf, LeafExpr, MathFunction, Storage } from './hir.ts';
import type { Unit } from './scope.ts';
import { isFloatLike, isIntLike, isWide, join, type KernelType, literalType, numeric } from './types.ts';

function joined(a: KernelType, b: KernelType, at: At): KernelType {
  const type = join(a, b);
  if (type === null) throw refusal(at, 'bigints and numbers do not mix', 'convert one: f64(x) or i64(x)');
  return type;
}

const BITS: ReadonlySet<BinarySign> = new Set(['&', '|', '^', '<<', '>>']);

/** Whether an expression divides integers: then what rounds it is an integer too. */
export function isIntDivision(expr: Expr, typeOf: (expr: Expr) => KernelType): expr is ExprOf<'binary'> {
  return (
    expr.kind === 'binary' &&
    expr.sign === '/' &&
    isIntLike(numeric(typeOf(expr.a))) &&
    isIntLike(numeric(typeOf(expr.b)))
  );
}

const KEEPS_INTS: ReadonlySet<MathFunction> = new Set<MathFunction>([
  'abs',
  'min',
  'max',
  'sign',
  'floor',
  'ceil',
  'round',
  'trunc',
]);
const ROUNDS_DIVISION: ReadonlySet<MathFunction> = new Set<MathFunction>(['floor', 'ceil', 'trunc']);
const FIXED: { readonly [name: string]: KernelType } = {
  imul: 'i32',
  clz32: 'i32',
  isNaN: 'bool',
  isFinite: 'bool',
  isInteger: 'bool',
};

export const storageType = (storage: Storage): KernelType =>
  storage.kind === 'buffer' ? loadedType[storage.element] : storage.type;

/** The type of an expression that is not made of others. */
function leafType(expr: LeafExpr): KernelType {
  switch (expr.kind) {
    case 'literal':
      return literalType(expr.value);
    case 'uniform':
      return literalType(expr.uniform.value);
    case 'variable':
      return expr.variable.type;
    case 'index':
    case 'size':
    case 'length':
      return 'i32';
    case 'scalar':
      return expr.input.type;
    case 'random':
      return 'float';
    case 'nothing':
      return 'unset';
    default:
      return expr satisfies never;
  }
}

/** Computes types from those of variables, which may still grow. */
export class Typing {
  readonly #memo: Map<Expr, KernelType> | null;
  /** Whether nothing is known yet of what has no type: it may become anything, a bigint too. */
  readonly #isOpen: boolean;

  /** @param settled - The types of variables are final, so that those of expressions may be remembered. */
  constructor(settled: boolean) {
    this.#memo = settled ? new Map() : null;
    this.#isOpen = !settled;
  }

  of = (expr: Expr): KernelType => {
    let type = this.#memo?.get(expr);
    if (type === undefined) {
      type = this.#compute(expr);
      this.#memo?.set(expr, type);
    }
    return type;
  };

  /** The type of arithmetic on an operand. */
  #numeric(expr: Expr): KernelType {
    const type = this.of(expr);
    return this.#isOpen && type === 'unset' ? type : numeric(type);
  }

  #compute(expr: Expr): KernelType {
    const { of } = this;
    switch (expr.kind) {
      case 'negate':
        return this.#negate(expr);
      case 'bitNot':
        return this.#bits(this.#numeric(expr.a));
      case 'not':
      case 'compare':
        return 'bool';
      case 'binary':
        return this.#binary(expr);
      case 'logical':
      case 'conditional':
        return joined(of(expr.a), of(expr.b), expr.at);
      case 'math':
        return this.#math(expr);
      case 'cast':
        return this.#cast(expr);
      case 'load':
      case 'atomic':
        return storageType(expr.storage);
      case 'assign':
        return expr.variable.type;
      case 'store':
        return this.#store(expr);
      case 'sequence':
        return of(expr.items.at(-1)!);
      case 'inlined':
        return expr.result?.type ?? 'unset';
      default:
        return leafType(expr);
    }
  }

  #negate({ a }: ExprOf<'negate' | 'bitNot' | 'not'>): KernelType {
    const type = this.#numeric(a);
    return type === 'u32' ? 'i32' : type;
  }

  #cast({ a, to }: ExprOf<'cast'>): KernelType {
    const type = this.#numeric(a);
    if (to === 'bigint') return isWide(type) || type === 'unset' ? type : 'i64';
    if (to !== 'number') return to;
    return isWide(type) ? 'f64' : type;
  }

  /** The value of a store: what was stored, or what the place held or holds after an update. */
  #store({ storage, value, update, result, at }: ExprOf<'store'>): KernelType {
    const type = this.of(value);
    return update === null && result === 'new' ? type : joined(storageType(storage), type, at);
  }

  #binary({ sign, a, b, at }: ExprOf<'binary'>): KernelType {
    const type = joined(this.#numeric(a), this.#numeric(b), at);
    if (type === 'unset') return type;
    if (isWide(type)) {
      if (sign === '**' || sign === '>>>') throw refusal(at, `${sign} does not take bigints`, 'use numbers');
      return type;
    }
    if (sign === '>>>') return 'u32';
    if (BITS.has(sign)) return this.#bits(type);
    return (sign === '/' || sign === '**') && !isFloatLike(type) ? 'float' : type;
  }

  /** Bit operators give i32, unless they take bigints. */
  #bits(type: KernelType): KernelType {
    return isWide(type) || type === 'unset' ? type : 'i32';
  }

  #math({ fn, args, at }: ExprOf<'math'>): KernelType {
    const fixed = FIXED[fn];
    if (fixed !== undefined) return fixed;
    const type = args.map((arg) => this.#numeric(arg)).reduce((x, y) => joined(x, y, at));
    if (type === 'unset') return type;
    if (isFloatLike(type)) {
      const [first] = args;
      const isDivision = ROUNDS_DIVISION.has(fn) && isIntDivision(first!, this.of);
      return isDivision ? this.#quotient(first) : type;
    }
    if (isWide(type)) throw refusal(at, `Math.${fn} does not take bigints`, 'convert: f64(x)');
    return KEEPS_INTS.has(fn) ? type : 'float';
  }

  #quotient({ a, b, at }: ExprOf<'binary'>): KernelType {
    return joined(numeric(this.of(a)), numeric(this.of(b)), at);
  }
}

/** Types only grow, and each can grow this often: more rounds than that would be a bug. */
const MAX_ROUNDS = 1000;

/** Gives each variable, array and reduction of a kernel its type. */
export function inferTypes(unit: Unit): Typing {
  const typing = new Typing(false);
  const grow = (one: { type: KernelType; readonly sources: readonly Expr[] }): boolean => {
    const before = one.type;
    for (const source of one.sources) one.type = joined(one.type, typing.of(source), source.at);
    return one.type !== before;
  };
  for (let round = 0; round < MAX_ROUNDS; round++) {
    let changed = false;
    for (const variable of unit.variables) changed = grow(variable) || changed;
    for (const array of unit.arrays) if (array.fixed === null) changed = grow(array) || changed;
    if (!changed) break;
  }
  for (const reduction of unit.reductions) {
    if (reduction.fixed === null) grow(reduction);
    else reduction.type = reduction.fixed;
  }
  return new Typing(true);
}
