/** Groups of dtypes, by the names of the Array API and of NumPy. */

import { ArrayValueError } from '../errors.ts';
import { type DType, dtypeNames, isComplex, isDType, isFloat, isSigned, isUnsigned } from './dtype.ts';

const tests = {
  bool: (dtype) => dtype === 'bool',
  'signed integer': isSigned,
  'unsigned integer': isUnsigned,
  integral: (dtype) => isSigned(dtype) || isUnsigned(dtype),
  'real floating': isFloat,
  'complex floating': isComplex,
  numeric: (dtype) => dtype !== 'bool',
  // NumPy's class names, for issubdtype.
  bool_: (dtype) => dtype === 'bool',
  signedinteger: isSigned,
  unsignedinteger: isUnsigned,
  integer: (dtype) => isSigned(dtype) || isUnsigned(dtype),
  floating: isFloat,
  complexfloating: isComplex,
  inexact: (dtype) => isFloat(dtype) || isComplex(dtype),
  number: (dtype) => dtype !== 'bool',
  generic: () => true,
} satisfies { readonly [kind: string]: (dtype: DType) => boolean };

/** Name of a group of dtypes. */
export type DTypeKindName = keyof typeof tests;

/** Whether a dtype is in a group, or is the other dtype. */
export function isOfKind(dtype: DType, kind: string): boolean {
  if (Object.hasOwn(tests, kind)) return tests[kind as DTypeKindName](dtype);
  if (isDType(kind)) return dtype === kind;
  throw new ArrayValueError(
    `${JSON.stringify(kind)} is no kind of dtypes; there are ${Object.keys(tests).join(', ')} and the dtypes`,
  );
}

/** The dtypes of a group, in order. */
export const dtypesOfKind = (kind: string): DType[] => dtypeNames.filter((dtype) => isOfKind(dtype, kind));
