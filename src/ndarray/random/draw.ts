/** Numbers and arrays of a distribution, for parameters that are numbers or arrays. */

import { ArrayValueError } from '../errors.ts';
import { newArray } from '../graph/elements.ts';
import type { NDArray } from '../array/array.ts';
import { arrayOf, bindArguments, drawnShape, isSingle, paramNode, spread } from './arguments.ts';
import { type Distribution, distributions, type DistributionName, problemOf, type Source } from './distributions.ts';

const WORD = 2 ** 32;
const INT64_LIMIT = 2 ** 63;
const MAX_INT64 = 2n ** 63n - 1n;

/** Writes a whole double into a place of an int64 array, seen as words; 2^63 becomes the greatest. */
export function writeInt64(words: Uint32Array, place: number, value: number): void {
  if (value >= INT64_LIMIT) {
    new BigInt64Array(words.buffer, words.byteOffset, words.length / 2)[place] = MAX_INT64;
    return;
  }
  words[2 * place] = value % WORD;
  words[2 * place + 1] = Math.floor(value / WORD);
}

/** A double that stands for an int64: itself while it is safe. */
export const safeInt64 = (value: number): number | bigint =>
  Number.isSafeInteger(value) ? value : value >= INT64_LIMIT ? MAX_INT64 : BigInt(value);

/** Refuses parameters out of their bounds. */
function check(name: DistributionName, values: readonly ArrayLike<number>[]): void {
  const { parameters } = distributions[name] as Distribution;
  for (const [at, { name: parameter, bound }] of parameters.entries()) {
    const wrong = Array.prototype.find.call(values[at], (value: number) => !bound.holds(value)) as number | undefined;
    if (wrong !== undefined) throw new ArrayValueError(`${name}: ${parameter} must be ${bound.text}, got ${wrong}`);
  }
  for (let at = 0; at < (values[0]?.length ?? 0); at++) {
    const problem = problemOf(
      name,
      values.map((list) => list[at]!),
    );
    if (problem !== undefined) throw new ArrayValueError(`${name}: ${problem}`);
  }
}

/** Fills an array: `next` gives the numbers one after the other. */
export function fillDrawn(dtype: 'float64' | 'int64', shape: readonly number[], next: (at: number) => number): NDArray {
  if (dtype === 'float64') {
    const { node, data } = newArray('float64', shape);
    for (let at = 0; at < data.length; at++) data[at] = next(at);
    return arrayOf(node);
  }
  const { node, data } = newArray('int64', shape);
  const words = new Uint32Array(data.buffer, data.byteOffset, 2 * data.length);
  for (let at = 0; at < data.length; at++) writeInt64(words, at, next(at));
  return arrayOf(node);
}

/** Draws with parameters of which one at least is an array. */
function drawBroadcast(
  source: Source,
  name: DistributionName,
  call: { values: readonly unknown[]; size: unknown },
): NDArray {
  const { dtype, draw } = distributions[name] as Distribution;
  const nodes = call.values.map(paramNode);
  const shape = drawnShape(name, call.size, nodes);
  const columns = nodes.map((node) => spread(node, shape));
  check(name, columns);
  const rest = columns.slice(1);
  return fillDrawn(dtype, shape, (at) =>
    draw(
      source,
      columns[0]![at]!,
      rest.map((column) => column[at]!),
    ),
  );
}

/**
 * Draws of a distribution: one number when there is no size and no parameter is an array.
 *
 * @throws ArrayValueError for parameters out of their bounds; ShapeError when they do not fit the size.
 */
export function drawDistribution(
  source: Source,
  name: DistributionName,
  args: readonly unknown[],
): number | bigint | NDArray {
  const { parameters, dtype, draw, line } = distributions[name] as Distribution;
  const bound = bindArguments(name, args, { names: [...parameters.map((one) => one.name), 'size'] });
  const values = parameters.map((one) => {
    const value = bound[one.name] ?? one.fallback;
    if (value === undefined) throw new ArrayValueError(`${name} needs ${one.name}, ${one.bound.text}`);
    return value;
  });
  if (!values.every(isSingle)) return drawBroadcast(source, name, { values, size: bound['size'] });
  const [a = 0, ...rest] = values.map(Number);
  check(
    name,
    values.map((value) => [Number(value)]),
  );
  if (bound['size'] === undefined || bound['size'] === null) {
    const value = draw(source, a, rest);
    return dtype === 'int64' ? safeInt64(value) : value;
  }
  const shape = drawnShape(name, bound['size'], []);
  if (line === undefined) return fillDrawn(dtype, shape, () => draw(source, a, rest));
  const { node, data } = newArray('float64', shape);
  line.fill(source.bits, data);
  const { offset, factor } = line.of(a, rest[0]!);
  for (let at = 0; at < data.length; at++) data[at] = offset + factor * data[at]!;
  return arrayOf(node);
}
