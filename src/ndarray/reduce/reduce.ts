/** Reductions of nodes, as NumPy has them: dtypes of results, axes, where, initial values, empty arrays. */

import { complexOfParts, partNode } from '../complex/cast.ts';
import { type DType, isComplex, isInexact, isInteger, isUnsigned } from '../dtype/dtype.ts';
import { limitsOf } from './limits.ts';
import type { Scalar } from '../dtype/element.ts';
import { whereOp } from '../elementwise/logic.ts';
import { broadcastShape, castNode, scalarNode } from '../elementwise/operands.ts';
import { applyUfunc, type Ufunc } from '../elementwise/ufunc.ts';
import * as ufuncs from '../elementwise/ufuncs.ts';
import { promoteTypes } from '../dtype/promote.ts';
import { ArrayValueError, DTypeError } from '../errors.ts';
import { constantNode, type ConstantScalar, elementwiseNode, type Node, reduceNode } from '../graph/node.ts';
import { positiveOp } from '../elementwise/arithmetic.ts';
import { complexReduce } from './complex-reduce.ts';
import { allOp, anyOp, maxOp, minOp, prodOp, type ReduceOp, sumOp } from './reduce-op.ts';

/** Settings of a reduction; axes are counted from 0, ascending. */
export interface ReduceSettings {
  readonly axes: readonly number[];
  /** Reduced axes stay, with length 1. */
  readonly keepdims?: boolean | undefined;
  /** In which the result is, and is computed. */
  readonly dtype?: DType | undefined;
  /** In which means and variances divide, where a sum is written to an array of this dtype first. */
  readonly out?: DType | undefined;
  /** Combined with the result. */
  readonly initial?: Scalar | undefined;
  /** Which elements count: a bool array that broadcasts to the shape. */
  readonly where?: Node | undefined;
}

/** A shape without some axes, or with length 1 there. */
export const reducedShape = (shape: readonly number[], axes: readonly number[], keepdims = false): readonly number[] =>
  keepdims
    ? shape.map((length, axis) => (axes.includes(axis) ? 1 : length))
    : shape.filter((_, axis) => !axes.includes(axis));

/** How many elements each result is made of. */
export const countOf = (shape: readonly number[], axes: readonly number[]): number =>
  axes.reduce((product, axis) => product * shape[axis]!, 1);

/** A kernel's reduction of a node that has the dtype of the result. */
function reduceWith(op: ReduceOp, input: Node, { axes, keepdims }: ReduceSettings): Node {
  const shape = reducedShape(input.shape, axes, keepdims);
  const type = { dtype: input.dtype, shape };
  // Over no axes there is nothing to combine: a copy.
  if (axes.length === 0) return elementwiseNode(positiveOp, type, [input]);
  return reduceNode({ op, axes }, type, input);
}

/** Elements that do not count are replaced by the value that changes nothing. */
function masked(node: Node, where: Node | undefined, identity: ConstantScalar): Node {
  if (where === undefined) return node;
  const condition = castNode(where, 'bool');
  const inputs = [condition, node, constantNode(node.dtype, [], identity)];
  const shape = broadcastShape('where', inputs);
  return elementwiseNode(whereOp, { dtype: node.dtype, shape }, inputs);
}

/** The dtype of sums and products: integers get 64 bits. */
export function sumDType(dtype: DType): DType {
  if (dtype === 'bool') return 'int64';
  if (!isInteger(dtype)) return dtype;
  return isUnsigned(dtype) ? 'uint64' : 'int64';
}

const withInitial = (node: Node, ufunc: Ufunc, { initial }: ReduceSettings): Node =>
  initial === undefined ? node : applyUfunc(ufunc, [scalarNode(initial, node.dtype), node]);

const zero = (dtype: DType): ConstantScalar =>
  dtype === 'int64' || dtype === 'uint64' ? 0n : dtype === 'bool' ? false : 0;
const one = (dtype: DType): ConstantScalar =>
  dtype === 'int64' || dtype === 'uint64' ? 1n : dtype === 'bool' ? true : 1;

