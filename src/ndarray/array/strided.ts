/** Walks over elements that lie in memory with strides: the inner loops are rows, what lies around them is counted here. */

/** Places of elements, in elements of a dtype. */
export interface Strided {
  readonly shape: readonly number[];
  readonly strides: readonly number[];
  /** Of the first element. */
  readonly offset: number;
}

/** A row of two arrays of the same shape. Written anew for each row: do not keep it. */
export interface RowPair {
  source: number;
  target: number;
  readonly count: number;
  readonly sourceStep: number;
  readonly targetStep: number;
}

/** Number of elements of a shape. */
export function sizeOf(shape: readonly number[]): number {
  let size = 1;
  for (const length of shape) size *= length;
  return size;
}

interface Axis {
  length: number;
  source: number;
  target: number;
}

/** Axes without those of length 1, and with neighbours joined that both arrays walk without a jump. */
function joinAxes(from: Strided, to: Strided): Axis[] {
  const axes: Axis[] = [];
  from.shape.forEach((length, at) => {
    if (length === 1) return;
    const axis = { length, source: from.strides[at]!, target: to.strides[at]! };
    const outer = axes.at(-1);
    if (outer?.source === axis.source * length && outer.target === axis.target * length) {
      axes[axes.length - 1] = { ...axis, length: outer.length * length };
    } else axes.push(axis);
  });
  return axes;
}

/** Visits the rows of two arrays of one shape, in row-major order. */
export function eachRowPair(from: Strided, to: Strided, visit: (row: RowPair) => void): void {
  if (sizeOf(from.shape) === 0) return;
  const axes = joinAxes(from, to);
  const inner = axes.pop() ?? { length: 1, source: 0, target: 0 };
  const row: RowPair = {
    source: from.offset,
    target: to.offset,
    count: inner.length,
    sourceStep: inner.source,
    targetStep: inner.target,
  };
  const counts = new Array<number>(axes.length).fill(0);
  for (;;) {
    visit(row);
    let at = axes.length - 1;
    for (; at >= 0; at--) {
      const { length, source, target } = axes[at]!;
      row.source += source;
      row.target += target;
      if (++counts[at]! < length) break;
      counts[at] = 0;
      row.source -= source * length;
      row.target -= target * length;
    }
    if (at < 0) return;
  }
}

/** The places of all elements in row-major order. */
export function placesOf({ shape, strides, offset }: Strided): Float64Array {
  const places = new Float64Array(sizeOf(shape));
  const numbers: Strided = { shape, strides: packed(shape), offset: 0 };
  eachRowPair({ shape, strides, offset }, numbers, ({ source, target, count, sourceStep, targetStep }) => {
    for (let at = 0; at < count; at++) places[target + at * targetStep] = source + at * sourceStep;
  });
  return places;
}

/** Strides of elements without gaps, the last axis fastest. */
function packed(shape: readonly number[]): number[] {
  const strides: number[] = [];
  let step = 1;
  for (const length of shape.toReversed()) {
    strides.unshift(step);
    step *= length;
  }
  return strides;
}
