import { pushBytes, pushName, pushUnsigned } from './bytes.ts';
import type { CodeWriter } from './code-writer.ts';
import { valueTypes } from './op-table.ts';
import type { ValueType } from './op-table.ts';

/** A function of a module; those with a name are exported. */
export interface WasmFunction {
  readonly name?: string;
  readonly results?: readonly ValueType[];
  readonly code: CodeWriter;
}

/** A module whose memories are imported as `memory.0`, `memory.1` and so on: shared, with room to grow to 4 GiB. */
export interface WasmModule {
  readonly memories: number;
  /** The memories are not shared: one thread has them for itself. */
  readonly isOwn?: boolean;
  readonly functions: readonly WasmFunction[];
}

/** Names of imports, for those who instantiate: `{ memory: { 0: arena } }`. */
export const MEMORY_NAMESPACE = 'memory';

/** 4 GiB in pages of 64 KiB. An imported memory may grow less far, not further. */
const MAX_PAGES = 65536;

const section = { type: 1, import: 2, function: 3, export: 7, code: 10 } as const;

/** Numbers the signatures, each once. */
class Signatures {
  readonly #numbers = new Map<string, number>();
  readonly body: number[] = [];

  numberOf(parameters: readonly ValueType[], results: readonly ValueType[]): number {
    const key = `${parameters.join(' ')}>${results.join(' ')}`;
    let number = this.#numbers.get(key);
    if (number !== undefined) return number;
    number = this.#numbers.size;
    this.#numbers.set(key, number);
    this.body.push(0x60);
    for (const types of [parameters, results]) {
      pushUnsigned(this.body, types.length);
      for (const type of types) this.body.push(valueTypes[type]);
    }
    return number;
  }

  get size(): number {
    return this.#numbers.size;
  }
}

/** Appends a section: its kind, its length in bytes, how many items it has, the items. */
function pushSection(
  out: number[],
  id: number,
  [count, body]: readonly [count: number, body: readonly number[]],
): void {
  pushHead(out, id, { count, byteLength: body.length });
  pushBytes(out, body);
}

/** What comes before the items of a section. @param items - How many they are, and how many bytes they have. */
function pushHead(out: number[], id: number, { count, byteLength }: { count: number; byteLength: number }): void {
  const number: number[] = [];
  pushUnsigned(number, count);
  out.push(id);
  pushUnsigned(out, number.length + byteLength);
  pushBytes(out, number);
}

function memoryImports(count: number, isOwn: boolean): number[] {
  const body: number[] = [];
  for (let memory = 0; memory < count; memory++) {
    pushName(body, MEMORY_NAMESPACE);
    pushName(body, String(memory));
    body.push(2, isOwn ? 1 : 3); // a memory that has a maximum, and is shared or not
    pushUnsigned(body, 1);
    pushUnsigned(body, MAX_PAGES);
  }
  return body;
}

/**
 * Writes a module in the binary format.
 *
 * @returns Bytes for `new WebAssembly.Module`; the same input gives the same bytes.
 */
export function encodeModule({ memories, functions, isOwn = false }: WasmModule): Uint8Array<ArrayBuffer> {
  const signatures = new Signatures();
  const types: number[] = [];
  const exports: number[] = [];
  const code: ArrayLike<number>[] = [];
  let exported = 0;
  for (const [index, { name, results = [], code: writer }] of functions.entries()) {
    pushUnsigned(types, signatures.numberOf(writer.parameters, results));
    if (name !== undefined) {
      pushName(exports, name);
      exports.push(0); // a function
      pushUnsigned(exports, index);
      exported++;
    }
    const { head, body } = writer.finish();
    const start: number[] = [];
    pushUnsigned(start, head.length + body.length);
    code.push(start, head, body);
  }
  const head = [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0]; // "\0asm", version 1
  pushSection(head, section.type, [signatures.size, signatures.body]);
  pushSection(head, section.import, [memories, memoryImports(memories, isOwn)]);
  pushSection(head, section.function, [functions.length, types]);
  pushSection(head, section.export, [exported, exports]);
  pushHead(head, section.code, { count: functions.length, byteLength: lengthOf(code) });
  return joined([head, ...code]);
}

const lengthOf = (pieces: readonly ArrayLike<number>[]): number => pieces.reduce((sum, { length }) => sum + length, 0);

/** One array of bytes: what is long is copied once only. */
function joined(pieces: readonly ArrayLike<number>[]): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(lengthOf(pieces));
  let at = 0;
  for (const piece of pieces) {
    out.set(piece, at);
    at += piece.length;
  }
  return out;
}
