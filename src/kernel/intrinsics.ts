/**
 * Functions that mean something special in a kernel: casts, atomics on floats, workgroups. They are ordinary functions too, so that a
 * kernel is an ordinary function that can be called and debugged.
 */

import { ParallelError } from '../core/errors.ts';
import { toI32, toI64, toU32, toU64 } from './codegen/interpret/arithmetic.ts';

/** What an intrinsic is in a kernel. */
export type Intrinsic =
  | { readonly kind: 'cast'; readonly to: 'i32' | 'u32' | 'i64' | 'u64' | 'f32' | 'f64' }
  | { readonly kind: 'atomic'; readonly op: 'add' | 'sub' | 'min' | 'max' }
  | { readonly kind: 'barrier' | 'workgroupArray' }
  | { readonly kind: 'index'; readonly space: 'global' | 'local' | 'group' };

// A registered symbol: two copies of the library in one program know each other's intrinsics.
const INTRINSIC = Symbol.for('manycore.intrinsic');

function define<F extends (...args: never[]) => unknown>(fn: F, intrinsic: Intrinsic): F {
  Object.defineProperty(fn, INTRINSIC, { value: intrinsic });
  return fn;
}

/** What a function means in a kernel; undefined for ordinary functions. */
export const intrinsicOf = (fn: unknown): Intrinsic | undefined =>
  typeof fn === 'function' ? (fn as { [INTRINSIC]?: Intrinsic })[INTRINSIC] : undefined;

/** A number as a 32-bit integer: towards zero, out of range to the nearest end, NaN to 0. */
export const i32 = define((x: number | bigint | boolean): number => toI32(Number(x)), { kind: 'cast', to: 'i32' });

/** A number as an unsigned 32-bit integer: towards zero, out of range to the nearest end, NaN to 0. Of a negative integer the bits are kept. */
export const u32 = define(
  (x: number | bigint | boolean): number =>
    Number.isInteger(x) && (x as number) < 0 ? (x as number) >>> 0 : toU32(Number(x)),
  { kind: 'cast', to: 'u32' },
);

/** A number as a 64-bit integer, a bigint; not on a GPU. */
export const i64 = define(
  (x: number | bigint | boolean): bigint => (typeof x === 'bigint' ? BigInt.asIntN(64, x) : toI64(Number(x))),
  {
    kind: 'cast',
    to: 'i64',
  },
);

/** A number as an unsigned 64-bit integer, a bigint; not on a GPU. */
export const u64 = define(
  (x: number | bigint | boolean): bigint => (typeof x === 'bigint' ? BigInt.asUintN(64, x) : toU64(Number(x))),
  {
    kind: 'cast',
    to: 'u64',
  },
);

/** A number rounded to 32-bit float; what is computed with it stays f32 unless it meets f64. */
export const f32 = define((x: number | bigint | boolean): number => Math.fround(Number(x)), {
  kind: 'cast',
  to: 'f32',
});

/** A number as 64-bit float; what is computed with it is f64. Not on a GPU. */
export const f64 = define((x: number | bigint | boolean): number => Number(x), { kind: 'cast', to: 'f64' });

/** Arrays of numbers that atomics work on. */
export type AtomicArray = Int32Array | Uint32Array | Float32Array | Float64Array;

function atomic(op: 'add' | 'sub' | 'min' | 'max', combine: (a: number, b: number) => number) {
  return define(
    (array: AtomicArray, index: number, value: number): number => {
      const old = array[index] ?? 0;
      array[index] = combine(old, value);
      return old;
    },
    { kind: 'atomic', op },
  );
}

/** Adds to an element in one step, whatever else runs at the same time; gives the old value. Works on floats too. */
export const atomicAdd = atomic('add', (a, b) => a + b);
/** Subtracts from an element in one step; gives the old value. */
export const atomicSub = atomic('sub', (a, b) => a - b);
/** Keeps the smaller of an element and a value in one step; gives the old value. */
export const atomicMin = atomic('min', Math.min);
/** Keeps the larger of an element and a value in one step; gives the old value. */
export const atomicMax = atomic('max', Math.max);

const onlyInKernels = (name: string): never => {
  throw new ParallelError(
    'ERR_KERNEL_ONLY',
    `${name}() has a meaning only inside a kernel with a workgroup; call it there`,
  );
};

/** Waits until all invocations of the workgroup are here. */
export const barrier = define((): void => onlyInKernels('barrier'), { kind: 'barrier' });

/** An array that the invocations of a workgroup share; zeros at its start. The length must be constant. */
export const workgroupArray = define(
  (_type: 'i32' | 'u32' | 'f32', _length: number): Float32Array => onlyInKernels('workgroupArray'),
  { kind: 'workgroupArray' },
);

/** Coordinate of this invocation in its workgroup. */
export const localIndex = define((_axis?: 0 | 1 | 2): number => onlyInKernels('localIndex'), {
  kind: 'index',
  space: 'local',
});

/** Coordinate of the workgroup of this invocation. */
export const groupIndex = define((_axis?: 0 | 1 | 2): number => onlyInKernels('groupIndex'), {
  kind: 'index',
  space: 'group',
});
