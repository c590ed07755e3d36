/**
 * Kernels: functions and shaders that run over arrays.
 *
 * @module
 */

import './backends/register-kernels.ts';

export { rawKernel } from './kernel/raw-kernel.ts';
export type { RawKernel, RawKernelArray, RawKernelLaunch, RawKernelOptions } from './kernel/raw-kernel.ts';
export { gpuInfo } from './backends/gpu/gpu-info.ts';
export type { GpuInfo } from './backends/gpu/gpu-info.ts';
export { ArrayView, arrayView } from './api/kernel/array-view.ts';
export type { Indexed } from './api/kernel/array-view.ts';
export { guvectorize } from './api/kernel/guvectorize.ts';
export type {
  GuArgument,
  GuResult,
  Guvectorized,
  GuvectorizeOptions,
  ResultElement,
} from './api/kernel/guvectorize.ts';
export { kernel } from './api/kernel/kernel.ts';
export type { Kernel } from './api/kernel/kernel.ts';
export { KernelExplanation } from './api/kernel/explain.ts';
export { parallelFor } from './api/kernel/parallel-for.ts';
export type { LoopBody, ParallelForOptions, ReduceFunction, ReduceSign } from './api/kernel/parallel-for.ts';
export type { IterationRange, IterationSpace, KernelOptions, WorkgroupOptions } from './api/kernel/options.ts';
export { reduction } from './api/kernel/reduction.ts';
export type { Foldable, Reduction, ReductionOptions } from './api/kernel/reduction.ts';
export type { ArrayOf, BigArray, Elements, NumberArray, NumberOf } from './api/kernel/result-array.ts';
export { stencil } from './api/kernel/stencil.ts';
export type { Neighbours, NeighboursOf, Stencil, StencilArgument, StencilOptions } from './api/kernel/stencil.ts';
export { vectorize } from './api/kernel/vectorize.ts';
export type { Vectorized } from './api/kernel/vectorize.ts';
export type { NumericMode } from './api/kernel/artifacts.ts';
export type { GivenValues } from './api/kernel/source-of.ts';
export { kernelArray } from './memory/kernel-array.ts';
export type { KernelArrayOf } from './memory/kernel-array.ts';
export type { SharedArrayKind, SharedArrayKinds } from './memory/shared-array.ts';
export { closeKernels } from './api/kernel/backends.ts';
export {
  atomicAdd,
  atomicMax,
  atomicMin,
  atomicSub,
  barrier,
  f32,
  f64,
  groupIndex,
  i32,
  i64,
  localIndex,
  u32,
  u64,
  workgroupArray,
} from './kernel/intrinsics.ts';
export type { AtomicArray } from './kernel/intrinsics.ts';
export type { ArrayAmong, OffersElements } from './core/kernel-elements.ts';
export type { ElementType, ScalarType } from './core/kernel.ts';
