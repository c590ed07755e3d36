/** Turns blocks of IR into statements of WGSL. */

import { invariant } from '../../../core/errors.ts';
import type {
  AtomicValue,
  BinaryValue,
  Block,
  ConstValue,
  Effect,
  Instruction,
  IrFunction,
  Kernel,
  LeafValue,
  LoadArrayValue,
  LocalArray,
  Loop,
  StoreArray,
  Value,
} from '../../ir/types.ts';
import { isValue, operandsOf } from '../../ir/walk.ts';
import { atomicBody } from './atomics.ts';
import { cancellingOperand } from './cancelling.ts';
import { binaryText, compareText, convertText, unaryText, type UseHelper } from './expressions.ts';
import type { MemoryText } from './memory.ts';
import type { Names } from './names.ts';
import { constantText, gpuType, opaqueFloat, zeroText } from './types.ts';
import { isConst, isFolded } from './folding.ts';

/** What the text of a shader is made with. */
export interface EmitContext {
  readonly names: Names;
  readonly memory: MemoryText;
  readonly use: UseHelper;
  /** Arrays of a workgroup that atomic instructions use: all their accesses are atomic then. */
  readonly atomicArrays: ReadonlySet<LocalArray>;
  /** Adds a function to the shader, once per name. */
  readonly define: (name: string, lines: readonly string[]) => void;
}

const isWithin = ({ value }: ConstValue, { length }: LocalArray): boolean =>
  Number(value) >= 0 && Number(value) < length;

/** Declarations of locals and private or constant arrays, at the start of a function. */
export function declarations(owner: Pick<Kernel | IrFunction, 'locals' | 'arrays'>, { names }: EmitContext): string[] {
  const locals = owner.locals.map((local) => `var ${names.of('l', local)}: ${gpuType(local.type)};`);
  const arrays = owner.arrays.flatMap((array) => {
    if (array.scope === 'workgroup') return [];
    const type = `array<${gpuType(array.type)}, ${array.length}>`;
    if (array.values === undefined) return [`var ${names.of('a', array)}: ${type};`];
    const values = array.values.map((value) => constantText(array.type, value));
    return [`var ${names.of('a', array)} = ${type}(${values.join(', ')});`];
  });
  return [...locals, ...arrays];
}

/** Collects the lines of one function. */
export class Emitter {
  readonly #context: EmitContext;
  readonly #lines: string[] = [];
  #depth: number;

  constructor(context: EmitContext, depth = 1) {
    this.#context = context;
    this.#depth = depth;
  }

  lines(): string[] {
    return this.#lines;
  }

  block(block: Block): void {
    for (const instruction of block) this.#instruction(instruction);
  }

