/** How arrays and random generators get into workers and back: as copies of their elements, or of their state. */

import { inLibrary } from '../../core/library-export.ts';
import { toWorker } from '../../core/to-worker.ts';
import { NDArray } from '../array/array.ts';
import { packedElements } from '../array/elements.ts';
import { sharedRowBytes } from '../array/item-source.ts';
import { frombuffer } from '../create/from.ts';
import type { DType } from '../dtype/dtype.ts';
import { reshape } from '../manipulate/shape.ts';
import { BitGenerator } from '../random/bit-generator.ts';
import { Generator } from '../random/generator.ts';
import { MT19937 } from '../random/mt19937.ts';
import { PCG64 } from '../random/pcg64.ts';
import { PCG64DXSM } from '../random/pcg64dxsm.ts';
import { Philox } from '../random/philox.ts';
import { SFC64 } from '../random/sfc64.ts';

const generators = { MT19937, PCG64, PCG64DXSM, Philox, SFC64 } as const;

/** A generator that can be told where to go on. */
type Stateful = InstanceType<(typeof generators)[keyof typeof generators]>;

/**
 * The array that has arrived, from its elements in row-major order.
 *
 * @hidden
 */
export const arriveArray = (bytes: Uint8Array, dtype: DType, shape: readonly number[]): NDArray =>
  reshape(frombuffer(bytes, { dtype }), shape);

/**
 * The bit generator that has arrived: it gives what the one that was sent would give next.
 *
 * @hidden
 */
export function arriveBitGenerator(state: Stateful['state']): BitGenerator {
  const made = new generators[state.bitGenerator as keyof typeof generators](0);
  (made as { state: Stateful['state'] }).state = state;
  return made;
}

/**
 * The generator that has arrived.
 *
 * @hidden
 */
export const arriveGenerator = (bits: BitGenerator): Generator => new Generator(bits);

for (const [name, fn] of Object.entries({ arriveArray, arriveBitGenerator, arriveGenerator })) {
  inLibrary(fn, { entry: 'ndarray', name });
}

/** Copies the elements once: threads then share that copy. Rows of the items of a call lie in a copy already. */
function bytesFor(target: 'thread' | 'process', array: NDArray): Uint8Array {
  const { node } = array;
  const shared = target === 'thread' ? sharedRowBytes(array) : undefined;
  if (shared !== undefined) return shared;
  const { buffer, byteOffset, byteLength } = packedElements(node);
  const copy = new Uint8Array(target === 'thread' ? new SharedArrayBuffer(byteLength) : new ArrayBuffer(byteLength));
  copy.set(new Uint8Array(buffer, byteOffset, byteLength));
  return copy;
}

const addHook = <T extends object>(
  prototype: T,
  hook: (self: T, target: 'thread' | 'process') => readonly unknown[],
): void => {
  Object.defineProperty(prototype, toWorker, {
    value(this: T, { target }: { readonly target: 'thread' | 'process' }) {
      return hook(this, target);
    },
    enumerable: false,
    configurable: true,
    writable: true,
  });
};

addHook(NDArray.prototype as NDArray, (array, target) => [
  arriveArray,
  bytesFor(target, array),
  array.dtype,
  array.shape,
]);
addHook(BitGenerator.prototype, (bits) => [arriveBitGenerator, (bits as Stateful).state]);
addHook(Generator.prototype, (generator) => [arriveGenerator, generator.bitGenerator]);
