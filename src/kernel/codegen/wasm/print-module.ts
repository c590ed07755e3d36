import { ByteReader } from './byte-reader.ts';
import { valueTypes } from './op-table.ts';
import { printCode } from './print-code.ts';

const typeNames = new Map<number, string>(Object.entries(valueTypes).map(([name, byte]) => [byte, name]));

const typeName = (byte: number): string => typeNames.get(byte) ?? `0x${byte.toString(16)}`;

interface Signature {
  readonly parameters: readonly string[];
  readonly results: readonly string[];
}

const clause = (word: string, types: readonly string[]): string =>
  types.length === 0 ? '' : ` (${word} ${types.join(' ')})`;

/** What was read so far; sections come in the order in which they are needed. */
class ModulePrinter {
  readonly lines: string[] = ['(module'];
  readonly #signatures: Signature[] = [];
  readonly #functions: Signature[] = [];
  readonly #exports = new Map<number, string>();

  section(id: number, reader: ByteReader): void {
    const count = reader.unsigned();
    for (let item = 0; item < count; item++) this.#item(id, reader, item);
  }

  #item(id: number, reader: ByteReader, item: number): void {
    if (id === 1) this.#type(reader);
    else if (id === 2) this.#import(reader);
    else if (id === 3) this.#function(reader);
    else if (id === 7) this.#export(reader);
    else if (id === 10) this.#code(reader, item);
  }

  #type(reader: ByteReader): void {
    reader.byte(); // a function
    const types = (): string[] => Array.from({ length: reader.unsigned() }, () => typeName(reader.byte()));
    this.#signatures.push({ parameters: types(), results: types() });
  }

  #import(reader: ByteReader): void {
    const path = `"${reader.name()}" "${reader.name()}"`;
    reader.take(2); // a memory, shared
    this.lines.push(`  (import ${path} (memory ${reader.unsigned()} ${reader.unsigned()} shared))`);
  }

  #function(reader: ByteReader): void {
    this.#functions.push(this.#signatures[reader.unsigned()] as Signature);
  }

  #export(reader: ByteReader): void {
    const name = reader.name();
    reader.byte(); // a function
    this.#exports.set(reader.unsigned(), name);
  }

  #code(reader: ByteReader, index: number): void {
    const end = reader.unsigned() + reader.at;
    const { parameters, results } = this.#functions[index] as Signature;
    const name = this.#exports.get(index);
    const exported = name === undefined ? '' : ` (export "${name}")`;
    this.lines.push(`  (func (;${index};)${exported}${clause('param', parameters)}${clause('result', results)}`);
    const locals: string[] = [];
    for (let runs = reader.unsigned(); runs > 0; runs--) {
      const count = reader.unsigned();
      const type = typeName(reader.byte());
      for (let local = 0; local < count; local++) locals.push(type);
    }
    if (locals.length > 0) this.lines.push(`   ${clause('local', locals)}`);
    for (const line of printCode(reader, '    ')) this.lines.push(line);
    this.lines.push('  )');
    reader.at = end;
  }
}

/**
 * Prints a module of `encodeModule` in the text format, from its bytes: what is shown is what runs.
 *
 * @param bytes - The module; other modules may hold what this does not know.
 * @returns Text with a line for each instruction.
 */
export function printModule(bytes: Uint8Array): string {
  const reader = new ByteReader(bytes, 8); // after the magic number and the version
  const printer = new ModulePrinter();
  while (!reader.isAtEnd) {
    const id = reader.byte();
    const end = reader.unsigned() + reader.at;
    printer.section(id, reader);
    reader.at = end;
  }
  printer.lines.push(')');
  return printer.lines.join('\n');
}
