/** Einstein's summation. */

import { NDArray } from '../array/array.ts';
import { type InputOf, nodeOf } from '../array/as-array.ts';
import { shapeText } from '../array/broadcast.ts';
import { checkOptions } from '../array/options.ts';
import type { DType } from '../dtype/dtype.ts';
import { promoteTypes } from '../dtype/promote.ts';
import { castNode } from '../elementwise/operands.ts';
import { ArrayValueError, DTypeError, ShapeError } from '../errors.ts';
import type { Node } from '../graph/node.ts';
import { leaveIn } from '../math/call.ts';
import { contract } from './contract.ts';
import { contractionOf, greedyPath, optimalPath, sizeOfLabels } from './contraction-path.ts';
import type { Labelled } from './matrix-form.ts';

const wrong = (subscripts: string, why: string): ArrayValueError =>
  new ArrayValueError(`einsum: ${JSON.stringify(subscripts)} ${why}; write for example 'ij,jk->ik'`);

/** Labels of axes that stand behind an ellipsis, aligned from the right. */
const ellipsisLabels = (count: number): string[] => Array.from({ length: count }, (_, at) => `...${count - at}`);

/** The letters of one operand; '...' stands for as many axes as are left. */
function labelsOf(term: string, rank: number, subscripts: string): string[] {
  const parts = term.split('...');
  if (parts.length > 2) throw wrong(subscripts, 'has an operand with two ellipses');
  const [before, behind] = [parts[0]!.split(''), (parts[1] ?? '').split('')];
  if ([...before, ...behind].some((letter) => !/[A-Za-z]/.test(letter))) {
    throw wrong(subscripts, `has a label in "${term}" that is no letter`);
  }
  const left = rank - before.length - behind.length;
  if (left < 0 || (left > 0 && parts.length === 1)) {
    throw new ShapeError(`einsum: "${term}" names ${before.length + behind.length} axes of an array that has ${rank}`);
  }
  return [...before, ...ellipsisLabels(left), ...behind];
}

/** Without an arrow: what is behind an ellipsis, then the letters that are there once, in alphabetical order. */
function impliedOutput(operands: readonly Labelled[]): string[] {
  const all = operands.flatMap(({ labels }) => labels);
  const dots = longestEllipsis(operands);
  const once = all.filter((label) => !label.startsWith('...') && all.indexOf(label) === all.lastIndexOf(label));
  return [...dots, ...once.toSorted()];
}

function longestEllipsis(operands: readonly Labelled[]): string[] {
  const dots = operands.map(({ labels }) => labels.filter((label) => label.startsWith('...')));
  return dots.reduce((longest, one) => (one.length > longest.length ? one : longest), []);
}

function outputOf(term: string, operands: readonly Labelled[], subscripts: string): string[] {
  const known = new Set(operands.flatMap(({ labels }) => labels));
  const dots = longestEllipsis(operands);
  if (dots.length > 0 && !term.includes('...'))
    throw wrong(subscripts, 'has axes behind an ellipsis, but none in the result');
  const rank = dots.length + term.replace('...', '').length;
  const labels = labelsOf(term, term.includes('...') ? rank : rank - dots.length, subscripts);
  const unknown = labels.find((label) => !known.has(label));
  if (unknown !== undefined) throw wrong(subscripts, `has "${unknown}" in the result only`);
  if (new Set(labels).size !== labels.length) throw wrong(subscripts, 'has a label twice in the result');
  return labels;
}

/** A sum as it was asked for. */
interface Sum {
  readonly operands: readonly Labelled[];
  readonly output: readonly string[];
  readonly options: EinsumOptions;
}

/** An order of contractions, as {@link einsumPath} gives it: places of operands; each result goes to the end of the list. */
export type EinsumPath = readonly ['einsum_path', ...(readonly number[])[]];

/** Options of {@link einsum}. */
export interface EinsumOptions {
  /**
   * In which order operands are multiplied: all at once (false, the default), pairs by the greedy rule (true or 'greedy'), the best of all orders
   * ('optimal'), or a path.
   */
  readonly optimize?: boolean | 'greedy' | 'optimal' | EinsumPath;
  /** Takes the result, and is returned. Not for `einsumPath`. */
  readonly out?: NDArray;
}

