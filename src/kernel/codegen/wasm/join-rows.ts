/**
 * Several kernels over the same rows as one: for some rows at a time, each kernel runs for these, while they are in the cache of the
 * core. What a kernel makes for a later one only stays in the scratch memory of the thread. The code of the kernels is what it is alone, and
 * so are the bits.
 */

import { elementBytes, trialScalar, type WasmArtifact } from '../../../core/kernel.ts';
import {
  bufferOffset,
  PARTIAL_BYTES,
  parameterBytes,
  parameterOffsets,
  SLOT_BYTES,
} from '../../../core/wasm-layout.ts';
import { BLOCK } from '../../ir/reduction-tree.ts';
import { CodeWriter } from './code-writer.ts';
import type { CompiledWasm } from './compile-wasm.ts';
import { encodeModule } from './encode-module.ts';
import { argument } from './environment.ts';

/** The longest rows: longer ones would not stay in the cache from one kernel to the next. */
export const MAX_ROW = 16_384;

/** So many rows are worked on at a time, or fewer, so that they have no more than {@link MAX_ROW} elements. */
const MAX_ROWS = 512;

/** What a kernel runs over: all elements of the rows, or one for each row. Kernels with accumulators reduce each row. */
export type RowSpace = 'elements' | 'rows';

/** Where a kernel has a buffer: one of the buffers of the whole, or one that lasts for some rows only. */
export type RowBuffer = { readonly buffer: number } | { readonly temporary: number };

/** One of the kernels, in the order in which they run. */
export interface RowStage {
  readonly kernel: CompiledWasm;
  readonly space: RowSpace;
  /** For each of its buffers. */
  readonly buffers: readonly RowBuffer[];
}

/** What is joined. */
export interface RowStages {
  readonly stages: readonly RowStage[];
  /** How many buffers the whole has. */
  readonly bufferCount: number;
  /** Bytes of an element of each temporary buffer. */
  readonly temporaryBytes: readonly number[];
}

/** The number of axis lengths that each stage is given as scalars before its own. */
export const STAGE_SIZES = 3;

const align = (bytes: number): number => Math.ceil(bytes / 64) * 64;

/** Where things are in the scratch memory of a thread. */
interface Layout {
  /** The parameters of each stage. */
  readonly blocks: readonly number[];
  readonly partials: number;
  readonly temporaries: readonly number[];
  readonly bytes: number;
  /** Where the tables of each stage are among all tables. */
  readonly tables: readonly number[];
  readonly tableBytes: number;
}

function layoutOf({ stages, temporaryBytes }: RowStages): Layout {
  let end = align(Math.max(0, ...stages.map(({ kernel }) => kernel.scratchBytes)));
  const take = (bytes: number): number => {
    const start = end;
    end += align(bytes);
    return start;
  };
  const blocks = stages.map(({ kernel }) => take(parameterBytes(kernel.scalars.length, kernel.buffers.length)));
  const partials = take(MAX_ROWS * PARTIAL_BYTES * Math.max(0, ...stages.map(({ kernel }) => kernel.accumulators)));
  const temporaries = temporaryBytes.map((bytes) => take(MAX_ROW * bytes));
  let tableBytes = 0;
  const tables = stages.map(({ kernel }) => {
    const start = tableBytes;
    tableBytes += align(kernel.tables.length);
    return start;
  });
  return { blocks, partials, temporaries, bytes: end, tables, tableBytes };
}

/** Writes the function that runs all stages for a range of rows. */
class JoinWriter {
  readonly #code = new CodeWriter(['i32', 'i32', 'i32', 'i32']);
  readonly #joined: RowStages;
  readonly #layout: Layout;
  readonly #scalarCount: number;
  readonly #columns = this.#code.local('i32');
  readonly #rows = this.#code.local('i32');
  readonly #blocks = this.#code.local('i32');
  readonly #end = this.#code.local('i32');

  constructor(joined: RowStages, layout: Layout) {
    this.#joined = joined;
    this.#layout = layout;
    this.#scalarCount = scalarsOf(joined).length;
  }

