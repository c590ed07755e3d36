/** Constants, the names of the dtypes, and what the Array API asks of a namespace. */

import { checkOptions } from './array/options.ts';
import { type DType, dtypeNames } from './dtype/dtype.ts';
import { isOfKind } from './dtype/kinds.ts';

/** Euler's number. */
export const e = Math.E;
/** The ratio of a circle's circumference to its diameter. */
export const pi = Math.PI;
/** Infinity. */
export const inf = Infinity;
/** Not a number. */
export const nan = NaN;
/** Euler's constant, to which the harmonic series and the logarithm tend apart. */
export const eulerGamma = 0.5772156649015329;

/** The dtypes by name, so that `np.float32` works as in NumPy. */
export const int8 = 'int8';
/** The name of the dtype int16. */
export const int16 = 'int16';
/** The name of the dtype int32. */
export const int32 = 'int32';
/** The name of the dtype int64. */
export const int64 = 'int64';
/** The name of the dtype uint8. */
export const uint8 = 'uint8';
/** The name of the dtype uint16. */
export const uint16 = 'uint16';
/** The name of the dtype uint32. */
export const uint32 = 'uint32';
/** The name of the dtype uint64. */
export const uint64 = 'uint64';
/** The name of the dtype float16. */
export const float16 = 'float16';
/** The name of the dtype float32. */
export const float32 = 'float32';
/** The name of the dtype float64. */
export const float64 = 'float64';
/** The name of the dtype complex64. */
export const complex64 = 'complex64';
/** The name of the dtype complex128. */
export const complex128 = 'complex128';
/** The name of the dtype bool. */
export const bool = 'bool';

/** What the namespace can do: the inspection functions of the Array API. */
export interface NamespaceInfo {
  /** Name of the standard's version that it follows. */
  readonly version: string;
  /** What arrays can do. */
  capabilities(): {
    readonly 'boolean indexing': true;
    readonly 'data-dependent shapes': true;
    readonly 'max dimensions': 64;
  };
  /** Where arrays are unless something else is said. */
  defaultDevice(): 'cpu';
  /** Dtypes that are taken where none is given. */
  defaultDtypes(options?: { readonly device?: 'cpu' }): {
    readonly 'real floating': DType;
    readonly 'complex floating': DType;
    readonly integral: DType;
    readonly indexing: DType;
  };
  /** The dtypes there are, of some kinds or of all. */
  dtypes(options?: { readonly device?: 'cpu'; readonly kind?: string | readonly string[] }): {
    readonly [name: string]: DType;
  };
  /** Where arrays can be. */
  devices(): readonly 'cpu'[];
}

const info: NamespaceInfo = {
  version: '2025.12',
  capabilities: () => ({ 'boolean indexing': true, 'data-dependent shapes': true, 'max dimensions': 64 }),
  defaultDevice: () => 'cpu',
  defaultDtypes(options) {
    checkOptions('defaultDtypes', options, ['device']);
    return { 'real floating': 'float64', 'complex floating': 'complex128', integral: 'int64', indexing: 'int64' };
  },
  dtypes(options) {
    checkOptions('dtypes', options, ['device', 'kind']);
    const kinds = options?.kind === undefined ? ['generic'] : [options.kind].flat();
    const found = dtypeNames.filter((dtype) => kinds.some((kind) => isOfKind(dtype, kind)));
    return Object.fromEntries(found.map((dtype) => [dtype, dtype]));
  },
  devices: () => ['cpu'],
};

/**
 * What the namespace can do, as the Array API standard asks for it.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.arrayNamespaceInfo().defaultDtypes()['real floating']); // float64
 * console.log(Object.keys(np.arrayNamespaceInfo().dtypes({ kind: 'complex floating' }))); // [ 'complex64', 'complex128' ]
 * ```
 */
export const arrayNamespaceInfo = (): NamespaceInfo => info;
