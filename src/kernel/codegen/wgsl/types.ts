import { ParallelError } from '../../../core/errors.ts';
import type { ScalarType } from '../../../core/kernel.ts';
import type { ConstantValue } from '../../ir/constants.ts';

/** Types that a GPU computes with. */
export type GpuType = 'bool' | 'i32' | 'u32' | 'f32';

/** The type in WGSL. Kernels are checked for types that no GPU has before any text is made. */
export function gpuType(type: ScalarType): GpuType {
  if (type === 'f64' || type === 'i64' || type === 'u64') {
    throw new ParallelError('ERR_INTERNAL', `${type} got past the check of types for the GPU`);
  }
  return type;
}

const float = new Float32Array(1);
const word = new Uint32Array(float.buffer);

/** The bits of an f32. */
function bitsOfFloat(value: number): number {
  float[0] = value;
  return word[0]!;
}

/** Smallest normal f32. */
const SMALLEST_NORMAL = 2 ** -126;

/** A float that no compiler knows: made of a word of the parameters. */
export const opaqueFloat = (value: number): string => `bitcast<f32>(p.zero | ${bitsOfFloat(value)}u)`;

function floatText(value: number): string {
  const hasLiteral =
    Number.isFinite(value) && !Object.is(value, -0) && !(value !== 0 && Math.abs(value) < SMALLEST_NORMAL);
  return hasLiteral ? `${value}f` : opaqueFloat(value);
}

/** A constant as WGSL. */
export function constantText(type: ScalarType, value: ConstantValue): string {
  switch (gpuType(type)) {
    case 'bool':
      return String(value);
    case 'i32':
      // The literal of the least integer would be that of a number which is too large, with its sign changed.
      return Number(value) === -(2 ** 31) ? 'i32(-2147483648)' : `${value}i`;
    case 'u32':
      return `${value}u`;
    default:
      return floatText(Number(value));
  }
}

/** Zero of a type. */
export const zeroText: { readonly [T in GpuType]: string } = { bool: 'false', i32: '0i', u32: '0u', f32: '0f' };

/** The word that holds a value. */
export function toWord(type: ScalarType, text: string): string {
  const gpu = gpuType(type);
  if (gpu === 'u32') return text;
  return gpu === 'bool' ? `select(0u, 1u, ${text})` : `bitcast<u32>(${text})`;
}

/** The value in a word. */
export function fromWord(type: ScalarType, text: string): string {
  const gpu = gpuType(type);
  if (gpu === 'u32') return text;
  return gpu === 'bool' ? `(${text} != 0u)` : `bitcast<${gpu}>(${text})`;
}