  /** @param functions - Index of the `run` of each stage; `finish` follows. */
  write(functions: readonly number[]): CodeWriter {
    const code = this.#code;
    const { columns, rows, blocks, end } = {
      columns: this.#columns,
      rows: this.#rows,
      blocks: this.#blocks,
      end: this.#end,
    };
    code
      .get(argument.parameters)
      .memory('i32.load', { offset: parameterOffsets.size + 4 })
      .set(columns);
    code
      .get(columns)
      .i32(BLOCK - 1)
      .op('i32.add')
      .i32(BLOCK)
      .op('i32.div_u')
      .set(blocks);
    // At least one row, and no more than the scratch memory has room for.
    code.i32(MAX_ROW).get(columns).op('i32.div_u').set(rows);
    code.get(rows).i32(MAX_ROWS).get(rows).i32(MAX_ROWS).op('i32.lt_u', 'select').set(rows);
    code.get(rows).i32(1).get(rows).op('select').set(rows);
    let scalar = 0;
    for (const [at, stage] of this.#joined.stages.entries()) {
      this.#fillBlock(at, scalar);
      scalar += STAGE_SIZES + stage.kernel.scalars.length;
    }
    code.block((done) =>
      code.loop((again) => {
        code.get(argument.begin).get(argument.end).op('i32.ge_u').branchIf(done);
        code.get(argument.begin).get(rows).op('i32.add').set(end);
        code.get(end).get(argument.end).get(end).get(argument.end).op('i32.lt_u', 'select').set(end);
        for (const [at, index] of functions.entries()) this.#call(at, index);
        code.get(end).set(argument.begin).branch(again);
      }),
    );
    return code;
  }

