import { pushUnsigned } from './bytes.ts';
import { ByteBuffer } from './byte-buffer.ts';
import { laneOps, memoryLaneOps, memoryOps, plainOps, valueTypes } from './op-table.ts';
import type { LaneOp, MemoryLaneOp, MemoryOp, PlainOp, ValueType } from './op-table.ts';

/** A block, loop or if that is open; `CodeWriter.branch` leaves the blocks and ifs, and repeats the loops. */
export interface Label {
  /** How many labels are open around it. */
  readonly depth: number;
}

/** Where a load or store goes, besides the address on the stack. */
export interface MemoryPlace {
  /** Added to the address, in bytes; the sum does not wrap around. */
  readonly offset?: number;
  /** Base-2 logarithm of the alignment that is promised; the natural one by default. A wrong promise is only slow. */
  readonly align?: number;
  /** Index of the memory; 0 by default. */
  readonly memory?: number;
}

/** Asked for every instruction: a map finds a computed name sooner than an object of hundreds of properties. */
const opcodes: ReadonlyMap<string, number> = new Map(Object.entries(plainOps));

/** The same by shape and operation: a name put together of both for each instruction would have to be hashed each time. */
const opcodesByShape = new Map<string, Map<string, number>>();
for (const [name, code] of opcodes) {
  const [shape, operation] = name.split('.') as [string, string];
  let own = opcodesByShape.get(shape);
  if (own === undefined) opcodesByShape.set(shape, (own = new Map()));
  own.set(operation, code);
}

const EMPTY_BLOCK = 0x40;
const END = 0x0b;

/** Set in the alignment when the index of a memory follows. */
const HAS_MEMORY_INDEX = 0x40;

/** So many numbers. */
export type Indices<N extends number, Found extends readonly number[] = []> = Found['length'] extends N
  ? Found
  : Indices<N, readonly [...Found, number]>;

/**
 * Writes the body of one function, instruction by instruction, as bytes.
 *
 * Names of instructions are those of the text format; a wrong name does not compile. Operands are the caller's business: validation
 * by the engine finds mistakes.
 */
export class CodeWriter {
  readonly #bytes = new ByteBuffer();
  readonly parameters: readonly ValueType[];
  readonly locals: ValueType[] = [];
  #depth = 0;

  constructor(parameters: readonly ValueType[]) {
    this.parameters = parameters;
  }

  /** Adds a local, zero at the function's start. @returns Its index. */
  local(type: ValueType): number {
    this.locals.push(type);
    return this.parameters.length + this.locals.length - 1;
  }

  /** Adds several of one type. @returns Their indices. */
  newLocals<const N extends number>(count: N, type: ValueType): Indices<N> {
    return Array.from({ length: count }, () => this.local(type)) as unknown as Indices<N>;
  }

  /** Writes instructions without immediates. */
  op(...names: readonly PlainOp[]): this {
    for (let at = 0; at < names.length; at++) this.#opcode(opcodes.get(names[at]!)!);
    return this;
  }

  /** Writes the instruction `shape.operation`, for names that are put together. */
  of(shape: string, operation: string): this {
    this.#opcode(opcodesByShape.get(shape)!.get(operation)!);
    return this;
  }

  get(local: number): this {
    return this.#indexed(0x20, local);
  }

  set(local: number): this {
    return this.#indexed(0x21, local);
  }

  tee(local: number): this {
    return this.#indexed(0x22, local);
  }

  /** Calls a function of the module by its index; imported functions come first. */
  call(index: number): this {
    return this.#indexed(0x10, index);
  }

  /** A constant, modulo 2 ** 32. */
  i32(value: number): this {
    this.#bytes.byte(0x41);
    this.#bytes.signed(value);
    return this;
  }

  /** A constant, modulo 2 ** 64. */
  i64(value: bigint): this {
    this.#bytes.byte(0x42);
    this.#bytes.signed64(value);
    return this;
  }

  f32(value: number): this {
    this.#bytes.byte(0x43);
    this.#bytes.float32(value);
    return this;
  }

  f64(value: number): this {
    this.#bytes.byte(0x44);
    this.#bytes.float64(value);
    return this;
  }

