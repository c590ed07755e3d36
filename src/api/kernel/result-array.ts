/** Results of kernels as typed arrays and numbers. */

import { InvalidOptionError } from '../../core/errors.ts';
import type { ElementType } from '../../core/kernel.ts';
import type { TypedArray } from '../../core/payload.ts';
import { typedArrayElements } from '../../kernel/frontend/typed-arrays.ts';

/** Typed arrays of bigints. */
export type BigArray = BigInt64Array | BigUint64Array;

/** Typed arrays of numbers. */
export type NumberArray = Exclude<TypedArray, BigArray>;

/** The arrays that hold values of a type. */
export type ArrayOf<T> = T extends bigint ? BigArray : NumberArray;

/** A number, or a bigint for types of 64 bit integers. */
export type NumberOf<T> = T extends bigint ? bigint : number;

/** What an argument of an elementwise function may be: a value, or an array of values. */
export type Elements<T> = T extends number | boolean ? number | NumberArray : T extends bigint ? bigint | BigArray : T;

type ArrayConstructor = new (buffer: ArrayBufferLike, offset: number, length: number) => NumberArray | BigArray;

const constructors = new Map<ElementType, string>([['bool', 'Uint8Array']]);
for (const [name, { element, clamped }] of Object.entries(typedArrayElements))
  if (clamped !== true) constructors.set(element, name);

/**
 * The bytes of a result as a typed array of its element type; nothing is copied.
 *
 * @throws InvalidOptionError for f16 where Node has no Float16Array.
 */
export function arrayFrom(bytes: Uint8Array, element: ElementType): NumberArray | BigArray {
  const name = constructors.get(element) as string;
  const constructor = (globalThis as unknown as { [name: string]: ArrayConstructor | undefined })[name];
  if (constructor === undefined)
    throw new InvalidOptionError(`this version of Node has no ${name}; ask for f32 results, or use Node 24`);
  const { BYTES_PER_ELEMENT } = constructor as unknown as { BYTES_PER_ELEMENT: number };
  return new constructor(bytes.buffer, bytes.byteOffset, bytes.byteLength / BYTES_PER_ELEMENT);
}
