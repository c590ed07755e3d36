/** How arrays are printed: NumPy's print options and their defaults. */

import { checkOptions } from '../array/options.ts';
import type { Scalar } from '../dtype/element.ts';
import { ArrayValueError } from '../errors.ts';

/** Functions that turn elements into text, for kinds of dtypes. */
export interface PrintFormatter {
  /** For booleans. */
  readonly bool?: (value: boolean) => string;
  /** For integers. */
  readonly int?: (value: number | bigint) => string;
  /** For floats. */
  readonly float?: (value: number) => string;
  /** For complex numbers. */
  readonly complexfloat?: (value: Scalar) => string;
  /** For elements of all kinds. */
  readonly all?: (value: Scalar) => string;
}

/** How arrays are printed. */
export interface PrintOptions {
  /** Digits behind the point, at most. */
  readonly precision: number;
  /** From how many elements on only the ends of the axes are shown. */
  readonly threshold: number;
  /** How many elements at each end. */
  readonly edgeitems: number;
  /** Characters of a line. */
  readonly linewidth: number;
  /** Never the scientific form because of small numbers. */
  readonly suppress: boolean;
  /** How NaN is printed. */
  readonly nanstr: string;
  /** How infinity is printed. */
  readonly infstr: string;
  /** `'-'` omits the sign of positive numbers, `'+'` prints it, `' '` leaves room for it. */
  readonly sign: '-' | '+' | ' ';
  /**
   * `fixed`: as many digits as `precision` says; `unique`: as many as tell a number from its neighbours; `maxprec`: those, but no more than
   * `precision`; `maxprec_equal`: so, with the same count for all elements.
   */
  readonly floatmode: 'fixed' | 'unique' | 'maxprec' | 'maxprec_equal';
  /** Own functions for elements; none unless given. */
  readonly formatter: PrintFormatter | null;
}

const defaults: PrintOptions = {
  precision: 8,
  threshold: 1000,
  edgeitems: 3,
  linewidth: 75,
  suppress: false,
  /** How NaN is printed. */
  nanstr: 'nan',
  /** How infinity is printed. */
  infstr: 'inf',
  sign: '-',
  floatmode: 'maxprec',
  /** Own functions for elements; none unless given. */
  formatter: null,
};

let current = defaults;

const wholeNames = ['precision', 'threshold', 'edgeitems', 'linewidth'] as const;
const choices = { sign: ['-', '+', ' '], floatmode: ['fixed', 'unique', 'maxprec', 'maxprec_equal'] } as const;

/** The options in force, with some changed. */
export function mergePrintOptions(what: string, changes: Partial<PrintOptions> | undefined): PrintOptions {
  checkOptions(what, changes, Object.keys(defaults));
  const given = Object.fromEntries(Object.entries(changes ?? {}).filter(([, value]) => value !== undefined));
  const merged = { ...current, ...given } as PrintOptions;
  for (const name of wholeNames) {
    const value = merged[name];
    if (!(value >= 0) || (Number.isFinite(value) && !Number.isInteger(value))) {
      throw new ArrayValueError(`${what}: ${name} must be a whole number from 0, got ${value}`);
    }
  }
  for (const name of ['sign', 'floatmode'] as const) {
    if (!(choices[name] as readonly string[]).includes(merged[name])) {
      throw new ArrayValueError(
        `${what}: ${name} must be one of '${choices[name].join("', '")}', got '${merged[name]}'`,
      );
    }
  }
  return merged;
}

/**
 * Changes how arrays are printed from now on; what is left out stays as it is.
 *
 * @throws InvalidOptionError (`ERR_INVALID_OPTION`) for an unknown option; ArrayValueError (`ERR_ARRAY_VALUE`) for a wrong value.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * np.setPrintoptions({ precision: 3 });
 * console.log(String(np.array([Math.PI, Math.E]))); // [3.142 2.718]
 * ```
 */
export function setPrintoptions(options: Partial<PrintOptions>): void {
  current = mergePrintOptions('setPrintoptions', options);
}

/**
 * The print options in force.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.getPrintoptions().threshold); // 1000
 * ```
 */
export const getPrintoptions = (): PrintOptions => current;

/**
 * Changes how arrays are printed until the end of a block, with `using`.
 *
 * @throws As {@link setPrintoptions}.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * {
 *   using _short = np.printoptions({ precision: 2 });
 *   console.log(String(np.array([1 / 3]))); // [0.33]
 * }
 * console.log(String(np.array([1 / 3]))); // [0.33333333]
 * ```
 */
export function printoptions(options: Partial<PrintOptions>): Disposable {
  const before = current;
  current = mergePrintOptions('printoptions', options);
  return {
    [Symbol.dispose]() {
      current = before;
    },
  };
}
