/** Options of kernels, checked at the door. */

import { InvalidOptionError } from '../../core/errors.ts';
import { listKernelBackends } from '../../core/kernel-registry.ts';
import type { Schedule } from '../../core/kernel.ts';
import { seedWords } from '../../core/random.ts';
import { checkNodeVersion } from '../../platform/node-version.ts';
import type { NumericMode } from './artifacts.ts';
import type { GivenValues } from './source-of.ts';

/** How a kernel is compiled and where it runs. */
export interface KernelOptions {
  /** `threads` (default): WebAssembly over all cores; `gpu`; `sequential`: the interpreter, slow and exact. */
  readonly backend?: string;
  /** `strict` (default): the same bits on every machine; `fast`: fused multiply-add where the processor has it. */
  readonly mode?: NumericMode;
  /** Width of floats that no array decides. Default: that of the arrays used, else f64; always f32 on a GPU. */
  readonly float?: 'f32' | 'f64';
  /** Seed of `Math.random()` in the kernel: equal seeds give equal numbers on every backend. Default: another one each time. */
  readonly seed?: number | bigint | string;
  /**
   * How iterations are handed out to threads; the results are the same bits. Default: chunks of some 50 us by the code's own estimate, and what
   * looks like less than that on the spot. Say it where iterations take long or differ much: in `'static'` parts, one for each thread; in
   * chunks to whichever thread is free (`'dynamic'`); in chunks that get smaller towards the end (`'guided'`). A GPU takes no notice.
   */
  readonly schedule?: Schedule['kind'];
  /** Iterations of a chunk; with `'guided'` of the smallest. Of reductions rounded to blocks of 4096. Without `schedule` it is `'dynamic'`. */
  readonly chunkSize?: number;
  /** Values of captured variables by name, where they cannot be captured. */
  readonly context?: GivenValues;
}

const MAX_LENGTH = 2 ** 31 - 1;

const KEYS: ReadonlySet<string> = new Set(['backend', 'mode', 'float', 'seed', 'context', 'schedule', 'chunkSize']);

/** Checks the options that all kernels have. */
export function checkKernelOptions(
  options: KernelOptions,
  { caller, more = [] }: { readonly caller: string; readonly more?: readonly string[] },
): void {
  checkNodeVersion();
  const unknown = Object.keys(options).find((key) => !KEYS.has(key) && !more.includes(key));
  if (unknown !== undefined) {
    throw new InvalidOptionError(`${caller} has no option "${unknown}"; it has ${[...KEYS, ...more].join(', ')}`);
  }
  const { backend, mode, float } = options;
  const names = listKernelBackends().map((entry) => entry.name);
  if (backend !== undefined && !names.includes(backend)) {
    throw new InvalidOptionError(`backend of ${caller} must be one of ${names.join(', ')}, got ${String(backend)}`);
  }
  if (mode !== undefined && mode !== 'strict' && mode !== 'fast') {
    throw new InvalidOptionError(`mode of ${caller} must be 'strict' or 'fast', got ${String(mode)}`);
  }
  if (float !== undefined && float !== 'f32' && float !== 'f64') {
    throw new InvalidOptionError(`float of ${caller} must be 'f32' or 'f64', got ${String(float)}`);
  }
  checkSchedule(options, caller);
}

function checkSchedule({ schedule, chunkSize }: KernelOptions, caller: string): void {
  if (schedule !== undefined && schedule !== 'static' && schedule !== 'dynamic' && schedule !== 'guided') {
    throw new InvalidOptionError(
      `schedule of ${caller} must be 'static', 'dynamic' or 'guided', got ${String(schedule)}`,
    );
  }
  if (chunkSize !== undefined && !(Number.isInteger(chunkSize) && chunkSize >= 1 && chunkSize <= MAX_LENGTH)) {
    throw new InvalidOptionError(
      `chunkSize of ${caller} must be a whole number from 1 to ${MAX_LENGTH}, got ${String(chunkSize)}`,
    );
  }
}

