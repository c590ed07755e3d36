/** The four distributions that also come as float32 and can be written into an array that exists. */

import type { NDArray } from '../array/array.ts';
import { isSameShape, shapeText } from '../array/broadcast.ts';
import { elementsOf, writableElementsOf } from '../array/elements.ts';
import { ArrayHandle } from '../array/handle.ts';
import { asDType } from '../dtype/dtype.ts';
import { ArrayValueError, DTypeError, ShapeError } from '../errors.ts';
import { newArray } from '../graph/elements.ts';
import { isRowMajor } from '../graph/layout.ts';
import { arrayOf, type Bound, drawnShape, isSingle, paramNode, spread } from './arguments.ts';

/** One draw in each precision. The parameter is there for the gamma distribution only. */
export interface StandardDraw {
  readonly double: (parameter: number) => number;
  readonly single: (parameter: number) => number;
  /** Many doubles, where that can be done faster than one by one. */
  readonly fill?: (out: Float64Array) => void;
}

const floats = ['float32', 'float64'];

function dtypeFor(what: string, bound: Bound): 'float32' | 'float64' {
  const dtype = bound['dtype'] === undefined ? undefined : asDType(bound['dtype'] as 'float32');
  const own = bound['out'] instanceof ArrayHandle ? bound['out'].node.dtype : undefined;
  const chosen = dtype ?? (own as typeof dtype) ?? 'float64';
  if (!floats.includes(chosen)) throw new DTypeError(`${what} draws float32 or float64, got ${chosen}`);
  if (own !== undefined && own !== (dtype ?? 'float64') && dtype !== undefined) {
    throw new DTypeError(`${what}: out has dtype ${own}, but dtype is ${dtype}`);
  }
  return chosen as 'float32' | 'float64';
}

/** The elements of an array to be written. */
function outElements(what: string, out: unknown, shape: readonly number[] | undefined): Float32Array | Float64Array {
  if (!(out instanceof ArrayHandle)) throw new ArrayValueError(`${what}: out must be an array`);
  if (shape !== undefined && !isSameShape(shape, out.node.shape)) {
    throw new ShapeError(`${what}: size ${shapeText(shape)} is not the shape of out, ${shapeText(out.node.shape)}`);
  }
  const { strides } = elementsOf(out.node);
  if (!isRowMajor(out.node.shape, strides)) throw new ArrayValueError(`${what}: out must be C-contiguous`);
  const { data, offset } = writableElementsOf(out.node);
  return (data as Float64Array).subarray(offset, offset + out.node.size);
}

/**
 * Draws of a standard distribution.
 *
 * @param parameter - Of the gamma distribution: checked by the caller.
 */
export function drawStandard(
  what: string,
  draw: StandardDraw,
  { bound, parameter }: { readonly bound: Bound; readonly parameter?: unknown },
): number | NDArray {
  const dtype = dtypeFor(what, bound);
  const next = dtype === 'float32' ? draw.single : draw.double;
  const { size, out } = bound;
  const single = parameter === undefined || isSingle(parameter);
  if (size === undefined && out === undefined && single) return next(Number(parameter));
  const nodes = single ? [] : [paramNode(parameter)];
  const given = size ?? (out instanceof ArrayHandle ? out.node.shape : undefined);
  const shape = drawnShape(what, given, nodes);
  const target = out === undefined ? newArray(dtype, shape) : undefined;
  const data = target?.data ?? outElements(what, out, size === undefined ? undefined : shape);
  if (draw.fill !== undefined && dtype === 'float64') draw.fill(data as Float64Array);
  else if (single) {
    const value = Number(parameter);
    for (let at = 0; at < data.length; at++) data[at] = next(value);
  } else {
    const values = spread(nodes[0]!, shape);
    for (let at = 0; at < data.length; at++)
      data[at] = next(dtype === 'float32' ? Math.fround(values[at]!) : values[at]!);
  }
  return target === undefined ? (out as NDArray) : arrayOf(target.node);
}
