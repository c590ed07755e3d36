/**
 * Kernels that are written as WebAssembly by hand, because the loop of the IR, whose iterations run in any order, cannot say what they
 * do: scans and sorts. They are artifacts like all others: buffers, scalars, and a range of units that threads share.
 */

import type { BufferSignature, ScalarSignature, WasmArtifact } from '../../core/kernel.ts';
import { bufferOffset, parameterOffsets, SLOT_BYTES } from '../../core/wasm-layout.ts';
import { CodeWriter, type Indices, type MemoryPlace } from '../codegen/wasm/code-writer.ts';
import { encodeModule } from '../codegen/wasm/encode-module.ts';
import { argument } from '../codegen/wasm/environment.ts';
import type { ValueType } from '../codegen/wasm/op-table.ts';

/** A kernel to be written by hand. A launch has two sizes: units, and elements of each, by which chunks are cut. */
export interface HandWritten {
  readonly name: string;
  readonly buffers: readonly BufferSignature[];
  readonly scalars: readonly ScalarSignature[];
  /** Rough number of instructions for each element of a unit. */
  readonly cost: number;
  /** Writes the code of one unit; what it needs of the parameters is loaded before by {@link UnitWriter}. */
  readonly write: (writer: UnitWriter, unit: number) => void;
}

/** The code of a function that runs units, and what it finds in its parameters. */
export class UnitWriter {
  readonly code: CodeWriter;
  /** Locals with the addresses of the buffers. */
  readonly addresses: readonly number[];
  /** Locals with the scalars. */
  readonly scalars: readonly number[];
  readonly #memories: readonly number[];

  constructor(code: CodeWriter, { buffers, scalars }: HandWritten, memories: readonly number[]) {
    this.code = code;
    this.#memories = memories;
    const load = (type: 'i32' | 'i64', offset: number): number => {
      const local = code.local(type);
      code.get(argument.parameters).memory(`${type}.load`, { offset }).set(local);
      return local;
    };
    this.scalars = scalars.map(({ type }, at) =>
      load(type === 'i64' || type === 'u64' ? 'i64' : 'i32', parameterOffsets.scalars + SLOT_BYTES * at),
    );
    this.addresses = buffers.map((_, at) => load('i32', bufferOffset(scalars.length, at)));
  }

  local(type: ValueType = 'i32'): number {
    return this.code.local(type);
  }

  locals<const N extends number>(count: N, type: ValueType = 'i32'): Indices<N> {
    return this.code.newLocals(count, type);
  }

  /** Where a load or store of a buffer goes. */
  place(buffer: number, offset = 0): MemoryPlace {
    return { offset, memory: this.#memories[buffer]! };
  }

  /** Runs a body for `counter` from its value up to the value of a local, not at all when it is there already. */
  each(counter: number, end: number, body: () => void): void {
    const { code } = this;
    code.block((done) =>
      code.loop((again) => {
        code.get(counter).get(end).op('i32.ge_u').branchIf(done);
        body();
        code.get(counter).i32(1).op('i32.add').set(counter).branch(again);
      }),
    );
  }
}

const textOf = ({ name, buffers, scalars }: HandWritten): string =>
  `by hand ${name} ${buffers.map(({ element }) => element).join()} ${scalars.length}`;

/**
 * The artifact of a kernel that is written by hand.
 *
 * @param kernel - Its name tells it from all others whose buffers have the same elements.
 */
export const handWritten = (kernel: HandWritten): WasmArtifact => ({
  target: 'wasm',
  key: textOf(kernel),
  name: kernel.name,
  rank: 2,
  reduced: 1,
  tilePoints: 0,
  accumulators: 0,
  buffers: kernel.buffers,
  scalars: kernel.scalars,
  tallies: [],
  scratchBytes: 0,
  tables: new Uint8Array(0),
  cost: kernel.cost,
  vectors: { lanes: 1, reason: 'it is written by hand' },
  code: (memories) => {
    const code = new CodeWriter(['i32', 'i32', 'i32', 'i32']);
    const writer = new UnitWriter(code, kernel, memories);
    writer.each(argument.begin, argument.end, () => kernel.write(writer, argument.begin));
    return encodeModule({ memories: Math.max(0, ...memories) + 1, functions: [{ name: 'run', code }] });
  },
});
