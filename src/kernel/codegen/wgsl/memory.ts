/** Buffers in WGSL: their bindings, and functions that load, store and change one element. */

import { elementBytes, loadedType } from '../../../core/kernel.ts';
import type { WgslWindows } from '../../../core/kernel.ts';
import type { AtomicOp, BufferParam, Kernel } from '../../ir/types.ts';
import { atomicBody } from './atomics.ts';
import type { UseHelper } from './expressions.ts';
import type { Names } from './names.ts';
import { gpuType, zeroText } from './types.ts';

const isNarrow = ({ element }: BufferParam): boolean => elementBytes[element] < 4;

/** Elements smaller than a word are written by atomics: their neighbours in the word are others' to write. */
const isAtomic = (buffer: BufferParam): boolean => buffer.atomic || (isNarrow(buffer) && buffer.access !== 'read');

/** The type of a word in memory. Floats have no atomics, so there they are words of bits. */
function wordType(buffer: BufferParam): string {
  if (isNarrow(buffer)) return isAtomic(buffer) ? 'atomic<u32>' : 'u32';
  const type = gpuType(loadedType[buffer.element]);
  if (!isAtomic(buffer)) return type;
  return `atomic<${type === 'f32' ? 'u32' : type}>`;
}

/** Accessors of the buffers of a kernel, made when they are first used. */
export class MemoryText {
  readonly #kernel: Kernel;
  readonly #names: Names;
  readonly #windows: WgslWindows;
  readonly #use: UseHelper;
  readonly #functions = new Map<string, string>();

  constructor(kernel: Kernel, parts: { names: Names; windows: WgslWindows; use: UseHelper }) {
    this.#kernel = kernel;
    this.#names = parts.names;
    this.#windows = parts.windows;
    this.#use = parts.use;
  }

