/** Bytes that grow in one buffer: code is written byte by byte, and appending to a list of numbers takes several times as long. */

const scratch = new DataView(new ArrayBuffer(8));

/** Holds most functions; larger ones double it. In bytes. */
const FIRST_CAPACITY = 4096;

export class ByteBuffer {
  #bytes = new Uint8Array(FIRST_CAPACITY);
  #length = 0;

  /** Appends the low 8 bits. */
  byte(value: number): void {
    if (this.#length === this.#bytes.length) this.#grow();
    this.#bytes[this.#length++] = value;
  }

  /** Appends the low 8 bits of two numbers. */
  two(first: number, second: number): void {
    if (this.#length + 2 > this.#bytes.length) this.#grow();
    this.#bytes[this.#length] = first;
    this.#bytes[this.#length + 1] = second;
    this.#length += 2;
  }

  /** Appends an unsigned 32-bit number in LEB128. */
  unsigned(value: number): void {
    let rest = value >>> 0;
    for (; rest > 0x7f; rest >>>= 7) this.byte((rest & 0x7f) | 0x80);
    this.byte(rest);
  }

  /** Appends a signed 32-bit number in LEB128; the number is taken modulo 2 ** 32. */
  signed(value: number): void {
    let rest = value | 0;
    for (;;) {
      const low = rest & 0x7f;
      rest >>= 7;
      if ((rest === 0 && (low & 0x40) === 0) || (rest === -1 && (low & 0x40) !== 0)) return this.byte(low);
      this.byte(low | 0x80);
    }
  }

  /** Appends a signed 64-bit number in LEB128; the number is taken modulo 2 ** 64. */
  signed64(value: bigint): void {
    let rest = BigInt.asIntN(64, value);
    for (;;) {
      const low = Number(rest & 0x7fn);
      rest >>= 7n;
      if ((rest === 0n && (low & 0x40) === 0) || (rest === -1n && (low & 0x40) !== 0)) return this.byte(low);
      this.byte(low | 0x80);
    }
  }

  /** Appends the 4 bytes of a single-precision number. */
  float32(value: number): void {
    scratch.setFloat32(0, value, true);
    for (let at = 0; at < 4; at++) this.byte(scratch.getUint8(at));
  }

  /** Appends the 8 bytes of a double-precision number. */
  float64(value: number): void {
    scratch.setFloat64(0, value, true);
    for (let at = 0; at < 8; at++) this.byte(scratch.getUint8(at));
  }

  /** What was written: a view, valid until more is. */
  taken(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  #grow(): void {
    const larger = new Uint8Array(2 * this.#bytes.length);
    larger.set(this.#bytes);
    this.#bytes = larger;
  }
}
