/** What the functions on elements have in common: operands, options, and where results go. */

import { NDArray, wrap } from '../array/array.ts';
import { type InputOf, nodeOf } from '../array/as-array.ts';
import { fits, isSameShape, shapeText } from '../array/broadcast.ts';
import { isScalar } from '../array/input.ts';
import type { Order } from '../array/methods-shape.ts';
import { checkOptions } from '../array/options.ts';
import { copyInOrder } from '../array/ordered.ts';
import { type Casting, isCastAllowed } from '../dtype/can-cast.ts';
import { asDType, type DType } from '../dtype/dtype.ts';
import { selectNode } from '../complex/select-node.ts';
import { castNode, type Operand, scalarNode } from '../elementwise/operands.ts';
import { applyComparison, applyUfunc, type Comparison, type Ufunc, type UfuncSettings } from '../elementwise/ufunc.ts';
import { DTypeError, ShapeError } from '../errors.ts';
import type { Node } from '../graph/node.ts';
import { assignNode } from '../indexing/select.ts';

/** Options of functions on elements. */
export interface UfuncOptions {
  /** Where the result is written: an array of its shape. It is returned. */
  readonly out?: NDArray;
  /** Which elements are computed: a bool array that broadcasts with the inputs. Others stay as they are in `out`, or are 0. */
  readonly where?: InputOf;
  /** The dtype of the result, in which it is computed, instead of the one that the inputs ask for. */
  readonly dtype?: DType;
  /** How freely inputs may be converted, and the result for `out`: 'same_kind' unless it is given. */
  readonly casting?: Casting;
  /** How a new result lies in memory: as its inputs do ('K') unless it is given. */
  readonly order?: Order;
}

/** The names of the options of functions on elements. */
export const ufuncOptions = ['out', 'where', 'dtype', 'casting', 'order'] as const;

/** An operand: plain numbers stay what they are, because they take the dtype of the arrays they meet. */
export const operandOf = (input: InputOf): Operand =>
  input instanceof NDArray ? input.node : isScalar(input) ? input : nodeOf(input);

function checkDType(what: string, out: NDArray, { dtype, casting = 'same_kind' }: OutCheck): void {
  if (!(out instanceof NDArray)) throw new DTypeError(`${what}: out is an array to write to, got ${typeof out}`);
  if (isCastAllowed(dtype, out.dtype, casting)) return;
  throw new DTypeError(
    `${what}: a result of ${dtype} cannot be written to out of ${out.dtype} by the rule ${casting}; convert it with astype`,
  );
}

/** What is written, and how freely. */
interface OutCheck {
  readonly dtype: DType;
  readonly casting?: Casting | undefined;
}

/** How results are written. */
export interface WriteRule {
  readonly casting?: Casting | undefined;
  /** Whether a result is repeated to an `out` of more elements. */
  readonly isBroadcast?: boolean;
}

/** Writes a result into an array of the user. */
// oxlint-disable-next-line eslint/max-params -- what for, where to, what, and how
export function writeTo(what: string, out: NDArray, node: Node, { casting, isBroadcast }: WriteRule = {}): NDArray {
  checkDType(what, out, { dtype: node.dtype, casting });
  if (!(isBroadcast === true ? fits(node.shape, out.shape) : isSameShape(node.shape, out.shape))) {
    throw new ShapeError(
      `${what}: the result has shape ${shapeText(node.shape)}, out has ${shapeText(out.shape)}; they have to be the same`,
    );
  }
  const result = wrap(node.dtype === out.dtype ? node : castNode(node, out.dtype));
  assignNode(out.node, ['...'], result);
  // It is in `out` now. Loops that write in place run longer than the collector waits.
  result.dispose();
  return out;
}

/** A result, in `out` where there is one. */
// oxlint-disable-next-line eslint/max-params -- what for, where to, what, and how
export const leaveIn = (what: string, out: NDArray | undefined, node: Node, rule?: WriteRule): NDArray =>
  out === undefined ? wrap(node) : writeTo(what, out, node, rule);

/**
 * A result in an array that stands for one of its own dtype while it is filled, as NumPy's functions that pick elements use `out`: it has to
 * become that dtype without loss, and takes the elements back however they fit.
 */
export function leaveBehind(what: string, out: NDArray | undefined, node: Node): NDArray {
  if (out instanceof NDArray && !isCastAllowed(out.dtype, node.dtype, 'safe')) {
    throw new DTypeError(
      `${what}: out of ${out.dtype} cannot stand for a result of ${node.dtype}; it has to have that dtype, or one that it holds`,
    );
  }
  return leaveIn(what, out, node, { casting: 'unsafe' });
}

/** Takes the computed elements where a mask says so, else those that are there. */
function choose(mask: InputOf, node: Node, out: NDArray | undefined): Node {
  // What stays in `out` keeps its dtype: that of the result may hold less, as bool does.
  const { dtype } = out ?? node;
  const rest = out === undefined ? scalarNode(0, dtype) : out.node;
  return selectNode(nodeOf(mask), [castNode(node, dtype), rest], dtype);
}

/** Puts a result where the options say. */
export function finish(what: string, node: Node, options: UfuncOptions | undefined): NDArray {
  if (options === undefined) return wrap(node);
  const { out, where, casting, order } = options;
  if (out !== undefined) checkDType(what, out, { dtype: node.dtype, casting });
  const chosen = where === undefined ? node : choose(where, node, out);
  if (out !== undefined) return writeTo(what, out, chosen, { casting, isBroadcast: true });
  return wrap(order === undefined || order === 'K' ? chosen : copyInOrder(chosen, order));
}

/** The options of a call, checked, as the graph takes them. */
export function loopSettings(what: string, options: UfuncOptions | undefined): UfuncSettings | undefined {
  checkOptions(what, options, ufuncOptions);
  if (options === undefined) return undefined;
  const { dtype, casting } = options;
  return { dtype: dtype === undefined ? undefined : asDType(dtype), casting };
}

/** Calls a function on elements. */
export function call(ufunc: Ufunc, inputs: readonly InputOf[], options?: UfuncOptions): NDArray {
  if (options === undefined) {
    const operands: Operand[] = [];
    for (let at = 0; at < inputs.length; at++) operands.push(operandOf(inputs[at]!));
    return wrap(applyUfunc(ufunc, operands));
  }
  const settings = loopSettings(ufunc.name, options);
  return finish(ufunc.name, applyUfunc(ufunc, inputs.map(operandOf), settings), options);
}

/** Options of comparisons; `dtype` can only be bool. */
export type ComparisonOptions = UfuncOptions;

/** Calls a comparison. */
export function compare(
  ufunc: Comparison,
  [x, y]: readonly [InputOf, InputOf],
  options?: ComparisonOptions,
): NDArray<'bool'> {
  const settings = loopSettings(ufunc.name, options);
  return finish(ufunc.name, applyComparison(ufunc, [operandOf(x), operandOf(y)], settings), options) as NDArray<'bool'>;
}
