import { invariant } from '../../../core/errors.ts';
import type { ScalarType } from '../../../core/kernel.ts';
import type { Accumulator, ConstValue, Local, Value } from '../../ir/types.ts';
import type { Lanes } from './analyze-lanes.ts';
import type { CodeWriter, Label } from './code-writer.ts';
import type { Environment } from './environment.ts';
import type { Linear } from './linear.ts';
import type { ValueType } from './op-table.ts';
import { laneBits, pushConstant, scalarTypes, vectorShapes } from './types.ts';

/** Locals that hold a vector value, 128 bits each, first lanes first. */
export type Parts = readonly number[];

/** What reduction chains are to a body: how to combine a value into the chains of the running iterations. */
export interface Chains {
  accumulate(scope: Scope, accumulator: Accumulator, value: Value): void;
}

/** What a body is compiled for. */
export interface ScopeOptions {
  readonly lanes: Lanes;
  readonly linear: Linear;
  /** Iterations that run together: 1, or a multiple of 4. */
  readonly group: number;
  /** Width of the lanes of masks. */
  readonly maskBits: 32 | 64;
  /** Locals with the coordinates of the first of the iterations that run together. */
  readonly indices: readonly number[];
  readonly chains: Chains | null;
  /** Locals with the results of accumulators, after all iterations. */
  readonly totals: ReadonlyMap<Accumulator, number>;
  /** Accesses along the last axis that are known to be in range for the whole group. */
  readonly inRange: ReadonlySet<unknown>;
  /** Products that may become one instruction with a sum, which rounds once. */
  readonly fused: ReadonlySet<Value>;
}

/** Where jumps of a loop go. */
export interface LoopTargets {
  readonly onBreak: Label;
  readonly onContinue: Label;
  /** The first of the masks that lose the lanes of a break, and of a continue. */
  readonly breakDepth: number;
  readonly continueDepth: number;
}

/** The body of a kernel on its way to code: which locals hold what, and which lanes run. */
export class Scope {
  readonly env: Environment;
  readonly code: CodeWriter;
  readonly options: ScopeOptions;
  /** Values that are the same in all lanes; of linear ones the first lane. */
  readonly scalars: Map<Value, number>;
  /** Values that are the same in all lanes, as vectors. */
  readonly splats: Map<Value, number>;
  readonly vectors = new Map<Value, Parts>();
  /** The lanes that run; null for all. The locals change when lanes jump away. */
  exec: Parts | null = null;
  /** The masks around, outermost first; `exec` is the last one. */
  readonly masks: Parts[] = [];
  readonly loops: LoopTargets[] = [];
  /** Ends the running iterations. */
  end: Label | null = null;
  readonly #hoisted: ReadonlyMap<Value, number>;
  /** Never written. */
  readonly #zero: number;
  readonly #locals = new Map<Local, Parts>();

  constructor(env: Environment, options: ScopeOptions, hoisted: Hoisted) {
    this.env = env;
    this.code = env.code;
    this.options = options;
    this.#hoisted = hoisted.scalars;
    this.scalars = new Map(hoisted.scalars);
    this.splats = new Map(hoisted.splats);
    this.#zero = options.group > 1 ? this.code.local('v128') : 0;
  }

  /** Whether a value differs between lanes. */
  isVarying(value: Value): boolean {
    return this.options.lanes.isVarying(value);
  }

  /** Whether a value was computed before the body. */
  isHoisted(value: Value): boolean {
    return this.#hoisted.has(value);
  }

  /** How many vectors hold a value of a type. */
  partsOf(type: ScalarType): number {
    return (this.options.group * (type === 'bool' ? this.options.maskBits : laneBits(type))) / 128;
  }

  newParts(type: ScalarType): number[] {
    const parts: number[] = [];
    for (let part = this.partsOf(type); part > 0; part--) parts.push(this.code.local('v128'));
    return parts;
  }

  /** Takes a value from the stack into a new local. */
  keep(type: ValueType = 'v128'): number {
    const local = this.code.local(type);
    this.code.set(local);
    return local;
  }

  /**
   * Forgets the vectors computed since a mark, at the end of a loop: a local that keeps one has, to V8, a value in the next round too, and
   * then it does not join the vector with its neighbour to one of 256 bits. The locals of variables stay.
   *
   * @param mark - Number of locals of the code at that point.
   */
  forgetVectors(mark: number): void {
    const { locals, parameters } = this.code;
    const kept = new Set([...this.#locals.values()].flat());
    const zero = this.#zero;
    for (let at = mark; at < locals.length; at++) {
      const local = parameters.length + at;
      if (locals[at] === 'v128' && !kept.has(local)) this.code.get(zero).set(local);
    }
  }

  /** The locals of a mutable variable: one scalar, or a vector. */
  localOf(local: Local): Parts {
    let found = this.#locals.get(local);
    if (found === undefined) {
      const isVarying = this.options.lanes.isVaryingLocal(local);
      found = isVarying ? this.newParts(local.type) : [this.code.local(scalarTypes[local.type])];
      this.#locals.set(local, found);
    }
    return found;
  }

  /** Pushes a value that is the same in all lanes, or the first lane of a linear one. */
  pushScalar(value: Value): void {
    if (value.kind === 'const') return pushConstant(this.code, value.type, value.value);
    const local = this.scalars.get(value);
    invariant(local !== undefined, `a ${value.kind} is used before it has a value`);
    this.code.get(local);
  }

  /** Pushes 128 bits of a value. */
  pushPart(value: Value, part: number): void {
    const parts = this.vectors.get(value);
    if (parts !== undefined) {
      this.code.get(parts[part] as number);
      return;
    }
    const splat = this.splats.get(value);
    if (splat !== undefined) this.code.get(splat);
    else {
      this.pushScalar(value);
      pushSplat(this.code, value.type);
    }
  }
}

/** What is computed before the body. */
export interface Hoisted {
  readonly scalars: ReadonlyMap<Value, number>;
  readonly splats: ReadonlyMap<Value, number>;
}

/** Makes a vector of the scalar on the stack. */
export function pushSplat(code: CodeWriter, type: ScalarType): void {
  if (type === 'bool') {
    const local = code.local('i32');
    code.set(local).i32(0).get(local).op('i32.sub', 'i32x4.splat'); // all ones for 1
  } else code.op(`${vectorShapes[type]}.splat`);
}

/** Equal constants share a register. */
export const constantKey = ({ type, value }: ConstValue): string =>
  `${type} ${Object.is(value, -0) ? '-0' : String(value)}`;
