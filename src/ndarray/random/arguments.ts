/** Arguments of a generator's methods: in NumPy's order, or by name in an object at the end. */

import { InvalidOptionError } from '../../core/errors.ts';
import { type NDArray, wrap } from '../array/array.ts';
import { type InputOf, toNDArray } from '../array/as-array.ts';
import { broadcastShapesFor, shapeText } from '../array/broadcast.ts';
import { castNode } from '../elementwise/operands.ts';
import { packedElements } from '../array/elements.ts';
import { ArrayHandle } from '../array/handle.ts';
import { isScalar } from '../array/input.ts';
import { type ShapeInput, shapeOf } from '../array/shape-argument.ts';
import type { DType } from '../dtype/dtype.ts';
import { ArrayValueError, ShapeError } from '../errors.ts';
import type { Node } from '../graph/node.ts';
import { broadcastNode } from '../manipulate/view-nodes.ts';

/** A parameter of a distribution: a number, or an array that is broadcast against the others. */
export type Param = InputOf;

/** The shape of what is drawn. */
export type Size = ShapeInput;

/** The size by itself, or by its name. */
export type SizeOption = Size | { readonly size: Size };

/** Arguments by name. */
export interface Bound {
  readonly [name: string]: unknown;
}

const isOptions = (value: unknown): value is Bound =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  !isScalar(value) &&
  !(value instanceof ArrayHandle) &&
  !ArrayBuffer.isView(value) &&
  !(Symbol.iterator in value);

/**
 * Gives arguments their names.
 *
 * @param names - Of the positional ones, in order; what an object at the end may name besides follows in `more`.
 * @throws InvalidOptionError for too many arguments, an unknown name, or one that is given twice.
 */
export function bindArguments(
  what: string,
  args: readonly unknown[],
  { names, more = [] }: { readonly names: readonly string[]; readonly more?: readonly string[] },
): Bound {
  const last = args.at(-1);
  const options = isOptions(last) ? last : undefined;
  const positional = options === undefined ? args : args.slice(0, -1);
  const usage = `${what}(${names.join(', ')}${more.length > 0 ? `, { ${more.join(', ')} }` : ''})`;
  if (positional.length > names.length) {
    throw new InvalidOptionError(`${usage} takes at most ${names.length} arguments, got ${positional.length}`);
  }
  const bound: { [name: string]: unknown } = {};
  for (const [at, value] of positional.entries()) if (value !== undefined) bound[names[at]!] = value;
  for (const [name, value] of Object.entries(options ?? {})) {
    if (!names.includes(name) && !more.includes(name)) throw new InvalidOptionError(`${usage} has no option '${name}'`);
    if (name in bound) throw new InvalidOptionError(`${usage}: ${name} is given twice`);
    if (value !== undefined) bound[name] = value;
  }
  return bound;
}

/** Whether a value is one number rather than an array. */
export const isSingle = (value: unknown): value is number | bigint | boolean =>
  isScalar(value) && typeof value !== 'object';

/** The shape of the result: the given size, to which the parameters must broadcast; theirs without one. */
export function drawnShape(what: string, size: unknown, nodes: readonly Pick<Node, 'shape'>[]): readonly number[] {
  const own = broadcastShapesFor(
    what,
    nodes.map((node) => node.shape),
  );
  if (size === undefined || size === null) return own;
  const shape = shapeOf(what, size as Size);
  const joined = broadcastShapesFor(what, [own, shape]);
  if (joined.length !== shape.length || joined.some((length, axis) => length !== shape[axis])) {
    throw new ShapeError(`${what}: size ${shapeText(shape)} does not fit parameters of shape ${shapeText(own)}`);
  }
  return shape;
}

/** All elements of a parameter, repeated to a shape, as doubles. */
export const spread = (node: Node, shape: readonly number[]): Float64Array =>
  packedElements(broadcastNode(castNode(node, 'float64'), shape) as Node & { readonly dtype: 'float64' });

/** The node of a parameter, held by an array: a node that nobody holds is gone once it was read. */
export const paramNode = (value: unknown): Node => toNDArray(value as InputOf).node;

/** A finite or infinite number; NaN and what is no number are the caller's to judge. */
export function numberOf(what: string, value: unknown): number {
  if (isSingle(value)) return Number(value);
  const node = paramNode(value);
  if (node.size !== 1) throw new ArrayValueError(`${what} must be one number, got shape ${shapeText(node.shape)}`);
  return spread(node, [1])[0]!;
}

/** An array for the user. */
export const arrayOf = <D extends DType>(node: Node): NDArray<D> => wrap<D>(node);