/** How the caller wants iterations to be handed out; undefined where the backend decides. */
export function scheduleOf({ schedule, chunkSize }: KernelOptions): Schedule | undefined {
  if (schedule === undefined && chunkSize === undefined) return undefined;
  return { kind: schedule ?? 'dynamic', ...(chunkSize === undefined ? {} : { chunkSize }) };
}

/** Options of loops whose iterations may work in groups. */
export interface WorkgroupOptions extends KernelOptions {
  /**
   * Iterations of a workgroup, along each axis: they share `workgroupArray`s and meet at `barrier()`s, as blocks of threads do in CUDA. At most
   * 256 together. On a GPU, and interpreted on `sequential`. Whole groups run: indices may lie beyond the iteration space.
   */
  readonly workgroup?: number | readonly number[];
}

/** Invocations of a workgroup that every GPU has. */
const MAX_WORKGROUP = 256;

/** The lengths of a workgroup; undefined where there is none. */
export function workgroupOf(
  { workgroup }: WorkgroupOptions,
  { caller, rank }: { readonly caller: string; readonly rank: number },
): readonly number[] | undefined {
  if (workgroup === undefined) return undefined;
  const lengths = typeof workgroup === 'number' ? [workgroup] : workgroup;
  const isRight =
    Array.isArray(lengths) &&
    lengths.length === rank &&
    lengths.every((length) => Number.isInteger(length) && length >= 1) &&
    lengths.reduce((a, b) => a * b, 1) <= MAX_WORKGROUP;
  if (isRight) return lengths as readonly number[];
  throw new InvalidOptionError(
    `workgroup of ${caller} has a length for each axis, ${rank} here, of together at most ${MAX_WORKGROUP}; got ${String(workgroup)}`,
  );
}

/** The seed as words; a new one where none is given. */
export const seedOf = ({ seed }: KernelOptions): readonly [number, number] =>
  seed === undefined ? [Math.floor(Math.random() * 2 ** 32), Math.floor(Math.random() * 2 ** 32)] : seedWords(seed);

/** One axis: how many iterations, from where, in which steps. */
export interface Axis {
  readonly length: number;
  readonly start: number;
  readonly step: number;
}

/** A range of one axis. */
export interface IterationRange {
  /** The first index; default 0. */
  readonly start?: number;
  /** Before this index it ends. */
  readonly stop: number;
  /** From one index to the next; default 1. */
  readonly step?: number;
}

/** `n`, a range, or the lengths of one to three axes. */
export type IterationSpace = number | IterationRange | readonly number[];

function wholeAxis(length: number, caller: string): Axis {
  if (!Number.isInteger(length) || length < 0 || length > MAX_LENGTH) {
    throw new InvalidOptionError(
      `${caller} runs a whole number of times from 0 to ${MAX_LENGTH}, got ${String(length)}`,
    );
  }
  return { length, start: 0, step: 1 };
}

/** The axes of an iteration space. */
export function axesOf(space: IterationSpace, caller: string): readonly Axis[] {
  if (typeof space === 'number') return [wholeAxis(space, caller)];
  if (Array.isArray(space)) {
    if (space.length < 1 || space.length > 3)
      throw new InvalidOptionError(`${caller} has 1 to 3 axes, got ${space.length}`);
    return (space as readonly number[]).map((length) => wholeAxis(length, caller));
  }
  if (typeof space !== 'object' || space === null || !('stop' in space)) {
    throw new InvalidOptionError(
      `${caller} needs a number, { start, stop, step } or a list of lengths, got ${String(space)}`,
    );
  }
  const { start = 0, stop, step = 1 } = space;
  if (![start, stop, step].every(Number.isInteger) || step === 0) {
    throw new InvalidOptionError(
      `a range has whole numbers and a step that is not 0, got start ${start}, stop ${stop}, step ${step}`,
    );
  }
  return [{ length: wholeAxis(Math.max(0, Math.ceil((stop - start) / step)), caller).length, start, step }];
}
