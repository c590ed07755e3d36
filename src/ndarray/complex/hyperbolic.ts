/** Hyperbolic functions of single complex numbers and their inverses, which the circular ones are turned from. */

import { conjugate, multiplyPair, sqrtPair, withSpecial } from './pairs.ts';
import {
  copySign,
  type Pair,
  specialAcos,
  specialAcosh,
  specialAsinh,
  specialAtanh,
  specialCosh,
  specialSinh,
  specialTanh,
} from './special-values.ts';

function finiteTanhPair([x, y]: Pair): Pair {
  if (Math.abs(x) > 22) {
    const tail = 4 * Math.sin(y) * Math.cos(y) * Math.exp(-2 * Math.abs(x));
    return [copySign(1, x), Number.isFinite(y) ? tail : copySign(0, Math.sin(2 * y))];
  }
  const tangent = Math.tan(y);
  const beta = 1 + tangent * tangent;
  const sinh = Math.sinh(x);
  const rho = Math.sqrt(1 + sinh * sinh);
  if (Math.abs(tangent) === Infinity) return [rho / sinh, 1 / tangent];
  const below = 1 + beta * sinh * sinh;
  return [(beta * rho * sinh) / below, tangent / below];
}

const finiteSinhPair = ([x, y]: Pair): Pair =>
  y === 0 ? [Math.sinh(x), y] : [Math.sinh(x) * Math.cos(y), Math.cosh(x) * Math.sin(y)];

const finiteCoshPair = ([x, y]: Pair): Pair =>
  y === 0
    ? [Math.cosh(x), x === 0 ? x * y : copySign(0, x) * copySign(1, y)]
    : [Math.cosh(x) * Math.cos(y), Math.sinh(x) * Math.sin(y)];

export const sinhPair = withSpecial(finiteSinhPair, specialSinh);

export const coshPair = withSpecial(finiteCoshPair, specialCosh);

export const tanhPair = withSpecial(finiteTanhPair, specialTanh);

/** Kahan's formulas: right on both sides of the branch cuts. */
function finiteAsinPair([x, y]: Pair): Pair {
  const below = sqrtPair([1 - x, -y]);
  const above = sqrtPair([1 + x, y]);
  return [
    Math.atan2(x, multiplyPair(below, above)[0]),
    copySign(Math.asinh(Math.abs(multiplyPair(conjugate(below), above)[1])), y),
  ];
}

function finiteAcosPair([x, y]: Pair): Pair {
  const below = sqrtPair([1 - x, -y]);
  const above = sqrtPair([1 + x, y]);
  return [
    2 * Math.atan2(below[0], above[0]),
    copySign(Math.asinh(Math.abs(multiplyPair(conjugate(above), below)[1])), -y),
  ];
}

function finiteAcoshPair([x, y]: Pair): Pair {
  const below = sqrtPair([x - 1, y]);
  const above = sqrtPair([x + 1, y]);
  return [Math.asinh(multiplyPair(conjugate(below), above)[0]), 2 * Math.atan2(below[1], above[0])];
}

function finiteAtanhPair([x, y]: Pair): Pair {
  const size = Math.abs(x);
  const isHuge = size > 1e150 || Math.abs(y) > 1e150;
  const re = isHuge ? 0 : Math.log1p((4 * size) / ((1 - size) ** 2 + y * y)) / 4;
  return [copySign(re, x), Math.atan2(2 * y, (1 - size) * (1 + size) - y * y) / 2];
}

export const acosPair = withSpecial(finiteAcosPair, specialAcos);

export const acoshPair = withSpecial(finiteAcoshPair, specialAcosh);

export const atanhPair = withSpecial(finiteAtanhPair, specialAtanh);

export const asinhPair = withSpecial(([x, y]) => {
  const [re, im] = finiteAsinPair([-y, x]);
  return [im, -re];
}, specialAsinh);
