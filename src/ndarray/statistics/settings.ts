/** Options of reductions, checked and brought into the form that the graph takes. */

import { InvalidOptionError } from '../../core/errors.ts';
import { NDArray, wrap } from '../array/array.ts';
import { type InputOf, nodeOf } from '../array/as-array.ts';
import { type Axes, normalAxes, normalAxis } from '../array/axes.ts';
import { checkOptions } from '../array/options.ts';
import { Complex } from '../dtype/complex.ts';
import { asDType, type DType, isComplex, isInexact } from '../dtype/dtype.ts';
import type { Scalar } from '../dtype/element.ts';
import { promoteTypes } from '../dtype/promote.ts';
import { isSameShape, shapeText } from '../array/broadcast.ts';
import { broadcastShape, castNode } from '../elementwise/operands.ts';
import { isScalar } from '../array/input.ts';
import { ArrayValueError, DTypeError, ShapeError } from '../errors.ts';
import type { Node } from '../graph/node.ts';
import { writeTo } from '../math/call.ts';
import type { ReduceSettings, VarianceSettings } from '../reduce/reduce.ts';

/** Options about axes. */
export interface AxisOptions {
  /** One axis or several; all of them when it is left out or null. */
  readonly axis?: Axes | null;
  /** Axes that are reduced stay, with length 1. */
  readonly keepdims?: boolean;
}

/** Options of ranges. */
export interface PtpOptions extends AxisOptions {
  /** Where the result is written. */
  readonly out?: NDArray;
}

/** Options of truth. */
export interface TruthOptions extends AxisOptions {
  /** Which elements count: a bool array that broadcasts to the shape. */
  readonly where?: InputOf;
  /** Where the result is written. */
  readonly out?: NDArray;
}

/** Options of counting. */
export type CountOptions = AxisOptions;

/** Options of means. */
export interface MeanOptions extends TruthOptions {
  /** The dtype of the result, in which it is computed. */
  readonly dtype?: DType;
}

/** Options of extremes. */
export interface ExtremeOptions extends TruthOptions {
  /** Counts as one more element. */
  readonly initial?: Scalar;
}

/** Options of sums and products. */
export interface ReduceOptions extends ExtremeOptions {
  /** The dtype of the result, in which it is computed. */
  readonly dtype?: DType;
}

/** Options of variances and standard deviations. */
export interface VarianceOptions extends MeanOptions {
  /** What is taken off the number of elements before dividing by it; default 0. */
  readonly ddof?: number;
  /** The name of the Array API for `ddof`. */
  readonly correction?: number;
  /** The mean, where it is known: it broadcasts to the elements, as one with `keepdims` does. */
  readonly mean?: InputOf;
}

/** Options of positions. */
export interface ArgOptions {
  /** All elements in row-major order when it is left out or null. */
  readonly axis?: number | null;
  /** Whether the axes that go stay with length 1. */
  readonly keepdims?: boolean;
  /** Where the result is written. */
  readonly out?: NDArray;
}

const known: { readonly [name: string]: readonly string[] } = {
  sum: ['axis', 'keepdims', 'dtype', 'initial', 'where', 'out'],
  prod: ['axis', 'keepdims', 'dtype', 'initial', 'where', 'out'],
  min: ['axis', 'keepdims', 'initial', 'where', 'out'],
  max: ['axis', 'keepdims', 'initial', 'where', 'out'],
  mean: ['axis', 'keepdims', 'dtype', 'where', 'out'],
  var: ['axis', 'keepdims', 'dtype', 'ddof', 'correction', 'mean', 'where', 'out'],
  std: ['axis', 'keepdims', 'dtype', 'ddof', 'correction', 'mean', 'where', 'out'],
  ptp: ['axis', 'keepdims', 'out'],
  all: ['axis', 'keepdims', 'where', 'out'],
  any: ['axis', 'keepdims', 'where', 'out'],
};

const axisOptions = ['axis', 'keepdims'] as const;

/** Every option that a reduction may have. */
type AnyOptions = ReduceOptions & VarianceOptions;

/** Sums and extremes are computed in what `out` and the elements have together, where no dtype is given. */
const takesOut = /^(nan)?(sum|prod|min|max)$/;

/** To these the one element of a 0-d array is a row too: axis 0 is none of its own, and no error. */
const takesRow = /^(nan)?(sum|prod|min|max)$|^(any|all|ptp|countNonzero)$|^nan(mean|var|std)$/;

