/** Numbers between two ends, by their count. */

import { type NDArray, wrap } from '../array/array.ts';
import type { InputOf } from '../array/as-array.ts';
import { valueText } from '../array/need.ts';
import { checkOptions } from '../array/options.ts';
import { asDType, type DType, isInteger } from '../dtype/dtype.ts';
import { elementWriter } from '../dtype/element.ts';
import { ArrayValueError } from '../errors.ts';
import { newArray } from '../graph/elements.ts';
import type { Node } from '../graph/node.ts';
import { checkDevice, type Device } from './array.ts';
import { geometricSpace, linearSpace, logarithmicSpace, type SpaceTask } from './spaces.ts';

/** Options of {@link linspace}. */
export interface SpaceOptions<D extends DType = DType> {
  /** float64 unless it is given. */
  readonly dtype?: D;
  /** Whether the stop is the last number: true unless it is given. */
  readonly endpoint?: boolean;
  /** Where the axis of the numbers is in the result of arrays as ends: 0 unless it is given. */
  readonly axis?: number;
  /** Where the array is. */
  readonly device?: Device;
}

interface Space {
  readonly start: number;
  readonly stop: number;
  readonly count: number;
  readonly endpoint: boolean;
}

/** Evenly spaced numbers, in the order of operations of NumPy. */
function spaced({ start, stop, count, endpoint }: Space): Float64Array {
  const parts = endpoint ? count - 1 : count;
  const delta = stop - start;
  const step = delta / parts;
  const values = new Float64Array(count);
  for (let at = 0; at < count; at++) {
    const way = parts > 0 ? (step === 0 ? (at / parts) * delta : at * step) : at * delta;
    values[at] = way + start;
  }
  if (endpoint && count > 1) values[count - 1] = stop;
  return values;
}

/** Where numbers begin or end: a number, or an array or Complex value. */
export type SpaceEnd = number | InputOf;

function checkCount(what: string, count: number): void {
  if (!Number.isSafeInteger(count) || count < 0) {
    throw new ArrayValueError(`${what}: the number of samples must be a whole number from 0, got ${valueText(count)}`);
  }
}

const spaceOptions = ['dtype', 'endpoint', 'device', 'axis'] as const;

/** Checks the arguments that all spaces have. */
function taskOf(
  what: string,
  [start, stop, count]: readonly [SpaceEnd, SpaceEnd, number],
  { dtype, endpoint = true, axis = 0, device }: SpaceOptions = {},
): SpaceTask {
  checkDevice(what, device);
  checkCount(what, count);
  return { start, stop, count, endpoint, axis, dtype: dtype === undefined ? undefined : asDType(dtype) };
}

const isNumbers = (ends: readonly SpaceEnd[]): ends is readonly number[] =>
  ends.every((end) => typeof end === 'number');

function spaceNode(values: ArrayLike<number>, given: DType | undefined, isLowered = false): Node {
  const dtype = given ?? 'float64';
  const { node, data } = newArray(dtype, [values.length]);
  const write = elementWriter(dtype, data);
  // Towards minus infinity, as NumPy does it for linspace and nowhere else.
  const isWhole = isLowered && isInteger(dtype);
  for (let at = 0; at < values.length; at++) write(at, isWhole ? Math.floor(values[at]!) : values[at]!);
  return node;
}

/**
 * So many evenly spaced numbers from a start to a stop, which is the last one.
 *
 * @param start - A number, a Complex value, or an array: then there is a row for each of its elements, along a new axis.
 * @param num - How many: 50 unless it is given.
 * @param options - `endpoint: false` leaves the stop out; `dtype` (float64; integers are rounded down), `axis` (0), `device`; `retstep: true` gives
 * the numbers and the step between them.
 * @throws ArrayValueError (`ERR_ARRAY_VALUE`) for a count that is negative or no whole number; ShapeError (`ERR_SHAPE`) for arrays that do not broadcast.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.linspace(0, 1, 5).toArray(), np.linspace(0, 1, 4, { endpoint: false }).toArray()); // [ 0, 0.25, 0.5, 0.75, 1 ] [ 0, 0.25, 0.5, 0.75 ]
 * console.log(np.linspace([0, 10], [1, 30], 3, { axis: -1 }).toArray()); // [ [ 0, 0.5, 1 ], [ 10, 20, 30 ] ]
 * const [, step] = np.linspace(0, 1, 5, { retstep: true });
 * console.log(step.item()); // 0.25
 * ```
 */
// oxlint-disable-next-line eslint/max-params -- three numbers and options, as in NumPy and the Array API
export function linspace<D extends DType = 'float64'>(
  start: SpaceEnd,
  stop: SpaceEnd,
  num: number,
  options: SpaceOptions<D> & { readonly retstep: true },
): [numbers: NDArray<D>, step: NDArray];

