/**
 * What a fused kernel computes, read off the graph: a list of numbers that is equal for equal kernels (the key), and the arrays and
 * values that this one use of it has. Made anew for every computation, so it reuses its lists and makes no strings.
 */

import { type DType, dtypeNames } from '../dtype/dtype.ts';
import { isRowMajor } from '../graph/layout.ts';
import { type ConstantScalar, type Node, settleView } from '../graph/node.ts';
import { operandGivenBack } from './without-effect.ts';
import { expand } from './expand.ts';
import { makeSpace, type Operand, type Space } from './space.ts';
import { outputStrides, stridesIn } from './kernel-strides.ts';

/** Operations of one kernel: more are cut in parts. What fits 16 vector registers is far below. */
export const MAX_OPS = 64;

/** Arrays that one kernel reads and writes. */
export const MAX_OPERANDS = 12;

const dtypeCodes = Object.fromEntries(dtypeNames.map((name, at) => [name, at])) as { readonly [D in DType]: number };

const LEAF = -1;
const CONSTANT = -2;
const OUTPUT = -3;
const REDUCE = -4;
const PACKED = -5;
const SPACE = -6;

/** How an index steps along an axis: not at all, by one, or by a number given with each launch. */
export type StrideClass = 0 | 1 | 2;

const classOf = (stride: number): StrideClass => (stride === 0 ? 0 : stride === 1 ? 1 : 2);

let walks = 0;

/** A new number for a walk over the graph. */
export const nextWalk = (): number => ++walks;

/** Empties a list that is filled again soon: setting its length would throw its memory away. */
export function clear(list: unknown[]): void {
  while (list.length > 0) list.pop();
}

/** What a kernel computes, and from what. Valid until the next one is described. */
export class Description {
  /** Operations in the order of evaluation; the number of each is its `slot`. */
  readonly ops: Node[] = [];
  /** Stored arrays that are read. */
  readonly leaves: Node[] = [];
  /** Operations whose value is the place of the element: they have strides, as arrays do. */
  readonly places: Node[] = [];
  /** Views that are computed here as expressions. */
  readonly views: Node[] = [];
  /** Constants, and whatever else is one number for all elements. */
  readonly constants: Node[] = [];
  /** What is stored: operations of the whole space, and reductions. */
  outputs: readonly Node[] = [];
  /** Null where all arrays are packed alike: one axis. */
  space: Space | null = null;
  /** Length of the one axis when there is no space. */
  length = 0;
  isReduced = false;
  /** Operands of the space: leaves, then outputs, then places. */
  operands: readonly Operand[] = [];
  key = new Int32Array(1024);
  keyLength = 0;
  hash = 0;
  #walk = 0;
  #slots = 0;
  /** How deep the walk is in the graph: a long chain is cut before it fills the stack. */
  #depth = 0;

  /**
   * Describes the kernel that computes these nodes.
   *
   * @param outputs - Operations of one shape, and reductions of operations of that shape over the same axes.
   * @returns False when the graph has to be cut in parts first; nothing is valid then.
   */
  describe(outputs: readonly Node[]): boolean {
    this.#reset(outputs);
    const first = outputs[0]!;
    const shape = first.reduction === null ? first.shape : first.inputs[0]!.shape;
    for (let at = 0; at < outputs.length; at++) {
      const output = outputs[at]!;
      const root = output.reduction === null ? output : output.inputs[0]!;
      if (!this.#visit(root, shape, output.reduction === null)) return false;
    }
    if (this.leaves.length + outputs.length > MAX_OPERANDS) return false;
    for (let at = 0; at < outputs.length; at++) this.#describeOutput(outputs[at]!);
    this.#describeSpace(shape);
    return true;
  }

  #reset(outputs: readonly Node[]): void {
    clear(this.ops);
    clear(this.leaves);
    clear(this.constants);
    clear(this.places);
    clear(this.views);
    this.outputs = outputs;
    this.keyLength = 0;
    this.hash = 0;
    this.#walk = nextWalk();
    this.#slots = 0;
    this.#depth = 0;
    this.isReduced = false;
  }

