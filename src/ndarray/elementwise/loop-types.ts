/** Which dtypes functions compute in, from what they get: the types of NumPy's inner loops. */

import { type DType, dtypeNames, isComplex, isInexact, isInteger } from '../dtype/dtype.ts';

/** The dtypes of a computation: that to which all inputs are converted, and that of the result. */
export interface LoopTypes {
  readonly input: DType;
  readonly output: DType;
}

/** From the dtype that the inputs have together; null where the function is not defined for it. */
export type LoopRule = (dtype: DType) => LoopTypes | null;

const same = (dtype: DType): LoopTypes => sameTypes[dtype];
const typesOf = (input: DType, output: DType): LoopTypes => ({ input, output });

/** Made once: rules run for every operation. */
const table = (output: (dtype: DType) => DType): { readonly [D in DType]: LoopTypes } =>
  Object.fromEntries(dtypeNames.map((dtype) => [dtype, typesOf(dtype, output(dtype))])) as {
    readonly [D in DType]: LoopTypes;
  };

const sameTypes = table((dtype) => dtype);
const boolTypes = table(() => 'bool');

/** The smallest float that a function of fractional results computes in for the values of a dtype. */
export function floatLoopOf(dtype: DType): DType {
  if (isInexact(dtype)) return dtype;
  if (dtype === 'bool' || dtype === 'int8' || dtype === 'uint8') return 'float16';
  return dtype === 'int16' || dtype === 'uint16' ? 'float32' : 'float64';
}

/** Any dtype, the result has the same. */
export const anyRule: LoopRule = same;
/** Any dtype but bool. */
export const numberRule: LoopRule = (dtype) => (dtype === 'bool' ? null : same(dtype));
/** Bools compute as int8. */
export const boolAsInt8Rule: LoopRule = (dtype) => same(dtype === 'bool' ? 'int8' : dtype);
/** Real dtypes; bools compute as int8. */
export const realRule: LoopRule = (dtype) => (isComplex(dtype) ? null : boolAsInt8Rule(dtype));
/** Real dtypes, bool too. */
export const realOrBoolRule: LoopRule = (dtype) => (isComplex(dtype) ? null : same(dtype));
/** Floats and complex numbers; integers compute as the smallest float that holds them roughly. */
export const inexactRule: LoopRule = (dtype) => same(floatLoopOf(dtype));
/** Real floats. */
export const floatRule: LoopRule = (dtype) => (isComplex(dtype) ? null : same(floatLoopOf(dtype)));
/** Whether a function converts integers to the first float that holds them roughly, each input by itself. */
export const isFloatRule = (rule: LoopRule): boolean => rule === floatRule || rule === inexactRule;
/** True division: all integers compute as float64. */
export const divideRule: LoopRule = (dtype) => same(isInexact(dtype) ? dtype : 'float64');
/** Integers and bool. */
export const bitsRule: LoopRule = (dtype) => (dtype === 'bool' || isInteger(dtype) ? same(dtype) : null);
/** Integers only. */
export const wholeRule: LoopRule = (dtype) => (isInteger(dtype) ? same(dtype) : null);
/** Integers; bools compute as int8. */
export const integerRule: LoopRule = (dtype) => (dtype === 'bool' || isInteger(dtype) ? boolAsInt8Rule(dtype) : null);
/** A question: the result is bool. */
export const questionRule: LoopRule = (dtype) => boolTypes[dtype];
/** A question about real floats: integers are converted first. */
export const floatQuestionRule: LoopRule = (dtype) => (isComplex(dtype) ? null : typesOf(floatLoopOf(dtype), 'bool'));
/** Logic: everything is converted to bool first. */
export const logicRule: LoopRule = () => boolTypes.bool;
/** Numbers to counts of bits. */
export const bitCountRule: LoopRule = (dtype) =>
  dtype === 'bool' || isInteger(dtype) ? typesOf(dtype, 'uint8') : null;