  /** The declarations of all bindings, from number 1. */
  bindings(): { readonly lines: string[]; readonly next: number } {
    let next = 1;
    const lines = this.#kernel.buffers.flatMap((buffer, index) => {
      const mode = buffer.access === 'read' ? 'read' : 'read_write';
      return this.#parts(index).map(
        (name) => `@group(0) @binding(${next++}) var<storage, ${mode}> ${name}: array<${wordType(buffer)}>;`,
      );
    });
    return { lines, next };
  }

  /** The functions that were asked for. */
  functions(): string[] {
    return [...this.#functions.values()];
  }

  /** The number of elements, an i32. */
  length(buffer: BufferParam): string {
    return `p.len_${this.#names.of('b', buffer)}`;
  }

  /** An element, or zero past the end. */
  load(buffer: BufferParam, index: string, inBounds: boolean): string {
    const type = gpuType(loadedType[buffer.element]);
    if (inBounds && !isNarrow(buffer) && this.#count(buffer) === 1) return `${this.#names.of('b', buffer)}[${index}]`;
    const name = this.#function(`load${inBounds ? '_in' : ''}_`, buffer, (full) => {
      const lines = isNarrow(buffer)
        ? this.#narrowLoad(buffer)
        : this.#wide(buffer, 'u32(i)', (word) => `return ${word};`);
      const check = inBounds ? [] : [`if (u32(i) >= u32(${this.length(buffer)})) { return ${zeroText[type]}; }`];
      return [`fn ${full}(i: i32) -> ${type} {`, ...[...check, ...lines].map((line) => `  ${line}`), '}'];
    });
    return `${name}(${index})`;
  }

  /** A statement that writes an element, and nothing past the end. */
  store(buffer: BufferParam, index: string, operand: { readonly value: string; readonly inBounds: boolean }): string {
    const { value, inBounds } = operand;
    const type = gpuType(loadedType[buffer.element]);
    if (inBounds && !isNarrow(buffer) && this.#count(buffer) === 1) {
      return `${this.#names.of('b', buffer)}[${index}] = ${value};`;
    }
    const name = this.#function(`store${inBounds ? '_in' : ''}_`, buffer, (full) => {
      const lines = isNarrow(buffer)
        ? this.#narrowStore(buffer)
        : this.#wide(buffer, 'u32(i)', (word) => `${word} = x;`);
      const check = inBounds ? [] : [`if (u32(i) >= u32(${this.length(buffer)})) { return; }`];
      return [`fn ${full}(i: i32, x: ${type}) {`, ...[...check, ...lines].map((line) => `  ${line}`), '}'];
    });
    return `${name}(${index}, ${value});`;
  }

  /** The old element, or zero past the end; `operands` are the index, the value and the expected value, as far as the operator has them. */
  atomic(buffer: BufferParam, op: AtomicOp, operands: readonly string[]): string {
    const type = gpuType(loadedType[buffer.element]);
    const name = this.#function(`atomic_${op}_`, buffer, (full) => {
      const parameters = ['i: i32', `x: ${type}`, `expected: ${type}`].slice(0, operands.length).join(', ');
      const lines = this.#wide(buffer, 'u32(i)', (word) =>
        atomicBody({ op, type, word: `&${word}` }, this.#use).join(' '),
      );
      return [
        `fn ${full}(${parameters}) -> ${type} {`,
        `  if (u32(i) >= u32(${this.length(buffer)})) { return ${zeroText[type]}; }`,
        ...lines.map((line) => `  ${line}`),
        '}',
      ];
    });
    return `${name}(${operands.join(', ')})`;
  }

  #count(buffer: BufferParam): number {
    return this.#windows.counts[this.#kernel.buffers.indexOf(buffer)] ?? 1;
  }

  /** The names of the bindings of a buffer. */
  #parts(index: number): string[] {
    const name = this.#names.of('b', this.#kernel.buffers[index]!);
    const count = this.#windows.counts[index] ?? 1;
    return count === 1 ? [name] : Array.from({ length: count }, (_, window) => `${name}_w${window}`);
  }

  #function(prefix: string, buffer: BufferParam, make: (name: string) => string[]): string {
    const name = `${prefix}${this.#names.of('b', buffer)}`;
    if (!this.#functions.has(name)) this.#functions.set(name, make(name).join('\n'));
    return name;
  }

  /** Statements on one word of a buffer, in whichever binding it lies. */
  #wide(buffer: BufferParam, word: string, statement: (reference: string) => string): string[] {
    const parts = this.#parts(this.#kernel.buffers.indexOf(buffer));
    if (parts.length === 1) return [statement(`${parts[0]}[${word}]`)];
    const words = this.#windows.byteLength / 4;
    return [
      `let at = ${word} % ${words}u;`,
      `switch (${word} / ${words}u) {`,
      ...parts.map((name, window) => {
        const label = window === parts.length - 1 ? 'default' : `case ${window}u`;
        return `  ${label}: { ${statement(`${name}[at]`)} }`;
      }),
      '}',
    ];
  }

  #narrowLoad(buffer: BufferParam): string[] {
    const bits = elementBytes[buffer.element] * 8;
    const perWord = 32 / bits;
    const read = (word: string): string => (isAtomic(buffer) ? `atomicLoad(&${word})` : word);
    const shift = `(u32(i) % ${perWord}u) * ${bits}u`;
    const signed = buffer.element === 'i8' || buffer.element === 'i16';
    const raw = (word: string): string => {
      const from = signed ? `bitcast<i32>(${read(word)})` : read(word);
      return `extractBits(${from}, ${shift}, ${bits}u)`;
    };
    const value = (word: string): string => {
      if (buffer.element === 'f16') return `${this.#use('h_f16_to_f32')}(${raw(word)})`;
      if (buffer.element === 'bool') return `${raw(word)} != 0u`;
      return signed ? raw(word) : `bitcast<i32>(${raw(word)})`;
    };
    return this.#wide(buffer, `(u32(i) / ${perWord}u)`, (word) => `return ${value(word)};`);
  }

  /** Clears the bits of the element, then sets those of the value: what others write to the word meanwhile stays. */
  #narrowStore(buffer: BufferParam): string[] {
    const bits = elementBytes[buffer.element] * 8;
    const perWord = 32 / bits;
    const mask = `${2 ** bits - 1}u`;
    const raw = {
      f16: () => `${this.#use('h_f32_to_f16')}(x)`,
      bool: () => 'select(0u, 1u, x)',
    };
    const value = buffer.element === 'f16' || buffer.element === 'bool' ? raw[buffer.element]() : 'bitcast<u32>(x)';
    return [
      `let shift = (u32(i) % ${perWord}u) * ${bits}u;`,
      `let value = (${value} & ${mask}) << shift;`,
      ...this.#wide(
        buffer,
        `(u32(i) / ${perWord}u)`,
        (word) => `atomicAnd(&${word}, ~(${mask} << shift)); atomicOr(&${word}, value);`,
      ),
    ];
  }
}
