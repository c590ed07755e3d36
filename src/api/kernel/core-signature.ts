/** Signatures of functions over parts of arrays, as NumPy's generalized ufuncs have them: `'(m,n),(n,p)->(m,p)'`. */

import { InvalidOptionError } from '../../core/errors.ts';

/** Names or lengths of the axes that belong to one call of the function. */
export type CoreAxes = readonly (string | number)[];

/** Axes of the arguments and of the results. */
export interface CoreSignature {
  readonly text: string;
  readonly inputs: readonly CoreAxes[];
  readonly outputs: readonly CoreAxes[];
}

const LIST = /^\((?:[A-Za-z_]\w*|\d+)?(?:,(?:[A-Za-z_]\w*|\d+))*\)$/;

function parseSide(side: string, text: string): CoreAxes[] {
  const parts = side.match(/\([^()]*\)/g) ?? [];
  if (parts.join(',') !== side || parts.length === 0 || !parts.every((part) => LIST.test(part))) {
    throw new InvalidOptionError(
      `'${text}' is no signature such as '(m,n),(n)->(m)': "${side}" has to be lists of axes`,
    );
  }
  return parts.map((part) => {
    const inner = part.slice(1, -1);
    return inner === '' ? [] : inner.split(',').map((name) => (/^\d+$/.test(name) ? Number(name) : name));
  });
}

/** @throws InvalidOptionError for what is no signature, or has an axis of a result that no argument has. */
export function parseCoreSignature(text: unknown): CoreSignature {
  if (typeof text !== 'string')
    throw new InvalidOptionError(`a signature is a text such as '(n),(n)->()', got ${typeof text}`);
  const [left, right, ...more] = text.replaceAll(/\s+/g, '').split('->');
  if (left === undefined || right === undefined || more.length > 0)
    throw new InvalidOptionError(`'${text}' is no signature such as '(n),(n)->()': it needs one arrow`);
  const signature = { text, inputs: parseSide(left, text), outputs: parseSide(right, text) };
  const known = new Set(signature.inputs.flat());
  const unknown = signature.outputs.flat().find((name) => typeof name === 'string' && !known.has(name));
  if (unknown !== undefined)
    throw new InvalidOptionError(
      `the axis ${unknown} of a result in '${text}' is no axis of an argument, so it has no length`,
    );
  return signature;
}

/** Finds out how long each axis is. */
export class AxisLengths {
  readonly #known = new Map<string, { readonly length: number; readonly at: number }>();

  /** @throws InvalidOptionError when an argument does not fit its axes, or what others say of them. */
  note(axes: CoreAxes, lengths: readonly number[], at: number): void {
    for (const [position, axis] of axes.entries()) {
      const length = lengths[position]!;
      const known = typeof axis === 'number' ? { length: axis, at: -1 } : this.#known.get(axis);
      if (known === undefined) this.#known.set(axis as string, { length, at });
      else if (known.length !== length) {
        const why = known.at === -1 ? 'the signature says' : `argument ${known.at + 1} says`;
        throw new InvalidOptionError(
          `axis ${axis} is ${length} long in argument ${at + 1}, and ${why} ${known.length}`,
        );
      }
    }
  }

  of(axes: CoreAxes): number[] {
    return axes.map((axis) => (typeof axis === 'number' ? axis : this.#known.get(axis)!.length));
  }
}
