/** Math functions that the IR names and whose definitions are IR themselves (`src/kernel/math`). Types f32 and f64. */

/** Number of arguments of each function. All arguments and the result have one float type. */
export const mathArity = {
  exp: 1,
  exp2: 1,
  expm1: 1,
  log: 1,
  log2: 1,
  log10: 1,
  log1p: 1,
  sin: 1,
  cos: 1,
  tan: 1,
  asin: 1,
  acos: 1,
  atan: 1,
  sinh: 1,
  cosh: 1,
  tanh: 1,
  asinh: 1,
  acosh: 1,
  atanh: 1,
  cbrt: 1,
  erf: 1,
  erfc: 1,
  gamma: 1,
  lgamma: 1,
  digamma: 1,
  atan2: 2,
  /** As JavaScript's `**`: pow(1, NaN) is NaN. */
  pow: 2,
  hypot: 2,
  /** Remainder with the sign of the dividend, exact: JavaScript's `%`, C's fmod. */
  fmod: 2,
} as const;

export type MathName = keyof typeof mathArity;
