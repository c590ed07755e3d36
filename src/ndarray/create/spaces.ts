/** Evenly spaced numbers between arrays or complex numbers: a row for each pair of ends, in the order of operations of NumPy. */

import { type NDArray, wrap } from '../array/array.ts';
import { type InputOf, toNDArray } from '../array/as-array.ts';
import { normalAxis } from '../array/axes.ts';
import { broadcastShapesFor } from '../array/broadcast.ts';
import { isScalar } from '../array/input.ts';
import { type DType, inexactTypeOf, isComplex, isInteger } from '../dtype/dtype.ts';
import { resultDType } from '../dtype/promote.ts';
import { castNode } from '../elementwise/operands.ts';
import { ArrayValueError, DTypeError } from '../errors.ts';
import { newArray } from '../graph/elements.ts';
import { elementWriter } from '../dtype/element.ts';
import { moveaxis } from '../manipulate/axes.ts';
import { expandDims } from '../manipulate/shape.ts';
import { add, multiply, power, subtract } from '../math/arithmetic.ts';
import { sign } from '../math/signs.ts';
import { divide } from '../math/division.ts';
import { equal } from '../math/compare.ts';
import { log10 } from '../math/exponents.ts';
import { floor } from '../math/rounding.ts';
import { any } from '../statistics/reductions.ts';

/** What a space of arrays is made of. */
export interface SpaceTask {
  readonly start: InputOf;
  readonly stop: InputOf;
  readonly count: number;
  readonly endpoint: boolean;
  readonly axis: number;
  readonly dtype: DType | undefined;
}

const cast = (x: NDArray, dtype: DType): NDArray => wrap(castNode(x.node, dtype));

/** The float or complex dtype of both ends; plain numbers among them are weak. */
function endDType(ends: readonly InputOf[]): DType {
  const weak = ends.filter((end) => isScalar(end));
  const strong = ends.filter((end) => !isScalar(end)).map((end) => toNDArray(end).dtype);
  return inexactTypeOf(resultDType(strong, weak));
}

/** 0, 1, 2, ... along a new first axis before so many others. */
function counting(count: number, dtype: DType, rank: number): NDArray {
  const { node, data } = newArray(dtype, [count, ...new Array<number>(rank).fill(1)]);
  const write = elementWriter(dtype, data);
  for (let at = 0; at < count; at++) write(at, at);
  return wrap(node);
}

/** The numbers, with the new axis first, and the step. */
function rows(task: SpaceTask, dtype: DType): { readonly values: NDArray; readonly step: NDArray } {
  const { count, endpoint } = task;
  const [start, stop] = [task.start, task.stop].map((end) => cast(toNDArray(end), dtype)) as [NDArray, NDArray];
  const shape = broadcastShapesFor('linspace', [start.shape, stop.shape]);
  const delta = subtract(stop, start);
  const parts = endpoint ? count - 1 : count;
  const places = counting(count, dtype, shape.length);
  const step = divide(delta, parts > 0 ? parts : NaN);
  const hasZero = parts > 0 && Boolean(any(equal(step, 0)).item());
  const way =
    parts <= 0 ? multiply(places, delta) : hasZero ? multiply(divide(places, parts), delta) : multiply(places, step);
  const values = add(way, start).copy();
  if (endpoint && count > 1) values.set([-1, '...'], stop);
  return { values, step };
}

/** In the dtype that was asked for, with the new axis where it belongs. */
function finished(values: NDArray, { axis, dtype }: SpaceTask): NDArray {
  const moved = moveaxis(values, 0, normalAxis(axis, values.ndim));
  return dtype === undefined ? moved : cast(moved, dtype);
}

/** Integers of a linear space are rounded down, as NumPy does it here and nowhere else. */
function lowered(values: NDArray, { dtype }: SpaceTask): NDArray {
  if (dtype === undefined || !isInteger(dtype)) return values;
  if (isComplex(values.dtype))
    throw new DTypeError(`linspace: complex numbers are not rounded down to ${dtype}; take np.real`);
  return floor(values);
}

/** `linspace` of arrays, and its step. */
export function linearSpace(task: SpaceTask): { readonly values: NDArray; readonly step: NDArray } {
  const { values, step } = rows(task, endDType([task.start, task.stop]));
  return { values: finished(lowered(values, task), task), step };
}

/** `logspace` of arrays: a base, or an array of them that broadcasts. */
export function logarithmicSpace(task: SpaceTask, base: InputOf): NDArray {
  const { dtype, axis, ...ends } = task;
  if (isScalar(base)) {
    const powers = power(base, linearSpace({ ...ends, axis, dtype: undefined }).values);
    return dtype === undefined ? powers : cast(powers, dtype);
  }
  const given = [task.start, task.stop, base].map((one) => toNDArray(one));
  const rank = Math.max(...given.map((one) => one.ndim));
  const [start, stop, bases] = given.map((one) =>
    one.reshape(...new Array<number>(rank - one.ndim).fill(1), ...one.shape),
  );
  const exponents = linearSpace({ ...ends, start: start!, stop: stop!, axis, dtype: undefined }).values;
  const powers = power(expandDims(bases!, normalAxis(axis, rank + 1)), exponents);
  return dtype === undefined ? powers : cast(powers, dtype);
}

/** `geomspace` of arrays; the ends are exact. */
export function geometricSpace(task: SpaceTask): NDArray {
  const dtype = resultDType([endDType([task.start, task.stop]), ...(task.dtype === undefined ? [] : [task.dtype])], []);
  const [start, stop] = [task.start, task.stop].map((end) => cast(toNDArray(end), dtype)) as [NDArray, NDArray];
  if (Boolean(any(equal(start, 0)).item()) || Boolean(any(equal(stop, 0)).item())) {
    throw new ArrayValueError('geomspace: start and stop must not be 0; a geometric sequence never gets there');
  }
  const signs = sign(start);
  const [from, to] = [divide(start, signs), divide(stop, signs)];
  const ends = { start: log10(from), stop: log10(to), count: task.count, endpoint: task.endpoint };
  const { values } = rows({ ...ends, axis: 0, dtype: undefined }, dtype);
  const powers = power(10, values).copy();
  if (task.count > 0) powers.set([0, '...'], from);
  if (task.count > 1 && task.endpoint) powers.set([-1, '...'], to);
  return finished(multiply(powers, signs), task);
}
