/** Scans along rows: runs of elements that follow each other in memory. */

import type { UnitWriter } from '../hand-written.ts';
import { type Elements, SCAN_BLOCK, SCAN_RUNS } from './elements.ts';
import { RESULT, SOURCE, TOTAL_BYTES, totalAddress, TOTALS } from './places.ts';
import { type RunLocals, writeSingleSums } from './single-sums.ts';

/** Locals of runs that are combined side by side. */
interface RunsLocals {
  /** Addresses in the first run, and where it ends. */
  readonly source: number;
  readonly result: number;
  readonly end: number;
  readonly lanes: readonly RunLocals[];
}

/** Sets the addresses of the first run. */
function enterRuns(writer: UnitWriter, elements: Elements, { start, length, count, isTotal }: Runs): RunsLocals {
  const { code } = writer;
  const [source, result, end] = [writer.local(), writer.local(), writer.local()];
  const lanes = Array.from({ length: count }, () => ({
    sum: writer.local(elements.local),
    base: writer.local(elements.local),
    read: writer.local(),
    write: writer.local(),
  }));
  code.get(writer.addresses[SOURCE]!).get(start).get(writer.scalars[3]!).op('i32.add').i32(elements.sourceBytes);
  code.op('i32.mul', 'i32.add').tee(source).get(length).i32(elements.sourceBytes).op('i32.mul', 'i32.add').set(end);
  if (!isTotal) {
    code.get(writer.addresses[RESULT]!).get(start).i32(elements.resultBytes).op('i32.mul', 'i32.add').set(result);
  }
  return { source, result, end, lanes };
}

/** Sets what a run starts with, and how far it is from the first one. */
function enterRun(
  writer: UnitWriter,
  elements: Elements,
  { lane, locals, runs }: { readonly lane: number; readonly locals: RunLocals; readonly runs: Runs },
): void {
  const { code } = writer;
  const step = (bytes: number): void => {
    code.get(runs.length).i32(bytes * lane);
    code.op('i32.mul');
  };
  elements.pushIdentity(writer);
  code.set(locals.sum);
  elements.pushIdentity(writer);
  code.set(locals.base);
  step(elements.sourceBytes);
  code.set(locals.read);
  step(elements.resultBytes);
  code.set(locals.write);
  if (runs.isTotal) return;
  code.get(writer.scalars[1]!).i32(1).op('i32.gt_u');
  code.if(() => {
    totalAddress(writer, runs.first);
    code.memory(`${elements.accumulator}.load`, writer.place(TOTALS, TOTAL_BYTES * lane)).set(locals.base);
  });
}

/** Goes along runs, element by element. */
function writeElements(
  writer: UnitWriter,
  elements: Elements,
  { source, result, end, lanes, isTotal }: RunsLocals & { readonly isTotal: boolean },
): void {
  const { code } = writer;
  code.block((done) =>
    code.loop((again) => {
      code.get(source).get(end).op('i32.ge_u').branchIf(done);
      for (const { sum, read } of lanes) {
        code.get(sum).get(source).get(read).op('i32.add');
        elements.load(writer, SOURCE);
        code.op(elements.combine).set(sum);
      }
      if (!isTotal) {
        for (const { sum, base, write } of lanes) {
          code.get(result).get(write).op('i32.add').get(base).get(sum).op(elements.combine);
          elements.store(writer, RESULT);
        }
        code.get(result).i32(elements.resultBytes).op('i32.add').set(result);
      }
      code.get(source).i32(elements.sourceBytes).op('i32.add').set(source).branch(again);
    }),
  );
}

/** Combines runs of equal length that follow each other in memory, side by side. */
function writeRuns(writer: UnitWriter, elements: Elements, runs: Runs): void {
  const { code } = writer;
  const { isTotal } = runs;
  const locals = { ...enterRuns(writer, elements, runs), isTotal };
  for (const [lane, one] of locals.lanes.entries()) enterRun(writer, elements, { lane, locals: one, runs });
  if (elements.isSingleSum && runs.count === SCAN_RUNS) writeSingleSums(writer, locals);
  writeElements(writer, elements, locals);
  if (!isTotal) return;
  for (const [lane, { sum }] of locals.lanes.entries()) {
    totalAddress(writer, runs.first);
    code.get(sum).memory(`${elements.accumulator}.store`, writer.place(TOTALS, TOTAL_BYTES * lane));
  }
}

