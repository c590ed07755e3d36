/**
 * The typed IR of kernels: plain records. Values are the instructions that make them; operands are references to those records.
 * docs/ir.md says what each instruction means; `verify` says what is well formed. Made by {@link KernelBuilder}.
 */

import type { BufferAccess, ElementType, ScalarType } from '../../core/kernel.ts';
import type { BinaryOp, CompareOp, UnaryOp } from './ops.ts';
import type { MathName } from './math-names.ts';

/** Where an instruction comes from in the user's source; for messages only. */
export interface SourcePlace {
  readonly line: number;
  readonly column: number;
}

/** An array in memory that outlives the kernel. Its position in `Kernel.buffers` is its position in a dispatch. */
export interface BufferParam {
  readonly name: string;
  readonly element: ElementType;
  readonly access: BufferAccess;
  /** It is used by atomic instructions, and then by no other: WGSL needs to know. */
  readonly atomic: boolean;
}

/** A number given with each dispatch. Its position in `Kernel.scalars` is its position in a dispatch. */
export interface ScalarParam {
  readonly name: string;
  readonly type: Exclude<ScalarType, 'bool'>;
}

/** A mutable variable of one iteration. Written before it is read, on every path. */
export interface Local {
  readonly name: string;
  readonly type: ScalarType;
}

/**
 * An array of fixed length: `private` to one iteration (content undefined until written), shared by a `workgroup` (zero at its
 * start; GPU only), or `constant` with `values`.
 */
export interface LocalArray {
  readonly name: string;
  readonly type: Exclude<ScalarType, 'bool'>;
  readonly length: number;
  readonly scope: 'private' | 'workgroup' | 'constant';
  readonly values?: readonly (number | bigint)[];
}

/** How an accumulator combines: associative up to rounding. */
export type AccumulateOp = 'add' | 'mul' | 'min' | 'max' | 'and' | 'or' | 'xor';

/** A reduction over the trailing `Kernel.reduced` axes, combined by the fixed tree of docs/ir.md. */
export interface Accumulator {
  readonly name: string;
  readonly type: ScalarType;
  readonly op: AccumulateOp;
  /** Interleaved chains within a block, a power of two. */
  readonly lanes: number;
}

interface ValueBase {
  /** Unique in its kernel; only for printing and for tables. */
  readonly id: number;
  readonly type: ScalarType;
  readonly place?: SourcePlace;
}

export interface ConstValue extends ValueBase {
  readonly kind: 'const';
  /** boolean for bool, bigint for i64 and u64, else a number that the type holds exactly. */
  readonly value: number | bigint | boolean;
}
export interface UnaryValue extends ValueBase {
  readonly kind: 'unary';
  readonly op: UnaryOp;
  readonly a: Value;
}
export interface BinaryValue extends ValueBase {
  readonly kind: 'binary';
  readonly op: BinaryOp;
  readonly a: Value;
  readonly b: Value;
}
export interface CompareValue extends ValueBase {
  readonly kind: 'compare';
  readonly op: CompareOp;
  readonly a: Value;
  readonly b: Value;
}
/** `cond ? a : b`, both computed. */
export interface SelectValue extends ValueBase {
  readonly kind: 'select';
  readonly cond: Value;
  readonly a: Value;
  readonly b: Value;
}
/** Conversion by value. */
export interface ConvertValue extends ValueBase {
  readonly kind: 'convert';
  readonly a: Value;
  /** Float to i32 or u32 modulo 2^32, as JavaScript's bit operators do, instead of saturating. */
  readonly wrap: boolean;
}
/** Same bits, other type of the same width. */
export interface BitcastValue extends ValueBase {
  readonly kind: 'bitcast';
  readonly a: Value;
}
/** A function of `mathRules`; replaced by a call before code is generated. */
export interface MathValue extends ValueBase {
  readonly kind: 'math';
  readonly fn: MathName;
  readonly args: readonly Value[];
}
export interface CallValue extends ValueBase {
  readonly kind: 'call';
  readonly fn: IrFunction;
  readonly args: readonly Value[];
}
/** A parameter of an IR function. */
export interface ArgumentValue extends ValueBase {
  readonly kind: 'argument';
  readonly index: number;
}
/** A coordinate (i32): `global` in the iteration space, `local` in the workgroup, `group` of the workgroup. */
export interface IndexValue extends ValueBase {
  readonly kind: 'index';
  readonly space: 'global' | 'local' | 'group';
  readonly axis: number;
}
/** Length (i32) of an axis of the iteration space. */
export interface SizeValue extends ValueBase {
  readonly kind: 'size';
  readonly axis: number;
}
export interface ScalarValue extends ValueBase {
  readonly kind: 'scalar';
  readonly scalar: ScalarParam;
}
/** Number of elements (i32) of a buffer. */
export interface LengthValue extends ValueBase {
  readonly kind: 'length';
  readonly buffer: BufferParam;
}
export interface GetLocalValue extends ValueBase {
  readonly kind: 'getLocal';
  readonly local: Local;
}
/** Element `index` (i32) of a buffer; 0 when out of range. */
export interface LoadValue extends ValueBase {
  readonly kind: 'load';
  readonly buffer: BufferParam;
  readonly index: Value;
  /** The index is known to be in range, so no check is needed. */
  readonly inBounds: boolean;
}
export interface LoadArrayValue extends ValueBase {
  readonly kind: 'loadArray';
  readonly array: LocalArray;
  readonly index: Value;
  readonly inBounds: boolean;
}
/** Result of an accumulator; only in `Kernel.finish`. */
export interface TotalValue extends ValueBase {
  readonly kind: 'total';
  readonly accumulator: Accumulator;
}
export type AtomicOp =
  'load' | 'store' | 'add' | 'sub' | 'min' | 'max' | 'and' | 'or' | 'xor' | 'exchange' | 'compareExchange';
