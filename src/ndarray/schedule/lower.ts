/** From the description of a kernel to its IR. */

import { invariant } from '../../core/errors.ts';
import { loadedType, type ScalarType } from '../../core/kernel.ts';
import type { BlockBuilder } from '../../kernel/ir/block-builder.ts';
import { KernelBuilder } from '../../kernel/ir/builder.ts';
import type { Accumulator, BufferParam, Kernel, ScalarParam, Value } from '../../kernel/ir/types.ts';
import { type DType, elementTypeOf } from '../dtype/dtype.ts';
import type { Node } from '../graph/node.ts';
import type { Description } from './description.ts';
import { spread } from './space.ts';

/** The type in which a kernel holds elements of a dtype. */
export const valueTypeOf = (dtype: DType): ScalarType => loadedType[elementTypeOf(dtype)];

/** Brings a value of 32 bits into the range of a narrow dtype; others have it already. */
function wrapNarrow(b: BlockBuilder, value: Value, dtype: DType): Value {
  switch (dtype) {
    case 'int8':
      return b.shr(b.shl(value, 24), 24);
    case 'int16':
      return b.shr(b.shl(value, 16), 16);
    case 'uint8':
      return b.and(value, 0xff);
    case 'uint16':
      return b.and(value, 0xffff);
    default:
      return value;
  }
}

/** The scalars of a kernel that describe where its elements are, in the order in which a launch gives them. */
interface Places {
  /** Coordinates along the axes of the space. */
  readonly coordinates: readonly Value[];
  readonly indexOf: (operand: number, coordinates: readonly Value[]) => Value;
}

class Lowering {
  readonly #description: Description;
  readonly #b: KernelBuilder;
  readonly #values: (Value | undefined)[] = [];
  /** Slots whose value may be out of the range of its narrow dtype. */
  readonly #loose = new Set<number>();
  readonly #groups: readonly number[];
  readonly #sizeScalars: (ScalarParam | undefined)[] = [];
  readonly #offsets: (ScalarParam | undefined)[] = [];
  readonly #strides: (ScalarParam | undefined)[][] = [];

