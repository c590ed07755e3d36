/**
 * Elements as unsigned integers that sort as the elements do: NaN last, -0 as 0. The sign bit of integers is turned round, of floats
 * that, or all bits of negative ones.
 */

import { type ElementType, elementBytes } from '../../../core/kernel.ts';
import type { MemoryOp, PlainOp } from '../../codegen/wasm/op-table.ts';
import type { UnitWriter } from '../hand-written.ts';

/** Bits that mean something in floats; `infinity` are those of the exponent. */
const infinities: { readonly [element: string]: bigint } = {
  f16: 0x7c00n,
  f32: 0x7f80_0000n,
  f64: 0x7ff0_0000_0000_0000n,
};

/** The code that turns elements of one type into keys, and back. */
export class SortKeyCode {
  /** In which registers keys are. */
  readonly type: 'i32' | 'i64';
  /** Bytes of a key in memory: at least 4. */
  readonly keyBytes: number;
  readonly elementBytes: number;
  readonly #bits: bigint;
  readonly #sign: bigint;
  readonly #element: ElementType;

  constructor(element: ElementType) {
    this.#element = element;
    this.elementBytes = elementBytes[element];
    this.type = this.elementBytes === 8 ? 'i64' : 'i32';
    this.keyBytes = this.elementBytes === 8 ? 8 : 4;
    this.#bits = BigInt(8 * this.elementBytes);
    this.#sign = element[0] === 'i' || element[0] === 'f' ? 1n << (this.#bits - 1n) : 0n;
  }

  /** Every bit of a key. */
  get all(): bigint {
    return (1n << this.#bits) - 1n;
  }

  op(name: 'add' | 'sub' | 'and' | 'or' | 'xor' | 'shr_u' | 'eq' | 'gt_u'): PlainOp {
    return `${this.type}.${name}`;
  }

  push({ code }: UnitWriter, value: bigint): void {
    if (this.type === 'i64') code.i64(BigInt.asIntN(64, value));
    else code.i32(Number(BigInt.asIntN(32, value)));
  }

  /** The address is on the stack: the bits of the element come for it. */
  loadBits(writer: UnitWriter, buffer: number): void {
    const load = { 1: 'i32.load8_u', 2: 'i32.load16_u', 4: 'i32.load', 8: 'i64.load' }[this.elementBytes] as MemoryOp;
    writer.code.memory(load, writer.place(buffer));
  }

  /** Address and bits are on the stack. */
  storeBits(writer: UnitWriter, buffer: number): void {
    const store = { 1: 'i32.store8', 2: 'i32.store16', 4: 'i32.store', 8: 'i64.store' }[this.elementBytes] as MemoryOp;
    writer.code.memory(store, writer.place(buffer));
  }

  /** The same of keys, which have 4 or 8 bytes. */
  loadKey(writer: UnitWriter, buffer: number): void {
    writer.code.memory(`${this.type}.load`, writer.place(buffer));
  }

  storeKey(writer: UnitWriter, buffer: number): void {
    writer.code.memory(`${this.type}.store`, writer.place(buffer));
  }

  /** Pushes the key of the bits in a local, not yet turned round for descending order. */
  pushKeyOf(writer: UnitWriter, bits: number): void {
    const { code } = writer;
    if (this.#element[0] !== 'f') {
      code.get(bits);
      this.push(writer, this.#sign);
      code.op(this.op('xor'));
      return;
    }
    // NaN is the largest of all.
    this.push(writer, this.all);
    this.#pushOrdered(writer, bits);
    code.get(bits);
    this.push(writer, this.#sign - 1n);
    code.op(this.op('and'));
    this.push(writer, infinities[this.#element]!);
    code.op(this.op('gt_u'), 'select');
  }

  /** The key of a float that is a number. */
  #pushOrdered(writer: UnitWriter, bits: number): void {
    const { code } = writer;
    // -0 has the key of 0.
    this.push(writer, this.#sign);
    code.get(bits);
    this.push(writer, 0n);
    code.get(bits);
    this.push(writer, this.#bits - 1n);
    code.op(this.op('shr_u'), this.op('sub'));
    this.push(writer, this.#sign);
    code.op(this.op('or'));
    this.push(writer, this.all);
    code.op(this.op('and'), this.op('xor'));
    this.pushIsMinusZero(writer, bits);
    code.op('select');
  }

  /** Pushes whether the bits in a local are those of -0. */
  pushIsMinusZero(writer: UnitWriter, bits: number): void {
    const { code } = writer;
    if (this.#element[0] !== 'f') {
      code.i32(0);
      return;
    }
    code.get(bits);
    this.push(writer, this.#sign);
    code.op(this.op('eq'));
  }

  /** Pushes the bits of the key in a local: those of 0 for -0, and of one NaN for all. */
  pushBitsOf(writer: UnitWriter, key: number): void {
    const { code } = writer;
    code.get(key);
    if (this.#element[0] !== 'f') {
      this.push(writer, this.#sign);
      code.op(this.op('xor'));
      return;
    }
    // A key with the sign bit is that of a positive number: only that bit is turned; else all are.
    this.push(writer, this.#sign);
    code.get(key);
    this.push(writer, this.#bits - 1n);
    code.op(this.op('shr_u'));
    this.push(writer, 1n);
    code.op(this.op('sub'), this.op('or'));
    this.push(writer, this.all);
    code.op(this.op('and'), this.op('xor'));
  }
}
