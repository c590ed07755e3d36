import type { ScalarType } from '../../../core/kernel.ts';
import type { Block, Effect, Kernel, Value } from '../../ir/types.ts';
import { isValue } from '../../ir/walk.ts';
import { analyzeLanes } from './analyze-lanes.ts';
import type { Lanes } from './analyze-lanes.ts';
import { findLinear } from './linear.ts';
import type { Linear } from './linear.ts';
import { laneBits } from './types.ts';

/** How a body becomes vector code. */
export interface VectorPlan {
  readonly lanes: Lanes;
  readonly linear: Linear;
  /** Iterations that run together. */
  readonly group: number;
  readonly maskBits: 32 | 64;
  /** Chains of accumulators stay in registers. */
  readonly keepsChains: boolean;
}

/** A plan, or why there is none. */
export type VectorDecision = { readonly plan: VectorPlan } | { readonly plan: null; readonly reason: string };

/** A loop's instructions count as often as this: how often it really runs is not known. */
const LOOP_WEIGHT = 8;

/** An atomic takes so many times as long as another instruction. */
const ATOMIC_WEIGHT = 8;

/** Bodies of at most so many vector instructions leave registers for the chains of accumulators. */
const SMALL_BODY = 12;

/** The most chains that stay in registers. */
const MOST_CHAINS = 32;

/** What a body does, weighted by loops. */
interface Work {
  /** Instructions that work on vectors. */
  vector: number;
  /** Instructions that work lane by lane. */
  lanes: number;
  /** Votes for 64-bit and for 32-bit masks. */
  wide: number;
  narrow: number;
  has64: boolean;
}

const isWide = (type: ScalarType): boolean => type !== 'bool' && laneBits(type) === 64;

function isLaneByLane(value: Value, lanes: Lanes): boolean {
  switch (value.kind) {
    case 'unary':
      return value.op === 'clz' || value.op === 'ctz' || value.op === 'popcount';
    case 'binary':
      if (value.op === 'div' || value.op === 'rem') return value.type !== 'f32' && value.type !== 'f64';
      return (value.op === 'shl' || value.op === 'shr') && lanes.isVarying(value.b);
    case 'loadArray':
      return lanes.isVarying(value.index);
    default:
      return value.kind === 'atomic';
  }
}

function vote(work: Work, type: ScalarType, weight: number): void {
  if (type === 'bool') return;
  if (isWide(type)) work.wide += weight;
  else work.narrow += weight;
}

/** Adds up what a body does. */
class WorkCounter {
  readonly work: Work = { vector: 0, lanes: 0, wide: 0, narrow: 0, has64: false };
  readonly #lanes: Lanes;
  readonly #linear: Linear;

  readonly #atomicWeight: number;

  constructor(lanes: Lanes, linear: Linear, atomicWeight: number) {
    this.#atomicWeight = atomicWeight;
    this.#lanes = lanes;
    this.#linear = linear;
  }

  block(block: Block, weight: number): void {
    for (const instruction of block) {
      if (isValue(instruction)) this.#value(instruction, weight);
      else if (instruction.kind === 'if') {
        this.block(instruction.then, weight);
        this.block(instruction.otherwise, weight);
      } else if (instruction.kind === 'loop') {
        this.block(instruction.body, weight * LOOP_WEIGHT);
        this.block(instruction.continuing, weight * LOOP_WEIGHT);
      } else this.#effect(instruction, weight);
    }
  }

  #value(value: Value, weight: number): void {
    const { work } = this;
    if (!this.#lanes.isVarying(value) || this.#linear.strideOf(value) !== undefined) return;
    if (isWide(value.type)) work.has64 = true;
    const isGather = value.kind === 'load' && this.#linear.strideOf(value.index) !== 1;
    if (value.kind === 'atomic') work.lanes += weight * this.#atomicWeight;
    else work[isGather || isLaneByLane(value, this.#lanes) ? 'lanes' : 'vector'] += weight;
    if (value.kind === 'compare') vote(work, value.a.type, weight);
    else if (value.kind === 'select') vote(work, value.type, weight);
  }

  #effect(effect: Effect, weight: number): void {
    const { work } = this;
    if (effect.kind === 'setLocal') {
      if (this.#lanes.isVaryingLocal(effect.local)) vote(work, effect.local.type, weight);
    } else if (effect.kind === 'store') {
      const isScattered = this.#lanes.isVarying(effect.index) && this.#linear.strideOf(effect.index) !== 1;
      work[isScattered ? 'lanes' : 'vector'] += weight;
    } else if (effect.kind === 'storeArray') work[this.#lanes.isVarying(effect.index) ? 'lanes' : 'vector'] += weight;
    else if (effect.kind === 'accumulate') work.vector += weight;
  }
}

/** As if accumulators had chains enough for any group. */
const withChains = (kernel: Kernel): Kernel => ({
  ...kernel,
  accumulators: kernel.accumulators.map((accumulator) => ({ ...accumulator, lanes: 32 })),
});

/** How many iterations run together: two registers for 32-bit lanes, so that V8 can join them to one of 256 bits. */
function groupFor(kernel: Kernel, work: Work): { group: number; keepsChains: boolean } {
  const lanes = kernel.accumulators.map((accumulator) => accumulator.lanes);
  const usual = work.has64 || kernel.accumulators.some(({ type }) => isWide(type)) ? 4 : 8;
  const first = lanes[0];
  if (first === undefined) return { group: usual, keepsChains: false };
  const areEqual = lanes.every((one) => one === first);
  if (areEqual && first >= 4 && first <= MOST_CHAINS && work.vector <= SMALL_BODY)
    return { group: first, keepsChains: true };
  return { group: Math.min(usual, ...lanes), keepsChains: false };
}

/** What else is known when vectors are planned. */
export interface PlanOptions {
  /** Less where atomics are additions to a thread's own copy. */
  readonly atomicWeight?: number;
  /** Each iteration along the last axis has chains of its own, however few: it is not reduced. */
  readonly hasOwnChains?: boolean;
}

/** Decides whether neighbouring iterations run together. */
export function planVectors(
  kernel: Kernel,
  { atomicWeight = ATOMIC_WEIGHT, hasOwnChains = false }: PlanOptions = {},
): VectorDecision {
  const lanes = analyzeLanes(kernel);
  const linear = findLinear(kernel, lanes);
  const counter = new WorkCounter(lanes, linear, atomicWeight);
  counter.block(kernel.body, 1);
  const { work } = counter;
  const { group, keepsChains } = groupFor(hasOwnChains ? withChains(kernel) : kernel, work);
  if (group < 4) return { plan: null, reason: 'an accumulator has fewer than 4 chains' };
  if (work.vector === 0) return { plan: null, reason: 'nothing that differs between iterations is computed' };
  if (work.lanes > work.vector) {
    const reason = `more of its work goes lane by lane (${work.lanes}: indirect access, atomics, integer division) than in vectors (${work.vector})`;
    return { plan: null, reason };
  }
  return { plan: { lanes, linear, group, maskBits: work.wide > 0 && work.narrow === 0 ? 64 : 32, keepsChains } };
}