/** Sum. Bools and integers are added up as int64 or uint64 unless a dtype is given. */
export function sumNode(node: Node, settings: ReduceSettings): Node {
  const dtype = settings.dtype ?? sumDType(node.dtype);
  if (isComplex(dtype)) return complexSum(castNode(node, dtype), settings);
  const input = masked(castNode(node, dtype), settings.where, zero(dtype));
  return withInitial(reduceWith(dtype === 'bool' ? anyOp : sumOp, input, settings), ufuncs.add, settings);
}

function complexSum(node: Node, settings: ReduceSettings): Node {
  const { axes, keepdims, where } = settings;
  const sums = ([0, 1] as const).map((part) => sumNode(partNode(node, part), { axes, keepdims, where }));
  return withInitial(complexOfParts(node.dtype, sums[0]!, sums[1]!), ufuncs.add, settings);
}

/** Product. Dtypes as for sums. */
export function prodNode(node: Node, settings: ReduceSettings): Node {
  const dtype = settings.dtype ?? sumDType(node.dtype);
  const input = castNode(node, dtype);
  if (isComplex(dtype)) return complexReduce('multiply', input, settings);
  const product = reduceWith(dtype === 'bool' ? allOp : prodOp, masked(input, settings.where, one(dtype)), settings);
  return withInitial(product, ufuncs.multiply, settings);
}

function checkNotEmpty(what: string, node: Node, { axes, initial, where }: ReduceSettings): void {
  if (where !== undefined && initial === undefined) {
    throw new ArrayValueError(`${what}: with where an initial value is needed, because no element may count`);
  }
  if (initial === undefined && countOf(node.shape, axes) === 0) {
    throw new ArrayValueError(
      `${what} of an array of shape [${node.shape.join(',')}] has no elements to choose from; give an initial value`,
    );
  }
}

/** The result of no elements: the initial value everywhere. */
function initialNode({ dtype, shape }: Node, { axes, keepdims, initial }: ReduceSettings): Node {
  const type = { dtype, shape: reducedShape(shape, axes, keepdims) };
  return elementwiseNode(positiveOp, type, [scalarNode(initial!, dtype)]);
}

/** Smallest or largest element; NaN when there is one. */
export function extremeNode(which: 'min' | 'max', input: Node, settings: ReduceSettings): Node {
  checkNotEmpty(which, input, settings);
  const node = castNode(input, settings.dtype ?? input.dtype);
  const ufunc = which === 'min' ? ufuncs.minimum : ufuncs.maximum;
  const { dtype } = node;
  if (isComplex(dtype)) return complexReduce(ufunc.name, node, settings);
  if (dtype === 'bool') {
    const bools = masked(node, settings.where, which === 'min');
    return withInitial(reduceWith(which === 'min' ? allOp : anyOp, bools, settings), ufunc, settings);
  }
  if (countOf(node.shape, settings.axes) === 0) return initialNode(node, settings);
  const { least, greatest } = limitsOf(dtype);
  const chosen = masked(node, settings.where, which === 'min' ? greatest : least);
  return withInitial(reduceWith(which === 'min' ? minOp : maxOp, chosen, settings), ufunc, settings);
}

/** Whether all, or any, are true: not 0. NaN is true. */
export function truthNode(which: 'all' | 'any', node: Node, settings: ReduceSettings): Node {
  const input = masked(castNode(node, 'bool'), settings.where, which === 'all');
  return reduceWith(which === 'all' ? allOp : anyOp, input, settings);
}

/** How many are not 0: int64. */
export const countNonzeroNode = (node: Node, { axes, keepdims }: ReduceSettings): Node =>
  sumNode(castNode(node, 'bool'), { axes, keepdims });

/** How many elements count for each result, as a number, or as an array where a mask says which. */
function divisorOf(node: Node, { axes, keepdims, where }: ReduceSettings): number | Node {
  if (where === undefined) return countOf(node.shape, axes);
  const inputs = [castNode(where, 'bool'), constantNode('bool', node.shape, true)];
  const full = applyUfunc(ufuncs.logicalAnd, inputs);
  return sumNode(full, { axes, keepdims, dtype: 'float64' });
}

