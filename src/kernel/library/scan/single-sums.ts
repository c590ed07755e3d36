/** Sums of float32 along rows, in vectors. */

import type { UnitWriter } from '../hand-written.ts';
import { RESULT, SOURCE } from './places.ts';

/** Locals of a run: what it came to so far, what came before it, and how far it is from the first one of those side by side. */
export interface RunLocals {
  readonly sum: number;
  readonly base: number;
  readonly read: number;
  readonly write: number;
}

/** Neighbouring lanes of two vectors by turns, from the lower or the upper halves. */
const LOW = [0, 1, 2, 3, 16, 17, 18, 19, 4, 5, 6, 7, 20, 21, 22, 23];
const HIGH = [8, 9, 10, 11, 24, 25, 26, 27, 12, 13, 14, 15, 28, 29, 30, 31];
/** The lower, or the upper, halves of two vectors. */
const LOW_HALVES = [0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23];
const HIGH_HALVES = [8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31];

/** Elements of a vector of float32. */
const SINGLES = 4;

/**
 * Sums of float32 in vectors, as far as whole ones go: a vector has one element of each of two runs, as float64. Conversions one by one
 * would wait for each other, because they keep the upper half of the register that they write.
 */
export function writeSingleSums(writer: UnitWriter, { source, result, end, lanes, isTotal }: SingleSums): void {
  const { code } = writer;
  const pairs = Array.from({ length: lanes.length / 2 }, (_, at) => 2 * at).map((lane) => ({
    first: lanes[lane]!,
    second: lanes[lane + 1]!,
    sum: writer.local('v128'),
    base: writer.local('v128'),
    loaded: [writer.local('v128'), writer.local('v128')] as const,
    sums: Array.from({ length: SINGLES }, () => writer.local('v128')),
  }));
  const bytes = 16;
  for (const { first, second, sum, base } of pairs) {
    code.get(first.sum).op('f64x2.splat').set(sum);
    code.get(first.base).op('f64x2.splat').get(second.base).lane('f64x2.replace_lane', 1).set(base);
  }
  code.block((done) =>
    code.loop((again) => {
      code.get(source).i32(bytes).op('i32.add').get(end).op('i32.gt_u').branchIf(done);
      for (const pair of pairs) writePairOfRuns(writer, pair, source);
      if (!isTotal) {
        for (const pair of pairs) writePairOfResults(writer, pair, result);
        code.get(result).i32(bytes).op('i32.add').set(result);
      }
      code.get(source).i32(bytes).op('i32.add').set(source).branch(again);
    }),
  );
  for (const { first, second, sum } of pairs) {
    code.get(sum).lane('f64x2.extract_lane', 0).set(first.sum);
    code.get(sum).lane('f64x2.extract_lane', 1).set(second.sum);
  }
}

/** The runs that {@link writeSingleSums} goes along. */
export interface SingleSums {
  readonly source: number;
  readonly result: number;
  readonly end: number;
  readonly lanes: readonly RunLocals[];
  readonly isTotal: boolean;
}

/** Two runs in the lanes of vectors. */
interface RunPair {
  readonly first: RunLocals;
  readonly second: RunLocals;
  readonly sum: number;
  readonly base: number;
  readonly loaded: readonly [number, number];
  readonly sums: readonly number[];
}

function writePairOfRuns(writer: UnitWriter, { first, second, sum, loaded, sums }: RunPair, source: number): void {
  const { code } = writer;
  const [a, b] = loaded;
  for (const [run, local] of [
    [first, a],
    [second, b],
  ] as const) {
    code
      .get(source)
      .get(run.read)
      .op('i32.add')
      .memory('v128.load', { ...writer.place(SOURCE), align: 2 })
      .set(local);
  }
  const turns = writer.local('v128');
  for (const [half, order] of [LOW, HIGH].entries()) {
    code.get(a).get(b).shuffle(order).tee(turns).op('f64x2.promote_low_f32x4');
    code
      .get(sum)
      .op('f64x2.add')
      .tee(sums[2 * half]!);
    code.get(turns).get(turns).shuffle(HIGH_HALVES).op('f64x2.promote_low_f32x4', 'f64x2.add');
    code.tee(sums[2 * half + 1]!).set(sum);
  }
}

function writePairOfResults(writer: UnitWriter, { first, second, base, loaded, sums }: RunPair, result: number): void {
  const { code } = writer;
  const single = (at: number): void => void code.get(base).get(sums[at]!).op('f64x2.add', 'f32x4.demote_f64x2_zero');
  for (const half of [0, 1]) {
    single(2 * half);
    single(2 * half + 1);
    code.shuffle(LOW).set(loaded[half]!);
  }
  for (const [run, order] of [
    [first, LOW_HALVES],
    [second, HIGH_HALVES],
  ] as const) {
    code.get(result).get(run.write).op('i32.add').get(loaded[0]).get(loaded[1]).shuffle(order);
    code.memory('v128.store', { ...writer.place(RESULT), align: 2 });
  }
}
