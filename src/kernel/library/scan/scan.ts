/**
 * Cumulative sums and products as kernels.
 *
 * A row is cut into blocks of {@link SCAN_BLOCK} elements. Within a block elements are combined one after the other; a result is what
 * the blocks before came to, combined with that. So it depends on the length of the row alone, never on threads; sums of float32 are kept
 * in float64 all the way; and results of summands that are not negative never fall, because a block begins with the very number with
 * which the one before ended. Products of floats have one block for the whole row: what a block comes to might overflow where the product
 * does not.
 *
 * Source: Blelloch, Prefix Sums and Their Applications (1990), section 1.3, for the scan in blocks.
 */

import type { ElementType, WasmArtifact } from '../../../core/kernel.ts';
import { handWritten } from '../hand-written.ts';
import { columnScalars, writeColumnUnit } from './columns.ts';
import { type Accumulator, Elements, isScanBlocked, type ScanType } from './elements.ts';
import { rowScalars } from './places.ts';
import { writeBases, writeRowUnit } from './rows.ts';

const totalElement = (accumulator: Accumulator): ElementType =>
  accumulator === 'i32' ? 'i64' : accumulator === 'f32' ? 'f64' : accumulator;

/** The kernels of a scan. */
export interface ScanKernels {
  /** What each block comes to; for rows of more than one block. */
  readonly totals: WasmArtifact;
  /** From that what comes before each block, for each row. */
  readonly bases: WasmArtifact;
  /** The results along rows. */
  readonly rows: WasmArtifact;
  /** The results along an axis that is not the last. */
  readonly columns: WasmArtifact;
}

/**
 * The kernels of a scan. Sizes of a launch: units, and elements of each.
 *
 * - `totals(source, totals)` and `rows(source, totals, result)`: units of {@link SCAN_RUNS} blocks, scalars `runs` (all blocks of all rows),
 *   `blocks` (of a row), `length` (of a row), `offset` (of the first element in the source)
 * - `bases(source, totals)`: units are rows; the same scalars
 * - `columns(source, result)`: units of {@link SCAN_COLUMNS} columns, scalars `length`, `inner` (columns), `groups` (units of an outer place), `offset`
 */
export function scanKernels(type: ScanType): ScanKernels {
  const elements = new Elements(type);
  const name = `scan ${type.op} ${type.source} ${type.result}`;
  const source = { name: 'source', element: type.source, access: 'read' as const };
  const totals = { name: 'totals', element: totalElement(elements.accumulator), access: 'readwrite' as const };
  const result = { name: 'result', element: type.result, access: 'write' as const };
  const isBlocked = isScanBlocked(type);
  return {
    totals: handWritten({
      name: `${name} totals`,
      buffers: [source, totals],
      scalars: rowScalars,
      cost: 2,
      write: (writer, unit) => writeRowUnit(writer, unit, { elements, isTotal: true }),
    }),
    bases: handWritten({
      name: `${name} bases`,
      buffers: [source, totals],
      scalars: rowScalars,
      cost: 6,
      write: (writer, unit) => writeBases(writer, unit, elements),
    }),
    rows: handWritten({
      name: `${name} rows`,
      buffers: [source, totals, result],
      scalars: rowScalars,
      cost: 4,
      write: (writer, unit) => writeRowUnit(writer, unit, { elements, isTotal: false }),
    }),
    columns: handWritten({
      name: `${name} columns`,
      buffers: [source, result],
      scalars: columnScalars,
      cost: 5,
      write: (writer, unit) => writeColumnUnit(writer, unit, { elements, isBlocked }),
    }),
  };
}