  #push(code: number): void {
    if (this.keyLength === this.key.length) {
      const longer = new Int32Array(2 * this.key.length);
      longer.set(this.key);
      this.key = longer;
    }
    this.key[this.keyLength++] = code;
    this.hash = Math.imul(this.hash ^ code, 0x01000193) ^ (this.hash >>> 15);
  }

  #number(node: Node): void {
    node.walk = this.#walk;
    node.slot = this.#slots++;
  }

  /** Gives a node and those it needs their numbers. @param isRoot - It is computed here whatever it is. */
  #visit(node: Node, shape: readonly number[], isRoot: boolean): boolean {
    if (node.walk === this.#walk) return true;
    switch (node.kind) {
      case 'stored':
        this.#number(node);
        this.leaves.push(node);
        this.#push(LEAF);
        this.#push(dtypeCodes[node.dtype]);
        return true;
      case 'constant':
        this.#visitConstant(node);
        return true;
      case 'elementwise':
        return (isRoot || canInline(node, shape)) && this.#visitOp(node, shape, isRoot);
      case 'view':
        return this.#visitView(node, shape);
      default:
        return false;
    }
  }

  /** What a view shows is an array already, or is computed here from views of arrays. */
  #visitView(node: Node, shape: readonly number[]): boolean {
    const base = node.inputs[0]!;
    if (base.kind === 'stored') {
      // It may only look so while kernels are joined (run-rows.ts): then its memory is nobody's yet.
      if (base.storage === null || base.storage.nodes === 0) return false;
      settleView(node);
      return this.#visit(node, shape, false);
    }
    const expanded = expand(node);
    if (expanded === null || !this.#visit(expanded, shape, false)) return false;
    node.walk = this.#walk;
    node.slot = expanded.slot;
    this.views.push(node);
    return true;
  }

  #visitConstant(node: Node): void {
    for (const known of this.constants) {
      if (known.dtype === node.dtype && Object.is(known.value, node.value)) {
        node.walk = this.#walk;
        node.slot = known.slot;
        return;
      }
    }
    this.#number(node);
    this.constants.push(node);
    this.#push(CONSTANT);
    this.#push(dtypeCodes[node.dtype]);
  }

  #visitOp(node: Node, shape: readonly number[], isRoot: boolean): boolean {
    const { inputs } = node;
    if (this.#depth >= MAX_OPS || this.ops.length >= MAX_OPS) return false;
    if (node.looseVersion >= 0) node.checkLoose();
    this.#depth++;
    for (let at = 0; at < inputs.length; at++) if (!this.#visit(inputs[at]!, shape, false)) return false;
    this.#depth--;
    // What is stored keeps its operation: there it is a copy.
    const same = (isRoot ? undefined : operandGivenBack(node)) ?? this.#findSame(node);
    node.walk = this.#walk;
    if (same !== undefined) {
      node.slot = same.slot;
      return true;
    }
    node.slot = this.#slots++;
    this.ops.push(node);
    if (inputs.length === 0) this.places.push(node);
    this.#push(node.op!.id);
    this.#push(dtypeCodes[node.dtype]);
    for (let at = 0; at < inputs.length; at++) this.#push(inputs[at]!.slot);
    return true;
  }

  /** An operation that computes the same from the same. */
  #findSame(node: Node): Node | undefined {
    const { op, dtype, inputs } = node;
    for (const other of this.ops) {
      if (other.op !== op || other.dtype !== dtype) continue;
      let isSame = true;
      for (let at = 0; at < inputs.length; at++) if (other.inputs[at]!.slot !== inputs[at]!.slot) isSame = false;
      if (isSame) return other;
    }
    return undefined;
  }

  #describeOutput(output: Node): void {
    if (output.reduction === null) {
      this.#push(OUTPUT);
      this.#push(output.slot);
    } else {
      this.isReduced = true;
      this.#push(REDUCE);
      this.#push(output.reduction.op.id);
      this.#push(output.inputs[0]!.slot);
    }
    this.#push(dtypeCodes[output.dtype]);
  }

  #describeSpace(shape: readonly number[]): void {
    if (this.#isPacked(shape)) {
      this.space = null;
      this.length = this.#sizeOf(shape);
      this.#push(PACKED);
      this.#push(this.isReduced ? 1 : 0);
      return;
    }
    const reduction = this.outputs.find((output) => output.reduction !== null);
    const reduced = reduction?.reduction?.axes ?? [];
    const order =
      (reduction === undefined ? this.outputs[0]! : reduction.inputs[0]!).order ?? shape.map((_, axis) => axis);
    const kept = order.filter((axis) => !reduced.includes(axis));
    const axes = [...kept, ...order.filter((axis) => reduced.includes(axis))];
    this.operands = [
      ...this.leaves.map((leaf) => ({ offset: leaf.offset, strides: stridesIn(leaf, leaf.strides, shape.length) })),
      ...this.outputs.map((output) => ({ offset: 0, strides: outputStrides(output, shape.length) })),
      ...this.places.map((place) => ({ offset: 0, strides: place.strides })),
    ];
    const space = makeSpace({ shape, axes, kept: kept.length, operands: this.operands });
    this.space = space;
    this.#push(SPACE);
    this.#push(space.kept);
    this.#push(space.sizes.length);
    for (let which = 0; which < this.operands.length; which++) {
      this.#push(this.operands[which]!.offset === 0 ? 0 : 1);
      for (const stride of space.strides[which]!) this.#push(classOf(stride));
    }
  }

  /** Whether everything is one run of elements that starts at 0. */
  #isPacked(shape: readonly number[]): boolean {
    for (const output of this.outputs) {
      if (output.order !== null) return false;
      if (output.reduction === null) continue;
      if (output.reduction.axes.length !== shape.length || output.inputs[0]!.order !== null) return false;
    }
    const size = this.#sizeOf(shape);
    for (const leaf of this.leaves) {
      if (leaf.offset !== 0 || leaf.size !== size || leaf.order !== null || !isRowMajor(leaf.shape, leaf.strides))
        return false;
    }
    return true;
  }

  #sizeOf(shape: readonly number[]): number {
    let size = 1;
    for (let axis = 0; axis < shape.length; axis++) size *= shape[axis]!;
    return size;
  }
}

/**
 * Whether a node that is not stored is computed within a kernel of this shape. Smaller ones would be computed again for each row, and
 * half floats are rounded by storing them.
 */
export function canInline(node: Node, shape: readonly number[]): boolean {
  if (node.dtype === 'float16') return false;
  if (node.shape === shape) return true;
  if (node.shape.length !== shape.length) return false;
  for (let axis = 0; axis < shape.length; axis++) if (node.shape[axis] !== shape[axis]) return false;
  return true;
}

/** The value that a constant hands to a kernel. */
export const constantScalar = (value: ConstantScalar): number | bigint =>
  typeof value === 'boolean' ? Number(value) : value;