/** The dtype in which means are computed, and that of the result. */
function meanDTypes(
  node: Node,
  { dtype, out, mean }: ReduceSettings & Pick<Partial<VarianceSettings>, 'mean'>,
): { readonly work: DType; readonly result: DType } {
  const first = node.dtype === 'bool' || isInteger(node.dtype) ? 'float64' : node.dtype;
  const own = typeof mean === 'object' && 'dtype' in mean ? promoteTypes(first, mean.dtype) : first;
  // A sum that is written to an array is added up in what both have together.
  const result = dtype ?? (out === undefined || own !== node.dtype ? own : promoteTypes(out, own));
  return { work: result === 'float16' ? 'float32' : result, result };
}

const divideBy = (node: Node, divisor: number | Node): Node =>
  castNode(
    applyUfunc(ufuncs.divide, [node, typeof divisor === 'number' ? divisor : castNode(divisor, realOf(node))]),
    node.dtype,
  );

const realOf = ({ dtype }: Node): DType =>
  dtype === 'complex64' ? 'float32' : dtype === 'complex128' ? 'float64' : dtype;

/** Arithmetic mean; of integers float64. NaN for no elements. A dtype of integers rounds the sum and the mean towards zero. */
export function meanNode(node: Node, settings: ReduceSettings): Node {
  const { work, result } = meanDTypes(node, settings);
  const sum = sumNode(node, { ...settings, dtype: work, initial: undefined });
  const mean = divideBy(castNode(sum, settings.out ?? sum.dtype), divisorOf(node, settings));
  return castNode(mean, settings.out ?? result);
}

/** Settings of variances. */
export interface VarianceSettings extends ReduceSettings {
  /** Taken off the number of elements before dividing. */
  readonly ddof: number;
  /** Where the mean is known: numbers by themselves are weak. */
  readonly mean?: Node | Scalar | undefined;
}

/** Mean of the squared distances from the mean. */
export function varianceNode(node: Node, { ddof, out, mean: known, ...settings }: VarianceSettings): Node {
  const { work, result } = meanDTypes(node, { ...settings, mean: known });
  const input = node.dtype === 'float16' ? castNode(node, work) : node;
  const mean = known ?? meanNode(input, { ...settings, dtype: work, keepdims: true });
  // Integers less a mean that is one would wrap.
  const isCast = node.dtype === 'bool' || (known !== undefined && isInteger(node.dtype));
  const distance = applyUfunc(ufuncs.subtract, [isCast ? castNode(input, 'float64') : input, mean]);
  const squared = isComplex(node.dtype) ? squaredMagnitude(distance) : applyUfunc(ufuncs.square, [distance]);
  // Without a dtype the variance of complex numbers is real.
  const isReal = isComplex(node.dtype) && settings.dtype === undefined;
  const own = isReal ? squared.dtype : work;
  const isWidened = out !== undefined && settings.dtype === undefined && isInexact(node.dtype);
  const total = sumNode(squared, { ...settings, dtype: isWidened ? promoteTypes(out, own) : own });
  const count = divisorOf(node, settings);
  const divisor =
    typeof count === 'number'
      ? Math.max(0, count - ddof)
      : applyUfunc(ufuncs.maximum, [applyUfunc(ufuncs.subtract, [count, ddof]), 0]);
  const variance = divideBy(castNode(total, out ?? total.dtype), divisor);
  return castNode(variance, out ?? (isReal ? squared.dtype : result));
}

const squaredMagnitude = (node: Node): Node => {
  const [re, im] = ([0, 1] as const).map((part) => applyUfunc(ufuncs.square, [partNode(node, part)]));
  return applyUfunc(ufuncs.add, [re!, im!]);
};

/** Square root of the variance. */
export const deviationNode = (node: Node, settings: VarianceSettings): Node => {
  const { work, result } = meanDTypes(node, settings);
  const target = settings.out ?? result;
  // NumPy writes roots into the variances, but for a single one.
  const rank = node.shape.length;
  const isSingle = settings.axes.length === rank && (rank === 0 || settings.keepdims !== true);
  if (!isInexact(target) && (settings.out !== undefined || !isSingle)) {
    throw new DTypeError(`std: roots are fractions, which ${target} does not hold; give a float dtype`);
  }
  const isHalf = result === 'float16' && settings.out === undefined;
  const variance = varianceNode(node, isHalf ? { ...settings, dtype: work } : settings);
  const root = applyUfunc(ufuncs.sqrt, [variance]);
  return castNode(root, isHalf ? result : variance.dtype);
};
