/** Compiled kernels by what they compute: found by the numbers of a description, without making anything. */

import type { Artifact, KernelBackend } from '../../core/kernel.ts';
import { compileKernel, type NumericMode } from '../../kernel/compile-kernel.ts';
import type { Description } from './description.ts';
import { lowerKernel } from './lower.ts';

/** The most kernels that are remembered. */
const MAX_KERNELS = 1000;

interface Entry {
  readonly key: Int32Array;
  readonly target: Artifact['target'];
  readonly mode: NumericMode;
  readonly artifact: Artifact;
}

const buckets = new Map<number, Entry[]>();
let count = 0;
let compiled = 0;

/** How many kernels were compiled since the program started. */
export const compiledKernels = (): number => compiled;

function isSame(entry: Entry, { key, keyLength }: Description): boolean {
  const known = entry.key;
  if (known.length !== keyLength) return false;
  for (let at = 0; at < keyLength; at++) if (known[at] !== key[at]) return false;
  return true;
}

/** The compiled kernel of a description for a backend. */
export function kernelFor(description: Description, backend: KernelBackend, mode: NumericMode): Artifact {
  const { target } = backend;
  const bucket = buckets.get(description.hash);
  if (bucket !== undefined) {
    for (let at = 0; at < bucket.length; at++) {
      const entry = bucket[at]!;
      if (entry.target === target && entry.mode === mode && isSame(entry, description)) return entry.artifact;
    }
  }
  return compile(description, target, mode);
}

function compile(description: Description, target: Artifact['target'], mode: NumericMode): Artifact {
  const artifact = compileKernel(lowerKernel(description), target, mode);
  compiled++;
  const entry = { key: description.key.slice(0, description.keyLength), target, mode, artifact };
  if (count >= MAX_KERNELS) dropOldest();
  count++;
  const bucket = buckets.get(description.hash);
  if (bucket === undefined) buckets.set(description.hash, [entry]);
  else bucket.push(entry);
  return artifact;
}

/** The bucket that was made first goes: a program of ever new expressions must not grow for ever. */
function dropOldest(): void {
  const [oldest] = buckets;
  if (oldest === undefined) return;
  buckets.delete(oldest[0]);
  count -= oldest[1].length;
}
