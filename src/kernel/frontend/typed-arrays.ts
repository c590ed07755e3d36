/** Classes of typed arrays, by name. */

import type { ElementType } from '../../core/kernel.ts';

/** Typed array classes that a kernel may read, write and make, by name. */
export const typedArrayElements: {
  readonly [name: string]: { readonly element: ElementType; readonly clamped?: boolean };
} = {
  Int8Array: { element: 'i8' },
  Uint8Array: { element: 'u8' },
  Uint8ClampedArray: { element: 'u8', clamped: true },
  Int16Array: { element: 'i16' },
  Uint16Array: { element: 'u16' },
  Float16Array: { element: 'f16' },
  Int32Array: { element: 'i32' },
  Uint32Array: { element: 'u32' },
  BigInt64Array: { element: 'i64' },
  BigUint64Array: { element: 'u64' },
  Float32Array: { element: 'f32' },
  Float64Array: { element: 'f64' },
};
