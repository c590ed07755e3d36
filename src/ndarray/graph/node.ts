/**
 * The graph of arrays: a node is an array that is stored, or how to compute one. A node that was computed becomes a stored one.
 * Nodes are made in great numbers, so they are one class with all fields, and everything slow happens when they are computed.
 */

import { DisposedError } from '../../core/errors.ts';
import type { DType } from '../dtype/dtype.ts';
import type { ElementOp } from '../elementwise/element-op.ts';
import type { ReduceOp } from '../reduce/reduce-op.ts';
import { keptOrder, orderOf, rowMajorStrides, stridesInOrder } from './layout.ts';
import type { Reader, Storage } from './storage.ts';

/**
 * - `stored`: elements in a storage
 * - `constant`: one value everywhere
 * - `elementwise`: an operation of inputs that are broadcast to the shape
 * - `reduce`: a reduction of one input over some axes
 * - `view`: other places of the elements that an input will have when it is computed
 * - `opaque`: computed by a function from stored inputs
 * - `disposed`: the memory was given back
 */
export type NodeKind = 'stored' | 'constant' | 'elementwise' | 'reduce' | 'view' | 'opaque' | 'disposed';

/** The value of a constant: a bigint for int64 and uint64, a boolean for bool, else a number that the dtype holds. */
export type ConstantScalar = number | bigint | boolean;

/** What a reduction does. */
export interface Reduction {
  readonly op: ReduceOp;
  /** Axes of the input, ascending. */
  readonly axes: readonly number[];
}

/** Computes an opaque node from its inputs, which are stored by then: makes a stored node, whose memory the opaque one takes. */
export type OpaqueCompute = (inputs: readonly Node[]) => Node;

/** Where the elements of a stored node are. */
export interface StoredFields {
  readonly storage: Storage;
  /** Of the first element, in elements. */
  readonly offset: number;
  /** Elements from one place to the next along each axis. */
  readonly strides: readonly number[];
}

/** What an array looks like to the user. */
export interface ArrayType {
  readonly dtype: DType;
  readonly shape: readonly number[];
}

const nothing: readonly Node[] = [];
const noStrides: readonly number[] = [];

/** The expression that a view shows; null where there is none. */
export interface ExpandedView {
  readonly result: Node | null;
  /** Whether what it was made from is as it was then: neither computed nor gone. */
  isCurrent(): boolean;
}

/** An array in the graph. */
export class Node {
  kind: NodeKind;
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly size: number;
  /** Order of the axes in memory, the slowest first; null for row major. Known before the node is computed. */
  readonly order: readonly number[] | null;

  inputs: readonly Node[] = nothing;
  op: ElementOp | null = null;
  value: ConstantScalar = 0;
  reduction: Reduction | null = null;
  compute: OpaqueCompute | null = null;
  /** Name for messages and explain. */
  label = '';
  /** Of a view: how its elements are computed from views of what they are made from, see schedule/expand.ts. */
  expanded: ExpandedView | null = null;

  storage: Storage | null = null;
  offset = 0;
  strides: readonly number[] = noStrides;

  /** Arrays of the user with this node that are not disposed. */
  handles = 0;
  /** How many nodes that are not computed yet read this one. */
  consumers = 0;
  /** Which those are, while this one is not computed either; afterwards its storage knows. */
  readers: Node[] | null = null;
  /** It was computed as a part of a fused kernel and not kept. */
  wasInlined = false;
  /** An input was disposed before this node was computed. */
  isOrphan = false;

  /** It was computed because somebody wanted its elements, not as a step to something else: it stays as long as it can be reached. */
  isAsked = false;
  /** The user gave it back: it goes with what still needs it. */
  isEnded = false;
  /** What read it is computed, and nobody has a handle: its inputs may go. It comes back when it is used again and they are still there. */
  isReleased = false;

  /** For a node that its storages let go: the versions of all of them together, when that happened. */
  looseVersion = -1;

  /** Marks of whoever walks over the graph: the number of the walk, and what it notes. */
  walk = 0;
  slot = 0;

  constructor(kind: NodeKind, { dtype, shape }: ArrayType, order: readonly number[] | null) {
    this.kind = kind;
    this.dtype = dtype;
    this.shape = shape;
    this.order = order;
    let size = 1;
    for (let axis = 0; axis < shape.length; axis++) size *= shape[axis]!;
    this.size = size;
  }

  letGo(): void {
    this.looseVersion = versionOf(this.inputs);
  }

