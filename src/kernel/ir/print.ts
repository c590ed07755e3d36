/** Prints IR as text, one instruction per line. Equal text means equal kernels, whatever the ids: caches key on it. */

import type { ConstantValue } from './constants.ts';
import type { Block, Instruction, IrFunction, Kernel, LeafValue, LocalArray, SourcePlace, Value } from './types.ts';
import { isValue, walk, walkKernel } from './walk.ts';

/** What to print besides the code. */
export interface PrintOptions {
  /** Adds `; line:column` of the user's source. */
  readonly places?: boolean;
}

const constantText = (value: ConstantValue): string => (Object.is(value, -0) ? '-0' : String(value));

function leafText(value: LeafValue): string {
  switch (value.kind) {
    case 'const':
      return constantText(value.value);
    case 'argument':
      return `argument ${value.index}`;
    case 'index':
      return `index.${value.space} ${value.axis}`;
    case 'size':
      return `size ${value.axis}`;
    case 'scalar':
      return `scalar ${value.scalar.name}`;
    case 'length':
      return `length ${value.buffer.name}`;
    case 'getLocal':
      return `get ${value.local.name}`;
    case 'total':
      return `total ${value.accumulator.name}`;
    default:
      return value satisfies never;
  }
}

/** Prints blocks; numbers the values in the order in which they are met. */
class Printer {
  readonly #numbers = new Map<Value, number>();
  readonly #lines: string[] = [];
  readonly #places: boolean;

  constructor(options: PrintOptions) {
    this.#places = options.places === true;
  }

  line(depth: number, text: string, place?: SourcePlace): void {
    const comment = this.#places && place !== undefined ? ` ; ${place.line}:${place.column}` : '';
    this.#lines.push('  '.repeat(depth) + text + comment);
  }

  text(): string {
    return `${this.#lines.join('\n')}\n`;
  }

  /** Forgets numbers: functions count from 0 again. */
  restart(): void {
    this.#numbers.clear();
  }

  #ref = (value: Value): string => `%${this.#numbers.get(value) ?? `?${value.id}`}`;

  #refs = (values: readonly Value[]): string => values.map(this.#ref).join(', ');

  block(block: Block, depth: number): void {
    for (const instruction of block) this.#instruction(instruction, depth);
  }

  #instruction(instruction: Instruction, depth: number): void {
    if (isValue(instruction)) {
      const text = this.#value(instruction);
      const number = this.#numbers.size;
      this.#numbers.set(instruction, number);
      this.line(depth, `%${number}: ${instruction.type} = ${text}`, instruction.place);
    } else if (instruction.kind === 'if') {
      this.line(depth, `if ${this.#ref(instruction.cond)} {`, instruction.place);
      this.block(instruction.then, depth + 1);
      if (instruction.otherwise.length > 0) {
        this.line(depth, '} else {');
        this.block(instruction.otherwise, depth + 1);
      }
      this.line(depth, '}');
    } else if (instruction.kind === 'loop') {
      this.line(depth, 'loop {', instruction.place);
      this.block(instruction.body, depth + 1);
      if (instruction.continuing.length > 0) {
        this.line(depth, '} continuing {');
        this.block(instruction.continuing, depth + 1);
      }
      this.line(depth, instruction.breakIf === null ? '}' : `} break if ${this.#ref(instruction.breakIf)}`);
    } else this.line(depth, this.#effect(instruction), instruction.place);
  }

