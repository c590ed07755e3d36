/** Functions of parts of arrays along all other axes, by a signature such as `(m,n),(n)->(m)`. */

import { type NDArray, wrap } from '../array/array.ts';
import { type InputOf, toNDArray } from '../array/as-array.ts';
import { broadcastShapesFor, shapeText } from '../array/broadcast.ts';
import { ndindex } from '../array/iterate.ts';
import { ArrayValueError, ShapeError } from '../errors.ts';
import { newArray } from '../graph/elements.ts';
import { broadcastTo } from '../manipulate/shape.ts';

/** Names of the axes of each input and each result. */
export interface Signature {
  readonly text: string;
  readonly inputs: readonly (readonly string[])[];
  readonly outputs: readonly (readonly string[])[];
}

const side = String.raw`\([\w,]*\)(?:,\([\w,]*\))*`;
const pattern = new RegExp(`^(${side})->(${side})$`);

const listsOf = (text: string): string[][] =>
  [...text.matchAll(/\(([^)]*)\)/g)].map(([, names]) => names!.split(',').filter((name) => name !== ''));

/**
 * Reads a signature.
 *
 * @throws ArrayValueError for other texts.
 */
export function parseSignature(text: string): Signature {
  const match = pattern.exec(text.replaceAll(/\s/g, ''));
  if (match === null) {
    throw new ArrayValueError(`${JSON.stringify(text)} is no signature; write for example '(m,n),(n)->(m)'`);
  }
  return { text, inputs: listsOf(match[1]!), outputs: listsOf(match[2]!) };
}

/** Lengths of named axes, found in the inputs. */
function lengthsOf({ inputs, text }: Signature, arrays: readonly NDArray[]): Map<string, number> {
  const lengths = new Map<string, number>();
  for (const [at, names] of inputs.entries()) {
    const { shape } = arrays[at]!;
    if (shape.length < names.length) {
      throw new ShapeError(
        `vectorize: input ${at} has shape ${shapeText(shape)}, and ${text} asks for ${names.length} axes`,
      );
    }
    for (const [one, name] of names.entries()) {
      const length = shape[shape.length - names.length + one]!;
      const known = lengths.get(name) ?? length;
      if (known !== length) {
        throw new ShapeError(
          `vectorize: axis ${name} of ${text} has length ${known} in one input and ${length} in input ${at}`,
        );
      }
      lengths.set(name, length);
    }
  }
  return lengths;
}

/** Calls a function for each place of the axes that it does not name. */
export function runSignature(
  fn: (...values: unknown[]) => unknown,
  args: readonly unknown[],
  signature: Signature,
): NDArray[] {
  const { inputs, outputs, text } = signature;
  if (args.length !== inputs.length) {
    throw new ArrayValueError(`vectorize: ${text} has ${inputs.length} inputs, got ${args.length}`);
  }
  const arrays = args.map((arg) => toNDArray(arg as InputOf));
  const lengths = lengthsOf(signature, arrays);
  const outerOf = (array: NDArray, at: number): readonly number[] =>
    array.shape.slice(0, array.ndim - inputs[at]!.length);
  const outer = broadcastShapesFor('vectorize', arrays.map(outerOf));
  if (outer.includes(0)) throw new ShapeError(`vectorize: shape ${shapeText(outer)} has no place to call ${text} for`);
  const spread = arrays.map((array, at) =>
    broadcastTo(array, [...outer, ...inputs[at]!.map((name) => lengths.get(name)!)]),
  );
  const results: NDArray[] = [];
  for (const place of ndindex(outer)) {
    const values = [fn(...spread.map((array) => array.at(...place, '...')))].flat();
    if (values.length !== outputs.length) {
      throw new ArrayValueError(
        `vectorize: the function gave ${values.length} results, and ${text} has ${outputs.length}`,
      );
    }
    for (const [at, value] of values.entries()) {
      const one = toNDArray(value as InputOf);
      checkResult(one, outputs[at]!, { lengths, text });
      results[at] ??= wrap(newArray(one.dtype, [...outer, ...one.shape], 'zeros').node);
      results[at].set([...place, '...'], one);
    }
  }
  return results;
}

function checkResult(
  { shape }: NDArray,
  names: readonly string[],
  { lengths, text }: { readonly lengths: Map<string, number>; readonly text: string },
): void {
  const fits =
    shape.length === names.length && names.every((name, at) => (lengths.get(name) ?? shape[at]) === shape[at]);
  if (!fits)
    throw new ShapeError(
      `vectorize: the function gave shape ${shapeText(shape)}, which is not (${names.join()}) of ${text}`,
    );
  for (const [at, name] of names.entries()) lengths.set(name, shape[at]!);
}