  /**
   * Checks that what it reads has not been written since it was let go.
   *
   * @throws DisposedError when it was: the values it stood for are gone.
   */
  checkLoose(): void {
    if (this.looseVersion >= 0 && this.looseVersion !== versionOf(this.inputs)) {
      throw new DisposedError(
        'this array was a step of a result and was not kept; an array that it is made from was written since. Look at it, or evaluate it, before',
      );
    }
  }

  /** Whether it still has to be computed. */
  get isPending(): boolean {
    const { kind } = this;
    return kind === 'elementwise' || kind === 'reduce' || kind === 'opaque' || kind === 'view';
  }
}

function versionOf(inputs: readonly Node[]): number {
  let version = 0;
  for (const { storage } of inputs) if (storage !== null) version += storage.version;
  return version;
}

/** Makes a node depend on its inputs. */
function attach(node: Node, inputs: readonly Node[]): Node {
  for (let at = 0; at < inputs.length; at++) {
    const input = inputs[at]!;
    if (input.kind === 'disposed') throw disposedError();
    if (input.isReleased) revive(input);
  }
  node.inputs = inputs;
  for (let at = 0; at < inputs.length; at++) {
    const input = inputs[at]!;
    input.consumers++;
    if (input.kind === 'stored') input.storage!.addReader(node);
    // A constant that no user holds is never written.
    else if (input.kind !== 'constant' || input.handles > 0) (input.readers ??= []).push(node);
  }
  return node;
}

/**
 * Takes a step of something that is computed back into the graph.
 *
 * @throws DisposedError when what it is made from is gone, or was written since.
 */
export function revive(node: Node): void {
  node.checkLoose();
  attach(node, node.inputs);
  node.isReleased = false;
  node.looseVersion = -1;
}

/** What the user gets who goes on with an array that was disposed. */
export const disposedError = (): DisposedError =>
  new DisposedError('this array was disposed; compute what needs it before it is disposed, or dispose it later');

/** An array whose elements are in a storage; strides and offset in elements. */
export function storedNode({ storage, offset, strides }: StoredFields, type: ArrayType): Node {
  const node = new Node('stored', type, orderOf(type.shape, strides));
  node.storage = storage;
  node.offset = offset;
  node.strides = strides;
  storage.nodes++;
  return node;
}

/** Where the elements of a view are. */
export interface ViewPlace {
  readonly shape: readonly number[];
  /** Of the first element, in elements. */
  readonly offset: number;
  readonly strides: readonly number[];
}

/** Where the elements of a node are, or will be when it is computed; null for those of which only the function knows that makes them. */
export function placeOf(node: Node): ViewPlace | null {
  if (node.kind === 'stored' || node.kind === 'view') return node;
  if (node.kind !== 'elementwise' && node.kind !== 'reduce') return null;
  return { shape: node.shape, strides: packedStrides(node), offset: 0 };
}

/** The elements of a node, which is stored or has a {@link placeOf}, seen at other places. */
export function viewNode(of: Node, { shape, offset, strides }: ViewPlace): Node {
  if (of.kind === 'stored') return storedNode({ storage: of.storage!, offset, strides }, { dtype: of.dtype, shape });
  const node = new Node('view', { dtype: of.dtype, shape }, orderOf(shape, strides));
  node.offset = offset;
  node.strides = strides;
  node.label = 'view';
  if (of.isReleased) revive(of);
  // A view of a view is one of what that one shows.
  return attach(node, [of.kind === 'view' ? of.inputs[0]! : of]);
}

/** A view whose elements are computed now. */
export function settleView(node: Node): void {
  // A kernel that reads it may have been first.
  if (node.kind === 'stored') return;
  const of = node.inputs[0]!;
  const { storage } = of;
  // Its memory lives as long as the view does anyway, and who made it may see it in another way, too.
  of.isAsked = true;
  settle(node, { storage: storage!, offset: node.offset, strides: node.strides });
}

/** An array with one value everywhere: nothing is stored before somebody looks at its elements. Not for complex dtypes. */
export function constantNode(dtype: DType, shape: readonly number[], value: ConstantScalar): Node {
  const node = new Node('constant', { dtype, shape }, null);
  node.value = value;
  return node;
}

/** Strides that the elements of a node have or will have, seen with a shape to which it is broadcast. */
function stridesSeenIn(node: Node, rank: number): readonly number[] {
  const { shape } = node;
  const hasStrides = node.kind === 'stored' || node.kind === 'view';
  const strides = hasStrides ? node.strides : stridesInOrder(shape, node.order);
  const missing = rank - shape.length;
  if (missing === 0 && !shape.includes(1)) return strides;
  return Array.from({ length: rank }, (_, axis) =>
    axis < missing || shape[axis - missing] === 1 ? 0 : strides[axis - missing]!,
  );
}

