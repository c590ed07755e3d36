/** Blocks of IR as JavaScript text. */

import { invariant } from '../../../core/errors.ts';
import type {
  AtomicValue,
  Block,
  BufferParam,
  Effect,
  Instruction,
  IrFunction,
  Kernel,
  LeafValue,
  LocalArray,
  Loop,
  Value,
} from '../../ir/types.ts';
import { isValue } from '../../ir/walk.ts';
import { accumulateText, binaryText, constantText, convertText, fit, mathText, unaryText } from './expressions.ts';

/** Names of the declarations of a kernel in the text: of our own making, so that the user's names cannot hurt. */
export interface Names {
  of(declaration: object): string;
}

/** Numbers declarations as they are met. */
export function makeNames(): Names {
  const names = new Map<object, string>();
  return {
    of(declaration) {
      let name = names.get(declaration);
      if (name === undefined) names.set(declaration, (name = `d${names.size}`));
      return name;
    },
  };
}

const compareSigns = { eq: '===', ne: '!==', lt: '<', le: '<=', gt: '>', ge: '>=' } as const;
const atomicSigns = { add: 'add', sub: 'sub', min: 'min', max: 'max', and: 'and', or: 'or', xor: 'xor' } as const;

/** Writes the text of one kernel or function. */
export class Emitter {
  readonly #names: Names;
  readonly #lines: string[] = [];
  #labels = 0;
  /** Label of the `continue` target of each enclosing loop. */
  readonly #loops: { readonly end: string; readonly step: string }[] = [];
  /** What `return` of a kernel becomes. */
  readonly #exit: string;

  constructor(names: Names, exit: string) {
    this.#names = names;
    this.#exit = exit;
  }

  line(text: string): void {
    this.#lines.push(text);
  }

  text(): string {
    return this.#lines.join('\n');
  }

  #of = (declaration: object): string => this.#names.of(declaration);

  #ref = (value: Value): string => `v${value.id}`;

  block(block: Block): void {
    for (const instruction of block) this.#instruction(instruction);
  }

