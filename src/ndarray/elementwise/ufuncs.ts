/** All universal functions, under NumPy's names. */

import { defineOp } from './element-op.ts';
import * as arithmetic from './arithmetic.ts';
import * as functions from './functions.ts';
import * as logic from './logic.ts';
import {
  anyRule,
  bitCountRule,
  bitsRule,
  boolAsInt8Rule,
  divideRule,
  floatQuestionRule,
  floatRule,
  inexactRule,
  integerRule,
  logicRule,
  type LoopRule,
  numberRule,
  questionRule,
  realOrBoolRule,
  realRule,
  wholeRule,
} from './loop-types.ts';
import type { ElementOp } from './element-op.ts';
import type { Comparison, Ufunc } from './ufunc.ts';

const define = (name: string, op: ElementOp, rule: LoopRule): Ufunc => ({ name, op, rule });
const useLogic = 'for bools use logicalXor, logicalNot or the bitwise functions';

export const add = define('add', arithmetic.addOp, anyRule);
export const subtract: Ufunc = { ...define('subtract', arithmetic.subtractOp, numberRule), remedy: useLogic };
export const multiply = define('multiply', arithmetic.multiplyOp, anyRule);
export const divide = define('divide', arithmetic.divideOp, divideRule);
export const floorDivide = define('floor_divide', arithmetic.floorDivideOp, realRule);
export const remainder = define('remainder', arithmetic.remainderOp, realRule);
export const fmod = define('fmod', arithmetic.fmodOp, realRule);
export const power = define('power', arithmetic.powerOp, boolAsInt8Rule);
export const negative: Ufunc = { ...define('negative', arithmetic.negativeOp, numberRule), remedy: useLogic };
export const positive: Ufunc = { ...define('positive', arithmetic.positiveOp, numberRule), remedy: useLogic };
export const absolute = define('absolute', arithmetic.absoluteOp, anyRule);
export const fabs = define('fabs', arithmetic.absoluteOp, floatRule);
export const square = define('square', arithmetic.squareOp, boolAsInt8Rule);
export const sign = define('sign', arithmetic.signOp, numberRule);
export const reciprocal = define('reciprocal', arithmetic.reciprocalOp, boolAsInt8Rule);
export const maximum = define('maximum', arithmetic.maximumOp, anyRule);
export const minimum = define('minimum', arithmetic.minimumOp, anyRule);
export const fmax = define('fmax', arithmetic.fmaxOp, anyRule);
export const fmin = define('fmin', arithmetic.fminOp, anyRule);
export const gcd = define('gcd', arithmetic.gcdOp, wholeRule);
export const lcm = define('lcm', arithmetic.lcmOp, wholeRule);
export const heaviside = define('heaviside', arithmetic.heavisideOp, floatRule);

export const exp = define('exp', functions.expOp, inexactRule);
export const exp2 = define('exp2', functions.exp2Op, inexactRule);
export const expm1 = define('expm1', functions.expm1Op, inexactRule);
export const log = define('log', functions.logOp, inexactRule);
export const log2 = define('log2', functions.log2Op, inexactRule);
export const log10 = define('log10', functions.log10Op, inexactRule);
export const log1p = define('log1p', functions.log1pOp, inexactRule);
export const sqrt = define('sqrt', functions.sqrtOp, inexactRule);
export const cbrt = define('cbrt', functions.cbrtOp, floatRule);
export const sin = define('sin', functions.sinOp, inexactRule);
export const cos = define('cos', functions.cosOp, inexactRule);
export const tan = define('tan', functions.tanOp, inexactRule);
export const arcsin = define('arcsin', functions.asinOp, inexactRule);
export const arccos = define('arccos', functions.acosOp, inexactRule);
export const arctan = define('arctan', functions.atanOp, inexactRule);
export const arctan2 = define('arctan2', functions.atan2Op, floatRule);
export const sinh = define('sinh', functions.sinhOp, inexactRule);
export const cosh = define('cosh', functions.coshOp, inexactRule);
export const tanh = define('tanh', functions.tanhOp, inexactRule);
export const arcsinh = define('arcsinh', functions.asinhOp, inexactRule);
export const arccosh = define('arccosh', functions.acoshOp, inexactRule);
export const arctanh = define('arctanh', functions.atanhOp, inexactRule);
export const hypot = define('hypot', functions.hypotOp, floatRule);
export const logaddexp = define('logaddexp', functions.logaddexpOp, floatRule);
export const logaddexp2 = define('logaddexp2', functions.logaddexp2Op, floatRule);
export const deg2rad = define('deg2rad', functions.deg2radOp, floatRule);
export const rad2deg = define('rad2deg', functions.rad2degOp, floatRule);
export const floor = define('floor', functions.floorOp, realOrBoolRule);
export const ceil = define('ceil', functions.ceilOp, realOrBoolRule);
export const trunc = define('trunc', functions.truncOp, realOrBoolRule);
export const rint = define('rint', functions.rintOp, inexactRule);
export const copysign = define('copysign', functions.copysignOp, floatRule);
export const nextafter = define('nextafter', functions.nextafterOp, floatRule);
export const spacing = define('spacing', functions.spacingOp, floatRule);
export const isnan = define('isnan', functions.isnanOp, questionRule);
export const isinf = define('isinf', functions.isinfOp, questionRule);
export const isfinite = define('isfinite', functions.isfiniteOp, questionRule);
export const signbit = define('signbit', functions.signbitOp, floatQuestionRule);

/** An operation that complex numbers only have a loop for; real numbers are their own conjugates. */
export const conjugate = define(
  'conjugate',
  defineOp('conjugate', (_, [x]) => x!),
  boolAsInt8Rule,
);

export const logicalAnd = define('logical_and', logic.bitwiseAndOp, logicRule);
export const logicalOr = define('logical_or', logic.bitwiseOrOp, logicRule);
export const logicalXor = define('logical_xor', logic.bitwiseXorOp, logicRule);
export const logicalNot = define('logical_not', logic.invertOp, logicRule);
export const bitwiseAnd = define('bitwise_and', logic.bitwiseAndOp, bitsRule);
export const bitwiseOr = define('bitwise_or', logic.bitwiseOrOp, bitsRule);
export const bitwiseXor = define('bitwise_xor', logic.bitwiseXorOp, bitsRule);
export const invert = define('invert', logic.invertOp, bitsRule);
export const leftShift = define('left_shift', logic.leftShiftOp, integerRule);
export const rightShift = define('right_shift', logic.rightShiftOp, integerRule);
export const bitwiseCount = define('bitwise_count', logic.bitwiseCountOp, bitCountRule);

/** What a comparison says of a number below and above all others: as the second operand, and as the first. */
const compare = (name: string, op: ElementOp, answers: readonly [below: boolean, above: boolean]): Comparison => ({
  ...define(name, op, questionRule),
  answers: { below: answers[0], above: answers[1] },
  mirrored:
    answers[0] === answers[1] ? { below: answers[0], above: answers[1] } : { below: answers[1], above: answers[0] },
});

export const equal = compare('equal', logic.equalOp, [false, false]);
export const notEqual = compare('not_equal', logic.notEqualOp, [true, true]);
export const less = compare('less', logic.lessOp, [false, true]);
export const lessEqual = compare('less_equal', logic.lessEqualOp, [false, true]);
export const greater = compare('greater', logic.greaterOp, [true, false]);
export const greaterEqual = compare('greater_equal', logic.greaterEqualOp, [true, false]);
