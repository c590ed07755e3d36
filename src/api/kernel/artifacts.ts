/** Compiled kernels, by target; the last ones are remembered. */

import type { Artifact } from '../../core/kernel.ts';
import type { DispatchFacts } from '../../kernel/analysis/index-range.ts';
import { findProvable } from '../../kernel/analysis/proven-accesses.ts';
import { findReach, type ReachOf } from '../../kernel/analysis/buffer-reach.ts';
import { type CompileOptions, compilePrepared, type NumericMode, preparedFor } from '../../kernel/compile-kernel.ts';
import { printKernel } from '../../kernel/ir/print.ts';
import type { Kernel } from '../../kernel/ir/types.ts';

export { preparedFor } from '../../kernel/compile-kernel.ts';
export type { NumericMode } from '../../kernel/compile-kernel.ts';

/** A compiled kernel, and what it does with its buffers. */
export interface Compiled {
  readonly artifact: Artifact;
  readonly reachOf: ReachOf;
  /** What a dispatch runs: without checks where all of its accesses are proved to be in range. */
  readonly artifactFor: (facts: DispatchFacts) => Artifact;
}

function compile(kernel: Kernel, options: CompileOptions): Compiled {
  const prepared = preparedFor(kernel, options.target);
  const artifact = compilePrepared(prepared, options);
  const provable = options.target === 'wasm' ? findProvable(prepared) : undefined;
  let unchecked: Artifact | undefined;
  return {
    artifact,
    reachOf: findReach(prepared),
    artifactFor(facts) {
      if (provable?.isProven(facts) !== true) return artifact;
      unchecked ??= compilePrepared(provable.unchecked(), { ...options, text: `in range\n${options.text}` });
      return unchecked;
    },
  };
}

const compiled = new Map<string, Compiled>();
const MAX_COMPILED = 500;

/** What was compiled of a kernel object: printing it to look it up by its text takes longer than a small dispatch. */
const byKernel = new WeakMap<Kernel, Map<string, Compiled>>();

/** A kernel compiled for a target; equal kernels give the same one. */
export function compiledFor(kernel: Kernel, target: Artifact['target'], mode: NumericMode): Compiled {
  let own = byKernel.get(kernel);
  if (own === undefined) byKernel.set(kernel, (own = new Map()));
  const way = `${target} ${mode}`;
  let found = own.get(way);
  if (found === undefined) own.set(way, (found = byText(kernel, target, mode)));
  return found;
}

function byText(kernel: Kernel, target: Artifact['target'], mode: NumericMode): Compiled {
  const text = printKernel(kernel);
  const key = `${target} ${mode}\n${text}`;
  let found = compiled.get(key);
  if (found === undefined) {
    found = compile(kernel, { target, mode, text });
    if (compiled.size >= MAX_COMPILED) compiled.delete(compiled.keys().next().value as string);
    compiled.set(key, found);
  }
  return found;
}

/** The artifact of a kernel for a target. */
export const artifactFor = (kernel: Kernel, target: Artifact['target'], mode: NumericMode): Artifact =>
  compiledFor(kernel, target, mode).artifact;