/** Runs to be combined. */
interface Runs {
  /** Local with the number of the first one. */
  readonly first: number;
  /** Local with the place of its first element. */
  readonly start: number;
  /** Local with the elements of each. */
  readonly length: number;
  readonly count: number;
  /** Whether only what each run comes to is wanted. */
  readonly isTotal: boolean;
}

/** Sets the place and the length of a run. */
function writeRunPlace(writer: UnitWriter, run: number, { start, length, block }: RunPlace): void {
  const { code, scalars } = writer;
  const [, blocks, rowLength] = scalars as readonly [number, number, number];
  code.get(run).get(blocks).op('i32.rem_u').set(block);
  code.get(run).get(blocks).op('i32.div_u').get(rowLength).op('i32.mul');
  code.get(block).i32(SCAN_BLOCK).op('i32.mul', 'i32.add').set(start);
  code.get(rowLength).get(block).i32(SCAN_BLOCK).op('i32.mul', 'i32.sub').set(length);
  // The last block of a row is what is left; where there is one only, it is the row however long.
  code.i32(SCAN_BLOCK).get(length).get(block).i32(1).op('i32.add').get(blocks).op('i32.lt_u', 'select').set(length);
}

interface RunPlace {
  readonly start: number;
  readonly length: number;
  readonly block: number;
}

/** Pushes whether all runs of a unit are there, have one length, and follow each other in memory. */
function pushIsSideBySide(
  { code, scalars }: UnitWriter,
  { first, end, lastLength }: { readonly first: number; readonly end: number; readonly lastLength: number },
  { length, block }: RunPlace,
): void {
  const blocks = scalars[1]!;
  code.get(end).get(first).op('i32.sub').i32(SCAN_RUNS).op('i32.eq');
  code.get(length).get(lastLength).op('i32.eq', 'i32.and');
  code.get(blocks).i32(1).op('i32.eq');
  code.get(block).i32(SCAN_RUNS).op('i32.add').get(blocks).op('i32.le_u', 'i32.or');
  code.op('i32.and');
}

/** A unit is {@link SCAN_RUNS} runs: side by side where they have one length, else one by one. */
export function writeRowUnit(
  writer: UnitWriter,
  unit: number,
  { elements, isTotal }: { elements: Elements; isTotal: boolean },
): void {
  const { code, scalars } = writer;
  const runs = scalars[0]!;
  const [first, end, last, lastLength] = [writer.local(), writer.local(), writer.local(), writer.local()];
  const place: RunPlace = { start: writer.local(), length: writer.local(), block: writer.local() };
  code.get(unit).i32(SCAN_RUNS).op('i32.mul').tee(first).i32(SCAN_RUNS).op('i32.add').set(end);
  code.get(end).get(runs).get(end).get(runs).op('i32.lt_u', 'select').set(end);
  // Of several runs in one row, or of rows of one run each, the last one is the shortest.
  code.get(end).i32(1).op('i32.sub').set(last);
  writeRunPlace(writer, last, { ...place, length: lastLength });
  writeRunPlace(writer, first, place);
  pushIsSideBySide(writer, { first, end, lastLength }, place);
  code.if(
    () => writeRuns(writer, elements, { ...place, first, count: SCAN_RUNS, isTotal }),
    () =>
      writer.each(first, end, () => {
        writeRunPlace(writer, first, place);
        writeRuns(writer, elements, { ...place, first, count: 1, isTotal });
      }),
  );
}

/** From what blocks come to, what comes before each. A unit is a row. */
export function writeBases(writer: UnitWriter, unit: number, elements: Elements): void {
  const { code, scalars } = writer;
  const [at, end] = [writer.local(), writer.local()];
  const [base, total] = [writer.local(elements.local), writer.local(elements.local)];
  const [, blocks] = scalars as readonly [number, number];
  elements.pushIdentity(writer);
  code.set(base);
  code.get(unit).get(blocks).op('i32.mul').tee(at).get(blocks).op('i32.add').set(end);
  writer.each(at, end, () => {
    totalAddress(writer, at);
    code.memory(`${elements.accumulator}.load`, writer.place(TOTALS)).set(total);
    totalAddress(writer, at);
    code.get(base).memory(`${elements.accumulator}.store`, writer.place(TOTALS));
    code.get(base).get(total).op(elements.combine).set(base);
  });
}
