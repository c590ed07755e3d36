/** Products of matrices as decompositions have them. */

import { addScaled, Matrix } from './matrix.ts';
import { isBlockable, multiplyInto, Workspace } from './workspace.ts';

type Kind = 'set' | 'add' | 'subtract';

/** One part of a product from parts of its factors: two products for complex matrices. */
function partOf(
  [rows, width]: readonly [number, number],
  products: readonly (readonly [Kind, Workspace, Workspace])[],
): Workspace {
  const out = new Workspace(rows, width, 'any');
  for (const [kind, a, b] of products) multiplyInto(kind, out.whole, [a.whole, b.whole]);
  return out;
}

/** By the kernel of matrix products. */
function multiplyBlocks(a: Matrix, b: Matrix): Matrix {
  const open: Workspace[] = [];
  const hold = (one: Workspace): Workspace => {
    open.push(one);
    return one;
  };
  try {
    const size = [a.rows, b.width] as const;
    const [ar, br] = [hold(Workspace.of(a)), hold(Workspace.of(b))];
    if (!a.isComplex || !b.isComplex) return hold(partOf(size, [['set', ar, br]])).toMatrix();
    const [ai, bi] = [hold(Workspace.of(a, 'im')), hold(Workspace.of(b, 'im'))];
    const re = hold(partOf(size, [['set', ar, br], ['subtract', ai, bi]])); // prettier-ignore
    const im = hold(partOf(size, [['set', ar, bi], ['add', ai, br]])); // prettier-ignore
    const out = new Matrix(a.rows, b.width, true);
    for (const [j, column] of out.columns.entries()) {
      column.re.set(re.columns[j]!);
      column.im!.set(im.columns[j]!);
    }
    return out;
  } finally {
    for (const one of open) one.free();
  }
}

/** The product of two matrices. */
export function multiply(a: Matrix, b: Matrix): Matrix {
  const isSame = a.isComplex === b.isComplex;
  if (isSame && Math.min(a.rows, a.width) > 0 && isBlockable(Math.min(a.rows, a.width), b.width))
    return multiplyBlocks(a, b);
  const out = new Matrix(a.rows, b.width, a.isComplex || b.isComplex);
  for (const [j, target] of out.columns.entries()) {
    for (let k = 0; k < a.width; k++) addScaled(a.columns[k]!, target, { ...b.at(k, j), from: 0 });
  }
  return out;
}
