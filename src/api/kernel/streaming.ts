/** Which arrays of a call are streamed through the cache instead of being copied whole, before and after. */

import { type Artifact, elementBytes, type StreamedArray } from '../../core/kernel.ts';
import type { BufferReach } from '../../kernel/analysis/buffer-reach.ts';
import { isInArena } from '../../memory/arena-arrays.ts';
import { type BoundBuffer, isBytes } from './call-arrays.ts';

/** What is smaller than this stays in the cache between copies and kernel anyway. In bytes. */
const LEAST_BYTES = 2 ** 20;

/**
 * The arrays of a call that is worth streaming; undefined for others: a kernel that computes much for each byte that is copied gains more by all
 * threads, arrays in the memory of kernels are copied nowhere, and one that is not walked through in step has to be there as a whole.
 *
 * @param reach - What the call does with each of the buffers.
 */
export function streamedIn(
  artifact: Artifact,
  bound: readonly BoundBuffer[],
  reach: readonly BufferReach[],
): readonly StreamedArray[] | undefined {
  if (artifact.target !== 'wasm' || artifact.accumulators > 0 || artifact.tallies.length > 0) return undefined;
  const arrays: StreamedArray[] = [];
  let copied = 0;
  let largest = 0;
  for (const [at, { memory: bytes, element }] of bound.entries()) {
    const { inStep, isFilled } = reach[at]!;
    if (inStep === null || !isBytes(bytes) || isInArena(bytes)) return undefined;
    largest = Math.max(largest, bytes.byteLength);
    copied += elementBytes[element] * ((isFilled ? 0 : 1) + (inStep.written === null ? 0 : 1));
    arrays.push({ bytes, ...inStep, isFilled });
  }
  return largest >= LEAST_BYTES && artifact.cost <= copied ? arrays : undefined;
}