  #line(text: string): void {
    this.#lines.push(`${'  '.repeat(this.#depth)}${text}`);
  }

  #inside(body: () => void): void {
    this.#depth++;
    body();
    this.#depth--;
  }

  #instruction(one: Instruction): void {
    if (!isValue(one)) this.#effect(one);
    else if (!isConst(one) && !this.#isAtom(one)) this.#line(`let t${one.id} = ${this.#text(one)};`);
  }

  /** Values that are shorter than a name for them, and the same wherever they are read. */
  #isAtom(value: Value): boolean {
    return ['index', 'size', 'scalar', 'length', 'argument', 'total'].includes(value.kind);
  }

  #ref = (value: Value): string => {
    if (isConst(value)) return constantText(value.type, value.value);
    return this.#isAtom(value) ? this.#text(value) : `t${value.id}`;
  };

  /**
   * The operands of an instruction. When all are constants, the first gets a name: what is made of literals alone is computed by the
   * compiler, which refuses overflow and the like.
   */
  #operands(one: Instruction): string[] {
    const operands = operandsOf(one);
    const texts = operands.map(this.#ref);
    if (operands.length > 0 && operands.every(isConst)) {
      const name = `c${isValue(one) ? one.id : operands[0]!.id}`;
      this.#line(`let ${name} = ${texts[0]};`);
      texts[0] = name;
    }
    return texts;
  }

  #text(one: Value): string {
    const { names, memory, use } = this.#context;
    switch (one.kind) {
      case 'unary':
        return unaryText(one.op, one.type, this.#operands(one)[0]!);
      case 'binary':
        return binaryText(one, this.#arithmetic(one), use);
      case 'compare':
        return compareText(one.op, one.a.type, this.#operands(one) as [string, string]);
      case 'select': {
        const [cond, a, b] = [one.cond, one.a, one.b].map(this.#ref);
        return `select(${b}, ${a}, ${cond})`;
      }
      case 'convert':
        return convertText({ from: one.a.type, to: one.type, wrap: one.wrap }, this.#operands(one)[0]!, use);
      case 'bitcast':
        return `bitcast<${gpuType(one.type)}>(${this.#operands(one)[0]})`;
      case 'call':
        return `${names.of('f', one.fn)}(${this.#operands(one).join(', ')})`;
      case 'load':
        return memory.load(one.buffer, this.#ref(one.index), one.inBounds);
      case 'loadArray':
        return this.#loadArray(one);
      case 'atomic':
        return this.#atomic(one);
      case 'math':
        return invariantMath(one.fn);
      default:
        return this.#leaf(one);
    }
  }

  #leaf(one: LeafValue): string {
    const { names, memory } = this.#context;
    switch (one.kind) {
      case 'const':
        return constantText(one.type, one.value);
      case 'argument':
        return `x${one.index}`;
      case 'index':
        return `${one.space}${one.axis}`;
      case 'size':
        return `p.n${one.axis}`;
      case 'scalar':
        return `p.${names.of('s', one.scalar)}`;
      case 'length':
        return memory.length(one.buffer);
      case 'getLocal':
        return names.of('l', one.local);
      case 'total':
        return `total_${names.of('acc', one.accumulator)}`;
      default:
        return one satisfies never;
    }
  }

  /** Operands, with float constants as words that no compiler knows where it would compute with them ahead. */
  #arithmetic(one: BinaryValue): [string, string] {
    const texts = this.#operands(one);
    const opaque = [one.a, one.b].map((value, index) =>
      one.type === 'f32' && isConst(value) && isFolded(one, value) ? opaqueFloat(Number(value.value)) : texts[index]!,
    );
    const hidden = cancellingOperand(one);
    if (hidden !== null) opaque[hidden] = `${this.#context.use('h_hidden')}(${opaque[hidden]})`;
    return opaque as [string, string];
  }

  /** A zero that a product starts from would make drivers drop the other factor, NaN or not. */
  #initial(value: Value): string {
    const isZero = isConst(value) && value.type === 'f32' && value.value === 0;
    return isZero ? opaqueFloat(Number(value.value)) : this.#ref(value);
  }

  #loadArray({ array, index, inBounds }: LoadArrayValue): string {
    const name = this.#context.names.of('a', array);
    const zero = zeroText[gpuType(array.type)];
    const word = (at: string): string => this.#readWord(array, `${name}[${at}]`);
    const at = this.#ref(index);
    // The compiler refuses a constant index that is out of range, even where it is never used.
    if (isConst(index)) return isWithin(index, array) ? word(at) : zero;
    if (inBounds) return word(at);
    return `select(${zero}, ${word(`min(u32(${at}), ${array.length - 1}u)`)}, u32(${at}) < ${array.length}u)`;
  }

  #storeArray({ array, index, value, inBounds }: StoreArray): void {
    const at = this.#ref(index);
    const write = this.#writeWord(array, `${this.#context.names.of('a', array)}[u32(${at})]`, this.#ref(value));
    if (isConst(index)) {
      if (isWithin(index, array)) this.#line(write);
    } else this.#line(inBounds ? write : `if (u32(${at}) < ${array.length}u) { ${write} }`);
  }

  #readWord(array: LocalArray, reference: string): string {
    if (!this.#context.atomicArrays.has(array)) return reference;
    const loaded = `atomicLoad(&${reference})`;
    return array.type === 'f32' ? `bitcast<f32>(${loaded})` : loaded;
  }

  #writeWord(array: LocalArray, reference: string, value: string): string {
    if (!this.#context.atomicArrays.has(array)) return `${reference} = ${value};`;
    return `atomicStore(&${reference}, ${array.type === 'f32' ? `bitcast<u32>(${value})` : value});`;
  }

  #atomic(one: AtomicValue): string {
    const operands = operandsOf(one).map(this.#ref);
    if ('element' in one.target) return this.#context.memory.atomic(one.target, one.op, operands);
    const array = one.target;
    const name = this.#context.names.of('a', array);
    const type = gpuType(array.type);
    const parameters = ['i: i32', `x: ${type}`, `expected: ${type}`].slice(0, operands.length).join(', ');
    const full = `atomic_${one.op}_${name}`;
    this.#context.define(full, [
      `fn ${full}(${parameters}) -> ${type} {`,
      `  if (u32(i) >= ${array.length}u) { return ${zeroText[type]}; }`,
      ...atomicBody({ op: one.op, type, word: `&${name}[i]` }, this.#context.use).map((line) => `  ${line}`),
      '}',
    ]);
    return `${full}(${operands.join(', ')})`;
  }

  #effect(one: Effect): void {
    const { names, memory, use } = this.#context;
    switch (one.kind) {
      case 'setLocal':
        return this.#line(`${names.of('l', one.local)} = ${this.#initial(one.value)};`);
      case 'store': {
        const operand = { value: this.#ref(one.value), inBounds: one.inBounds };
        return this.#line(memory.store(one.buffer, this.#ref(one.index), operand));
      }
      case 'storeArray':
        return this.#storeArray(one);
      case 'fillArray': {
        const name = names.of('a', one.array);
        return this.#line(`for (var i = 0u; i < ${one.array.length}u; i++) { ${name}[i] = ${this.#ref(one.value)}; }`);
      }
      case 'accumulate': {
        const name = names.of('acc', one.accumulator);
        return this.#line(`${name} = ${binaryText(one.accumulator, [name, this.#ref(one.value)], use)};`);
      }
      case 'barrier':
        this.#line('workgroupBarrier();');
        return this.#line('storageBarrier();');
      case 'if':
        return this.#if(one.cond, one.then, one.otherwise);
      case 'loop':
        return this.#loop(one);
      case 'break':
      case 'continue':
        return this.#line(`${one.kind};`);
      case 'return':
        return this.#line(one.value === null ? 'return;' : `return ${this.#ref(one.value)};`);
      default:
        return one satisfies never;
    }
  }

  #if(cond: Value, then: Block, otherwise: Block): void {
    this.#line(`if (${this.#ref(cond)}) {`);
    this.#inside(() => this.block(then));
    if (otherwise.length > 0) {
      this.#line('} else {');
      this.#inside(() => this.block(otherwise));
    }
    this.#line('}');
  }

  #loop({ body, continuing, breakIf }: Loop): void {
    this.#line('loop {');
    this.#inside(() => {
      this.block(body);
      if (continuing.length === 0 && breakIf === null) return;
      this.#line('continuing {');
      this.#inside(() => {
        this.block(continuing);
        if (breakIf !== null) this.#line(`break if ${this.#ref(breakIf)};`);
      });
      this.#line('}');
    });
    this.#line('}');
  }
}

function invariantMath(fn: string): never {
  invariant(false, `math.${fn} got to the GPU without its definition`);
}
