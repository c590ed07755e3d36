/** The typed tree between JavaScript and the IR: names are resolved, calls are inlined, types are still open. */

import type { ElementType, ScalarType } from '../../core/kernel.ts';
import type { CompareOp } from '../ir/ops.ts';
import type { AtomicOp } from '../ir/types.ts';
import type { At } from './compile-error.ts';
import type { KernelType } from './types.ts';
import type { Uniform } from './uniform.ts';

/** A variable of the function or of an inlined one. */
export interface Variable {
  readonly name: string;
  readonly at: At;
  /** What is ever assigned to it; its type joins theirs. */
  readonly sources: Expr[];
  type: KernelType;
  /** Assigned once, where it is declared: it can be a plain value. */
  single: boolean;
}

/** A scalar that each dispatch gives. */
export interface ScalarInput {
  readonly name: string;
  readonly type: Exclude<ScalarType, 'bool'>;
  readonly source: ScalarSource;
}

/** Where the value of a scalar comes from. */
export type ScalarSource =
  | { readonly kind: 'parameter'; readonly index: number }
  /** A captured number that changes, or what is computed of such numbers. */
  | { readonly kind: 'uniform'; readonly uniform: Uniform; readonly type: Exclude<ScalarType, 'bool'> }
  | { readonly kind: 'shape' | 'stride'; readonly buffer: BufferSource; readonly axis: number }
  /** How far the slices of a buffer are apart along an axis of the iteration space, in elements. */
  | { readonly kind: 'loop'; readonly buffer: BufferSource; readonly axis: number }
  | { readonly kind: 'start' | 'step'; readonly axis: number }
  | { readonly kind: 'seed'; readonly word: 0 | 1 };

/** Where the bytes of a buffer come from. */
export type BufferSource =
  | { readonly kind: 'parameter'; readonly index: number }
  /** `read` is its position among what was read of the surroundings. */
  | { readonly kind: 'captured'; readonly path: string; readonly read: number }
  | { readonly kind: 'result'; readonly name: string };

/** How far a stencil reads along an axis: the smallest and the largest offset. */
export type Reach = readonly [low: number, high: number];

/** What is known of the reads of a window. */
export interface WindowUse {
  /** By axis; grows with each constant offset. */
  readonly reach: [number, number][];
  /** Given by the caller: offsets need not be constant. */
  readonly isGiven: boolean;
}

/** An array in a buffer. */
export interface BufferStorage {
  readonly kind: 'buffer';
  readonly name: string;
  /** Of a result buffer: known once types are. */
  element: ElementType;
  /** Uint8ClampedArray: stores round and clamp instead of wrapping. */
  readonly clamped: boolean;
  readonly rank: number;
  readonly source: BufferSource;
  /** Lengths and strides in elements, for rank 2 and more, and for slices; a stride of null is 1. */
  readonly shape: readonly ScalarInput[];
  readonly strides: readonly (ScalarInput | null)[];
  /** Place of the first element of the slice that an iteration has. */
  readonly base?: Expr;
  uses: { read: boolean; written: boolean; atomic: boolean };
  /** Of an array of a stencil. Its `shape` has all axes, and it has no strides. */
  readonly window?: WindowUse;
}

/** An array of the iteration or the workgroup, or a table. */
export interface ArrayStorage {
  readonly kind: 'array';
  readonly name: string;
  readonly at: At;
  /** Lengths of the axes; constant. */
  readonly shape: readonly number[];
  /** What is ever stored in it; its type joins theirs unless `fixed` says it. */
  readonly sources: Expr[];
  readonly fixed: ScalarType | null;
  readonly scope: 'private' | 'workgroup' | 'constant';
  /** Of a table, or of an array that starts with literals: when it is never written, it is a table too. */
  readonly values: readonly (number | bigint)[] | null;
  written: boolean;
  type: KernelType;
  /** Narrow typed arrays keep the low bits of what is stored. */
  readonly narrow: 'i8' | 'u8' | 'i16' | 'u16' | 'u8c' | null;
}

export type Storage = BufferStorage | ArrayStorage;

export type BinarySign = '+' | '-' | '*' | '/' | '%' | '**' | '&' | '|' | '^' | '<<' | '>>' | '>>>';

/** Names of the functions of Math that a kernel may call, apart from `random`. */
export type MathFunction =
  | 'abs'
  | 'acos'
  | 'acosh'
  | 'asin'
  | 'asinh'
  | 'atan'
  | 'atan2'
  | 'atanh'
  | 'cbrt'
  | 'ceil'
  | 'clz32'
  | 'cos'
  | 'cosh'
  | 'exp'
  | 'expm1'
  | 'floor'
  | 'fround'
  | 'f16round'
  | 'hypot'
  | 'imul'
  | 'log'
  | 'log10'
  | 'log1p'
  | 'log2'
  | 'max'
  | 'min'
  | 'pow'
  | 'round'
  | 'sign'
  | 'sin'
  | 'sinh'
  | 'sqrt'
  | 'tan'
  | 'tanh'
  | 'trunc'
  | 'isNaN'
  | 'isFinite'
  | 'isInteger'
  | 'erf'
  | 'erfc'
  | 'gamma'
  | 'lgamma'
  | 'digamma'
  | 'exp2';

interface Base {
  readonly at: At;
}

