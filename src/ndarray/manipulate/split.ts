/** Functions that take arrays apart: views. */

import { needList } from '../array/need.ts';
import { type NDArray, wrap } from '../array/array.ts';
import { type InputOf, nodeOf } from '../array/as-array.ts';
import { normalAxis } from '../array/axes.ts';
import { shapeText } from '../array/broadcast.ts';
import { checkOptions } from '../array/options.ts';
import type { DType } from '../dtype/dtype.ts';
import { ArrayValueError, ShapeError } from '../errors.ts';
import type { Node } from '../graph/node.ts';
import { placesOfSlice, slice } from '../indexing/slice.ts';
import { dropAxes, partOfAxis } from './view-nodes.ts';

/** Options of functions that work along one axis. */
export interface OneAxisOption {
  /** 0 unless it is given. */
  readonly axis?: number;
}

/** So many parts of nearly equal length, or where to cut. */
export type Sections = number | readonly number[];

/** Where each part begins and ends. */
function bounds(length: number, sections: Sections): { start: number; stop: number }[] {
  if (typeof sections !== 'number') {
    const cuts = [0, ...needList('split', sections), length];
    return cuts.slice(1).map((stop, at) => {
      const { start, count } = placesOfSlice(slice(cuts[at]!, stop), length);
      return { start, stop: start + count };
    });
  }
  if (!Number.isInteger(sections) || sections < 1) {
    throw new ArrayValueError(`split: the number of parts must be a whole number from 1, got ${sections}`);
  }
  const [each, more] = [Math.floor(length / sections), length % sections];
  return Array.from({ length: sections }, (_, at) => {
    const start = at * each + Math.min(at, more);
    return { start, stop: start + each + (at < more ? 1 : 0) };
  });
}

function cut(node: Node, sections: Sections, given: number): Node[] {
  const axis = normalAxis(given, node.shape.length);
  return bounds(node.shape[axis]!, sections).map((part) => partOfAxis(node, axis, part));
}

/**
 * The parts of an array along an axis, of nearly equal length: the first ones are longer by one where it does not divide. Views.
 *
 * @param sections - How many parts; or the places at which to cut.
 * @throws AxisError (`ERR_AXIS`); ArrayValueError (`ERR_ARRAY_VALUE`) for a number of parts below 1.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.arraySplit([1, 2, 3, 4, 5], 2).map(String)); // [ '[1 2 3]', '[4 5]' ]
 * ```
 */
export function arraySplit<D extends DType = DType>(
  x: InputOf<D>,
  sections: Sections,
  options?: OneAxisOption,
): NDArray<D>[] {
  checkOptions('arraySplit', options, ['axis']);
  return cut(nodeOf(x), sections, options?.axis ?? 0).map((node) => wrap<D>(node));
}

/**
 * The parts of an array along an axis, of equal length: views.
 *
 * @param sections - How many parts; or the places at which to cut.
 * @throws ShapeError (`ERR_SHAPE`) when the length does not divide; AxisError (`ERR_AXIS`).
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.split([1, 2, 3, 4], 2).map(String), np.split([1, 2, 3, 4], [1, 3]).map(String)); // [ '[1 2]', '[3 4]' ] [ '[1]', '[2 3]', '[4]' ]
 * ```
 */
export function split<D extends DType = DType>(
  x: InputOf<D>,
  sections: Sections,
  options?: OneAxisOption,
): NDArray<D>[] {
  checkOptions('split', options, ['axis']);
  const node = nodeOf(x);
  const axis = normalAxis(options?.axis ?? 0, node.shape.length);
  if (typeof sections === 'number' && node.shape[axis]! % sections !== 0) {
    throw new ShapeError(
      `split: axis ${axis} of shape ${shapeText(node.shape)} does not divide into ${sections} equal parts; arraySplit allows unequal ones`,
    );
  }
  return cut(node, sections, axis).map((part) => wrap<D>(part));
}

function splitAlong(what: string, x: InputOf, cutting: { sections: Sections; axis: number; rank: number }): NDArray[] {
  const { shape } = nodeOf(x);
  if (shape.length < cutting.rank) {
    throw new ShapeError(`${what}: shape ${shapeText(shape)} has less than ${cutting.rank} axes`);
  }
  return split(x, cutting.sections, { axis: cutting.axis });
}

/**
 * Parts side by side: along axis 1, of a vector along its only one. Views.
 *
 * @throws ShapeError (`ERR_SHAPE`).
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.hsplit([[1, 2], [3, 4]], 2).map((part) => part.toArray())); // [ [ [ 1 ], [ 3 ] ], [ [ 2 ], [ 4 ] ] ]
 * ```
 */
export const hsplit = (x: InputOf, sections: Sections): NDArray[] =>
  splitAlong('hsplit', x, { sections, axis: nodeOf(x).shape.length > 1 ? 1 : 0, rank: 1 });

/**
 * Parts on top of each other: along axis 0. Views.
 *
 * @throws ShapeError (`ERR_SHAPE`) for arrays with less than two axes.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.vsplit([[1, 2], [3, 4]], 2).map(String)); // [ '[[1 2]]', '[[3 4]]' ]
 * ```
 */
export const vsplit = (x: InputOf, sections: Sections): NDArray[] =>
  splitAlong('vsplit', x, { sections, axis: 0, rank: 2 });

/**
 * Parts behind each other: along axis 2. Views.
 *
 * @throws ShapeError (`ERR_SHAPE`) for arrays with less than three axes.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.dsplit(np.zeros([1, 2, 4]), 2).map((part) => part.shape)); // [ [ 1, 2, 2 ], [ 1, 2, 2 ] ]
 * ```
 */
export const dsplit = (x: InputOf, sections: Sections): NDArray[] =>
  splitAlong('dsplit', x, { sections, axis: 2, rank: 3 });

/**
 * The arrays along an axis, each without it: views.
 *
 * @throws AxisError (`ERR_AXIS`).
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.unstack([[1, 2], [3, 4]]).map(String)); // [ '[1 2]', '[3 4]' ]
 * ```
 */
export function unstack<D extends DType = DType>(x: InputOf<D>, options?: OneAxisOption): NDArray<D>[] {
  checkOptions('unstack', options, ['axis']);
  const node = nodeOf(x);
  const axis = normalAxis(options?.axis ?? 0, node.shape.length);
  return Array.from({ length: node.shape[axis]! }, (_, at) => wrap<D>(dropAxes(node, [axis], at)));
}
