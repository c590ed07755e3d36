/** Methods of arrays that compute. */

import type { NDArray } from '../array/array.ts';
import type { InputOf } from '../array/as-array.ts';
import type { ArrayInput } from '../array/input.ts';
import type { MathMethods, ReduceMethods } from '../array/methods-math.ts';
import * as arithmetic from '../math/arithmetic.ts';
import * as compare from '../math/compare.ts';
import * as division from '../math/division.ts';
import { writeTo } from '../math/call.ts';
import * as logic from '../math/logic.ts';
import * as signs from '../math/signs.ts';
import { matmul } from '../products/products.ts';
import { cumprod, cumsum } from '../statistics/cumulative.ts';
import * as reductions from '../statistics/reductions.ts';
import { installMethods } from './install.ts';

type Pair = (x1: InputOf, x2: InputOf, options?: { readonly out?: NDArray }) => NDArray;
type Method = (this: NDArray, other: ArrayInput) => NDArray;

const method = (fn: Pair): Method =>
  function (other) {
    return fn(this, other as InputOf);
  };

const inPlace = (fn: Pair): Method =>
  function (other) {
    return fn(this, other as InputOf, { out: this });
  };

installMethods<MathMethods<NDArray, NDArray>>({
  add: method(arithmetic.add),
  sub: method(arithmetic.subtract),
  mul: method(arithmetic.multiply),
  div: method(division.divide),
  floordiv: method(division.floorDivide),
  mod: method(division.remainder),
  pow: method(arithmetic.power),
  neg() {
    return signs.negative(this);
  },
  pos() {
    return signs.positive(this);
  },
  abs() {
    return signs.absolute(this);
  },
  eq: method(compare.equal),
  ne: method(compare.notEqual),
  lt: method(compare.less),
  le: method(compare.lessEqual),
  gt: method(compare.greater),
  ge: method(compare.greaterEqual),
  and: method(logic.bitwiseAnd),
  or: method(logic.bitwiseOr),
  xor: method(logic.bitwiseXor),
  not() {
    return logic.bitwiseInvert(this);
  },
  lshift: method(logic.bitwiseLeftShift),
  rshift: method(logic.bitwiseRightShift),
  addAssign: inPlace(arithmetic.add),
  subAssign: inPlace(arithmetic.subtract),
  mulAssign: inPlace(arithmetic.multiply),
  divAssign: inPlace(division.divide),
  floordivAssign: inPlace(division.floorDivide),
  modAssign: inPlace(division.remainder),
  powAssign: inPlace(arithmetic.power),
  matmulAssign(other) {
    return writeTo('matmulAssign', this, matmul(this, other as InputOf).node);
  },
  andAssign: inPlace(logic.bitwiseAnd),
  orAssign: inPlace(logic.bitwiseOr),
  xorAssign: inPlace(logic.bitwiseXor),
  lshiftAssign: inPlace(logic.bitwiseLeftShift),
  rshiftAssign: inPlace(logic.bitwiseRightShift),
});

type Reduction<O> = (x: InputOf, options?: O) => NDArray;

const reducing = <O>(fn: Reduction<O>): ((this: NDArray, options?: O) => NDArray) =>
  function (options) {
    return fn(this, options);
  };

installMethods<ReduceMethods<NDArray>>({
  sum: reducing(reductions.sum),
  prod: reducing(reductions.prod),
  min: reducing(reductions.min),
  max: reducing(reductions.max),
  mean: reducing(reductions.mean),
  var: reducing(reductions.var),
  std: reducing(reductions.std),
  all: reducing(reductions.all),
  any: reducing(reductions.any),
  argmin: reducing(reductions.argmin),
  argmax: reducing(reductions.argmax),
  cumsum: reducing(cumsum),
  cumprod: reducing(cumprod),
});
