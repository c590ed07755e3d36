/** Phases without jumps. */

import { type NDArray, wrap } from '../array/array.ts';
import { type InputOf, nodeOf } from '../array/as-array.ts';
import { normalAxis } from '../array/axes.ts';
import { checkOptions } from '../array/options.ts';
import { mapRows } from '../array/rows.ts';
import { type DType, isBig, isComplex, isInteger, isUnsigned, itemSize } from '../dtype/dtype.ts';
import { promoteWeak, weakKindOf } from '../dtype/promote.ts';
import { castNode } from '../elementwise/operands.ts';
import { ArrayValueError, DTypeError, ShapeError } from '../errors.ts';

/** Options of {@link unwrap}. */
export interface UnwrapOptions {
  /** The last axis unless it is given. */
  readonly axis?: number;
  /** After what values repeat: 2 pi unless it is given. */
  readonly period?: number;
  /** The largest jump that stays; half of the period, which is the least, unless it is given. */
  readonly discont?: number | null;
}

interface Jumps {
  readonly period: number;
  readonly discont: number;
  readonly isWhole: boolean;
  readonly round: (value: number) => number;
}

/** The remainder with the sign of the divisor. */
const modulo = (value: number, by: number): number => {
  const rest = value % by;
  return rest !== 0 && rest < 0 !== by < 0 ? rest + by : rest;
};

/** What has to be added behind a jump. */
function correctionOf(jump: number, { period, discont, isWhole, round }: Jumps): number {
  const high = isWhole ? Math.floor(period / 2) : period / 2;
  const low = isWhole ? -high - (modulo(period, 2) === 0 ? 0 : 1) : -high;
  const isOnBoundary = isWhole ? modulo(period, 2) === 0 : true;
  const [least, most] = [round(low), round(high)];
  let within = round(round(modulo(round(jump - least), round(period))) + least);
  if (isOnBoundary && within === least && jump > 0) within = most;
  return Math.abs(jump) < discont ? 0 : round(within - jump);
}

/**
 * The same phases with jumps of more than half a period taken back: whole periods are added to what follows a jump.
 *
 * Whole numbers with a whole period stay whole; other integers give float64.
 *
 * @throws DTypeError (`ERR_DTYPE`) for complex numbers; AxisError (`ERR_AXIS`); ArrayValueError (`ERR_ARRAY_VALUE`) for a period that is not
 * positive.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.unwrap([0, 1, 2, -1, 0], { period: 4 }).toArray()); // [ 0, 1, 2, 3, 4 ]
 * ```
 */
export function unwrap(x: InputOf, options: UnwrapOptions = {}): NDArray {
  checkOptions('unwrap', options, ['axis', 'period', 'discont']);
  const { period = 2 * Math.PI, discont } = options;
  if (!(period > 0)) throw new ArrayValueError(`unwrap: the period must be positive, got ${period}`);
  const given = nodeOf(x);
  if (isComplex(given.dtype)) throw new DTypeError(`unwrap: ${given.dtype} has no order; take np.angle(x) first`);
  if (given.shape.length === 0) throw new ShapeError('unwrap: a 0-d array has no neighbours; give at least one axis');
  const dtype = promoteWeak(given.dtype, weakKindOf(period)) as Exclude<DType, 'complex64' | 'complex128'>;
  const isWhole = isInteger(dtype);
  if (isUnsigned(dtype))
    throw new ArrayValueError(`unwrap: ${dtype} has no negative half period; convert with astype first`);
  const round = dtype === 'float32' ? Math.fround : (value: number): number => value;
  const jumps = { period, discont: discont ?? period / 2, isWhole, round };
  const work = dtype === 'float16' || isBig(dtype) || isWhole ? 'float64' : dtype;
  const node = castNode(given, work);
  const span = isUnsigned(given.dtype) ? 2 ** (8 * itemSize(given.dtype)) : 0;
  // Differences of unsigned integers wrap.
  const difference = (next: number, own: number): number =>
    span > 0 && next < own ? round(next - own + span) : round(next - own);
  const result = mapRows(node, {
    axis: normalAxis(options.axis ?? -1, node.shape.length),
    dtype: work,
    fill: (row, to) => {
      const from = row as Float64Array;
      let added = 0;
      for (let at = 0; at < from.length; at++) {
        if (at > 0) added = round(added + correctionOf(difference(from[at]!, from[at - 1]!), jumps));
        to[at] = round(from[at]! + added);
      }
    },
  });
  return wrap(castNode(result, dtype));
}