const isOptions = (value: unknown): value is EinsumOptions =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;

function readSum(what: string, subscripts: string, args: readonly (InputOf | EinsumOptions)[]): Sum {
  if (typeof subscripts !== 'string') {
    throw new ArrayValueError(`${what}: starts with subscripts, got ${typeof subscripts}`);
  }
  const last = args.at(-1);
  const options = isOptions(last) ? last : {};
  checkOptions(what, options, what === 'einsum' ? ['optimize', 'out'] : ['optimize']);
  const arrays = (isOptions(last) ? args.slice(0, -1) : args) as readonly InputOf[];
  const [input = '', output, ...more] = subscripts.replaceAll(/\s/g, '').split('->');
  if (more.length > 0) throw wrong(subscripts, 'has two arrows');
  const terms = input.split(',');
  if (terms.length !== arrays.length) {
    throw wrong(
      subscripts,
      `names ${terms.length} operands, and there ${arrays.length === 1 ? 'is' : 'are'} ${arrays.length}`,
    );
  }
  const operands = arrays.map((array, at) => {
    const node: Node = nodeOf(array);
    return { node, labels: labelsOf(terms[at]!, node.shape.length, subscripts) };
  });
  return {
    operands,
    output: output === undefined ? impliedOutput(operands) : outputOf(output, operands, subscripts),
    options,
  };
}

/** The path that was asked for. */
function pathFor(what: string, { operands, output, options }: Sum): readonly (readonly number[])[] {
  const { optimize = false } = options;
  if (optimize === false) return [[...operands.keys()]];
  if (typeof optimize === 'object') {
    const [name, ...path] = optimize;
    if (name === 'einsum_path') return path;
  }
  const lengths = labelLengths(operands);
  const sets = operands.map(({ labels }) => new Set(labels));
  const limit = Math.max(...[...sets, new Set(output)].map((labels) => sizeOfLabels(labels, lengths)));
  const task = { operands: sets, output: new Set(output), lengths, limit };
  const isPlain = operands.length < 3 || lengths.size === new Set(output).size;
  if (isPlain) return [[...operands.keys()]];
  if (optimize === true || optimize === 'greedy') return greedyPath(task);
  if (optimize === 'optimal') return optimalPath(task);
  throw new ArrayValueError(
    `${what}: optimize is true, false, 'greedy', 'optimal' or a path of einsumPath, got ${JSON.stringify(optimize)}`,
  );
}

function labelLengths(operands: readonly Labelled[]): Map<string, number> {
  const lengths = new Map<string, number>();
  for (const { node, labels } of operands) {
    for (const [axis, label] of labels.entries()) {
      lengths.set(label, Math.max(lengths.get(label) ?? 1, node.shape[axis]!));
    }
  }
  return lengths;
}

/** Operands in the dtype of an `out`, which takes part in the promotion and has to hold what comes of it. */
function computedIn(dtype: DType, operands: readonly Labelled[]): Labelled[] {
  const common = operands.reduce<DType>((type, { node }) => promoteTypes(type, node.dtype), dtype);
  if (common !== dtype) {
    throw new DTypeError(
      `einsum: the operands ask for ${common}, which out of ${dtype} does not hold; give one that does`,
    );
  }
  return operands.map(({ node, labels }) => ({ node: castNode(node, dtype), labels }));
}

