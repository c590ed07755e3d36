/** The parts of a plan. */

import type { Node } from '../graph/node.ts';

/** Rows of an array: all places of the first axes, and the elements below each. */
export interface Rows {
  readonly shape: readonly number[];
  /** How many axes the rows are counted along. */
  readonly kept: number;
  readonly count: number;
  readonly length: number;
}

/** Why an intermediate result is stored instead of being a part of a larger kernel. */
export type KeepReason =
  | 'asked for'
  | 'reduction'
  | 'computed by a function'
  | 'half floats are rounded by storing them'
  | 'smaller than what reads it: computed once, not for each row'
  | 'read by a later kernel'
  | 'kernel would be too large'
  | 'read by a function'
  | 'seen by a view'
  | 'a view';

/** One kernel, or one call of a function. */
export interface Step {
  /** `rows`: several kernels over the same rows, which run row by row. */
  readonly kind: 'fused' | 'opaque' | 'fill' | 'view' | 'rows';
  readonly outputs: readonly Node[];
  /** Of `rows`: the kernels. */
  readonly parts?: readonly Step[];
  /** Of `rows`: the results that last for some rows only. */
  readonly temporaries?: ReadonlySet<Node>;
  readonly rows?: Rows;
}

/** What is known about a node while a graph is cut. */
export interface Info {
  readonly node: Node;
  readonly inputs: readonly Info[];
  readonly readers: Info[];
  stage: number;
  keep: KeepReason | null;
  /** Its inputs are stored even where they could be a part of its kernel. */
  isCut: boolean;
}

/** A kernel of the plan, and the operations in it. */
export interface FusedStep extends Step {
  readonly infos: readonly Info[];
}
