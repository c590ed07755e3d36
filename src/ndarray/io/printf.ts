/** Numbers by formats of C, as `savetxt` takes them: `%.18e`, `%d`, `%8.3f`, `%g`, `%s`. */

import { type DType, type FloatDType, isInteger, realTypeOf } from '../dtype/dtype.ts';
import { ArrayValueError } from '../errors.ts';
import { fixedDigits, scientificDigits } from '../print/decimal.ts';
import { floatText } from '../print/format-float.ts';

/** One `%...` of a format. */
interface Spec {
  readonly flags: string;
  readonly width: number;
  readonly precision: number | undefined;
  readonly kind: string;
}

const pattern = /%(?:%|([-+ 0#]*)(\d+)?(?:\.(\d+))?([a-zA-Z]))/g;

/** How many values a format takes. */
export const countValues = (format: string): number =>
  [...format.matchAll(pattern)].filter(([text]) => text !== '%%').length;

const exponentText = (exponent: number): string =>
  `e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;

function scientific(size: number, places: number): string {
  const { digits, exponent } = scientificDigits(size, places);
  const rest = digits.slice(1).padEnd(places, '0');
  return `${digits[0]}${rest === '' ? '' : `.${rest}`}${exponentText(size === 0 ? 0 : exponent)}`;
}

function fixed(size: number, places: number): string {
  const [whole, fraction] = fixedDigits(size, places);
  return places === 0 ? whole : `${whole}.${fraction}`;
}

/** The shorter of both forms, without zeros at the end. */
function general(size: number, { precision = 6, flags }: Spec): string {
  const digits = Math.max(precision, 1);
  const exponent = size === 0 ? 0 : scientificDigits(size, digits - 1).exponent;
  const isFixed = exponent >= -4 && exponent < digits;
  const text = isFixed ? fixed(size, digits - 1 - exponent) : scientific(size, digits - 1);
  if (flags.includes('#')) return text.includes('.') ? text : text.replace(/(?=e|$)/, '.');
  if (!text.includes('.')) return text;
  const [mantissa, exponentPart] = text.split('e');
  return mantissa!.replace(/\.?0+$/, '') + (exponentPart === undefined ? '' : `e${exponentPart}`);
}

const isNegative = (value: number | bigint): boolean => value < 0 || Object.is(value, -0);

/** Digits of the size of a value. */
function digitsOf(value: number | bigint, spec: Spec): string {
  const { kind, precision } = spec;
  if (kind === 'd' || kind === 'i' || kind === 'u') {
    const whole = typeof value === 'bigint' ? value : BigInt(Math.trunc(value));
    return String(whole < 0n ? -whole : whole).padStart(precision ?? 0, '0');
  }
  const size = Math.abs(Number(value));
  const lower = kind.toLowerCase();
  const text =
    lower === 'e'
      ? scientific(size, precision ?? 6)
      : lower === 'f'
        ? fixed(size, precision ?? 6)
        : general(size, spec);
  return kind === lower ? text : text.toUpperCase();
}

/** A value as Python's `str` has it. */
function wordOf(value: number | bigint, dtype: DType): string {
  if (dtype === 'bool') return Number(value) === 0 ? 'False' : 'True';
  const type = realTypeOf(dtype);
  return typeof value === 'bigint' || isInteger(type) ? String(value) : floatText(value, type as FloatDType);
}

function textOf(value: number | bigint, spec: Spec, dtype: DType): string {
  const { kind, flags, precision } = spec;
  if (kind === 's') {
    const text = wordOf(value, dtype);
    return precision === undefined ? text : text.slice(0, precision);
  }
  if (!'dieEfFgGu'.includes(kind)) {
    throw new ArrayValueError(`there is no format %${kind} for numbers; there are %d, %i, %e, %f, %g and %s`);
  }
  const isWhole = 'diu'.includes(kind);
  const isFinite = typeof value === 'bigint' || Number.isFinite(value);
  if (isWhole && !isFinite) throw new ArrayValueError(`${String(value)} has no whole number for %${kind}; use %g`);
  const sign =
    isNegative(value) && !(isWhole && Math.abs(Number(value)) < 1)
      ? '-'
      : flags.includes('+')
        ? '+'
        : flags.includes(' ')
          ? ' '
          : '';
  if (!isFinite) return Number.isNaN(value) ? (flags.includes('+') ? '+nan' : 'nan') : `${sign}inf`;
  const digits = digitsOf(value, spec);
  return flags.includes('0') && !flags.includes('-')
    ? sign + digits.padStart(spec.width - sign.length, '0')
    : sign + digits;
}

/**
 * Values in a format of C.
 *
 * @param dtype - What they are numbers of, for `%s`.
 * @throws ArrayValueError for formats of other things than numbers.
 */
export function printf(format: string, values: readonly (number | bigint)[], dtype: DType = 'float64'): string {
  let at = 0;
  return format.replaceAll(pattern, (...found: (string | undefined)[]) => {
    const [text, flags = '', width = '0', precision, kind = ''] = found;
    if (text === '%%') return '%';
    const spec = {
      flags,
      width: Number(width),
      precision: precision === undefined ? undefined : Number(precision),
      kind,
    };
    const written = textOf(values[at++]!, spec, dtype);
    return flags.includes('-') ? written.padEnd(spec.width) : written.padStart(spec.width);
  });
}
