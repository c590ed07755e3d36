/** Operations on elements: how each becomes IR. */

import type { BlockBuilder } from '../../kernel/ir/block-builder.ts';
import type { Value } from '../../kernel/ir/types.ts';
import type { DType } from '../dtype/dtype.ts';

/** The dtypes at one use of an operation. */
export interface OpTypes {
  readonly inputs: readonly DType[];
  readonly output: DType;
}

/**
 * Computes one element. Values come and go as kernels hold them: int8 to int32 as i32, uint8 and uint16 as i32 too, float16 as f32.
 * What is outside of the range of a narrow output is wrapped afterwards.
 */
export type LowerOp = (b: BlockBuilder, args: readonly Value[], types: OpTypes) => Value;

/** An operation on elements. */
export interface ElementOp {
  readonly name: string;
  /** Small and unique: what keys of kernels are made of. */
  readonly id: number;
  /** Rough cost of one element, in additions: what is cheap may be computed twice rather than kept. */
  readonly cost: number;
  readonly lower: LowerOp;
}

let nextId = 1;

/** Defines an operation. */
export const defineOp = (name: string, lower: LowerOp, cost = 1): ElementOp => ({ name, id: nextId++, cost, lower });
