import { invariant } from '../../../core/errors.ts';
import type { BufferParam, Kernel, LocalArray, ScalarParam } from '../../ir/types.ts';
import type { CodeWriter } from './code-writer.ts';
import { bufferOffset, parameterOffsets, SLOT_BYTES } from '../../../core/wasm-layout.ts';
import { scalarTypes } from './types.ts';

/** Locals of an exported function, in the order of its parameters. */
export const argument = { parameters: 0, begin: 1, end: 2, scratch: 3 } as const;

/** Where a kernel's private arrays and reduction chains are in a thread's scratch memory, and its tables in the constant one. */
export interface Places {
  /** Offset of an array in bytes: in the scratch memory when private, in the tables when constant. */
  offsetOf(array: LocalArray): number;
  /** Where buffers have a copy of the thread's own, in its scratch memory, which stands for them. */
  readonly copies?: ReadonlyMap<BufferParam, number>;
}

interface BufferLocals {
  readonly address: number;
  readonly length: number;
}

/** What the code of a function finds in its parameters, loaded into locals at its start. */
export class Environment {
  readonly code: CodeWriter;
  readonly kernel: Kernel;
  readonly places: Places;
  /** Locals with the length of each axis, always three. */
  readonly sizes: readonly number[];
  readonly tables: number;
  readonly #memories: readonly number[];
  readonly #buffers = new Map<BufferParam, BufferLocals>();
  readonly #scalars = new Map<ScalarParam, number>();

  /**
   * @param memories - For each buffer the index of the memory it is in.
   * @param axes - Where each axis of the kernel is in the sizes of a launch.
   */
  constructor(
    code: CodeWriter,
    kernel: Kernel,
    { places, memories, axes = [0, 1, 2] }: { places: Places; memories: readonly number[]; axes?: readonly number[] },
  ) {
    this.code = code;
    this.kernel = kernel;
    this.places = places;
    this.#memories = memories;
    this.sizes = axes.map((axis) => this.#word(parameterOffsets.size + 4 * axis));
    this.tables = this.#word(parameterOffsets.tables);
    for (const [at, scalar] of kernel.scalars.entries()) {
      const local = code.local(scalarTypes[scalar.type]);
      const offset = parameterOffsets.scalars + SLOT_BYTES * at;
      code.get(argument.parameters).memory(`${scalarTypes[scalar.type]}.load`, { offset }).set(local);
      this.#scalars.set(scalar, local);
    }
    for (const [at, buffer] of kernel.buffers.entries()) {
      const offset = bufferOffset(kernel.scalars.length, at);
      const copy = places.copies?.get(buffer);
      const address = copy === undefined ? this.#word(offset) : this.#inScratch(copy);
      this.#buffers.set(buffer, { address, length: this.#word(offset + 4) });
    }
  }

  addressOf(buffer: BufferParam): number {
    return this.#bufferLocals(buffer).address;
  }

  lengthOf(buffer: BufferParam): number {
    return this.#bufferLocals(buffer).length;
  }

  memoryOf(buffer: BufferParam): number {
    return this.#memories[this.kernel.buffers.indexOf(buffer)] as number;
  }

  /** Whether the thread has a copy of its own. */
  isCopied(buffer: BufferParam): boolean {
    return this.places.copies?.has(buffer) ?? false;
  }

  scalarOf(scalar: ScalarParam): number {
    const local = this.#scalars.get(scalar);
    invariant(local !== undefined, `the kernel has no scalar ${scalar.name}`);
    return local;
  }

  #bufferLocals(buffer: BufferParam): BufferLocals {
    const locals = this.#buffers.get(buffer);
    invariant(locals !== undefined, `the kernel has no buffer ${buffer.name}`);
    return locals;
  }

  #inScratch(offset: number): number {
    const local = this.code.local('i32');
    this.code.get(argument.scratch).i32(offset).op('i32.add').set(local);
    return local;
  }

  #word(offset: number): number {
    const local = this.code.local('i32');
    this.code.get(argument.parameters).memory('i32.load', { offset }).set(local);
    return local;
  }
}
