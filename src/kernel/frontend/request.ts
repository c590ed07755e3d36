/** What the front end is asked to compile, and what it gives back. */

import type { ElementType, ScalarType } from '../../core/kernel.ts';
import type { Kernel } from '../ir/types.ts';
import type { Dependencies } from './dependencies.ts';
import type { BufferSource, Reach, ScalarSource } from './hir.ts';
import type { FunctionSource } from './parse.ts';

/** What a parameter of the function is bound to. */
export type ParameterBinding =
  /** Coordinate on an axis; with `range`, `start + coordinate * step`, both given with each dispatch. */
  | { readonly kind: 'index'; readonly axis: number; readonly range?: boolean }
  /** The element of an input at the iteration's own place. */
  | { readonly kind: 'element'; readonly element: ElementType }
  /** A whole array. */
  | ({ readonly kind: 'array' } & ArrayView)
  /**
   * The part of an array that belongs to the iteration: its last `rank` axes. With rank 0 an element. `inner` is how far parts are
   * apart along the last axis of the iteration space, in elements, where that is known when the kernel is compiled: vectors need it.
   */
  | ({ readonly kind: 'slice'; readonly inner?: 0 | 1 } & ArrayView)
  /** An array of a stencil, read at offsets from the iteration's own place; its rank is that of the kernel. */
  | { readonly kind: 'window'; readonly element: ElementType; readonly neighborhood?: readonly Reach[] }
  /** A number given with each dispatch. */
  | { readonly kind: 'scalar'; readonly type: Exclude<ScalarType, 'bool'> }
  /** A value known now. */
  | { readonly kind: 'constant'; readonly value: unknown };

/** What becomes of the value that the function returns. */
export type ResultBinding =
  | { readonly kind: 'none' }
  /** Stored at the iteration's own place of a result buffer; `infer` takes the element type from the function. */
  | { readonly kind: 'store'; readonly element: ElementType | 'infer' }
  /** Combined over all iterations; the result buffer has one element. */
  | { readonly kind: 'reduce'; readonly op: 'add' | 'mul' | 'min' | 'max'; readonly type?: ScalarType };

/** How an array that is not a typed array looks to a kernel. */
export interface ArrayView {
  readonly element: ElementType;
  readonly rank: number;
  readonly clamped?: boolean;
  /** Neighbours on the last axis are neighbours in memory, which vectors want. */
  readonly isUnit?: boolean;
}

export interface KernelRequest {
  readonly name: string;
  readonly source: FunctionSource;
  /** Text and captured values of a captured function; undefined when it cannot be had. */
  readonly sourceOf: (fn: (...args: never[]) => unknown) => FunctionSource | undefined;
  readonly rank: 1 | 2 | 3;
  readonly parameters: readonly ParameterBinding[];
  readonly result: ResultBinding;
  /** Width of floats whose width nothing else says. Default: that of the float arrays and scalars the kernel uses, f64 when there are none. */
  readonly float?: 'f32' | 'f64';
  /** Captured numbers that change between dispatches, by the ids of their reads; all others are constants. */
  readonly uniforms?: ReadonlySet<string>;
  readonly workgroup?: readonly number[];
  /** Recognises arrays that are not typed arrays. */
  readonly arrayView?: (value: object) => ArrayView | undefined;
}

/** A captured value that is part of the code: when it changes, the kernel must be compiled again. */
export interface UsedConstant {
  readonly path: string;
  readonly value: unknown;
}

export interface LoweredKernel {
  readonly kernel: Kernel;
  /** Where the bytes of each buffer come from, in the order of `kernel.buffers`. */
  readonly buffers: readonly BufferSource[];
  /** Where each scalar comes from, in the order of `kernel.scalars`. */
  readonly scalars: readonly ScalarSource[];
  readonly constants: readonly UsedConstant[];
  /** What was read of the program's objects. */
  readonly dependencies: Dependencies;
  /** Type of each variable of the function, for `explain`. */
  readonly variables: readonly { readonly name: string; readonly type: ScalarType }[];
  /** How far windows are read, by axis. */
  readonly reach: readonly Reach[];
  /** Element types of the result buffers, in order. */
  readonly results: readonly { readonly name: string; readonly element: ElementType }[];
}