export type Expr =
  | (Base & { readonly kind: 'literal'; readonly value: number | bigint | boolean })
  | (Base & { readonly kind: 'uniform'; readonly uniform: Uniform })
  | (Base & { readonly kind: 'variable'; readonly variable: Variable })
  | (Base & { readonly kind: 'index'; readonly axis: number; readonly space: 'global' | 'local' | 'group' })
  | (Base & { readonly kind: 'size'; readonly axis: number })
  | (Base & { readonly kind: 'scalar'; readonly input: ScalarInput })
  | (Base & { readonly kind: 'negate' | 'bitNot' | 'not'; readonly a: Expr })
  | (Base & { readonly kind: 'binary'; readonly sign: BinarySign; readonly a: Expr; readonly b: Expr })
  | (Base & { readonly kind: 'compare'; readonly op: CompareOp; readonly a: Expr; readonly b: Expr })
  | (Base & { readonly kind: 'logical'; readonly sign: '&&' | '||'; readonly a: Expr; readonly b: Expr })
  | (Base & { readonly kind: 'conditional'; readonly test: Expr; readonly a: Expr; readonly b: Expr })
  | (Base & { readonly kind: 'math'; readonly fn: MathFunction; readonly args: readonly Expr[] })
  /** `number` makes bools numbers and leaves numbers alone; `bigint` makes numbers i64 and leaves bigints alone. */
  | (Base & { readonly kind: 'cast'; readonly to: ScalarType | 'number' | 'bigint'; readonly a: Expr })
  | (Base & { readonly kind: 'load'; readonly storage: Storage; readonly indices: readonly Expr[] })
  | (Base & { readonly kind: 'length'; readonly storage: BufferStorage })
  | (Base & {
      readonly kind: 'assign';
      readonly variable: Variable;
      readonly value: Expr;
      readonly result: 'new' | 'old';
    })
  | (Base & {
      readonly kind: 'store';
      readonly storage: Storage;
      readonly indices: readonly Expr[];
      /** The operand of `update`, or what is stored. */
      readonly value: Expr;
      readonly update: BinarySign | null;
      readonly result: 'new' | 'old';
    })
  | (Base & { readonly kind: 'sequence'; readonly items: readonly Expr[] })
  /** An inlined call: its statements, then the variable with its result. */
  | (Base & {
      readonly kind: 'inlined';
      readonly body: readonly Statement[];
      readonly frame: Frame;
      readonly result: Variable | null;
    })
  | (Base & { readonly kind: 'random' })
  | (Base & {
      readonly kind: 'atomic';
      readonly op: AtomicOp;
      readonly storage: Storage;
      readonly indices: readonly Expr[];
      readonly value: Expr | null;
      readonly expected: Expr | null;
    })
  /** `undefined`: nothing may be computed with it. */
  | (Base & { readonly kind: 'nothing' });

/** Expressions of one kind, or of several. */
export type ExprOf<K extends Expr['kind']> = Extract<Expr, { kind: K }>;

/** An expression that is not made of others. */
export type LeafExpr = ExprOf<
  'literal' | 'uniform' | 'variable' | 'index' | 'size' | 'length' | 'scalar' | 'random' | 'nothing'
>;

/** Whether an expression has no value, whatever its types turn out to be: a call of a function that returns none. */
export function givesNothing(expr: Expr): boolean {
  switch (expr.kind) {
    case 'nothing':
      return true;
    case 'inlined':
      return expr.result === null;
    case 'sequence':
      return givesNothing(expr.items.at(-1)!);
    case 'logical':
      return givesNothing(expr.b);
    case 'conditional':
      return givesNothing(expr.a) && givesNothing(expr.b);
    default:
      return false;
  }
}

/** What a jump leaves: a loop, or a block (switch, labelled statement, inlined function). */
export interface Frame {
  readonly kind: 'loop' | 'block';
  readonly what: string;
}

export type Statement =
  | (Base & { readonly kind: 'expression'; readonly expr: Expr })
  /** First assignment of a variable; without a value it is 0. */
  | (Base & { readonly kind: 'declare'; readonly variable: Variable; readonly value: Expr | null })
  | (Base & {
      readonly kind: 'if';
      readonly test: Expr;
      readonly then: readonly Statement[];
      readonly otherwise: readonly Statement[];
    })
  | (Base & {
      readonly kind: 'loop';
      readonly frame: Frame;
      readonly test: Expr | null;
      /** false for do: the test follows the body. */
      readonly testFirst: boolean;
      readonly body: readonly Statement[];
      readonly update: Expr | null;
    })
  | (Base & { readonly kind: 'block'; readonly frame: Frame; readonly body: readonly Statement[] })
  | (Base & { readonly kind: 'jump'; readonly frame: Frame; readonly how: 'break' | 'continue' })
  /** Ends the iteration. */
  | (Base & { readonly kind: 'return' })
  /** The first content of an array, element by element. */
  | (Base & { readonly kind: 'init'; readonly storage: ArrayStorage; readonly values: readonly Expr[] })
  | (Base & { readonly kind: 'fill'; readonly storage: ArrayStorage; readonly value: Expr })
  | (Base & { readonly kind: 'accumulate'; readonly reduction: Reduction; readonly value: Expr })
  | (Base & { readonly kind: 'barrier' });

/** A reduction over all iterations. */
export interface Reduction {
  readonly name: string;
  readonly op: 'add' | 'mul' | 'min' | 'max';
  readonly sources: Expr[];
  readonly storage: BufferStorage;
  readonly fixed: ScalarType | null;
  type: KernelType;
}

/** A buffer that takes what the function returns. */
export interface ResultSlot {
  readonly name: string;
  readonly storage: BufferStorage;
  readonly sources: Expr[];
}