  /** A vector constant of four 32-bit words, lowest lane first, each modulo 2 ** 32. */
  v128(words: readonly [number, number, number, number]): this {
    this.#opcode(0xfd000c);
    for (const word of words) for (let shift = 0; shift < 32; shift += 8) this.#bytes.byte(word >>> shift);
    return this;
  }

  /** Picks 16 bytes: 0 to 15 are those of the first operand, 16 to 31 those of the second. */
  shuffle(lanes: readonly number[]): this {
    this.#opcode(0xfd000d);
    for (let at = 0; at < 16; at++) this.#bytes.byte(lanes[at] as number);
    return this;
  }

  /** A load, store or atomic. */
  memory(name: MemoryOp, place: MemoryPlace = {}): this {
    const [code, natural] = memoryOps[name];
    this.#opcode(code);
    return this.#place(natural, place);
  }

  /** Fills memory with a byte: takes the address, the byte and the number of bytes. */
  fill(memory = 0): this {
    this.#opcode(0xfc000b);
    this.#bytes.unsigned(memory);
    return this;
  }

  /** An instruction on one lane of a vector. */
  lane(name: LaneOp, lane: number): this {
    this.#opcode(laneOps[name]);
    this.#bytes.byte(lane);
    return this;
  }

  /** A load into, or a store of, one lane of a vector. */
  memoryLane(name: MemoryLaneOp, lane: number, place: MemoryPlace = {}): this {
    const [code, natural] = memoryLaneOps[name];
    this.#opcode(code);
    this.#place(natural, place);
    this.#bytes.byte(lane);
    return this;
  }

  block(body: (label: Label) => void): this {
    return this.#nest(0x02, body);
  }

  loop(body: (label: Label) => void): this {
    return this.#nest(0x03, body);
  }

  /** Takes an i32 from the stack. */
  if(then: (label: Label) => void, otherwise?: (label: Label) => void): this {
    this.#bytes.two(0x04, EMPTY_BLOCK);
    const label = { depth: this.#depth++ };
    then(label);
    if (otherwise !== undefined) {
      this.#bytes.byte(0x05);
      otherwise(label);
    }
    this.#depth--;
    this.#bytes.byte(END);
    return this;
  }

  branch(label: Label): this {
    return this.#indexed(0x0c, this.#depth - 1 - label.depth);
  }

  /** Takes an i32 from the stack. */
  branchIf(label: Label): this {
    return this.#indexed(0x0d, this.#depth - 1 - label.depth);
  }

  /** Ends the body. @returns What the binary format has of it: runs of locals, then the instructions. */
  finish(): { readonly head: readonly number[]; readonly body: Uint8Array } {
    const out: number[] = [];
    const runs: [count: number, type: ValueType][] = [];
    for (const type of this.locals) {
      const last = runs.at(-1);
      if (last?.[1] === type) last[0]++;
      else runs.push([1, type]);
    }
    pushUnsigned(out, runs.length);
    for (const [count, type] of runs) {
      pushUnsigned(out, count);
      out.push(valueTypes[type]);
    }
    this.#bytes.byte(END);
    return { head: out, body: this.#bytes.taken() };
  }

  #nest(code: number, body: (label: Label) => void): this {
    this.#bytes.two(code, EMPTY_BLOCK);
    body({ depth: this.#depth++ });
    this.#depth--;
    this.#bytes.byte(END);
    return this;
  }

  #opcode(code: number): void {
    if (code <= 0xff) this.#bytes.byte(code);
    else this.#indexed(code >>> 16, code & 0xffff);
  }

  #indexed(code: number, index: number): this {
    if (index < 0x80) this.#bytes.two(code, index);
    else if (index < 0x4000) {
      this.#bytes.two(code, (index & 0x7f) | 0x80);
      this.#bytes.byte(index >>> 7);
    } else {
      this.#bytes.byte(code);
      this.#bytes.unsigned(index);
    }
    return this;
  }

  #place(natural: number, { offset = 0, align = natural, memory = 0 }: MemoryPlace): this {
    this.#bytes.byte(memory === 0 ? align : align | HAS_MEMORY_INDEX);
    if (memory !== 0) this.#bytes.unsigned(memory);
    this.#bytes.unsigned(offset);
    return this;
  }
}