/** Reads and changes one element in one step; its value is the old one. Out of range: nothing changes, the value is 0. */
export interface AtomicValue extends ValueBase {
  readonly kind: 'atomic';
  readonly op: AtomicOp;
  readonly target: BufferParam | LocalArray;
  readonly index: Value;
  /** The operand; what replaces the element for `store`, `exchange`, `compareExchange`. Absent for `load`. */
  readonly value: Value | null;
  /** What the element must equal; for `compareExchange` only. */
  readonly expected: Value | null;
}

/** An instruction that makes a value. */
export type Value =
  | ConstValue
  | UnaryValue
  | BinaryValue
  | CompareValue
  | SelectValue
  | ConvertValue
  | BitcastValue
  | MathValue
  | CallValue
  | ArgumentValue
  | IndexValue
  | SizeValue
  | ScalarValue
  | LengthValue
  | GetLocalValue
  | LoadValue
  | LoadArrayValue
  | TotalValue
  | AtomicValue;

/** A value that is not made of others: it is given, or held by a local or an accumulator. */
export type LeafValue =
  ConstValue | ArgumentValue | IndexValue | SizeValue | ScalarValue | LengthValue | GetLocalValue | TotalValue;

interface EffectBase {
  readonly place?: SourcePlace;
}

export interface SetLocal extends EffectBase {
  readonly kind: 'setLocal';
  readonly local: Local;
  readonly value: Value;
}
/** Writes one element; dropped when out of range. Narrow integers keep the low bits; f16 rounds to nearest even. */
export interface Store extends EffectBase {
  readonly kind: 'store';
  readonly buffer: BufferParam;
  readonly index: Value;
  readonly value: Value;
  readonly inBounds: boolean;
}
export interface StoreArray extends EffectBase {
  readonly kind: 'storeArray';
  readonly array: LocalArray;
  readonly index: Value;
  readonly value: Value;
  readonly inBounds: boolean;
}
/** Sets all elements of a private array. */
export interface FillArray extends EffectBase {
  readonly kind: 'fillArray';
  readonly array: LocalArray;
  readonly value: Value;
}
/** Combines a value into this iteration's chain of an accumulator. */
export interface Accumulate extends EffectBase {
  readonly kind: 'accumulate';
  readonly accumulator: Accumulator;
  readonly value: Value;
}
/** All iterations of a workgroup get here before one goes on; memory is consistent after it. */
export interface Barrier extends EffectBase {
  readonly kind: 'barrier';
}
export interface If extends EffectBase {
  readonly kind: 'if';
  readonly cond: Value;
  readonly then: Block;
  readonly otherwise: Block;
}
/**
 * Runs `body`, then `continuing`, again and again. `break` in `body` ends it; `continue` in `body` goes on with `continuing`.
 * `breakIf`, a value of `continuing` or from outside the loop, ends it after `continuing` when true.
 */
export interface Loop extends EffectBase {
  readonly kind: 'loop';
  readonly body: Block;
  readonly continuing: Block;
  readonly breakIf: Value | null;
}
/** Ends the innermost loop. */
export interface Break extends EffectBase {
  readonly kind: 'break';
}
/** Goes on with the `continuing` block of the innermost loop. */
export interface Continue extends EffectBase {
  readonly kind: 'continue';
}
/** In a kernel: ends this iteration, no value. In a function: its result, once, as the last instruction. */
export interface Return extends EffectBase {
  readonly kind: 'return';
  readonly value: Value | null;
}

/** An instruction that makes no value. */
export type Effect =
  SetLocal | Store | StoreArray | FillArray | Accumulate | Barrier | If | Loop | Break | Continue | Return;

export type Instruction = Value | Effect;

/** A value is visible from its definition to the end of its block, blocks inside included. */
export type Block = readonly Instruction[];

/** A pure function of scalars: no buffers, scalars, indices or accumulators; arrays only constant or private ones. */
export interface IrFunction {
  readonly name: string;
  readonly parameters: readonly ArgumentValue[];
  readonly result: ScalarType;
  readonly locals: readonly Local[];
  readonly arrays: readonly LocalArray[];
  /** Ends with its only `return`. */
  readonly body: Block;
}

/** One fused loop nest. */
export interface Kernel {
  readonly name: string;
  /** Number of axes of the iteration space, 1 to 3; row major. */
  readonly rank: number;
  /** How many trailing axes the accumulators reduce; 0 when there are none. */
  readonly reduced: number;
  /** Invocations per workgroup along each axis, when the kernel depends on it (`local` indices, workgroup arrays, barriers). */
  readonly workgroup: readonly number[] | null;
  readonly buffers: readonly BufferParam[];
  readonly scalars: readonly ScalarParam[];
  readonly locals: readonly Local[];
  readonly arrays: readonly LocalArray[];
  readonly accumulators: readonly Accumulator[];
  /** Runs once per point of the iteration space, in any order and in parallel. */
  readonly body: Block;
  /** Runs once per point of the leading axes that are not reduced, after the body has run for all points below it. */
  readonly finish: Block;
}
