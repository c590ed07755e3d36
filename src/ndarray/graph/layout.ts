/** Strides, in elements, and the order of axes in memory. */

/** Strides of an array whose last axis varies fastest. */
export function rowMajorStrides(shape: readonly number[]): readonly number[] {
  const strides = new Array<number>(shape.length);
  let step = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = step;
    step *= shape[axis]!;
  }
  return strides;
}

/** Strides of a packed array whose axes lie in memory in this order, the slowest first; null is row major. */
export function stridesInOrder(shape: readonly number[], order: readonly number[] | null): readonly number[] {
  if (order === null) return rowMajorStrides(shape);
  const strides = new Array<number>(shape.length);
  let step = 1;
  for (let at = order.length - 1; at >= 0; at--) {
    const axis = order[at]!;
    strides[axis] = step;
    step *= shape[axis]!;
  }
  return strides;
}

/** Whether the elements follow each other in row-major order without gaps. */
export function isRowMajor(shape: readonly number[], strides: readonly number[]): boolean {
  let step = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const length = shape[axis]!;
    if (length === 0) return true;
    if (length !== 1) {
      if (strides[axis] !== step) return false;
      step *= length;
    }
  }
  return true;
}

/** What one array says about the order of two axes: 1 when the later one is slower in memory, -1 when not, 0 when it cannot tell. */
function vote(strides: readonly number[], earlier: number, later: number): -1 | 0 | 1 {
  const a = Math.abs(strides[earlier]!);
  const b = Math.abs(strides[later]!);
  if (a === 0 || b === 0) return 0;
  return b <= a ? -1 : 1;
}

function shouldSwap(operands: readonly (readonly number[])[], earlier: number, later: number): boolean | undefined {
  let swap: boolean | undefined;
  for (const strides of operands) {
    const one = vote(strides, earlier, later);
    // Where arrays disagree, row-major order wins.
    if (one === -1) swap = false;
    else if (one === 1) swap ??= true;
  }
  return swap;
}

/**
 * The order of axes in which a result of these operands is laid out: NumPy's order 'K', so that transposed arrays are walked as
 * they lie in memory. Strides of axes that an operand does not have, or is broadcast along, are 0.
 *
 * @returns Axes from the slowest to the fastest; null for row major.
 */
export function keptOrder(rank: number, operands: readonly (readonly number[])[]): readonly number[] | null {
  const order: number[] = [];
  let isPlain = true;
  for (let axis = 0; axis < rank; axis++) {
    // As NumPy's iterator does it: an insertion sort that looks past axes that cannot be compared.
    let place = order.length;
    for (let at = order.length - 1; at >= 0; at--) {
      const swap = shouldSwap(operands, order[at]!, axis);
      if (swap === undefined) continue;
      if (!swap) break;
      place = at;
    }
    if (place < order.length) isPlain = false;
    order.splice(place, 0, axis);
  }
  return isPlain ? null : order;
}

/** The order of the axes of one array: null when its elements lie in row-major order, gaps or not. */
export function orderOf(shape: readonly number[], strides: readonly number[]): readonly number[] | null {
  let last = Infinity;
  for (let axis = 0; axis < shape.length; axis++) {
    const step = Math.abs(strides[axis]!);
    if (shape[axis] === 1 || step === 0) continue;
    if (step > last) return keptOrder(shape.length, [strides.map((stride, at) => (shape[at] === 1 ? 0 : stride))]);
    last = step;
  }
  return null;
}
