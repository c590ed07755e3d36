/** Reductions and cumulations with any function of two arguments: add and multiply have faster ways of their own. */

import { copyElements } from '../array/copy-elements.ts';
import { copyNode, elementsOf } from '../array/elements.ts';
import { normalAxis } from '../array/axes.ts';
import { type DType, isComplex } from '../dtype/dtype.ts';
import { castNode } from '../elementwise/operands.ts';
import { applyUfunc, type Ufunc } from '../elementwise/ufunc.ts';
import { newArray } from '../graph/elements.ts';
import { evaluateNodes } from '../graph/evaluate.ts';
import type { Node } from '../graph/node.ts';
import { concatNodes } from '../manipulate/join.ts';
import { dropAxes, partOfAxis } from '../manipulate/view-nodes.ts';

/**
 * Functions for which brackets and order do not matter, to the last bit: halves are combined at once, in a number of steps that is the
 * logarithm of the length. All others go element by element, as NumPy does it.
 */
const associative = new Set([
  'maximum',
  'minimum',
  'fmax',
  'fmin',
  'bitwise_and',
  'bitwise_or',
  'bitwise_xor',
  'logical_and',
  'logical_or',
  'logical_xor',
  'gcd',
  'lcm',
]);

/** Results that wait for each other are computed after so many: deeper graphs would only be cut later. */
const STEPS_AT_ONCE = 32;

const part = (node: Node, axis: number, [start, stop]: readonly [number, number]): Node =>
  partOfAxis(node, axis, { start, stop });

/** The dtype in which a function of two elements of one dtype gives its result. */
export const foldedDType = (ufunc: Ufunc, node: Node): DType => applyUfunc(ufunc, [node, node]).dtype;

function foldHalves(ufunc: Ufunc, node: Node, axis: number): Node {
  const tails: Node[] = [];
  let current = node;
  for (let length = node.shape[axis]!; length > 1; length >>= 1) {
    const half = length >> 1;
    if (length % 2 === 1) tails.push(part(current, axis, [length - 1, length]));
    current = applyUfunc(ufunc, [part(current, axis, [0, half]), part(current, axis, [half, 2 * half])]);
    evaluateNodes([current]);
  }
  return tails.reduce((result, tail) => applyUfunc(ufunc, [result, tail]), current);
}

function foldSteps(ufunc: Ufunc, node: Node, axis: number): Node {
  let result = part(node, axis, [0, 1]);
  for (let at = 1; at < node.shape[axis]!; at++) {
    result = applyUfunc(ufunc, [result, part(node, axis, [at, at + 1])]);
    if (at % STEPS_AT_ONCE === 0) evaluateNodes([result]);
  }
  return result;
}

/** All places of an axis combined with each other; it stays, with length 1. There is at least one place. */
export function foldNode(ufunc: Ufunc, node: Node, axis: number): Node {
  // A copy: who writes into the result does not write into what it was made from.
  if (node.shape[axis] === 1) return copyNode(node);
  return associative.has(ufunc.name) && !isComplex(node.dtype)
    ? foldHalves(ufunc, node, axis)
    : foldSteps(ufunc, node, axis);
}

/** Combines over ever longer distances: each place with the one 1 before, 2 before, 4 before. */
function scanDoubling(ufunc: Ufunc, node: Node, axis: number): Node {
  const length = node.shape[axis]!;
  let current = node;
  for (let step = 1; step < length; step *= 2) {
    const combined = applyUfunc(ufunc, [part(current, axis, [0, length - step]), part(current, axis, [step, length])]);
    current = concatNodes([part(current, axis, [0, step]), combined], { axis, what: ufunc.name });
  }
  return current;
}

function scanSteps(ufunc: Ufunc, node: Node, axis: number): Node {
  const first = part(node, axis, [0, 1]);
  const { node: result } = newArray(node.dtype, node.shape);
  const write = (at: number, value: Node): void => copyInto(value, part(result, axis, [at, at + 1]));
  write(0, first);
  for (let at = 1; at < node.shape[axis]!; at++) {
    write(at, applyUfunc(ufunc, [part(result, axis, [at - 1, at]), part(node, axis, [at, at + 1])]));
  }
  return result;
}

const copyInto = (from: Node, to: Node): void => copyElements(elementsOf(from), elementsOf(to));

/** For each place of an axis, all places up to it combined. */
export function scanNode(ufunc: Ufunc, node: Node, axis: number): Node {
  if (node.shape[axis]! < 2) return copyNode(node);
  return associative.has(ufunc.name) && !isComplex(node.dtype)
    ? scanDoubling(ufunc, node, axis)
    : scanSteps(ufunc, node, axis);
}

/** Over several axes, one after the other; they go unless they are to stay. */
export function foldAxes(
  ufunc: Ufunc,
  node: Node,
  { axes, keepdims, dtype }: { readonly axes: readonly number[]; readonly keepdims: boolean; readonly dtype: DType },
): Node {
  const input = castNode(node, dtype);
  const folded = axes.reduce((result, axis) => castNode(foldNode(ufunc, result, axis), dtype), input);
  return keepdims
    ? folded
    : dropAxes(
        folded,
        axes.map((axis) => normalAxis(axis, node.shape.length)),
      );
}
