/** How the floats of an array are written: one form for all of them, padded so that their points are in a column. */

import type { FloatDType } from '../dtype/dtype.ts';
import { floatInfo } from '../dtype/limits.ts';
import { fixedDigits, roundTo, scientificDigits, shortestDigits, split } from './decimal.ts';
import type { PrintOptions } from './options.ts';

/** How digits are made and what becomes of zeros at the end. */
interface DigitRule {
  readonly dtype: FloatDType;
  /** The most digits behind the point; undefined for as many as the shortest form has. */
  readonly precision: number | undefined;
  /** The least. */
  readonly minDigits: number;
  /** The shortest digits that are enough; else exactly `precision`. */
  readonly unique: boolean;
}

const signOf = (value: number, sign: PrintOptions['sign']): string =>
  value < 0 || Object.is(value, -0) ? '-' : sign === '+' ? '+' : '';

/** Digits before and behind the point, without trailing zeros beyond the least count. */
function positional(value: number, { dtype, precision, minDigits, unique }: DigitRule): readonly [string, string] {
  const size = Math.abs(value);
  if (!unique) return fixedDigits(size, precision!);
  const [whole, fraction] = split(shortestDigits(size, dtype));
  if (precision !== undefined && fraction.length > precision) return trim(fixedDigits(size, precision), minDigits);
  return fraction.length < minDigits ? fixedDigits(size, minDigits) : [whole, fraction];
}

function trim([whole, fraction]: readonly [string, string], least: number): readonly [string, string] {
  const kept = fraction.replace(/0+$/, '');
  return [whole, kept.padEnd(least, '0')];
}

/** First digit, digits behind it, and the exponent. */
function scientific(value: number, rule: DigitRule): readonly [string, string, number] {
  const size = Math.abs(value);
  const { precision, minDigits, unique } = rule;
  let found = unique ? shortestDigits(size, rule.dtype) : scientificDigits(size, precision!);
  const places = found.digits.length - 1;
  if (unique && precision !== undefined && places > precision) found = scientificDigits(size, precision);
  else if (unique && places < minDigits) found = scientificDigits(size, minDigits);
  const fraction = found.digits.slice(1);
  const kept = unique ? fraction.replace(/0+$/, '').padEnd(minDigits, '0') : fraction;
  return [found.digits[0]!, kept, found.exponent];
}

const longest = (texts: readonly string[]): number => texts.reduce((most, text) => Math.max(most, text.length), 0);

/** Writes the floats of one array. */
export class FloatFormat {
  readonly #options: PrintOptions;
  #rule: DigitRule;
  #isScientific = false;
  #exponentDigits = 0;
  #padLeft = 0;
  #padRight = 0;

  /** @param values - Those that are shown. */
  constructor(values: readonly number[], dtype: FloatDType, options: PrintOptions) {
    this.#options = options;
    const precision = options.floatmode === 'unique' ? undefined : options.precision;
    this.#rule = { dtype, precision, minDigits: 0, unique: options.floatmode !== 'fixed' };
    const finite = values.filter(Number.isFinite);
    this.#isScientific = this.#needsExponent(finite);
    if (finite.length > 0) {
      if (this.#isScientific) this.#measureScientific(finite);
      else this.#measurePositional(finite);
    }
    if (options.sign === ' ' && !finite.some((value) => signOf(value, '-') === '-')) this.#padLeft++;
    if (finite.length < values.length) this.#makeRoomForWords(values);
  }

  /** The text of one number. */
  write(value: number): string {
    const { nanstr, infstr, sign } = this.#options;
    if (!Number.isFinite(value)) {
      const word = Number.isNaN(value)
        ? `${sign === '+' ? '+' : ''}${nanstr}`
        : `${value < 0 ? '-' : sign === '+' ? '+' : ''}${infstr}`;
      return word.padStart(this.#padLeft + this.#padRight + 1);
    }
    const before = signOf(value, sign);
    if (!this.#isScientific) {
      const [whole, fraction] = positional(value, this.#rule);
      return `${(before + whole).padStart(this.#padLeft)}.${fraction.padEnd(this.#padRight)}`;
    }
    const [first, fraction, exponent] = scientific(value, this.#rule);
    const digits = String(Math.abs(exponent)).padStart(this.#exponentDigits, '0');
    return `${(before + first).padStart(this.#padLeft)}.${fraction}e${exponent < 0 ? '-' : '+'}${digits}`;
  }

  #needsExponent(finite: readonly number[]): boolean {
    const sizes = finite.filter((value) => value !== 0).map(Math.abs);
    if (sizes.length === 0) return false;
    const largest = sizes.reduce((a, b) => Math.max(a, b));
    const smallest = sizes.reduce((a, b) => Math.min(a, b));
    if (largest >= 10 ** Math.min(8, floatInfo(this.#rule.dtype).precision)) return true;
    // The comparisons are those of numbers of the dtype: 1e-4 as a float32 is not below 1e-4.
    const round = roundTo[this.#rule.dtype];
    return !this.#options.suppress && (smallest < round(0.0001) || round(largest / smallest) > 1000);
  }

  #measureScientific(finite: readonly number[]): void {
    const parts = finite.map((value) => scientific(value, this.#rule));
    const places = longest(parts.map(([, fraction]) => fraction));
    this.#exponentDigits = Math.max(2, longest(parts.map(([, , exponent]) => String(Math.abs(exponent)))));
    this.#rule = { ...this.#rule, precision: places, minDigits: places };
    this.#padLeft = longest(finite.map((value, at) => signOf(value, this.#options.sign) + parts[at]![0]));
    this.#padRight = this.#exponentDigits + 2 + places;
  }

  #measurePositional(finite: readonly number[]): void {
    const parts = finite.map((value) => positional(value, this.#rule));
    this.#padLeft = longest(finite.map((value, at) => signOf(value, this.#options.sign) + parts[at]![0]));
    this.#padRight = longest(parts.map(([, fraction]) => fraction));
    if (this.#options.floatmode === 'fixed' || this.#options.floatmode === 'maxprec_equal') {
      this.#rule = { ...this.#rule, precision: this.#padRight, minDigits: this.#padRight };
    }
  }

  #makeRoomForWords(values: readonly number[]): void {
    const { nanstr, infstr, sign } = this.#options;
    const hasSign = sign !== '-' || values.includes(-Infinity) ? 1 : 0;
    const right = this.#padRight + 1;
    this.#padLeft = Math.max(this.#padLeft, nanstr.length - right, infstr.length + hasSign - right);
  }
}

/** One float by itself, as Python writes it: all digits, an exponent below 1e-4 and from 1e16 on. */
export function floatText(value: number, dtype: FloatDType): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value < 0 ? '-inf' : 'inf';
  const size = Math.abs(value);
  const sign = signOf(value, '-');
  const found = shortestDigits(size, dtype);
  if (size === 0 || (size >= 1e-4 && size < cutoffOf(dtype))) {
    const [whole, fraction] = split(found);
    return `${sign}${whole}.${fraction === '' ? '0' : fraction}`;
  }
  const rest = found.digits.slice(1);
  const exponent = String(Math.abs(found.exponent)).padStart(2, '0');
  return `${sign}${found.digits[0]}${rest === '' ? '' : `.${rest}`}e${found.exponent < 0 ? '-' : '+'}${exponent}`;
}

/** Above what a single number gets an exponent: where its digits are no longer exact. */
const cutoffOf = (dtype: FloatDType): number => (dtype === 'float64' ? 1e16 : 10 ** floatInfo(dtype).precision);