  #instruction(one: Instruction): void {
    if (isValue(one)) this.line(`const ${this.#ref(one)} = ${this.#value(one)};`);
    else this.#effect(one);
  }

  #value(one: Value): string {
    const ref = this.#ref;
    switch (one.kind) {
      case 'unary':
        return unaryText(one.op, one.type, ref(one.a));
      case 'binary':
        return binaryText(one.op, one.type, [ref(one.a), ref(one.b)]);
      case 'compare':
        return `${ref(one.a)} ${compareSigns[one.op]} ${ref(one.b)}`;
      case 'select':
        return `${ref(one.cond)} ? ${ref(one.a)} : ${ref(one.b)}`;
      case 'convert':
        return one.wrap ? fit(one.type, ref(one.a)) : convertText(one.a.type, one.type, ref(one.a));
      case 'bitcast':
        return one.a.type.endsWith('32') === one.type.endsWith('32') && isIntPair(one.a, one)
          ? fit(one.type, ref(one.a))
          : `rt.bitcasts.${one.a.type}_${one.type}(${ref(one.a)})`;
      case 'math': {
        const text = mathText(one.fn, one.type, one.args.map(ref));
        invariant(text !== null, `math.${one.fn} was not expanded before it was interpreted`);
        return text;
      }
      case 'call':
        return `${this.#of(one.fn)}(${one.args.map(ref).join(', ')})`;
      case 'load':
        return this.#load(one.buffer, one);
      case 'loadArray':
        return this.#load(one.array, one);
      case 'atomic':
        return this.#atomic(one);
      default:
        return this.#leaf(one);
    }
  }

  #leaf(one: LeafValue): string {
    switch (one.kind) {
      case 'const':
        return constantText(one.value);
      case 'argument':
        return `a${one.index}`;
      case 'index':
        return `${one.space}${one.axis}`;
      case 'size':
        return `size[${one.axis}]`;
      case 'scalar':
        return this.#of(one.scalar);
      case 'length':
        return `${this.#of(one.buffer)}.length`;
      case 'getLocal':
        return this.#of(one.local);
      case 'total':
        return `${this.#of(one.accumulator)}total`;
      default:
        return one satisfies never;
    }
  }

  #load(
    from: BufferParam | LocalArray,
    { index, inBounds, type }: { readonly index: Value; readonly inBounds: boolean; readonly type: string },
  ): string {
    const at = this.#ref(index);
    const name = this.#of(from);
    const outside = type.endsWith('64') && type !== 'f64' ? '0n' : type === 'bool' ? 'false' : '0';
    const fallback = inBounds ? `rt.outOfRange(${JSON.stringify(from.name)}, ${at})` : outside;
    return `${at} >>> 0 < ${name}.length ? ${this.#decode(from, `${name}[${at}]`)} : ${fallback}`;
  }

  /** What an element of the typed array means. */
  #decode(from: BufferParam | LocalArray, text: string): string {
    if (!('element' in from)) return text;
    return from.element === 'f16' ? `rt.f16Value(${text})` : from.element === 'bool' ? `${text} !== 0` : text;
  }

  /** Typed arrays drop writes out of range and narrow what they are given, as the IR wants it. */
  #store(
    to: BufferParam | LocalArray,
    one: { readonly index: Value; readonly value: Value; readonly inBounds: boolean },
  ): void {
    const [at, name] = [this.#ref(one.index), this.#of(to)];
    if (one.inBounds) {
      this.line(`if (${at} >>> 0 >= ${name}.length) rt.outOfRange(${JSON.stringify(to.name)}, ${at});`);
    }
    const element = 'element' in to ? to.element : to.type;
    const value = this.#ref(one.value);
    const stored = element === 'f16' ? `rt.f16Bits(${value})` : element === 'bool' ? `${value} ? 1 : 0` : value;
    this.line(`${name}[${at}] = ${stored};`);
  }

  #atomic(one: AtomicValue): string {
    const at = this.#ref(one.index);
    const name = this.#of(one.target);
    const old = `${name}[${at}]`;
    const zero = one.type === 'i64' || one.type === 'u64' ? '0n' : '0';
    const value = one.value === null ? zero : this.#ref(one.value);
    // An array of functions of the old element would be slower: this runs once per instruction, in order.
    if (one.op === 'load') return `${at} >>> 0 < ${name}.length ? ${old} : ${zero}`;
    if (one.op === 'compareExchange') {
      const expected = this.#ref(one.expected!);
      return `${at} >>> 0 < ${name}.length ? rt.replace(${name}, ${at}, ${old} === ${expected} ? ${value} : ${old}) : ${zero}`;
    }
    const next =
      one.op === 'store' || one.op === 'exchange' ? value : binaryText(atomicSigns[one.op], one.type, [old, value]);
    return `${at} >>> 0 < ${name}.length ? rt.replace(${name}, ${at}, ${next}) : ${zero}`;
  }

  #effect(one: Effect): void {
    switch (one.kind) {
      case 'setLocal':
        return this.line(`${this.#of(one.local)} = ${this.#ref(one.value)};`);
      case 'store':
        return this.#store(one.buffer, one);
      case 'storeArray':
        return this.#store(one.array, one);
      case 'fillArray':
        return this.line(`${this.#of(one.array)}.fill(${this.#ref(one.value)});`);
      case 'accumulate': {
        const { op, type } = one.accumulator;
        const chain = `${this.#of(one.accumulator)}[lane${this.#of(one.accumulator)}]`;
        return this.line(`${chain} = ${accumulateText(op, type, [chain, this.#ref(one.value)])};`);
      }
      case 'barrier':
        return this.line('yield;');
      case 'if':
        this.line(`if (${this.#ref(one.cond)}) {`);
        this.block(one.then);
        if (one.otherwise.length > 0) {
          this.line('} else {');
          this.block(one.otherwise);
        }
        return this.line('}');
      case 'loop':
        return this.#loop(one);
      case 'break':
        return this.line(`break ${this.#loops.at(-1)!.end};`);
      case 'continue':
        return this.line(`break ${this.#loops.at(-1)!.step};`);
      case 'return':
        return this.line(one.value === null ? this.#exit : `return ${this.#ref(one.value)};`);
      default:
        return one satisfies never;
    }
  }

  #loop(loop: Loop): void {
    const labels = { end: `L${this.#labels}`, step: `S${this.#labels++}` };
    this.line(`${labels.end}: for (;;) {`);
    this.line(`${labels.step}: {`);
    this.#loops.push(labels);
    this.block(loop.body);
    this.#loops.pop();
    this.line('}');
    this.block(loop.continuing);
    if (loop.breakIf !== null) this.line(`if (${this.#ref(loop.breakIf)}) break;`);
    this.line('}');
  }
}

const isIntPair = (a: Value, b: Value): boolean => !a.type.startsWith('f') && !b.type.startsWith('f');

const arrayClasses = {
  bool: 'Uint8Array',
  i8: 'Int8Array',
  u8: 'Uint8Array',
  i16: 'Int16Array',
  u16: 'Uint16Array',
  f16: 'Uint16Array',
  i32: 'Int32Array',
  u32: 'Uint32Array',
  i64: 'BigInt64Array',
  u64: 'BigUint64Array',
  f32: 'Float32Array',
  f64: 'Float64Array',
} as const;

/** Name of the typed array class that views elements of a buffer. */
export const arrayClassOf = (element: BufferParam['element']): (typeof arrayClasses)[typeof element] =>
  arrayClasses[element];

/** Declarations of the locals and arrays of a kernel or function. */
export function declarations(
  { locals, arrays }: Pick<Kernel | IrFunction, 'locals' | 'arrays'>,
  names: Names,
): string[] {
  const text = locals.map((local) => `let ${names.of(local)};`);
  for (const array of arrays) {
    if (array.scope === 'workgroup') continue;
    const content =
      array.values === undefined ? String(array.length) : `[${array.values.map(constantText).join(', ')}]`;
    text.push(`const ${names.of(array)} = new ${arrayClasses[array.type]}(${content});`);
  }
  return text;
}