// oxlint-disable-next-line eslint/max-params -- three numbers and options, as in NumPy and the Array API
export function linspace<D extends DType = 'float64'>(
  start: SpaceEnd,
  stop: SpaceEnd,
  num?: number,
  options?: SpaceOptions<D> & { readonly retstep?: false },
): NDArray<D>;

// oxlint-disable-next-line eslint/max-params -- three numbers and options, as in NumPy and the Array API
export function linspace<D extends DType = 'float64'>(
  start: SpaceEnd,
  stop: SpaceEnd,
  num = 50,
  options: SpaceOptions<D> & { readonly retstep?: boolean } = {},
): NDArray<D> | [NDArray<D>, NDArray] {
  checkOptions('linspace', options, [...spaceOptions, 'retstep']);
  const task = taskOf('linspace', [start, stop, num], options);
  const ends = [start, stop];
  if (isNumbers(ends) && options.retstep !== true) {
    const range = { start: ends[0]!, stop: ends[1]!, count: num, endpoint: task.endpoint };
    return wrap(spaceNode(spaced(range), task.dtype, true));
  }
  const { values, step } = linearSpace(task);
  return options.retstep === true ? [values as NDArray<D>, step] : (values as NDArray<D>);
}

/**
 * Numbers evenly spaced on a logarithmic scale: powers of a base, whose exponents go from a start to a stop.
 *
 * @param start - Exponents may be numbers or arrays, as in {@link linspace}.
 * @param options - `base` (10, or an array), `endpoint` (true), `dtype` (float64), `axis` (0).
 * @throws ArrayValueError (`ERR_ARRAY_VALUE`) as {@link linspace}.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.logspace(0, 3, 4).toArray(), np.logspace(0, 3, 4, { base: 2 }).toArray()); // [ 1, 10, 100, 1000 ] [ 1, 2, 4, 8 ]
 * ```
 */
// oxlint-disable-next-line eslint/max-params -- three numbers and options, as in NumPy
export function logspace<D extends DType = 'float64'>(
  start: SpaceEnd,
  stop: SpaceEnd,
  num = 50,
  options: SpaceOptions<D> & { readonly base?: InputOf } = {},
): NDArray<D> {
  checkOptions('logspace', options, [...spaceOptions, 'base']);
  const task = taskOf('logspace', [start, stop, num], options);
  const { base = 10 } = options;
  const numbers = [start, stop, base as SpaceEnd];
  if (!isNumbers(numbers)) return logarithmicSpace(task, base) as NDArray<D>;
  const [first, last, by] = numbers as [number, number, number];
  const exponents = spaced({ start: first, stop: last, count: num, endpoint: task.endpoint });
  return wrap(
    spaceNode(
      exponents.map((exponent) => by ** exponent),
      task.dtype,
    ),
  );
}

/**
 * Numbers each of which is the one before times a constant, from a start to a stop.
 *
 * @param start - Ends may be numbers, Complex values or arrays, as in {@link linspace}.
 * @param options - `endpoint` (true), `dtype` (float64), `axis` (0).
 * @throws ArrayValueError (`ERR_ARRAY_VALUE`) when start or stop is 0, or real ends have different signs.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.geomspace(1, 1000, 4).toArray(), np.geomspace(-1, -4, 3).toArray()); // [ 1, 10, 100, 1000 ] [ -1, -2, -4 ]
 * ```
 */
// oxlint-disable-next-line eslint/max-params -- three numbers and options, as in NumPy
export function geomspace<D extends DType = 'float64'>(
  start: SpaceEnd,
  stop: SpaceEnd,
  num = 50,
  options: SpaceOptions<D> = {},
): NDArray<D> {
  checkOptions('geomspace', options, spaceOptions);
  const task = taskOf('geomspace', [start, stop, num], options);
  const ends = [start, stop];
  if (!isNumbers(ends)) return geometricSpace(task) as NDArray<D>;
  const [first, last] = ends as [number, number];
  if (!(first * last > 0)) {
    throw new ArrayValueError(
      `geomspace: start and stop must not be 0 and must have the same sign, got ${first} and ${last}; between signs complex numbers have a way`,
    );
  }
  const to = Math.sign(first);
  const logs = { start: Math.log10(first * to), stop: Math.log10(last * to) };
  const values = spaced({ ...logs, count: num, endpoint: task.endpoint }).map((exponent) => to * 10 ** exponent);
  // The ends are exact, whatever the logarithms were.
  if (num > 0) values[0] = first;
  if (num > 1 && task.endpoint) values[num - 1] = last;
  return wrap(spaceNode(values, task.dtype));
}
