/** A complex number: what arrays of complex dtypes give out, and take. */
export class Complex {
  /** The real part. */
  readonly re: number;
  /** The imaginary part. */
  readonly im: number;

  constructor(re: number, im = 0) {
    this.re = re;
    this.im = im;
  }

  /** As Python writes it: `(1+2j)`, and `2j` for a number without a real part. */
  toString(): string {
    const part = (value: number): string => {
      if (Number.isNaN(value)) return 'nan';
      return Object.is(value, -0) ? '-0' : String(value).replace('Infinity', 'inf');
    };
    if (Object.is(this.re, 0)) return `${part(this.im)}j`;
    const isNegative = this.im < 0 || Object.is(this.im, -0);
    return `(${part(this.re)}${isNegative ? '-' : '+'}${part(Math.abs(this.im))}j)`;
  }
}

/**
 * A complex number.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(String(np.complex(1, -2))); // (1-2j)
 * ```
 */
export const complex = (re: number, im = 0): Complex => new Complex(re, im);
