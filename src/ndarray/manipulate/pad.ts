/** Padding: arrays with something around them. Copies. */

import { valueText } from '../array/need.ts';
import { type NDArray, wrap } from '../array/array.ts';
import { type InputOf, nodeOf } from '../array/as-array.ts';
import { shapeText } from '../array/broadcast.ts';
import { nodeOfLists } from '../array/input.ts';
import { checkOptions } from '../array/options.ts';
import type { DType } from '../dtype/dtype.ts';
import type { Scalar } from '../dtype/element.ts';
import { ArrayValueError } from '../errors.ts';
import { newArray } from '../graph/elements.ts';
import type { Node } from '../graph/node.ts';
import { writeNode } from '../indexing/select.ts';
import { slice } from '../indexing/slice.ts';
import { takePlaces } from '../pick/take-node.ts';
import { padOdd, padRamp, padStatistic, type StatisticMode, statistics } from './pad-values.ts';

/** Elements before and after: one count for all, one pair for all axes, or a pair for each axis. */
export type PadWidth =
  number | readonly [before: number, after: number] | readonly (readonly [before: number, after: number])[];

/** What stands around an array. */
export type PadMode = 'constant' | 'edge' | 'linear_ramp' | 'reflect' | 'symmetric' | 'wrap' | 'empty' | StatisticMode;

/** Options of {@link pad}. */
export interface PadOptions {
  /** 'constant' unless it is given. */
  readonly mode?: PadMode;
  /** For 'constant': the value (0), a pair for before and after, or such a pair for each axis. */
  readonly constantValues?: Scalar | readonly [Scalar, Scalar] | readonly (readonly [Scalar, Scalar])[];
  /** For 'linear_ramp': the values at the ends (0), as `constantValues`. */
  readonly endValues?: Scalar | readonly [Scalar, Scalar] | readonly (readonly [Scalar, Scalar])[];
  /** For 'maximum', 'mean', 'median' and 'minimum': of how many elements at each edge; null, the default, for all. */
  readonly statLength?: number | null | readonly [number, number] | readonly (readonly [number, number])[];
  /** For 'reflect' and 'symmetric': 'even' shows the elements, 'odd' what is as far on the other side of the edge: `2 * edge - element`. */
  readonly reflectType?: 'even' | 'odd';
}

/** The option that a mode has. */
const modeOptions: { readonly [M in PadMode]: readonly string[] } = {
  constant: ['constantValues'],
  edge: [],
  empty: [],
  linear_ramp: ['endValues'],
  maximum: ['statLength'],
  mean: ['statLength'],
  median: ['statLength'],
  minimum: ['statLength'],
  reflect: ['reflectType'],
  symmetric: ['reflectType'],
  wrap: [],
};

/** A pair for each axis. */
function pairs<T>(
  given: T | readonly [T, T] | readonly (readonly [T, T])[],
  shape: readonly number[],
): (readonly [T, T])[] {
  if (!Array.isArray(given)) return shape.map(() => [given as T, given as T] as const);
  const list = given as readonly unknown[];
  if (!Array.isArray(list[0])) {
    const [before, after] = (list.length === 1 ? [list[0], list[0]] : list) as [T, T];
    return shape.map(() => [before, after] as const);
  }
  const each = (list.length === 1 ? shape.map(() => list[0]) : list) as (readonly [T, T])[];
  if (each.length !== shape.length) {
    throw new ArrayValueError(
      `pad: ${each.length} pairs do not go with shape ${shapeText(shape)}; give one pair, or one for each axis`,
    );
  }
  return each;
}

/** The place of an axis of some length that is shown at a position outside of it, which may be negative. */
const placeRules: { readonly [mode: string]: (at: number, length: number) => number } = {
  edge: (at, length) => Math.min(Math.max(at, 0), length - 1),
  wrap: (at, length) => ((at % length) + length) % length,
  symmetric: (at, length) => {
    const place = ((at % (2 * length)) + 2 * length) % (2 * length);
    return place < length ? place : 2 * length - 1 - place;
  },
  reflect: (at, length) => {
    if (length === 1) return 0;
    const round = 2 * length - 2;
    const place = ((at % round) + round) % round;
    return place < length ? place : round - place;
  },
};

function padAxis(node: Node, axis: number, { width, rule }: { width: readonly [number, number]; rule: string }): Node {
  const length = node.shape[axis]!;
  const [before, after] = width;
  const places = Array.from({ length: before + length + after }, (_, at) => placeRules[rule]!(at - before, length));
  return before + after === 0 ? node : takePlaces(node, axis, places);
}

