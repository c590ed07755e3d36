/** Powers: exponents that have a function of their own take it, and integers refuse negative ones. */

import { type NDArray, wrap } from '../array/array.ts';
import type { InputOf } from '../array/as-array.ts';
import { checkOptions } from '../array/options.ts';
import { itemOf } from '../array/output.ts';
import { asDType, isComplex, isFloat, isInexact, isSigned } from '../dtype/dtype.ts';
import { commonDType, isNode, type Operand } from '../elementwise/operands.ts';
import { applyUfunc, type Ufunc } from '../elementwise/ufunc.ts';
import * as ufuncs from '../elementwise/ufuncs.ts';
import { ArrayValueError, DTypeError } from '../errors.ts';
import type { Node } from '../graph/node.ts';
import { extremeNode } from '../reduce/reduce.ts';
import { call, finish, operandOf, type UfuncOptions, ufuncOptions } from './call.ts';

/** Functions that plain exponents stand for, as NumPy takes them. */
const floatPowers: ReadonlyMap<unknown, Ufunc> = new Map<unknown, Ufunc>([
  [-1, ufuncs.reciprocal],
  [0.5, ufuncs.sqrt],
  [1, ufuncs.positive],
  [2, ufuncs.square],
]);

/** Integers have no fractions, so they have no negative powers. */
function checkExponent(exponent: Operand): void {
  const least = isNode(exponent) ? leastOf(exponent) : exponent;
  if ((typeof least === 'number' || typeof least === 'bigint') && least < 0) {
    throw new ArrayValueError(
      `power: integers to the negative power ${least} are no integers; convert one side to a float, or use floatPower`,
    );
  }
}

function leastOf(node: Node): unknown {
  if (node.size === 0 || !isSigned(node.dtype)) return 0;
  return itemOf(extremeNode('min', node, { axes: node.shape.map((_, axis) => axis) }), []);
}

/** x1 to the power of x2. */
export function powerNode(x1: Operand, x2: Operand): Node {
  const dtype = commonDType([x1, x2]);
  if (isInexact(dtype) && isNode(x1) && !isNode(x2)) {
    const own = floatPowers.get(x2);
    if (own !== undefined && (isFloat(dtype) || x2 === 2)) return applyUfunc(own, [x1], { dtype });
  }
  if (!isInexact(dtype)) checkExponent(x2);
  return applyUfunc(ufuncs.power, [x1, x2]);
}

/** Calls power. */
export function callPower(x1: InputOf, x2: InputOf, options?: UfuncOptions): NDArray {
  if (options === undefined) return wrap(powerNode(operandOf(x1), operandOf(x2)));
  checkOptions('power', options, ufuncOptions);
  if (options.dtype === undefined && options.casting === undefined)
    return finish('power', powerNode(operandOf(x1), operandOf(x2)), options);
  const dtype = options.dtype ?? commonDType([operandOf(x1), operandOf(x2)]);
  if (!isInexact(asDType(dtype))) checkExponent(operandOf(x2));
  return call(ufuncs.power, [x1, x2], options);
}

/** Calls power in float64 or complex128. */
export function callFloatPower(x1: InputOf, x2: InputOf, options?: UfuncOptions): NDArray {
  const common = commonDType([operandOf(x1), operandOf(x2)]);
  const given = options?.dtype === undefined ? 'float64' : asDType(options.dtype);
  if (given !== 'float64' && given !== 'complex128') {
    throw new DTypeError(`float_power has no loop with results of ${given}; it computes in float64 and complex128`);
  }
  return call(ufuncs.power, [x1, x2], { dtype: isComplex(common) ? 'complex128' : 'float64', ...options });
}
