/** The part of the table behind docs/errors.md that is about arrays. */

import type { ErrorExample } from './error-examples.ts';

/** In the order of the page. */
export const arrayErrorExamples: readonly ErrorExample[] = [
  {
    name: 'ShapeError',
    code: 'ERR_SHAPE',
    remedy:
      'The message has the operation and the shapes. Shapes are aligned from the right; each pair of axes has to be equal, or one of them 1. ' +
      'Reshape one side, or put a new axis where it is missing.',
    failing: `
import * as np from 'manycore/ndarray';

np.arange(6).reshape(4, 2);`,
    message: `
ShapeError: reshape: an array of shape [6] has 6 elements, which do not make [4,2]; the product of the lengths must be the same, and one length may be -1`,
    fixed: `
import * as np from 'manycore/ndarray';

console.log(np.arange(6).reshape(-1, 2).shape); // [ 3, 2 ]`,
  },
  {
    name: 'DTypeError',
    code: 'ERR_DTYPE',
    remedy:
      'The dtype does not exist, or the operation is not defined for it. Convert with `astype` what the message names.',
    failing: `
import * as np from 'manycore/ndarray';

np.zeros(3, { dtype: 'float' + 128 as 'float64' });`,
    message: `
DTypeError: "float128" is no dtype; there are bool, int8, int16, int32, int64, uint8, uint16, uint32, uint64, float16, float32, float64, complex64, complex128`,
    fixed: `
import * as np from 'manycore/ndarray';

console.log(np.zeros(3, { dtype: 'float64' }).dtype); // float64`,
  },
  {
    name: 'IndexError',
    code: 'ERR_INDEX',
    remedy: 'The message has the index, the axis and its length. Negative indices count from the end.',
    failing: `
import * as np from 'manycore/ndarray';

np.arange(3).at(3);`,
    message: `
IndexError: index 3 is out of bounds for axis 0 with size 3; it may be -3 to 2`,
    fixed: `
import * as np from 'manycore/ndarray';

console.log(np.arange(3).at(-1).item()); // 2`,
  },
  {
    name: 'AxisError',
    code: 'ERR_AXIS',
    remedy: 'Axes go from 0 to `ndim - 1`, or from the end as -1 to `-ndim`; none may be named twice.',
    failing: `
import * as np from 'manycore/ndarray';

np.flip([[1, 2], [3, 4]], { axis: 2 });`,
    message: `
AxisError: axis 2 is out of bounds for an array with 2 axes; it may be -2 to 1`,
    fixed: `
import * as np from 'manycore/ndarray';

console.log(np.flip([[1, 2], [3, 4]], { axis: 1 }).toArray()); // [ [ 2, 1 ], [ 4, 3 ] ]`,
  },
  {
    name: 'ArrayValueError',
    code: 'ERR_ARRAY_VALUE',
    remedy: 'The message names the argument, what it may be and what it was.',
    failing: `
import * as np from 'manycore/ndarray';

np.array([1, 300], { dtype: 'uint8' });`,
    message: `
ArrayValueError: the integer 300 is out of bounds for uint8 (0 to 255); choose a larger dtype, or convert the array with astype first`,
    fixed: `
import * as np from 'manycore/ndarray';

console.log(np.array([1, 300], { dtype: 'uint16' }).toArray()); // [ 1, 300 ]`,
  },
  {
    name: 'LinAlgError',
    code: 'ERR_LINALG',
    remedy:
      'The matrix is singular, not positive definite, or a method does not converge for it. Use `lstsq` or `pinv` for systems without a unique solution.',
  },
];
