/** Computes equal values once (common subexpression elimination). */

import type { Block, Instruction, Kernel, Value } from '../ir/types.ts';
import { binaryOps, bitsOf, compareOps, unaryOps } from '../ir/ops.ts';
import { isPure, isValue, operandsOf } from '../ir/walk.ts';
import { Rewriter, rewriteKernel } from './rewrite.ts';

/** Numbers for declarations, so that they can stand in a key. */
class Numbers {
  readonly #numbers = new Map<object, number>();

  of(declaration: object): number {
    let number = this.#numbers.get(declaration);
    if (number === undefined) this.#numbers.set(declaration, (number = this.#numbers.size));
    return number;
  }
}

/** What besides its operands tells a value from others of its kind. */
function detail(value: Value, numbers: Numbers): string {
  switch (value.kind) {
    case 'const':
      return Object.is(value.value, -0) ? '-0' : String(value.value);
    case 'unary':
    case 'binary':
    case 'compare':
      return value.op;
    case 'convert':
      return String(value.wrap);
    case 'math':
      return value.fn;
    case 'call':
      return String(numbers.of(value.fn));
    case 'argument':
      return String(value.index);
    case 'index':
      return `${value.space} ${value.axis}`;
    case 'size':
      return String(value.axis);
    case 'scalar':
      return String(numbers.of(value.scalar));
    case 'length':
      return String(numbers.of(value.buffer));
    case 'loadArray':
      return String(numbers.of(value.array));
    case 'total':
      return String(numbers.of(value.accumulator));
    default:
      return '';
  }
}

/** Operators and types as numbers: their names are different ones for one operand, for two and for comparisons. */
const operators: ReadonlyMap<string, number> = new Map(
  [...Object.keys(unaryOps), ...Object.keys(binaryOps), ...compareOps].map((name, at) => [name, at]),
);
const types: ReadonlyMap<string, number> = new Map(Object.keys(bitsOf).map((name, at) => [name, at]));

/** Ids from here on do not fit into a number with an operator and another id. */
const ID_LIMIT = 2 ** 20;

/** What tells a value with one or two operands from others, as a number: most values are such, and texts take longer to make. */
function numberOf(op: string, type: string, { a, b }: { readonly a: number; readonly b: number }): number | null {
  if (a >= ID_LIMIT || b >= ID_LIMIT) return null;
  return ((operators.get(op)! * 8 + types.get(type)!) * ID_LIMIT + a) * ID_LIMIT + b;
}

class Eliminator extends Rewriter {
  readonly #numbers = new Numbers();
  /** Values that are visible here, by what they compute. */
  readonly #known = new Map<string | number, Value>();
  /** What the open block added. */
  #added: (string | number)[] = [];

  override block(block: Block): Block {
    const outer = this.#added;
    this.#added = [];
    const out = super.block(block);
    for (const key of this.#added) this.#known.delete(key);
    this.#added = outer;
    return out;
  }

  override instruction(one: Instruction, out: Instruction[]): void {
    if (!isValue(one) || !isPure(one)) return this.keep(one, out);
    const key = this.#keyOf(one);
    const known = this.#known.get(key);
    if (known !== undefined) return this.replace(one, known);
    this.keep(one, out);
    this.#known.set(key, this.map(one));
    this.#added.push(key);
  }

  #keyOf(one: Value): string | number {
    if (one.kind === 'binary' || one.kind === 'compare') {
      const ids = { a: this.map(one.a).id, b: this.map(one.b).id };
      // A comparison is told from others by the type of what it compares.
      const key = numberOf(one.op, one.a.type, ids);
      if (key !== null) return key;
    } else if (one.kind === 'unary') {
      const key = numberOf(one.op, one.type, { a: this.map(one.a).id, b: 0 });
      if (key !== null) return key;
    }
    let key = `${one.kind} ${one.type} ${detail(one, this.#numbers)}`;
    for (const operand of operandsOf(one)) key += ` ${this.map(operand).id}`;
    return key;
  }
}

export const eliminateCommon = (kernel: Kernel): Kernel => rewriteKernel(kernel, (nextId) => new Eliminator(nextId));
