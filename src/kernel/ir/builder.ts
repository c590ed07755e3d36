/** Builders of whole kernels and of IR functions. */

import { invariant } from '../../core/errors.ts';
import { type BufferAccess, type ElementType, loadedType, type ScalarType } from '../../core/kernel.ts';
import { BlockBuilder } from './block-builder.ts';
import type { Operand } from './instruction-list.ts';
import type {
  Accumulator,
  ArgumentValue,
  AtomicOp,
  Block,
  BufferParam,
  IndexValue,
  IrFunction,
  Kernel,
  LocalArray,
  ScalarParam,
  Value,
} from './types.ts';

/** Chains of an accumulator where nothing else is asked for: four f32x4 or eight f64x2 registers. */
export const DEFAULT_LANES = 16;

/** Shape of the kernel to build. */
export interface KernelShape {
  readonly name: string;
  /** Axes of the iteration space: 1 to 3, default 1. */
  readonly rank?: number;
  /** Trailing axes that accumulators reduce; default 0. */
  readonly reduced?: number;
  readonly workgroup?: readonly number[];
}

/** Operands of an atomic instruction. */
export interface AtomicOperands {
  readonly target: BufferParam | LocalArray;
  readonly index: Operand;
  readonly value?: Operand;
  readonly expected?: Operand;
}

/**
 * Builds a kernel.
 *
 * ```text
 * const b = new KernelBuilder({ name: 'saxpy' });
 * const x = b.buffer('x', 'f32', 'read');
 * const y = b.buffer('y', 'f32', 'readwrite');
 * const i = b.index(0);
 * b.store(y, i, b.add(b.mul(b.scalarValue(b.scalar('a', 'f32')), b.load(x, i)), b.load(y, i)));
 * const kernel = b.build();
 * ```
 */
export class KernelBuilder extends BlockBuilder {
  readonly #shape: KernelShape;
  readonly #buffers: BufferParam[] = [];
  readonly #scalars: ScalarParam[] = [];
  readonly #accumulators: Accumulator[] = [];
  #body: Block = [];
  #finish: Block = [];

  constructor(shape: KernelShape) {
    super();
    this.#shape = shape;
    this.#body = this.open();
  }

  /** A buffer; `atomic` is a buffer that only atomic instructions read and write. */
  buffer(name: string, element: ElementType, access: BufferAccess | 'atomic'): BufferParam {
    const atomic = access === 'atomic';
    const buffer = { name: this.unique(name), element, access: atomic ? ('readwrite' as const) : access, atomic };
    this.#buffers.push(buffer);
    return buffer;
  }

  scalar(name: string, type: ScalarParam['type']): ScalarParam {
    const scalar = { name: this.unique(name), type };
    this.#scalars.push(scalar);
    return scalar;
  }

  accumulator(accumulator: Omit<Accumulator, 'lanes'> & { readonly lanes?: number }): Accumulator {
    const made = { lanes: DEFAULT_LANES, ...accumulator, name: this.unique(accumulator.name) };
    this.#accumulators.push(made);
    return made;
  }

  index(axis: number, space: IndexValue['space'] = 'global'): Value {
    return this.value({ kind: 'index', space, axis, type: 'i32' });
  }

  size(axis: number): Value {
    return this.value({ kind: 'size', axis, type: 'i32' });
  }

  scalarValue(scalar: ScalarParam): Value {
    return this.value({ kind: 'scalar', scalar, type: scalar.type });
  }

  length(buffer: BufferParam): Value {
    return this.value({ kind: 'length', buffer, type: 'i32' });
  }

  load(buffer: BufferParam, index: Operand, options: { readonly inBounds?: boolean } = {}): Value {
    const at = this.operand(index, 'i32');
    const type = loadedType[buffer.element];
    return this.value({ kind: 'load', buffer, index: at, inBounds: options.inBounds === true, type });
  }

  store(buffer: BufferParam, index: Operand, value: Operand): void {
    const at = this.operand(index, 'i32');
    const stored = this.operand(value, loadedType[buffer.element]);
    this.emit({ kind: 'store', buffer, index: at, value: stored, inBounds: false, ...this.at() });
  }

  atomic(op: AtomicOp, { target, index, value, expected }: AtomicOperands): Value {
    const type: ScalarType = 'element' in target ? loadedType[target.element] : target.type;
    return this.value({
      kind: 'atomic',
      op,
      target,
      index: this.operand(index, 'i32'),
      value: value === undefined ? null : this.operand(value, type),
      expected: expected === undefined ? null : this.operand(expected, type),
      type,
    });
  }

  accumulate(accumulator: Accumulator, value: Operand): void {
    this.emit({ kind: 'accumulate', accumulator, value: this.operand(value, accumulator.type), ...this.at() });
  }

  barrier(): void {
    this.emit({ kind: 'barrier', ...this.at() });
  }

  return(): void {
    this.emit({ kind: 'return', value: null, ...this.at() });
  }

  /** The block that runs after the accumulators; `build` may read their totals. */
  finish(build: () => void): void {
    this.#finish = this.block(build);
  }

  total(accumulator: Accumulator): Value {
    return this.value({ kind: 'total', accumulator, type: accumulator.type });
  }

  build(): Kernel {
    const { name, rank = 1, reduced = 0, workgroup = null } = this.#shape;
    return {
      name,
      rank,
      reduced,
      workgroup,
      buffers: this.#buffers,
      scalars: this.#scalars,
      locals: this.locals,
      arrays: this.arrays,
      accumulators: this.#accumulators,
      body: this.#body,
      finish: this.#finish,
    };
  }
}

/**
 * Builds an IR function.
 *
 * @param name - Unique among the functions of a kernel.
 * @param types - Types of the parameters.
 * @param define - Gets the builder and the parameters, returns the result.
 */
export function buildFunction(
  name: string,
  types: readonly ScalarType[],
  define: (b: BlockBuilder, args: readonly Value[]) => Value,
): IrFunction {
  const b = new BlockBuilder();
  const parameters: ArgumentValue[] = [];
  let result: Value | null = null;
  const body = b.block(() => {
    for (const [index, type] of types.entries())
      parameters.push(b.value<ArgumentValue>({ kind: 'argument', index, type }));
    result = define(b, parameters);
    b.emit({ kind: 'return', value: result });
  });
  invariant(result !== null, `function ${name} has no result`);
  const { type } = result as Value;
  return { name, parameters, result: type, locals: b.locals, arrays: b.arrays, body };
}