  /** Pushes the address of the parameters of a stage. */
  #block(at: number): CodeWriter {
    return this.#code.get(argument.scratch).i32(this.#layout.blocks[at]!).op('i32.add');
  }

  /** Copies 8 bytes from the parameters of the whole. */
  #copy(at: number, offset: number, from: number): void {
    this.#block(at).get(argument.parameters).memory('i64.load', { offset: from }).memory('i64.store', { offset });
  }

  /** Writes what does not change from rows to rows. @param scalar - The first of the stage's scalars among all. */
  #fillBlock(at: number, scalar: number): void {
    const code = this.#code;
    const { kernel, buffers } = this.#joined.stages[at]!;
    const slot = (index: number): number => parameterOffsets.scalars + SLOT_BYTES * index;
    for (let axis = 0; axis < STAGE_SIZES; axis++) {
      this.#block(at)
        .get(argument.parameters)
        .memory('i32.load', { offset: slot(scalar + axis) });
      code.memory('i32.store', { offset: parameterOffsets.size + 4 * axis });
    }
    this.#block(at).get(argument.parameters).memory('i32.load', { offset: parameterOffsets.tables });
    code.i32(this.#layout.tables[at]!).op('i32.add').memory('i32.store', { offset: parameterOffsets.tables });
    this.#block(at).get(this.#blocks).memory('i32.store', { offset: parameterOffsets.blocks });
    this.#block(at).i32(0).memory('i32.store', { offset: parameterOffsets.tiles });
    for (let index = 0; index < kernel.scalars.length; index++)
      this.#copy(at, slot(index), slot(scalar + STAGE_SIZES + index));
    for (const [index, place] of buffers.entries()) {
      const offset = bufferOffset(kernel.scalars.length, index);
      if ('buffer' in place) this.#copy(at, offset, bufferOffset(this.#scalarCount, place.buffer));
      // As long as it has to be: rows are counted from the first of all.
      else
        this.#block(at)
          .i32(0x7fff_ffff)
          .memory('i32.store', { offset: offset + 4 });
    }
  }

  /** Pushes an address in the scratch memory, less what the rows before take there: indices count from the first row of all. */
  #scratchFor(offset: number, pushBytesPerRow: () => void): void {
    const code = this.#code;
    code.get(argument.scratch).i32(offset).op('i32.add').get(argument.begin);
    pushBytesPerRow();
    code.op('i32.mul', 'i32.sub');
  }

  #call(at: number, run: number): void {
    const code = this.#code;
    const { kernel, space, buffers } = this.#joined.stages[at]!;
    for (const [index, place] of buffers.entries()) {
      if ('buffer' in place) continue;
      this.#block(at);
      const bytes = this.#joined.temporaryBytes[place.temporary]!;
      this.#scratchFor(this.#layout.temporaries[place.temporary]!, () =>
        code.get(this.#columns).i32(bytes).op('i32.mul'),
      );
      code.memory('i32.store', { offset: bufferOffset(kernel.scalars.length, index) });
    }
    const units = (row: number, perRow: number | null): void => {
      code.get(row);
      if (perRow !== null) code.get(perRow).op('i32.mul');
    };
    const callFor = (index: number, perRow: number | null): void => {
      this.#block(at);
      units(argument.begin, perRow);
      units(this.#end, perRow);
      code.get(argument.scratch).call(index);
    };
    if (kernel.accumulators === 0) {
      callFor(run, space === 'elements' ? this.#columns : null);
      return;
    }
    this.#block(at);
    const bytes = PARTIAL_BYTES * kernel.accumulators;
    this.#scratchFor(this.#layout.partials, () => code.get(this.#blocks).i32(bytes).op('i32.mul'));
    code.memory('i32.store', { offset: parameterOffsets.partials });
    callFor(run, this.#blocks);
    callFor(run + 1, null);
  }
}

const scalarsOf = ({ stages }: RowStages): WasmArtifact['scalars'] =>
  stages.flatMap(({ kernel }, at) => [
    ...Array.from({ length: STAGE_SIZES }, (_, axis) => ({ name: `size${at}_${axis}`, type: 'i32' as const })),
    ...kernel.scalars,
  ]);

function buffersOf({ stages, bufferCount }: RowStages): WasmArtifact['buffers'] {
  const found: WasmArtifact['buffers'][number][] = new Array(bufferCount);
  for (const { kernel, buffers } of stages) {
    for (const [at, place] of buffers.entries()) {
      if (!('buffer' in place)) continue;
      const { name, element, access } = kernel.buffers[at]!;
      const known = found[place.buffer];
      found[place.buffer] = {
        name,
        element,
        access: known === undefined || known.access === access ? access : 'readwrite',
      };
    }
  }
  return found;
}

function tablesOf({ stages }: RowStages, { tables, tableBytes }: Layout): Uint8Array {
  const all = new Uint8Array(tableBytes);
  for (const [at, { kernel }] of stages.entries()) all.set(kernel.tables, tables[at]!);
  return all;
}

/** Scalars for made-up rows: of a stage, an integer is most often how far it is from one row to the next. */
function trialScalarsOf(
  { stages }: RowStages,
  [rows, columns]: readonly [number, number],
): readonly (number | bigint)[] {
  return stages.flatMap(({ kernel, space }) => {
    const perRow = space === 'rows' ? 1 : columns;
    const size =
      kernel.rank === 1
        ? [kernel.reduced > 0 ? perRow : rows * perRow, 1, 1]
        : [rows, 1, 1].with(kernel.rank - 1, perRow);
    return [...size, ...kernel.scalars.map(({ type }) => trialScalar(type, columns))];
  });
}

const placeText = (place: RowBuffer): string => ('buffer' in place ? `${place.buffer}` : `t${place.temporary}`);

/**
 * Joins kernels over the same rows. Sizes of a launch: rows, and elements of each, at most {@link MAX_ROW}. Scalars: for each stage its own
 * axis lengths, three of them, then its scalars.
 */
export function joinRows(joined: RowStages): WasmArtifact {
  const { stages } = joined;
  const layout = layoutOf(joined);
  const stageText = ({ kernel, space, buffers }: RowStage): string =>
    `${space} ${buffers.map(placeText).join()}\n${kernel.key}`;
  const lanes = Math.max(...stages.map(({ kernel }) => kernel.vectors.lanes));
  return {
    target: 'wasm',
    key: `rows\n${stages.map(stageText).join('\n')}`,
    name: `rows: ${stages.map(({ kernel }) => kernel.name).join('; ')}`,
    rank: 2,
    reduced: 1,
    tilePoints: 0,
    accumulators: 0,
    buffers: buffersOf(joined),
    scalars: scalarsOf(joined),
    tallies: [],
    scratchBytes: layout.bytes,
    tables: tablesOf(joined, layout),
    cost: stages.reduce((sum, { kernel, space }) => sum + (space === 'elements' ? kernel.cost : 0), 0),
    vectors: lanes === 1 ? { lanes, reason: 'none of its kernels has vectors' } : { lanes },
    trialScalars: (size) => trialScalarsOf(joined, size as [number, number]),
    code: (memories, width) => {
      const functions: { readonly name?: string; readonly code: CodeWriter }[] = [];
      const runs = stages.map(({ kernel, buffers }) => {
        const run = functions.length;
        const own = buffers.map((place) => ('buffer' in place ? memories[place.buffer]! : 0));
        for (const { code } of kernel.functions(own, width)) functions.push({ code });
        return run;
      });
      functions.push({ name: 'run', code: new JoinWriter(joined, layout).write(runs) });
      return encodeModule({ memories: Math.max(0, ...memories) + 1, functions });
    },
  };
}

/** Bytes of an element of a temporary buffer of such a kernel. */
export const temporaryBytes = (kernel: CompiledWasm, buffer: number): number =>
  elementBytes[kernel.buffers[buffer]!.element];
