/** Matrix products for the interpreter: the definition of what all targets compute in strict mode. */

import type { InterpretArtifact, KernelBytes, Launch } from '../../core/kernel.ts';
import {
  INNER_BLOCK,
  type MatrixProduct,
  nameOf,
  productBuffers,
  productKinds,
  type ProductScalar,
  productScalars,
  productSignature,
} from './matrix-product.ts';

type Numbers = Float32Array | Float64Array;

const viewOf = (type: 'f32' | 'f64', bytes: Uint8Array): Numbers =>
  type === 'f32'
    ? new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >> 2)
    : new Float64Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >> 3);

/** Where one element of a result and what it is made of are. */
interface Dot {
  readonly a: Numbers;
  readonly b: Numbers;
  /** Adds, and rounds; or takes the larger. */
  readonly combine: (x: number, y: number) => number;
  /** What is added up, rounded. */
  readonly term: (x: number, y: number) => number;
  readonly inner: number;
  readonly aInner: number;
  readonly bInner: number;
}

/** Adds the blocks of one element to what there is; those of the other sign are those of the negated first matrix. */
function addBlocks(
  { a, b, combine, term, inner, aInner, bInner }: Dot,
  [aStart, bStart]: readonly [number, number],
  { start, sign }: { readonly start: number; readonly sign: 1 | -1 },
): number {
  let total = start;
  for (let from = 0; from < inner; from += INNER_BLOCK) {
    let sum = 0;
    for (let k = from; k < Math.min(inner, from + INNER_BLOCK); k++) {
      sum = combine(sum, term(sign * a[aStart + k * aInner]!, b[bStart + k * bInner]!));
    }
    total = combine(total, sum);
  }
  return total;
}

function termOf({ term }: MatrixProduct, round: (value: number) => number): Dot['term'] {
  if (term === 'product') return (x, y) => round(x * y);
  if (term !== 'squaredDifference') return (x, y) => Math.abs(round(x - y));
  return (x, y) => {
    const difference = round(x - y);
    return round(difference * difference);
  };
}

function run(product: MatrixProduct, bytes: KernelBytes, { scalars, size }: Launch): void {
  const { type } = product;
  const [a, b, c] = bytes.map((one) => viewOf(type, one)) as [Numbers, Numbers, Numbers];
  const [batches, rows, columns] = size as readonly [number, number, number];
  const at = (name: ProductScalar): number => Number(scalars[productScalars.indexOf(name)]);
  const round = type === 'f32' ? Math.fround : (value: number): number => value;
  const term = termOf(product, round);
  const combine = product.term === 'largestDifference' ? Math.max : (x: number, y: number): number => round(x + y);
  const dot = { a, b, combine, term, inner: at('inner'), aInner: at('aInner'), bInner: at('bInner') };
  const sign = at('kind') === productKinds.subtract ? -1 : 1;
  for (let batch = 0; batch < batches; batch++) {
    for (let row = 0; row < rows; row++) {
      const aStart = at('aOffset') + batch * at('aBatch') + row * at('aRow');
      const cStart = at('cOffset') + batch * at('cBatch') + row * at('cRow');
      for (let column = 0; column < columns; column++) {
        const bStart = at('bOffset') + batch * at('bBatch') + column * at('bColumn');
        const start = at('kind') === productKinds.set ? 0 : c[cStart + column]!;
        const sum = addBlocks(dot, [aStart, bStart], { start, sign });
        c[cStart + column] = at('isRoot') === 1 ? Math.sqrt(sum) : sum;
      }
    }
  }
}

/** The kernel for the interpreter, which has strict mode only: fused multiply-add is for machines that have it. */
export function interpretProduct(product: MatrixProduct): InterpretArtifact {
  return {
    target: 'interpret',
    key: nameOf(product),
    name: nameOf(product),
    rank: 3,
    buffers: productBuffers(product),
    scalars: productSignature,
    run: (bytes, launch) => run(product, bytes, launch),
  };
}
