/**
 * What arrays can do, as types: the class is merged with these, and install/ puts the functions on its prototype. They are generic in the
 * array types, so that they need not import the class: `Self` is the array itself, `Any` one of any dtype.
 */

import type { Complex } from '../dtype/complex.ts';
import type { DType } from '../dtype/dtype.ts';
import type { MathMethods, ReduceMethods } from './methods-math.ts';
import type { OrderMethods } from './methods-order.ts';
import type { PartMethods } from './methods-parts.ts';
import type { PickMethods } from './methods-pick.ts';
import type { ViewMethods } from './methods-shape.ts';

/** Elements as they come out of arrays of a dtype. */
export type ItemOf<D extends DType> = D extends 'bool'
  ? boolean
  : D extends 'int64' | 'uint64'
    ? number | bigint
    : D extends 'complex64' | 'complex128'
      ? Complex
      : number;

/** Lists in lists, as deep as the array has axes; the element itself for a 0-d array. */
export type NestedList<T> = T | NestedList<T>[];

/** How elements come out. */
export interface OutputOptions {
  /** Bigints for int64 and uint64 even when all of them are safe integers. */
  readonly bigint?: boolean;
}

/** All methods that are installed. */
export interface InstalledMethods<Self, Any, Bool, Places>
  extends
    ViewMethods<Self>,
    PickMethods<Self, Any>,
    PartMethods<Self, Any>,
    MathMethods<Self, Any, Bool>,
    ReduceMethods<Any>,
    OrderMethods<Self, Any, Places> {}
