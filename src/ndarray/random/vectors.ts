/** Distributions whose draws are vectors: `multinomial`, `dirichlet`, `multivariateHypergeometric`. */

import type { NDArray } from '../array/array.ts';
import { broadcastShapesFor, shapeText } from '../array/broadcast.ts';
import { shapeOf } from '../array/shape-argument.ts';
import { sizeOf } from '../array/strided.ts';
import { ArrayValueError, ShapeError } from '../errors.ts';
import { newArray } from '../graph/elements.ts';
import { arrayOf, type Bound, drawnShape, isSingle, numberOf, paramNode, type Size, spread } from './arguments.ts';
import { kahanSum } from './choose.ts';
import type { Source } from './distributions.ts';
import { writeInt64 } from './draw.ts';
import { dirichlet, multinomial, multivariateHypergeometric, UrnList } from './multivariate.ts';

/** How far chances may add up above 1. */
const SUM_TOLERANCE = 1e-12;
const MAX_URN = 1_000_000_000;

const sizeList = (what: string, size: unknown): readonly number[] =>
  size === undefined || size === null ? [] : shapeOf(what, size as Size);

/** An int64 array of `rows` times `length`; `fill` gets each row as zeros. */
function wholeRows(rows: readonly number[], length: number, fill: (row: Float64Array, at: number) => void): NDArray {
  const { node, data } = newArray('int64', [...rows, length], 'zeros');
  const words = new Uint32Array(data.buffer, data.byteOffset, 2 * data.length);
  const row = new Float64Array(length);
  for (let at = 0; at < sizeOf(rows); at++) {
    row.fill(0);
    fill(row, at);
    for (let column = 0; column < length; column++) writeInt64(words, at * length + column, row[column]!);
  }
  return arrayOf(node);
}

const vectorOf = (what: string, value: unknown): Float64Array => {
  const node = paramNode(value);
  if (node.shape.length !== 1) throw new ShapeError(`${what} must have one axis, got shape ${shapeText(node.shape)}`);
  return spread(node, node.shape);
};

function checkChances(p: Float64Array, length: number): void {
  const wrong = p.find((chance) => !(chance >= 0 && chance <= 1));
  if (wrong !== undefined) throw new ArrayValueError(`multinomial: pvals must be chances of 0 to 1, got ${wrong}`);
  for (let start = 0; start < p.length; start += length) {
    const sum = kahanSum(p.subarray(start, start + length), length - 1);
    if (sum > 1 + SUM_TOLERANCE)
      throw new ArrayValueError(`multinomial: pvals without the last must add up to at most 1, got ${sum}`);
  }
}

/** Counts of n draws over kinds; n and all but the last axis of pvals are broadcast. */
export function drawMultinomial(source: Source, bound: Bound): NDArray {
  const chances = paramNode(bound['pvals']);
  const length = chances.shape.at(-1) ?? 0;
  if (length === 0) throw new ShapeError('multinomial: pvals must have a last axis with at least one chance');
  const counts = paramNode(bound['n']);
  const own = chances.shape.slice(0, -1);
  const shape =
    own.length === 0 && isSingle(bound['n'])
      ? sizeList('multinomial', bound['size'])
      : drawnShape('multinomial', bound['size'], [counts, { shape: own }]);
  const p = spread(chances, [...broadcastShapesFor('multinomial', [shape, own]), length]);
  checkChances(spread(chances, chances.shape), length);
  const n = spread(counts, shape);
  const bad = n.find((value) => !Number.isSafeInteger(value) || value < 0);
  if (bad !== undefined) throw new ArrayValueError(`multinomial: n must be a whole number of at least 0, got ${bad}`);
  return wholeRows(shape, length, (row, at) => {
    multinomial(source, { n: n[at]!, p: p.subarray(at * length, (at + 1) * length) }, row);
  });
}

/** Shares that add up to 1. */
export function drawDirichlet(source: Source, bound: Bound): NDArray {
  const alpha = vectorOf('dirichlet: alpha', bound['alpha']);
  const wrong = alpha.find((value) => value < 0 || Number.isNaN(value));
  if (wrong !== undefined) throw new ArrayValueError(`dirichlet: alpha must be at least 0, got ${wrong}`);
  const rows = sizeList('dirichlet', bound['size']);
  const { node, data } = newArray('float64', [...rows, alpha.length], 'zeros');
  for (let at = 0; at < sizeOf(rows); at++) {
    dirichlet(source.bits, alpha, data.subarray(at * alpha.length, (at + 1) * alpha.length));
  }
  return arrayOf(node);
}

/** Counts per color of what is taken from an urn. */
export function drawUrn(source: Source, bound: Bound): NDArray {
  const what = 'multivariateHypergeometric';
  const colors = Array.from(vectorOf(`${what}: colors`, bound['colors']));
  const method = bound['method'] ?? 'marginals';
  if (method !== 'marginals' && method !== 'count') {
    throw new ArrayValueError(`${what}: method must be 'marginals' or 'count', got ${String(method)}`);
  }
  const wrong = colors.find((value) => !Number.isSafeInteger(value) || value < 0);
  if (wrong !== undefined)
    throw new ArrayValueError(`${what}: colors must be whole numbers of at least 0, got ${wrong}`);
  const total = colors.reduce((sum, value) => sum + value, 0);
  const sample = numberOf(`${what}: nsample`, bound['nsample']);
  if (!Number.isSafeInteger(sample) || sample < 0 || sample > total) {
    throw new ArrayValueError(
      `${what}: nsample must be a whole number of 0 to ${total}, the sum of colors, got ${sample}`,
    );
  }
  if (total >= MAX_URN) throw new ArrayValueError(`${what}: the sum of colors must be below 1e9, got ${total}`);
  const list = method === 'count' ? new UrnList(colors, total) : undefined;
  return wholeRows(sizeList(what, bound['size']), colors.length, (row) => {
    multivariateHypergeometric(source.bits, { urn: { colors, total, sample }, list }, row);
  });
}