  #value(value: Value): string {
    const ref = this.#ref;
    switch (value.kind) {
      case 'unary':
        return `${value.op} ${ref(value.a)}`;
      case 'binary':
      case 'compare':
        return `${value.op} ${ref(value.a)}, ${ref(value.b)}`;
      case 'select':
        return `select ${ref(value.cond)}, ${ref(value.a)}, ${ref(value.b)}`;
      case 'convert':
        return `convert${value.wrap ? '.wrap' : ''} ${ref(value.a)}`;
      case 'bitcast':
        return `bitcast ${ref(value.a)}`;
      case 'math':
        return `math.${value.fn} ${this.#refs(value.args)}`;
      case 'call':
        return `call ${value.fn.name}(${this.#refs(value.args)})`;
      case 'load':
        return `load ${value.buffer.name}[${ref(value.index)}]${value.inBounds ? ' inBounds' : ''}`;
      case 'loadArray':
        return `load ${value.array.name}[${ref(value.index)}]${value.inBounds ? ' inBounds' : ''}`;
      case 'atomic': {
        const operands = [value.expected, value.value].filter((one) => one !== null);
        return `atomic.${value.op} ${value.target.name}[${ref(value.index)}] ${this.#refs(operands)}`.trimEnd();
      }
      default:
        return leafText(value);
    }
  }

  #effect(effect: Exclude<Instruction, Value>): string {
    const ref = this.#ref;
    switch (effect.kind) {
      case 'setLocal':
        return `set ${effect.local.name} = ${ref(effect.value)}`;
      case 'store':
        return `store ${effect.buffer.name}[${ref(effect.index)}] = ${ref(effect.value)}${effect.inBounds ? ' inBounds' : ''}`;
      case 'storeArray':
        return `store ${effect.array.name}[${ref(effect.index)}] = ${ref(effect.value)}${effect.inBounds ? ' inBounds' : ''}`;
      case 'fillArray':
        return `fill ${effect.array.name} = ${ref(effect.value)}`;
      case 'accumulate':
        return `accumulate ${effect.accumulator.name}, ${ref(effect.value)}`;
      case 'return':
        return effect.value === null ? 'return' : `return ${ref(effect.value)}`;
      default:
        return effect.kind;
    }
  }
}

const arrayText = ({ name, type, length, scope, values }: LocalArray): string =>
  `${scope} ${name}: ${type}[${length}]${values === undefined ? '' : ` = ${values.map(constantText).join(', ')}`}`;

/** The functions a kernel calls, directly or not, each after those it calls itself. */
export function functionsOf(kernel: Kernel): IrFunction[] {
  const found = new Set<IrFunction>();
  const add = (instruction: Instruction): void => {
    if (instruction.kind !== 'call' || found.has(instruction.fn)) return;
    walk(instruction.fn.body, add);
    found.add(instruction.fn);
  };
  walkKernel(kernel, add);
  return [...found];
}

function printFunction(printer: Printer, fn: IrFunction): void {
  printer.restart();
  printer.line(0, `function ${fn.name}(${fn.parameters.map((one) => one.type).join(', ')}): ${fn.result} {`);
  for (const array of fn.arrays) printer.line(1, arrayText(array));
  for (const local of fn.locals) printer.line(1, `local ${local.name}: ${local.type}`);
  printer.block(fn.body, 1);
  printer.line(0, '}');
}

/** A kernel and the functions it calls, as text. */
export function printKernel(kernel: Kernel, options: PrintOptions = {}): string {
  const printer = new Printer(options);
  for (const fn of functionsOf(kernel)) printFunction(printer, fn);
  printer.restart();
  const reduced = kernel.reduced === 0 ? '' : ` reduced ${kernel.reduced}`;
  const workgroup = kernel.workgroup === null ? '' : ` workgroup ${kernel.workgroup.join('x')}`;
  printer.line(0, `kernel ${kernel.name} rank ${kernel.rank}${reduced}${workgroup} {`);
  for (const { name, element, access, atomic } of kernel.buffers) {
    printer.line(1, `buffer ${name}: ${element} ${access}${atomic ? ' atomic' : ''}`);
  }
  for (const scalar of kernel.scalars) printer.line(1, `scalar ${scalar.name}: ${scalar.type}`);
  for (const { name, type, op, lanes } of kernel.accumulators) {
    printer.line(1, `accumulator ${name}: ${type} ${op} lanes ${lanes}`);
  }
  for (const array of kernel.arrays) printer.line(1, arrayText(array));
  for (const local of kernel.locals) printer.line(1, `local ${local.name}: ${local.type}`);
  printer.line(1, 'body {');
  printer.block(kernel.body, 2);
  if (kernel.finish.length > 0) {
    printer.line(1, '} finish {');
    printer.block(kernel.finish, 2);
  }
  printer.line(1, '}');
  printer.line(0, '}');
  return printer.text();
}