function workType(what: string, node: Node, { dtype, out }: AnyOptions): DType | undefined {
  if (dtype !== undefined) return asDType(dtype);
  return out instanceof NDArray && takesOut.test(what) ? promoteTypes(out.dtype, node.dtype) : undefined;
}

/** A mask says which elements count: it has no more of them than there are. */
function maskFor(what: string, node: Node, where: Node): Node {
  const shape = broadcastShape(what, [node, where]);
  if (isSameShape(shape, node.shape)) return where;
  throw new ShapeError(
    `${what}: where of shape ${shapeText(where.shape)} does not broadcast to ${shapeText(node.shape)}, the shape of what is reduced`,
  );
}

/** Checks the options of a reduction. @throws InvalidOptionError, AxisError. */
export function settingsOf(what: string, node: Node, options: AnyOptions | undefined): ReduceSettings {
  if (options === undefined) return { axes: node.shape.map((_, axis) => axis) };
  checkOptions(what, options, known[what] ?? known[what.replace(/^nan/, '')] ?? axisOptions);
  const { axis, keepdims, initial, where, out } = options;
  const isRow = node.shape.length === 0 && takesRow.test(what) && (axis === 0 || axis === -1);
  return {
    axes: isRow ? [] : normalAxes(axis, node.shape.length).toSorted((a, b) => a - b),
    keepdims,
    dtype: workType(what, node, options),
    out: out instanceof NDArray ? out.dtype : undefined,
    initial,
    // The handle keeps it: variances of complex numbers look at it more than once.
    where: where === undefined ? undefined : wrap(maskFor(what, node, nodeOf(where))).node,
  };
}

/** As {@link settingsOf}, with what is taken off the divisor. */
export function varianceSettings(what: string, node: Node, options: VarianceOptions | undefined): VarianceSettings {
  const settings = settingsOf(what, node, options);
  const { ddof, correction } = options ?? {};
  if (ddof !== undefined && correction !== undefined) {
    throw new ArrayValueError(`${what}: ddof and correction are two names of one option; give one of them`);
  }
  const given = ddof ?? correction ?? 0;
  if (typeof given !== 'number' || Number.isNaN(given)) {
    throw new InvalidOptionError(`${what}: ddof is a number, got ${String(given)}`);
  }
  return {
    ...settings,
    ddof: given,
    mean: options?.mean === undefined ? undefined : meanFor(what, node, options.mean),
  };
}

/** A mean that is known. */
function meanFor(what: string, node: Node, mean: InputOf): Node | Scalar {
  const given = isScalar(mean) ? mean : wrap(nodeOf(mean)).node;
  if ((given instanceof Complex || (!isScalar(given) && isComplex(given.dtype))) && !isComplex(node.dtype))
    throw new DTypeError(`${what}: the mean is complex, and the elements are ${node.dtype}; give its real part`);
  if (isScalar(given)) return given;
  if (isSameShape(broadcastShape(what, [node, given]), node.shape)) {
    // Where NaN is left out, NumPy writes the distances into a copy of the elements.
    return what.startsWith('nan') && isInexact(node.dtype) ? wrap(castNode(given, node.dtype)).node : given;
  }
  throw new ShapeError(
    `${what}: a mean of shape ${shapeText(given.shape)} does not broadcast to ${shapeText(node.shape)}, the shape of the elements`,
  );
}

/** Checks the options of positions. */
export function argSettings(
  what: string,
  node: Node,
  options: ArgOptions | undefined,
): { readonly axes: readonly number[]; readonly keepdims: boolean | undefined } {
  checkOptions(what, options, ['axis', 'keepdims', 'out']);
  const { axis, keepdims } = options ?? {};
  const all = node.shape.map((_, at) => at);
  if (axis === undefined || axis === null) return { axes: all, keepdims };
  // The one element of a 0-d array is seen as a row.
  const place = normalAxis(axis, Math.max(1, all.length));
  return { axes: all.length === 0 ? [] : [place], keepdims };
}

/** Puts a result where the options say: in the dtype of `out`, whatever it is, as NumPy's reductions do. */
export const deliver = (what: string, node: Node, options: { readonly out?: NDArray } | undefined): NDArray =>
  options?.out === undefined ? wrap(node) : writeTo(what, options.out, node, { casting: 'unsafe' });
