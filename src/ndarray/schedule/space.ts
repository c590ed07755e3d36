/** The iteration space of a kernel: axes in the order in which they are walked, neighbours joined where that changes no address. */

/** How something in memory is walked: strides by axis of the space, in elements. */
export interface Operand {
  readonly offset: number;
  readonly strides: readonly number[];
}

/** Axes of a space, and how operands step along them. */
export interface Space {
  /** Lengths of the axes: first those that are kept, then those that are reduced. */
  readonly sizes: readonly number[];
  /** How many of them are kept. */
  readonly kept: number;
  /** Strides of each operand along each axis. */
  readonly strides: readonly (readonly number[])[];
}

/** What a space is made from. */
export interface SpaceRequest {
  readonly shape: readonly number[];
  /** Axes of the shape in the order in which they are walked: kept ones first. */
  readonly axes: readonly number[];
  readonly kept: number;
  readonly operands: readonly Operand[];
}

/** Joins axes for which every operand steps as over one longer axis. */
export function makeSpace({ shape, axes, kept, operands }: SpaceRequest): Space {
  const sizes: number[] = [];
  const strides: number[][] = operands.map(() => []);
  let keptCount = 0;
  for (let at = 0; at < axes.length; at++) {
    const axis = axes[at]!;
    const length = shape[axis]!;
    if (length === 1) continue;
    const isKept = at < kept;
    const last = sizes.length - 1;
    const canJoin = last >= 0 && (isKept || last >= keptCount);
    if (canJoin && operands.every((operand, which) => strides[which]![last] === operand.strides[axis]! * length)) {
      sizes[last]! *= length;
      for (let which = 0; which < operands.length; which++) strides[which]![last] = operands[which]!.strides[axis]!;
      continue;
    }
    sizes.push(length);
    for (let which = 0; which < operands.length; which++) strides[which]!.push(operands[which]!.strides[axis]!);
    if (isKept) keptCount++;
  }
  const isReduced = kept < axes.length;
  // A kernel has an axis at least, and one to reduce where it reduces.
  if (sizes.length === (isReduced ? keptCount : 0)) {
    sizes.push(1);
    for (const list of strides) list.push(0);
    if (!isReduced) keptCount = 1;
  }
  return { sizes, kept: keptCount, strides };
}

/** How the axes of a space are spread over the three that a kernel has: numbers of neighbouring axes that share one. */
export function spread(kept: number, reduced: number): readonly number[] {
  const rank = kept + reduced;
  if (rank <= 3) return new Array<number>(rank).fill(1);
  if (reduced === 0) return [kept - 2, 1, 1];
  if (kept === 0) return [reduced - 2, 1, 1];
  const inner = Math.min(reduced, 2);
  const outer = Math.min(kept, 3 - inner);
  const groups: number[] = [];
  for (let at = 0; at < outer; at++) groups.push(at === 0 ? kept - outer + 1 : 1);
  for (let at = 0; at < inner; at++) groups.push(at === 0 ? reduced - inner + 1 : 1);
  return groups;
}
