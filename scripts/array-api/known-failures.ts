/** Tests of the suite that fail on purpose, and why. Whatever fails beyond these is a bug of ours. */

export interface KnownFailure {
  /** Matches the name of the test, without its file. */
  readonly test: RegExp;
  readonly why: string;
}

export const knownFailures: readonly KnownFailure[] = [
  {
    test: /^test_(?:eig|eigvals)$/,
    why: 'NumPy gives real eigenvalues where all of them are real; the standard wants complex ones always',
  },
  {
    test: /^test_(?:binary|iop)\[(?:floor_divide|__i?floordiv__)\(/,
    why: 'NumPy: infinity divided and rounded down is NaN, and a finite number by an infinity of the other sign is -1',
  },
  {
    test: /^test_unary\[expm1\(real\(x_i\)/,
    why: "NumPy computes complex expm1 by products of its parts, so infinite and NaN parts make NaN where the standard's table has a number",
  },
  {
    test: /^test_unary\[signbit\(x_i is -NaN\)/,
    why: 'JavaScript has one NaN: a number loses the sign of its NaN on the way into an array',
  },
];

/** Parts of the suite that are not run, and why. */
export const notRun: { readonly [file: string]: string } = {
  'test_signatures.py':
    "the bridge has the standard's own signatures, so the tests would compare those with themselves; in JavaScript keyword arguments are an object",
};
