/** Arrays as text, for users. */

import { type InputOf, nodeOf } from '../array/as-array.ts';
import { checkOptions } from '../array/options.ts';
import { elementsText } from './array-text.ts';
import { reprOfNode, textOfNode } from './node-text.ts';
import { mergePrintOptions, type PrintOptions } from './options.ts';

/** NumPy's names of `linewidth` and `suppress` in functions that make a text. */
interface OtherNames {
  /** Characters of a line. */
  readonly maxLineWidth?: number;
  /** Never the scientific form because of small numbers. */
  readonly suppressSmall?: boolean;
}

/** The options by their own names. */
function named<T extends OtherNames>({ maxLineWidth, suppressSmall, ...rest }: T): Omit<T, keyof OtherNames> {
  const renamed = { linewidth: maxLineWidth, suppress: suppressSmall };
  return { ...Object.fromEntries(Object.entries(renamed).filter(([, value]) => value !== undefined)), ...rest };
}

/** Options of {@link array2string}: the print options for this text, and what stands around it. */
export interface ArrayTextOptions extends Partial<PrintOptions>, OtherNames {
  /** Between elements: a space unless it is given. */
  readonly separator?: string;
  /** What will stand before the text: lines are indented by its length. */
  readonly prefix?: string;
  /** What will stand after the text: lines are shorter by its length. */
  readonly suffix?: string;
}

/**
 * The elements as text, in brackets, as NumPy prints them.
 *
 * @throws InvalidOptionError (`ERR_INVALID_OPTION`) for an unknown option.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.array2string(np.array([1.5, 0.25]), { separator: ', ' })); // [1.5 , 0.25]
 * ```
 */
export function array2string(x: InputOf, options: ArrayTextOptions = {}): string {
  const { separator = ' ', prefix = '', suffix = '', ...print } = options ?? {};
  return elementsText(nodeOf(x), mergePrintOptions('array2string', named(print)), { separator, prefix, suffix });
}

/** Options of {@link arrayRepr} and {@link arrayStr}. */
export interface ReprOptions extends OtherNames {
  /** Characters of a line. */
  readonly linewidth?: number;
  /** Digits behind the point, at most. */
  readonly precision?: number;
  /** Never the scientific form because of small numbers. */
  readonly suppress?: boolean;
}

const reprNames = ['linewidth', 'precision', 'suppress', 'maxLineWidth', 'suppressSmall'] as const;

/**
 * The text of an array as the call that makes it, as Python's `repr` has it: what `console.log(x)` prints.
 *
 * @param options - `linewidth` (or `maxLineWidth`), `precision`, `suppress` (or `suppressSmall`): see {@link setPrintoptions}.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.arrayRepr(np.ones(2, { dtype: 'float32' }))); // array([1., 1.], dtype=float32)
 * ```
 */
export function arrayRepr(x: InputOf, options?: ReprOptions): string {
  checkOptions('arrayRepr', options, reprNames);
  return reprOfNode(nodeOf(x), mergePrintOptions('arrayRepr', named(options ?? {})));
}

/**
 * The text of an array as Python's `str` has it: what `String(x)` gives.
 *
 * @param options - `linewidth` (or `maxLineWidth`), `precision`, `suppress` (or `suppressSmall`): see {@link setPrintoptions}.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.arrayStr(np.zeros(3))); // [0. 0. 0.]
 * ```
 */
export function arrayStr(x: InputOf, options?: ReprOptions): string {
  checkOptions('arrayStr', options, reprNames);
  return textOfNode(nodeOf(x), mergePrintOptions('arrayStr', named(options ?? {})));
}