  constructor(description: Description) {
    this.#description = description;
    const { space, isReduced } = description;
    this.#groups = space === null ? [1] : spread(space.kept, space.sizes.length - space.kept);
    const kept = space === null ? 0 : countGroups(this.#groups, space.kept);
    const reduced = isReduced ? this.#groups.length - kept : 0;
    this.#b = new KernelBuilder({ name: nameOf(description), rank: this.#groups.length, reduced });
  }

  build(): Kernel {
    const { leaves, constants, ops, outputs, places: placed } = this.#description;
    const inputs = leaves.map((leaf, at) => this.#b.buffer(`x${at}`, elementTypeOf(leaf.dtype), 'read'));
    const results = outputs.map((output, at) => this.#b.buffer(`y${at}`, elementTypeOf(output.dtype), 'write'));
    const scalars = constants.map((constant, at) => this.#b.scalar(`c${at}`, scalarTypeOf(constant.dtype)));
    this.#declarePlaces();
    const places = this.#places(
      this.#groups.map((_, axis) => this.#b.index(axis)),
      0,
    );
    for (const [at, leaf] of leaves.entries()) {
      const index = places.indexOf(at, places.coordinates);
      this.#values[leaf.slot] = this.#b.load(inputs[at]!, index, { inBounds: true });
    }
    for (const [at, constant] of constants.entries())
      this.#values[constant.slot] = this.#constant(scalars[at]!, constant);
    for (const [at, place] of placed.entries())
      this.#values[place.slot] = places.indexOf(leaves.length + outputs.length + at, places.coordinates);
    for (const op of ops) if (op.inputs.length > 0) this.#lowerOp(op);
    this.#writeOutputs(results, places);
    return this.#b.build();
  }

  #constant(scalar: ScalarParam, node: Node): Value {
    const value = this.#b.scalarValue(scalar);
    return node.dtype === 'bool' ? this.#b.ne(value, 0) : value;
  }

  #lowerOp(node: Node): void {
    const args = node.inputs.map((input) => this.#exact(input));
    const types = { inputs: node.inputs.map((input) => input.dtype), output: node.dtype };
    const value = node.op!.lower(this.#b, args, types);
    invariant(
      value.type === valueTypeOf(node.dtype),
      `${node.op!.name} made ${value.type} where ${node.dtype} was said`,
    );
    this.#values[node.slot] = value;
    this.#loose.add(node.slot);
  }

  /** The value of a node, in the range of its dtype. */
  #exact(node: Node): Value {
    const { slot, dtype } = node;
    let value = this.#values[slot]!;
    if (this.#loose.has(slot)) {
      value = wrapNarrow(this.#b, value, dtype);
      this.#values[slot] = value;
      this.#loose.delete(slot);
    }
    return value;
  }

  #writeOutputs(results: readonly BufferParam[], places: Places): void {
    const { outputs, leaves } = this.#description;
    const finishing: { readonly accumulator: Accumulator; readonly at: number }[] = [];
    for (const [at, output] of outputs.entries()) {
      if (output.reduction === null) {
        // Storing keeps the low bits: no wrapping is needed.
        this.#b.store(results[at]!, places.indexOf(leaves.length + at, places.coordinates), this.#values[output.slot]!);
        continue;
      }
      const value = this.#exact(output.inputs[0]!);
      const { op } = output.reduction;
      const { combine } = op;
      const isWhole = outputs.length === 1 && (this.#description.space?.kept ?? 0) === 0;
      const chains = isWhole && isExtreme(combine, value.type) ? EXTREME_CHAINS : {};
      const accumulator = this.#b.accumulator({ name: `total${at}`, type: value.type, op: combine, ...chains });
      this.#b.accumulate(accumulator, value);
      finishing.push({ accumulator, at });
    }
    if (finishing.length === 0) return;
    this.#b.finish(() => {
      const kept = this.#description.space?.kept ?? 0;
      const groups = countGroups(this.#groups, kept);
      const finish = this.#places(
        Array.from({ length: groups }, (_, axis) => this.#b.index(axis)),
        0,
      );
      for (const { accumulator, at } of finishing) {
        const index = kept === 0 ? this.#b.const('i32', 0) : finish.indexOf(leaves.length + at, finish.coordinates);
        this.#b.store(results[at]!, index, this.#b.total(accumulator));
      }
    });
  }

  /** Declares the scalars for lengths, offsets and strides: the same order as in {@link placeScalars}. */
  #declarePlaces(): void {
    const { space, operands } = this.#description;
    if (space === null) return;
    eachInnerAxis(this.#groups, (axis) => {
      this.#sizeScalars[axis] = this.#b.scalar(`size${axis}`, 'i32');
    });
    for (const [which, operand] of operands.entries()) {
      if (operand.offset !== 0) this.#offsets[which] = this.#b.scalar(`offset${which}`, 'i32');
      this.#strides[which] = space.strides[which]!.map((stride, axis) =>
        stride === 0 || stride === 1 ? undefined : this.#b.scalar(`stride${which}_${axis}`, 'i32'),
      );
    }
  }

  /** Coordinates along the axes of the space from those of the kernel, and indices from them. */
  #places(indices: readonly Value[], from: number): Places {
    const { space } = this.#description;
    if (space === null) return { coordinates: indices, indexOf: (_, coordinates) => coordinates[0]! };
    const coordinates: Value[] = [];
    let axis = from;
    for (const [group, count] of this.#groups.slice(0, indices.length).entries()) {
      let rest = indices[group]!;
      const last = axis + count - 1;
      for (let at = last; at > axis; at--) {
        const size = this.#b.scalarValue(this.#sizeScalars[at]!);
        coordinates[at] = this.#b.binary('rem', rest, size);
        rest = this.#b.div(rest, size);
      }
      coordinates[axis] = rest;
      axis = last + 1;
    }
    return { coordinates, indexOf: (operand, at) => this.#indexOf(operand, at) };
  }

  #indexOf(operand: number, coordinates: readonly Value[]): Value {
    const { space, operands } = this.#description;
    const terms: Value[] = [];
    if (operands[operand]!.offset !== 0) terms.push(this.#b.scalarValue(this.#offsets[operand]!));
    for (const [axis, coordinate] of coordinates.entries()) {
      const stride = space!.strides[operand]![axis]!;
      if (stride === 0) continue;
      const scalar = this.#strides[operand]![axis];
      terms.push(scalar === undefined ? coordinate : this.#b.mul(coordinate, this.#b.scalarValue(scalar)));
    }
    if (terms.length === 0) return this.#b.const('i32', 0);
    return terms.reduce((sum, term) => this.#b.add(sum, term));
  }
}

/** How many groups hold the first so many axes. */
/**
 * The extreme of float32 takes eight dependent instructions on x64, so it has more chains than sums have, where all of an array is reduced: rows
 * would lose more at their ends. It is the same however it is combined.
 */
const EXTREME_CHAINS = { lanes: 32 } as const;

const isExtreme = (op: Accumulator['op'], type: ScalarType): boolean =>
  (op === 'min' || op === 'max') && type === 'f32';

function countGroups(groups: readonly number[], axes: number): number {
  let count = 0;
  for (let left = axes; left > 0; count++) left -= groups[count]!;
  return count;
}

/** The axes of the space whose lengths a kernel has to know: all but the first of those that share an axis of the kernel. */
function eachInnerAxis(groups: readonly number[], visit: (axis: number) => void): void {
  let axis = 0;
  for (const count of groups) {
    for (let at = 1; at < count; at++) visit(axis + at);
    axis += count;
  }
}

const scalarTypeOf = (dtype: DType): ScalarParam['type'] => {
  const type = valueTypeOf(dtype);
  return type === 'bool' ? 'i32' : type;
};

const nameOf = ({ outputs, ops }: Description): string => {
  const reduction = outputs.find((output) => output.reduction !== null)?.reduction;
  const names = [...new Set(ops.map((node) => node.op!.name))].slice(0, 4);
  return [...names, ...(reduction === undefined ? [] : [reduction!.op.name])].join(' ') || 'copy';
};

/** The kernel of a description. */
export const lowerKernel = (description: Description): Kernel => new Lowering(description).build();

/** Lengths of the axes of the kernel. */
export function launchSize({ space, length }: Description): readonly number[] {
  if (space === null) return [length];
  const groups = spread(space.kept, space.sizes.length - space.kept);
  let axis = 0;
  return groups.map((count) => {
    let size = 1;
    for (let at = 0; at < count; at++) size *= space.sizes[axis++]!;
    return size;
  });
}

/** Lengths, offsets and strides for a launch, in the order in which the kernel declares them. */
export function placeScalars({ space, operands }: Description, scalars: (number | bigint)[]): void {
  if (space === null) return;
  const groups = spread(space.kept, space.sizes.length - space.kept);
  eachInnerAxis(groups, (axis) => scalars.push(space.sizes[axis]!));
  for (const [which, operand] of operands.entries()) {
    if (operand.offset !== 0) scalars.push(operand.offset);
    for (const stride of space.strides[which]!) if (stride !== 0 && stride !== 1) scalars.push(stride);
  }
}