function padConstant(
  node: Node,
  widths: readonly (readonly [number, number])[],
  values: (readonly [Scalar, Scalar])[],
): Node {
  const shape = node.shape.map((length, axis) => length + widths[axis]![0] + widths[axis]![1]);
  const { node: result } = newArray(node.dtype, shape, 'zeros');
  // The last axis is written last, as in NumPy: its values fill the corners.
  values.forEach(([before, after], axis) => {
    const around = new Array<string>(axis).fill(':');
    const inner = widths[axis]![0] + node.shape[axis]!;
    if (before !== 0) writeNode(result, [...around, slice(0, widths[axis]![0])], nodeOfLists(before, node.dtype));
    if (after !== 0) writeNode(result, [...around, slice(inner, null)], nodeOfLists(after, node.dtype));
    // What earlier axes wrote into the corners of this one is theirs no more.
    if (before === 0 && axis > 0)
      writeNode(result, [...around, slice(0, widths[axis]![0])], nodeOfLists(0, node.dtype));
    if (after === 0 && axis > 0) writeNode(result, [...around, slice(inner, null)], nodeOfLists(0, node.dtype));
  });
  writeNode(
    result,
    node.shape.map((length, axis) => slice(widths[axis]![0], widths[axis]![0] + length)),
    node,
  );
  return result;
}

function checkNotEmpty(node: Node, mode: PadMode, widths: readonly (readonly [number, number])[]): void {
  const empty = widths.findIndex(([before, after], axis) => node.shape[axis] === 0 && before + after > 0);
  if (empty < 0) return;
  throw new ArrayValueError(`pad: axis ${empty} is empty, so mode '${mode}' has nothing to go by; use mode 'constant'`);
}

/** Pads one axis after the other: each one sees what was put around those before. */
function padEach(
  node: Node,
  mode: PadMode,
  { widths, options }: { widths: readonly (readonly [number, number])[]; options: PadOptions },
): Node {
  const ends = pairs<Scalar>(options.endValues ?? 0, node.shape);
  const lengths = pairs<number | null>(options.statLength ?? null, node.shape);
  const isOdd = options.reflectType === 'odd';
  return widths.reduce((padded, width, axis) => {
    if (width[0] + width[1] === 0) return padded;
    const side = { axis, width };
    if (mode === 'linear_ramp') return padRamp(padded, side, ends[axis]!);
    if (Object.hasOwn(statistics, mode)) {
      return padStatistic(padded, side, { mode: mode as StatisticMode, lengths: lengths[axis]! });
    }
    if (isOdd && padded.shape[axis]! > 1) return padOdd(padded, side, mode === 'symmetric');
    return padAxis(padded, axis, { width, rule: mode });
  }, node);
}

function checkMode(options: PadOptions): PadMode {
  const { mode = 'constant', reflectType = 'even' } = options;
  if (!Object.hasOwn(modeOptions, mode)) {
    throw new ArrayValueError(`pad: mode must be one of '${Object.keys(modeOptions).join("', '")}', got '${mode}'`);
  }
  const known = modeOptions[mode];
  const other = Object.keys(options).find((name) => name !== 'mode' && !known.includes(name));
  if (other !== undefined) {
    throw new ArrayValueError(
      `pad: mode '${mode}' has no option ${other}; it has ${known.length === 0 ? 'none' : known.join(', ')}`,
    );
  }
  if (reflectType !== 'even' && reflectType !== 'odd') {
    throw new ArrayValueError(`pad: reflectType must be 'even' or 'odd', got ${JSON.stringify(reflectType)}`);
  }
  return mode;
}

/**
 * An array with something around it: a copy.
 *
 * @param width - How many elements before and after: a count, a pair, or a pair for each axis.
 * @param options - `mode`: 'constant' (the default, with `constantValues`), 'edge' (the last element again), 'linear_ramp' (down to
 *   `endValues`), 'maximum', 'mean', 'median', 'minimum' (of `statLength` elements at the edge), 'reflect' (mirrored at the last element),
 *   'symmetric' (mirrored behind it; both with `reflectType`), 'wrap' (from the other end), 'empty' (zeros here).
 * @throws ArrayValueError (`ERR_ARRAY_VALUE`) for widths that are negative or no whole numbers, unknown modes, options of other modes, and
 *   empty axes that would have to be repeated.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(String(np.pad([1, 2, 3], 2, { mode: 'reflect' })), String(np.pad([1, 2], [1, 2], { constantValues: 9 }))); // [3 2 1 2 3 2 1] [9 1 2 9 9]
 * console.log(String(np.pad([2, 4], 2, { mode: 'mean' })), String(np.pad([4, 8], 2, { mode: 'linear_ramp' }))); // [3 3 2 4 3 3] [0 2 4 8 4 0]
 * ```
 */
export function pad<D extends DType = DType>(x: InputOf<D>, width: PadWidth, options: PadOptions = {}): NDArray<D> {
  checkOptions('pad', options, ['mode', 'constantValues', 'endValues', 'statLength', 'reflectType']);
  const node = nodeOf(x);
  const widths = pairs<number>(width, node.shape);
  for (const count of widths.flat()) {
    if (!Number.isSafeInteger(count) || count < 0) {
      throw new ArrayValueError(`pad: a width must be a whole number from 0, got ${valueText(count)}`);
    }
  }
  const mode = checkMode(options);
  if (mode === 'constant' || mode === 'empty') {
    return wrap(padConstant(node, widths, pairs<Scalar>(options.constantValues ?? 0, node.shape)));
  }
  checkNotEmpty(node, mode, widths);
  return wrap(
    node.size === 0
      ? padConstant(node, widths, pairs<Scalar>(0, node.shape))
      : padEach(node, mode, { widths, options }),
  );
}
