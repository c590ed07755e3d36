/** Transforms of lengths of small factors in kernels, with twiddle factors and working memory among the buffers of a backend. */

import type { BufferId, KernelBackend, WasmArtifact } from '../../core/kernel.ts';
import type { FftRadix } from '../../kernel/library/fft/butterflies.ts';
import { FFT_BLOCK, fftPassKernel } from '../../kernel/library/fft/pass.ts';
import { radices } from './factors.ts';
import { makePass } from './make-pass.ts';
import type { FftPlan } from './fft-plan.ts';

/** Shorter transforms are done by the loops sooner than kernels are called. */
const LEAST_LENGTH = 128;
/** The buffers of longer ones would be too much to keep: so many points take 200 MiB. */
const MAX_LENGTH = 2 ** 22;
const MAX_RADIX = 5;
const PAIR_BYTES = 16;

const kernels = new Map<FftRadix, WasmArtifact>();

function kernelOf(radix: FftRadix): WasmArtifact {
  let kernel = kernels.get(radix);
  if (kernel === undefined) kernels.set(radix, (kernel = fftPassKernel(radix)));
  return kernel;
}

/** Whether a length may be transformed in kernels of a backend. */
export const hasKernels = (length: number, backend: KernelBackend): boolean =>
  backend.target === 'wasm' &&
  backend.view !== undefined &&
  length >= LEAST_LENGTH &&
  length <= MAX_LENGTH &&
  radices(length).every((radix) => radix <= MAX_RADIX);

interface KernelPass {
  readonly kernel: WasmArtifact;
  readonly scalars: readonly [step: number, groups: number, factors: number];
  readonly size: readonly [units: number, elements: number];
}

/** Buffers of so many pairs each; none when there is no room for all. */
function allocAll(backend: KernelBackend, pairs: readonly [number, number, number]): [BufferId, BufferId, BufferId] {
  const made: BufferId[] = [];
  try {
    for (const count of pairs) made.push(backend.alloc(PAIR_BYTES * count, { zeroed: false }));
  } catch (error) {
    for (const buffer of made) backend.free(buffer);
    throw error;
  }
  return made as [BufferId, BufferId, BufferId];
}

/** Two buffers that are read and written by turns, and the passes between them. */
export class KernelPlan implements FftPlan {
  readonly length: number;
  readonly input: Float64Array;
  readonly #backend: KernelBackend;
  readonly #turns: readonly [BufferId, BufferId];
  readonly #twiddles: BufferId;
  readonly #passes: readonly KernelPass[];

  /** @throws KernelMemoryError when there is no room. */
  constructor(length: number, backend: KernelBackend) {
    this.length = length;
    this.#backend = backend;
    const passes: KernelPass[] = [];
    const twiddles: Float64Array[] = [];
    let [groups, factors] = [1, 0];
    for (const radix of radices(length) as FftRadix[]) {
      const pass = makePass(radix, groups, length);
      const { step } = pass;
      const units = Math.ceil((step * groups) / FFT_BLOCK);
      const size = [units, radix * Math.min(FFT_BLOCK, step * groups)] as const;
      passes.push({ kernel: kernelOf(radix), scalars: [step, groups, factors], size });
      twiddles.push(pass.twiddles);
      factors += pass.twiddles.length / 2;
      groups *= radix;
    }
    this.#passes = passes;
    const [first, second, third] = allocAll(backend, [length, length, factors]);
    this.#turns = [first, second];
    this.#twiddles = third;
    this.input = this.#pairsOf(first);
    const all = this.#pairsOf(this.#twiddles);
    for (const [at, { scalars }] of passes.entries()) all.set(twiddles[at]!, 2 * scalars[2]);
  }

  #pairsOf(buffer: BufferId): Float64Array {
    const bytes = this.#backend.view!(buffer);
    return new Float64Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 8);
  }

  run(): Float64Array {
    let [from, to] = this.#turns;
    for (const { kernel, scalars, size } of this.#passes) {
      this.#backend.dispatch(kernel, [from, this.#twiddles, to], { scalars, size });
      [from, to] = [to, from];
    }
    return this.#pairsOf(from);
  }

  free(): void {
    for (const buffer of [...this.#turns, this.#twiddles]) this.#backend.free(buffer);
  }
}
