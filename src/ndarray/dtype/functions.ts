/** Functions of users about dtypes. */

import { needList } from '../array/need.ts';
import { NDArray } from '../array/array.ts';
import { isScalar } from '../array/input.ts';
import { type Casting, isCastAllowed } from './can-cast.ts';
import { Complex } from './complex.ts';
import { asDType, type DType } from './dtype.ts';
import { integerRange, type Scalar } from './element.ts';
import { type DTypeKindName, isOfKind } from './kinds.ts';
import { floatInfo, integerInfo, type FloatInfo, type IntegerInfo } from './limits.ts';
import { promoteTypes as promote, resultDType } from './promote.ts';

/** An array stands for its dtype. */
export type DTypeInput = DType | NDArray;

const dtypeOf = (value: DTypeInput): DType => (value instanceof NDArray ? value.dtype : asDType(value));

/**
 * The dtype of the result of an operation on these arrays, dtypes and plain numbers.
 *
 * @param values - Plain numbers, bigints, booleans and Complex values are weak: they only choose the kind.
 * @throws DTypeError (`ERR_DTYPE`) for names that are no dtypes.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.resultType('int8', 'uint8'), np.resultType('float32', 1.5), np.resultType('uint8', 1)); // int16 float32 uint8
 * ```
 */
export function resultType(...values: readonly (DTypeInput | Scalar)[]): DType {
  const weak = values.filter((value) => isScalar(value));
  const strong = values.filter((value) => !isScalar(value)) as DTypeInput[];
  return resultDType(strong.map(dtypeOf), weak);
}

/**
 * The smallest dtype that holds the values of both, by NumPy's table.
 *
 * @throws DTypeError (`ERR_DTYPE`) for names that are no dtypes.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.promoteTypes('int8', 'uint8'), np.promoteTypes('int64', 'float32')); // int16 float64
 * ```
 */
export const promoteTypes = (a: DTypeInput, b: DTypeInput): DType => promote(dtypeOf(a), dtypeOf(b));

/**
 * Whether values of a dtype may become another.
 *
 * @param casting - By which rule: 'safe' (nothing is lost) unless it is given; 'no', 'equiv', 'same_kind', 'unsafe'.
 * @throws DTypeError (`ERR_DTYPE`) for names that are no dtypes; ArrayValueError (`ERR_ARRAY_VALUE`) for another rule.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.canCast('int32', 'float64'), np.canCast('float64', 'float32'), np.canCast('float64', 'float32', 'same_kind')); // true false true
 * ```
 */
export const canCast = (from: DTypeInput, to: DType, casting: Casting = 'safe'): boolean =>
  isCastAllowed(dtypeOf(from), asDType(to), casting);

/**
 * Facts of a float dtype, or of the parts of a complex one: `eps`, `max`, `min`, `smallestNormal`, `bits` and more.
 *
 * @throws DTypeError (`ERR_DTYPE`) for integers and bool.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.finfo('float32').eps, np.finfo('float64').max === Number.MAX_VALUE); // 1.1920928955078125e-7 true
 * ```
 */
export const finfo = (dtype: DTypeInput): FloatInfo => floatInfo(dtypeOf(dtype));

/**
 * Facts of an integer dtype: `bits`, `min`, `max`. Limits beyond 2^53 are bigints.
 *
 * @throws DTypeError (`ERR_DTYPE`) for other dtypes.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.iinfo('int8').min, np.iinfo('uint64').max); // -128 18446744073709551615n
 * ```
 */
export const iinfo = (dtype: DTypeInput): IntegerInfo => integerInfo(dtypeOf(dtype));

/**
 * Whether a dtype is of a kind of the Array API: 'bool', 'signed integer', 'unsigned integer', 'integral', 'real floating',
 * 'complex floating', 'numeric', or one of several.
 *
 * @throws ArrayValueError (`ERR_ARRAY_VALUE`) for a kind that does not exist.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.isdtype('int8', 'integral'), np.isdtype('bool', ['numeric', 'complex floating'])); // true false
 * ```
 */
export const isdtype = (dtype: DTypeInput, kind: DType | DTypeKindName | readonly (DType | DTypeKindName)[]): boolean =>
  (typeof kind === 'string' ? [kind] : needList('isdtype', kind)).some((one) => isOfKind(dtypeOf(dtype), one));

/**
 * Whether a dtype belongs to a class of NumPy: 'integer', 'floating', 'inexact', 'number', 'generic', or a dtype.
 *
 * @throws ArrayValueError (`ERR_ARRAY_VALUE`) for a class that does not exist.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.issubdtype('float32', 'floating'), np.issubdtype('int8', 'unsignedinteger')); // true false
 * ```
 */
export const issubdtype = (dtype: DTypeInput, kind: DType | DTypeKindName): boolean => isOfKind(dtypeOf(dtype), kind);

/**
 * The smallest dtype that can hold a number; of an array its dtype.
 *
 * @throws DTypeError (`ERR_DTYPE`) for integers beyond 64 bits.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.minScalarType(255), np.minScalarType(-1), np.minScalarType(1e50)); // uint8 int8 float64
 * ```
 */
export function minScalarType(value: Scalar | NDArray): DType {
  if (value instanceof NDArray) return value.dtype;
  if (typeof value === 'boolean') return 'bool';
  if (value instanceof Complex) {
    return Math.max(Math.abs(value.re), Math.abs(value.im)) <= floatInfo('float32').max ? 'complex64' : 'complex128';
  }
  if (typeof value === 'bigint' || (Number.isSafeInteger(value) && !Object.is(value, -0))) {
    const candidates: DType[] =
      value < 0 ? ['int8', 'int16', 'int32', 'int64'] : ['uint8', 'uint16', 'uint32', 'uint64'];
    return candidates.find((dtype) => value >= integerRange(dtype)[0] && value <= integerRange(dtype)[1]) ?? 'float64';
  }
  if (!Number.isFinite(value)) return 'float16';
  const size = Math.abs(value);
  return size < 65000 ? 'float16' : size < 3.4e38 ? 'float32' : 'float64';
}