/** The order of axes in which a result of these inputs lies, see {@link keptOrder}. */
export function resultOrder(shape: readonly number[], inputs: readonly Node[]): readonly number[] | null {
  let isPlain = true;
  for (let at = 0; at < inputs.length; at++) if (inputs[at]!.order !== null) isPlain = false;
  if (isPlain || shape.length < 2) return null;
  const operands = inputs
    .filter((input) => input.kind === 'stored' || input.inputs.length > 0)
    .map((input) => stridesSeenIn(input, shape.length));
  return keptOrder(shape.length, operands);
}

/**
 * An operation on each element.
 *
 * @param type - The shape is what those of the inputs broadcast to.
 */
export function elementwiseNode(op: ElementOp, type: ArrayType, inputs: readonly Node[]): Node {
  const node = new Node('elementwise', type, resultOrder(type.shape, inputs));
  node.op = op;
  return attach(node, inputs);
}

/**
 * The place of each element among those that a reduction over some axes combines, counted in row-major order over these axes: int32. Only for
 * kernels that reduce them.
 */
export function placeNode(op: ElementOp, shape: readonly number[], axes: readonly number[]): Node {
  const node = new Node('elementwise', { dtype: 'int32', shape }, null);
  node.op = op;
  const steps = rowMajorStrides(axes.map((axis) => shape[axis]!));
  node.strides = shape.map((_, axis) => (axes.includes(axis) ? steps[axes.indexOf(axis)]! : 0));
  return node;
}

/** A reduction; the shape is that of the input without the axes, or with length 1 there. */
export function reduceNode(reduction: Reduction, type: ArrayType, input: Node): Node {
  const node = new Node('reduce', type, null);
  node.reduction = reduction;
  return attach(node, [input]);
}

/** What an opaque node is made from. */
export interface OpaqueOptions {
  readonly label: string;
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly inputs: readonly Node[];
  readonly compute: OpaqueCompute;
}

/** An array that a function computes from stored inputs, in row-major order. */
export function opaqueNode({ label, dtype, shape, inputs, compute }: OpaqueOptions): Node {
  const node = new Node('opaque', { dtype, shape }, null);
  node.compute = compute;
  node.label = label;
  return attach(node, inputs);
}

/** Turns a node that was computed into a stored one. */
export function settle(node: Node, { storage, offset, strides }: StoredFields): void {
  node.kind = 'stored';
  node.storage = storage;
  node.offset = offset;
  node.strides = strides;
  storage.nodes++;
  if (node.readers !== null) {
    for (const reader of node.readers) storage.addReader(reader);
    node.readers = null;
  }
  detach(node);
}

/** Strides of a new array that holds the elements of a node. */
export const packedStrides = (node: Node): readonly number[] =>
  node.order === null ? rowMajorStrides(node.shape) : stridesInOrder(node.shape, node.order);

function removeReader(readers: Reader[], node: Reader): void {
  const at = readers.lastIndexOf(node);
  if (at < 0) return;
  const last = readers.pop()!;
  if (at < readers.length) readers[at] = last;
}

/** Ends what a node has to do with its inputs; those that nothing needs any more are dropped, and theirs in turn. */
export function detach(node: Node): void {
  const { inputs } = node;
  node.inputs = nothing;
  node.op = null;
  node.reduction = null;
  node.compute = null;
  const left = leave(node, inputs, []);
  for (let one = left.pop(); one !== undefined; one = left.pop()) {
    // It keeps what it is made from: who made it may still use it.
    one.letGo();
    one.isReleased = true;
    leave(one, one.inputs, left);
  }
}

/** A node no longer reads its inputs. @param left - Gets those that are not computed and that nothing reads now. */
function leave(node: Node, inputs: readonly Node[], left: Node[]): Node[] {
  for (let at = 0; at < inputs.length; at++) {
    const input = inputs[at]!;
    if (input.kind === 'stored') removeReader(input.storage!.readers, node);
    else if (input.readers !== null) removeReader(input.readers, node);
    if (--input.consumers > 0 || input.handles > 0 || (input.isAsked && !input.isEnded)) continue;
    if (input.kind === 'stored') dropStored(input);
    else if (input.isPending) left.push(input);
  }
  return left;
}

/** Ends a stored node; its storage is freed with the last one. */
export function dropStored(node: Node): void {
  const storage = node.storage!;
  node.kind = 'disposed';
  node.storage = null;
  if (--storage.nodes === 0) storage.free();
}
