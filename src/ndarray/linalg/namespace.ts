/** What `np.linalg` is. */

export { LinAlgError } from '../errors.ts';
export { matrixTranspose } from '../manipulate/axes.ts';
export { eig, eigh, eigvals, eigvalsh, qr, svd, svdvals } from './functions-decompose.ts';
export type { EigenPair, QrMode, QrPair, SvdTriple, SvdOptions, TriangleOptions } from './functions-decompose.ts';
export { cond, lstsq, matrixRank, pinv } from './functions-least-squares.ts';
export type { CutoffOptions, LeastSquares } from './functions-least-squares.ts';
export { matrixNorm, norm, vectorNorm } from './functions-norm.ts';
export type { MatrixOrder, NormOptions, VectorNormOptions } from './functions-norm.ts';
export { cross, diagonal, multiDot, outer, trace, vecdot } from './functions-product.ts';
export { matmul, tensordot } from '../products/products.ts';
export { cholesky, det, inv, lu, matrixPower, slogdet, solve, tensorinv, tensorsolve } from './functions-solve.ts';
