/** Scans along an axis that is not the last: down columns. */

import type { UnitWriter } from '../hand-written.ts';
import { type Elements, SCAN_BLOCK, SCAN_COLUMNS } from './elements.ts';
import { i32, SOURCE } from './places.ts';

/** Scalars and buffers of the kernel that goes along another axis than the last. */
export const columnScalars = [i32('length'), i32('inner'), i32('groups'), i32('offset')];
const COLUMN_RESULT = 1;

/** Locals of one column: what its block came to so far, and what came before the block. */
interface ColumnLane {
  readonly sum: number;
  readonly base: number;
}

/** Locals of neighbouring columns that are gone down side by side. */
interface ColumnLocals {
  /** Addresses of the row in the first column. */
  readonly source: number;
  readonly result: number;
  /** Rows that are left, and how many are when the block ends. */
  readonly left: number;
  readonly stop: number;
  readonly lanes: readonly ColumnLane[];
}

/** Begins at the top. @param start - Local with the place of the first element. */
function enterColumns(writer: UnitWriter, elements: Elements, { start, count }: Columns): ColumnLocals {
  const { code, scalars, addresses } = writer;
  const [length, , , offset] = scalars as readonly [number, number, number, number];
  const [source, result, left, stop] = [writer.local(), writer.local(), writer.local(), writer.local()];
  const lanes = Array.from({ length: count }, () => ({
    sum: writer.local(elements.local),
    base: writer.local(elements.local),
  }));
  code.get(addresses[SOURCE]!).get(start).get(offset).op('i32.add');
  code.i32(elements.sourceBytes).op('i32.mul', 'i32.add').set(source);
  code.get(addresses[COLUMN_RESULT]!).get(start).i32(elements.resultBytes).op('i32.mul', 'i32.add').set(result);
  for (const { base } of lanes) {
    elements.pushIdentity(writer);
    code.set(base);
  }
  code.get(length).set(left);
  return { source, result, left, stop, lanes };
}

/** Starts a block: at most {@link SCAN_BLOCK} rows where sums are made block by block. */
function enterBlock(
  writer: UnitWriter,
  elements: Elements,
  { left, stop, lanes, isBlocked }: ColumnLocals & { isBlocked: boolean },
): void {
  const { code } = writer;
  for (const { sum } of lanes) {
    elements.pushIdentity(writer);
    code.set(sum);
  }
  code.i32(0).set(stop);
  if (!isBlocked) return;
  code.get(left).i32(SCAN_BLOCK).op('i32.sub').i32(0);
  code.get(left).i32(SCAN_BLOCK).op('i32.gt_u', 'select').set(stop);
}

/** One row of a block, and on to the next. */
function writeRow(writer: UnitWriter, elements: Elements, { source, result, lanes }: ColumnLocals): void {
  const { code } = writer;
  const { sourceBytes, resultBytes } = elements;
  const inner = writer.scalars[1]!;
  for (const [lane, { sum }] of lanes.entries()) {
    code.get(sum).get(source);
    elements.load(writer, SOURCE, lane * sourceBytes);
    code.op(elements.combine).set(sum);
  }
  for (const [lane, { sum, base }] of lanes.entries()) {
    code.get(result).get(base).get(sum).op(elements.combine);
    elements.store(writer, COLUMN_RESULT, lane * resultBytes);
  }
  code.get(source).get(inner).i32(sourceBytes).op('i32.mul', 'i32.add').set(source);
  code.get(result).get(inner).i32(resultBytes).op('i32.mul', 'i32.add').set(result);
}

/** Neighbouring columns. */
interface Columns {
  /** Local with the place of the first element. */
  readonly start: number;
  readonly count: number;
  readonly isBlocked: boolean;
}

/** Goes down neighbouring columns, side by side. */
function writeColumns(writer: UnitWriter, elements: Elements, columns: Columns): void {
  const { code } = writer;
  const locals = enterColumns(writer, elements, columns);
  const { left, stop, lanes } = locals;
  code.block((done) =>
    code.loop((nextBlock) => {
      code.get(left).op('i32.eqz').branchIf(done);
      enterBlock(writer, elements, { ...locals, isBlocked: columns.isBlocked });
      code.loop((again) => {
        writeRow(writer, elements, locals);
        code.get(left).i32(1).op('i32.sub').tee(left).get(stop).op('i32.ne').branchIf(again);
      });
      for (const { sum, base } of lanes) code.get(base).get(sum).op(elements.combine).set(base);
      code.branch(nextBlock);
    }),
  );
}

/** A unit is {@link SCAN_COLUMNS} neighbouring columns of one outer place. */
export function writeColumnUnit(
  writer: UnitWriter,
  unit: number,
  { elements, isBlocked }: { readonly elements: Elements; readonly isBlocked: boolean },
): void {
  const { code, scalars } = writer;
  const [length, inner, groups] = scalars as readonly [number, number, number];
  const [column, start, end] = [writer.local(), writer.local(), writer.local()];
  code.get(unit).get(groups).op('i32.rem_u').i32(SCAN_COLUMNS).op('i32.mul').set(column);
  code.get(unit).get(groups).op('i32.div_u').get(length).op('i32.mul').get(inner).op('i32.mul');
  code.get(column).op('i32.add').set(start);
  code
    .get(column)
    .i32(SCAN_COLUMNS)
    .op('i32.add')
    .get(inner)
    .op('i32.le_u')
    .if(
      () => writeColumns(writer, elements, { start, count: SCAN_COLUMNS, isBlocked }),
      () => {
        code.get(start).get(inner).op('i32.add').get(column).op('i32.sub').set(end);
        writer.each(start, end, () => writeColumns(writer, elements, { start, count: 1, isBlocked }));
      },
    );
}