/** Multiplies operands along a path: what comes out of a step goes to the end of the list. */
function follow({ operands, output }: Sum, path: readonly (readonly number[])[]): Node {
  let left = [...operands];
  const what = `einsum of ${operands.map(({ node }) => shapeText(node.shape)).join(' and ')}`;
  for (const [at, places] of path.entries()) {
    if (
      places.length === 0 ||
      places.some((place) => left[place] === undefined) ||
      new Set(places).size < places.length
    ) {
      throw new ArrayValueError(
        `einsum: step ${at} of the path, [${places.join()}], does not fit ${left.length} operands`,
      );
    }
    const chosen = left.filter((_, place) => places.includes(place));
    const rest = left.filter((_, place) => !places.includes(place));
    const needed = new Set([...output, ...rest.flatMap(({ labels }) => labels)]);
    const all = [...new Set(chosen.flatMap(({ labels }) => labels))];
    const labels = at === path.length - 1 ? output : all.filter((label) => needed.has(label));
    left = [...rest, { node: contract(chosen, labels, what), labels }];
  }
  if (left.length > 1) {
    throw new ArrayValueError(`einsum: after the path there are ${left.length} operands left; it has to end with one`);
  }
  return left[0]!.node;
}

/**
 * Sums of products by labels of axes: axes with the same letter are multiplied with each other, and letters that the result does not have
 * are summed. A letter twice in one operand is its diagonal; `...` stands for all other axes, which broadcast.
 *
 * All operands are multiplied at once unless `optimize` is given as an option at the end: then the cost is not the product of the lengths of all
 * letters, but that of the largest pair.
 *
 * @param subscripts - Such as `'ij,jk->ik'`; without `->` the result has the letters that are there once, in alphabetical order.
 * @param args - The operands; the last argument may be options: `{ optimize, out }`.
 * @throws ArrayValueError (`ERR_ARRAY_VALUE`) for wrong subscripts and paths; ShapeError (`ERR_SHAPE`) for lengths that differ.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * const a = np.arange(4).reshape(2, 2);
 * console.log(np.einsum('ij,jk->ik', a, a).toArray(), np.einsum('ii', a).item(), np.einsum('ij->j', a).toArray()); // [ [ 2, 3 ], [ 6, 11 ] ] 3 [ 2, 4 ]
 * console.log(np.einsum('ij,jk,kl->il', a, a, a, { optimize: true }).toArray()); // [ [ 6, 11 ], [ 22, 39 ] ]
 * ```
 */
export function einsum(subscripts: string, ...args: readonly (InputOf | EinsumOptions)[]): NDArray {
  const sum = readSum('einsum', subscripts, args);
  const { out } = sum.options;
  const operands = out instanceof NDArray ? computedIn(out.dtype, sum.operands) : sum.operands;
  return leaveIn('einsum', out, follow({ ...sum, operands }, pathFor('einsum', sum)));
}

/**
 * In which order `einsum` multiplies its operands, and what that costs: `'greedy'` unless the options say otherwise.
 *
 * @returns The path, to be given to `einsum` as `optimize`, and a text about its cost.
 * @throws As {@link einsum} does.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * const [path, text] = np.einsumPath('ij,jk,kl->il', np.ones([2, 10]), np.ones([10, 20]), np.ones([20, 3]));
 * console.log(path); // [ 'einsum_path', [ 1, 2 ], [ 0, 1 ] ]
 * console.log(text); // 1320 multiplications and additions instead of 3600 at once; the largest result has 30 elements
 * ```
 */
export function einsumPath(
  subscripts: string,
  ...args: readonly (InputOf | EinsumOptions)[]
): [path: EinsumPath, text: string] {
  const sum = readSum('einsumPath', subscripts, args);
  const { operands, output, options } = sum;
  const path = pathFor('einsumPath', { ...sum, options: { optimize: options.optimize ?? 'greedy' } });
  const lengths = labelLengths(operands);
  let left: ReadonlySet<string>[] = operands.map(({ labels }) => new Set(labels));
  const task = { output: new Set(output), lengths };
  const naive = contractionOf([...left.keys()], left, task);
  let cost = 0;
  let largest = 0;
  for (const places of path) {
    const step = contractionOf(places, left, task);
    cost += step.cost;
    largest = Math.max(largest, step.size);
    left = [...left.filter((_, place) => !places.includes(place)), step.kept];
  }
  const text = `${cost} multiplications and additions instead of ${naive.cost} at once; the largest result has ${largest} elements`;
  return [['einsum_path', ...path], text];
}
