/** Complex arrays: pairs of real and imaginary part, computed by loops in JavaScript. */

import { type ComplexDType, type DType, partsOf, realTypeOf } from '../dtype/dtype.ts';
import { type DataArray, dataOfBytes } from '../dtype/typed-array.ts';
import { newArray } from '../graph/elements.ts';
import { type Node, opaqueNode, resultOrder, storedNode } from '../graph/node.ts';
import { broadcastNode, transposeNode } from '../manipulate/view-nodes.ts';

/** One complex number as an array without axes. */
export function complexNode(dtype: ComplexDType, re: number, im: number): Node {
  const { node, data } = newArray(dtype, []);
  data[0] = re;
  data[1] = im;
  return node;
}

/** A view of the real (0) or imaginary (1) parts of a stored complex node: the same memory, twice the strides. */
export function partView(node: Node, part: 0 | 1): Node {
  return storedNode(
    { storage: node.storage!, offset: 2 * node.offset + part, strides: node.strides.map((stride) => 2 * stride) },
    { dtype: realTypeOf(node.dtype), shape: node.shape },
  );
}

/** The elements of a stored node, as walked by a loop: where they are, and strides in items of the typed array. */
interface Walked {
  readonly data: DataArray;
  readonly offset: number;
  readonly strides: readonly number[];
}

function walked(node: Node, rank: number): Walked {
  const parts = partsOf(node.dtype);
  const missing = rank - node.shape.length;
  const strides = Array.from({ length: rank }, (_, axis) =>
    axis < missing || node.shape[axis - missing] === 1 ? 0 : node.strides[axis - missing]! * parts,
  );
  return { data: dataOfBytes(node.dtype, node.storage!.bytes()), offset: node.offset * parts, strides };
}

/** Calls a function for each element in row-major order, with its place in each of the operands. */
export function eachPlace(
  shape: readonly number[],
  operands: readonly { readonly offset: number; readonly strides: readonly number[] }[],
  visit: (places: readonly number[], at: number) => void,
): void {
  const size = shape.reduce((product, length) => product * length, 1);
  const places = operands.map((operand) => operand.offset);
  const coordinates = new Array<number>(shape.length).fill(0);
  for (let at = 0; at < size; at++) {
    visit(places, at);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const isLast = ++coordinates[axis]! === shape[axis];
      const steps = isLast ? 1 - shape[axis]! : 1;
      for (let which = 0; which < operands.length; which++) places[which]! += steps * operands[which]!.strides[axis]!;
      if (!isLast) break;
      coordinates[axis] = 0;
    }
  }
}

/** The parts of the operands (real, imaginary, real, imaginary), and where the result goes: its parts, or its one number. */
export type ComplexLoop = (parts: Float64Array, result: Float64Array) => void;

/** What a loop over complex elements makes. */
export interface ComplexCall {
  readonly name: string;
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly inputs: readonly Node[];
  readonly loop: ComplexLoop;
}

function run({ dtype, shape, loop }: ComplexCall, inputs: readonly Node[]): Node {
  const { node, data } = newArray(dtype, shape);
  const operands = inputs.map((input) => walked(input, shape.length));
  const isPair = inputs.map((input) => partsOf(input.dtype) === 2);
  const parts = new Float64Array(2 * inputs.length);
  const result = new Float64Array(2);
  const width = partsOf(dtype);
  const numbers = data as Float64Array;
  eachPlace(shape, operands, (places, at) => {
    for (let which = 0; which < places.length; which++) {
      const from = operands[which]!.data;
      parts[2 * which] = Number(from[places[which]!]);
      parts[2 * which + 1] = isPair[which]! ? Number(from[places[which]! + 1]) : 0;
    }
    loop(parts, result);
    if (dtype === 'int64' || dtype === 'uint64') (data as BigInt64Array)[at] = BigInt(Math.trunc(result[0]!));
    else numbers[at * width] = result[0]!;
    if (width === 2) numbers[at * width + 1] = result[1]!;
  });
  return node;
}

/** The result in row-major order. */
const rowMajorCall = (call: ComplexCall): Node =>
  opaqueNode({
    label: call.name,
    dtype: call.dtype,
    shape: call.shape,
    inputs: call.inputs,
    compute: (inputs) => run(call, inputs),
  });

/**
 * An array that a loop makes from complex ones (real inputs have the imaginary part 0). It lies in memory as they do: the loop goes through
 * their axes in the order of memory, and the result is seen in the order of theirs.
 */
export function complexCall(call: ComplexCall): Node {
  const { shape } = call;
  const order = resultOrder(shape, call.inputs);
  if (order === null) return rowMajorCall(call);
  const inputs = call.inputs.map((input) => transposeNode(broadcastNode(input, shape), order));
  const result = rowMajorCall({ ...call, shape: order.map((axis) => shape[axis]!), inputs });
  return transposeNode(
    result,
    order.map((_, axis) => order.indexOf(axis)),
  );
}
