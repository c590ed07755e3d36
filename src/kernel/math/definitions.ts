/** The functions that the IR names, as IR. One definition for f32 and f64, for every target. */

import { buildFunction } from '../ir/builder.ts';
import { mathArity, type MathName } from '../ir/math-names.ts';
import type { IrFunction, Value } from '../ir/types.ts';
import { erf, erfc } from './error-function.ts';
import { exp, exp2, expm1 } from './exponential.ts';
import { digamma, gamma, lgamma } from './gamma.ts';
import { acosh, asinh, atanh, cosh, sinh, tanh } from './hyperbolic.ts';
import { acos, asin, atan, atan2 } from './inverse-trigonometric.ts';
import { log, log10, log1p, log2 } from './logarithm.ts';
import { MathBuilder } from './math-builder.ts';
import { cbrt, fmod, hypot, pow } from './power.ts';
import { cos, sin, tan } from './trigonometric.ts';

type Definition = (m: MathBuilder, ...args: Value[]) => Value;

const definitions: { readonly [Name in MathName]: (m: MathBuilder, x: Value, y: Value) => Value } = {
  exp,
  exp2,
  expm1,
  log,
  log2,
  log10,
  log1p,
  sin,
  cos,
  tan,
  asin,
  acos,
  atan,
  atan2,
  sinh,
  cosh,
  tanh,
  asinh,
  acosh,
  atanh,
  cbrt,
  erf,
  erfc,
  pow,
  hypot,
  fmod,
  gamma,
  lgamma,
  digamma,
};

const made = new Map<string, IrFunction>();

/**
 * The definition of a math function for a type.
 *
 * @param name - One of `mathArity`.
 * @param type - Of its arguments and its result.
 */
export function mathFunction(name: MathName, type: 'f32' | 'f64'): IrFunction {
  const key = `${name}_${type}`;
  let fn = made.get(key);
  if (fn === undefined) {
    const define: Definition = definitions[name] as Definition;
    const types = new Array<'f32' | 'f64'>(mathArity[name]).fill(type);
    fn = buildFunction(key, types, (b, args) => define(new MathBuilder(b, type), ...args));
    made.set(key, fn);
  }
  return fn;
}
