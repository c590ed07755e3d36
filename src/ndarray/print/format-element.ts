/** How the elements of an array are written, for each kind of dtype. */

import type { Complex } from '../dtype/complex.ts';
import { type DType, type FloatDType, kindOf, realTypeOf } from '../dtype/dtype.ts';
import type { Scalar } from '../dtype/element.ts';
import { FloatFormat } from './format-float.ts';
import type { PrintOptions } from './options.ts';

/** Writes one element. */
export type ElementFormat = (value: Scalar) => string;

/** What is known of the elements that are shown. */
export interface Shown {
  readonly dtype: DType;
  readonly values: readonly Scalar[];
  /** The array has no axes. */
  readonly isSingle: boolean;
}

function integerFormat(values: readonly Scalar[], sign: PrintOptions['sign']): ElementFormat {
  const hasNegative = values.some((value) => (value as number) < 0);
  const lead = sign === '+' ? '+' : sign === ' ' && !hasNegative ? ' ' : '';
  const text = (value: Scalar): string => ((value as number) >= 0 ? lead : '') + String(value);
  const width = values.reduce<number>((most, value) => Math.max(most, text(value).length), 0);
  return (value) => text(value).padStart(width);
}

function complexFormat(values: readonly Complex[], dtype: FloatDType, options: PrintOptions): ElementFormat {
  const real = new FloatFormat(
    values.map((value) => value.re),
    dtype,
    options,
  );
  const imaginary = new FloatFormat(
    values.map((value) => value.im),
    dtype,
    { ...options, sign: '+' },
  );
  return (value) => {
    const { re, im } = value as Complex;
    const text = imaginary.write(im);
    const end = text.trimEnd().length;
    return `${real.write(re)}${text.slice(0, end)}j${text.slice(end)}`;
  };
}

/** A formatter that the user gave for a kind of elements. */
function givenFormat(dtype: DType, { formatter }: PrintOptions): ElementFormat | undefined {
  if (formatter === null) return undefined;
  const kind = kindOf(dtype);
  const own =
    kind === 'b'
      ? formatter.bool
      : kind === 'f'
        ? formatter.float
        : kind === 'c'
          ? formatter.complexfloat
          : formatter.int;
  return (own ?? formatter.all) as ElementFormat | undefined;
}

/** How to write the elements of an array. */
export function elementFormat({ dtype, values, isSingle }: Shown, options: PrintOptions): ElementFormat {
  const given = givenFormat(dtype, options);
  if (given !== undefined) return given;
  switch (kindOf(dtype)) {
    case 'b':
      return (value) => (value === true ? (isSingle ? 'True' : ' True') : 'False');
    case 'f': {
      const format = new FloatFormat(values as readonly number[], dtype as FloatDType, options);
      return (value) => format.write(value as number);
    }
    case 'c':
      return complexFormat(values as readonly Complex[], realTypeOf(dtype) as FloatDType, options);
    case 'i':
    case 'u':
      return integerFormat(values, options.sign);
  }
}
