/** Scans along an axis that is not the last: down columns. */

import type { UnitWriter } from '../hand-written.ts';
import { type Elements, SCAN_BLOCK, SCAN_COLUMNS } from './elements.ts';
import { i32, SOURCE } from './places.ts';

/** Scalars and buffers of the kernel that goes along another axis than the last. */
export const columnScalars = [i32('length'), i32('inner'), i32('groups'), i32('offset')];
const COLUMN_RESULT = 1;

/** Goes down neighbouring columns, side by side. @param start - Local with the place of the first element. */
function writeColumns(
  writer: UnitWriter,
  elements: Elements,
  { start, count, isBlocked }: { readonly start: number; readonly count: number; readonly isBlocked: boolean },
): void {
  const { code, scalars, addresses } = writer;
  const [length, inner, , offset] = scalars as readonly [number, number, number, number];
  const [source, result, left, stop] = [writer.local(), writer.local(), writer.local(), writer.local()];
  const lanes = Array.from({ length: count }, () => ({
    sum: writer.local(elements.local),
    base: writer.local(elements.local),
  }));
  const { sourceBytes, resultBytes } = elements;
  code
    .get(addresses[SOURCE]!)
    .get(start)
    .get(offset)
    .op('i32.add')
    .i32(sourceBytes)
    .op('i32.mul', 'i32.add')
    .set(source);
  code.get(addresses[COLUMN_RESULT]!).get(start).i32(resultBytes).op('i32.mul', 'i32.add').set(result);
  for (const { base } of lanes) {
    elements.pushIdentity(writer);
    code.set(base);
  }
  code.get(length).set(left);
  code.block((done) =>
    code.loop((nextBlock) => {
      code.get(left).op('i32.eqz').branchIf(done);
      for (const { sum } of lanes) {
        elements.pushIdentity(writer);
        code.set(sum);
      }
      code.i32(0).set(stop);
      if (isBlocked)
        code
          .get(left)
          .i32(SCAN_BLOCK)
          .op('i32.sub')
          .i32(0)
          .get(left)
          .i32(SCAN_BLOCK)
          .op('i32.gt_u', 'select')
          .set(stop);
      code.loop((again) => {
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
