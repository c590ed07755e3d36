/** `Generator` and `defaultRng`: NumPy's random numbers. */

import type { NDArray } from '../array/array.ts';
import type { DType } from '../dtype/dtype.ts';
import { ArrayValueError } from '../errors.ts';
import { bindArguments, isSingle, type Param, paramNode, type Size, spread } from './arguments.ts';
import { choice, permutation, permuted, randomBytes, shuffle } from './arrange.ts';
import { BinomialSampler } from './binomial.ts';
import { BitGenerator } from './bit-generator.ts';
import { type DistributionName, distributions, type Source } from './distributions.ts';
import { drawDistribution } from './draw.ts';
import { standardGamma, standardGammaFloat } from './gamma.ts';
import type { GeneratorDistributions } from './generator-methods.ts';
import { drawIntegers } from './integers.ts';
import { drawNormals } from './normals.ts';
import { PCG64 } from './pcg64.ts';
import type { Seed, SeedSequence } from './seed-sequence.ts';
import { drawStandard } from './standard.ts';
import { drawDirichlet, drawMultinomial, drawUrn } from './vectors.ts';
import * as ziggurat from './ziggurat.ts';
import type { ChoiceOptions, ExponentialOptions, IntegersOptions, StandardOptions } from './generator-options.ts';

const standardNames = { names: ['size', 'dtype', 'out'] };

/** The distributions: see {@link GeneratorDistributions}. */
// oxlint-disable-next-line no-unsafe-declaration-merging -- the loop below puts every one of them on the prototype
export interface Generator extends GeneratorDistributions {}

/**
 * Random numbers in NumPy's streams: the same seed gives the same numbers as `numpy.random.Generator`, bit by bit for uniform, normal,
 * exponential, integer, Poisson, binomial, geometric and hypergeometric numbers, gamma of shape 1 and above, choices and
 * permutations. Where a result is itself a logarithm, power or exponential, its last bit may differ, as it does between C libraries.
 *
 * Numbers are drawn one after the other on the calling thread: 50 nanoseconds for a uniform one, 70 for a normal one.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * const rng = np.random.defaultRng(42);
 * console.log(rng.random(3).toArray()); // [ 0.7739560485559633, 0.4388784397520523, 0.8585979199113825 ]
 * console.log(rng.integers(0, 10, 5).toArray(), rng.normal(100, 15)); // [ 0, 6, 2, 0, 5 ] 101.91760604750928
 * ```
 */
// oxlint-disable-next-line no-unsafe-declaration-merging -- see above
export class Generator {
  readonly #source: Source;

  /**
   * @param bitGenerator - A `PCG64` or `Philox`.
   */
  constructor(bitGenerator: BitGenerator) {
    if (!(bitGenerator instanceof BitGenerator)) {
      throw new ArrayValueError(
        'a Generator needs a bit generator such as new PCG64(seed); defaultRng(seed) makes both',
      );
    }
    this.#source = { bits: bitGenerator, binomial: new BinomialSampler() };
  }

  /** Where the bits come from: its `state` can be kept and set. */
  get bitGenerator(): BitGenerator {
    return this.#source.bits;
  }

  /** Generators whose streams are independent of this one and of each other. */
  spawn(count: number): Generator[] {
    return this.bitGenerator.spawn(count).map((bits) => new Generator(bits));
  }

  /**
   * Uniform numbers in [0, 1): multiples of 2^-53, of 2^-24 as float32.
   * The size is the shape of the result; without it, one number. `dtype` and `out` may follow, or all by name in an object.
   */
  random(): number;
  random(size: Size): NDArray<'float64'>;
  random<D extends 'float32' | 'float64' = 'float64'>(
    /** Shape of the result, or the number of its elements. */
    size: Size | StandardOptions<D>,
    options?: StandardOptions<D>,
  ): NDArray<D>;
  random(...args: unknown[]): number | NDArray {
    const { bits } = this.#source;
    const draw = {
      double: () => bits.nextDouble(),
      single: () => bits.nextFloat(),
      fill: (out: Float64Array) => bits.fillDoubles(out),
    };
    return drawStandard('random', draw, { bound: bindArguments('random', args, standardNames) });
  }

  /** Normal numbers of mean 0 and standard deviation 1, as float64 or float32. Arguments as of {@link random}. */
  standardNormal(): number;
  standardNormal(size: Size): NDArray<'float64'>;
  standardNormal<D extends 'float32' | 'float64' = 'float64'>(
    size: Size | StandardOptions<D>,
    options?: StandardOptions<D>,
  ): NDArray<D>;
  standardNormal(...args: unknown[]): number | NDArray {
    const { bits } = this.#source;
    const draw = {
      double: () => ziggurat.standardNormal(bits),
      single: () => ziggurat.standardNormalFloat(bits),
      fill: (out: Float64Array) => ziggurat.fillStandardNormal(bits, out),
    };
    return drawStandard('standardNormal', draw, { bound: bindArguments('standardNormal', args, standardNames) });
  }

  /** Exponential numbers of mean 1, as float64 or float32; by the ziggurat (`method: 'zig'`) or by inversion (`'inv'`). */
  standardExponential(): number;
  standardExponential(size: Size): NDArray<'float64'>;
  standardExponential<D extends 'float32' | 'float64' = 'float64'>(
    size: Size | ExponentialOptions<D>,
    options?: ExponentialOptions<D>,
  ): NDArray<D>;
  standardExponential(...args: unknown[]): number | NDArray {
    const { bits } = this.#source;
    const bound = bindArguments('standardExponential', args, { names: ['size', 'dtype', 'method', 'out'] });
    const method = bound['method'] ?? 'zig';
    if (method !== 'zig' && method !== 'inv') {
      throw new ArrayValueError(`standardExponential: method must be 'zig' or 'inv', got ${String(method)}`);
    }
    const zig = { double: ziggurat.standardExponential, single: ziggurat.standardExponentialFloat };
    const inverse = { double: ziggurat.standardExponentialInverse, single: ziggurat.standardExponentialInverseFloat };
    const { double, single } = method === 'zig' ? zig : inverse;
    return drawStandard('standardExponential', { double: () => double(bits), single: () => single(bits) }, { bound });
  }

  /** Gamma numbers of a shape and scale 1, as float64 or float32. */
  standardGamma(shape: number): number;
  standardGamma(shape: Param, size?: Size): NDArray<'float64'>;
  standardGamma<D extends 'float32' | 'float64' = 'float64'>(
    shape: Param,
    size: Size | StandardOptions<D>,
    options?: StandardOptions<D>,
  ): NDArray<D>;
  standardGamma(...args: unknown[]): number | NDArray {
    const { bits } = this.#source;
    const bound = bindArguments('standardGamma', args, { names: ['shape', ...standardNames.names] });
    const { shape } = bound;
    const values = isSingle(shape) ? [Number(shape)] : spread(paramNode(shape), paramNode(shape).shape);
    const wrong = (values as number[]).find((value) => !(value >= 0));
    if (wrong !== undefined || shape === undefined) {
      throw new ArrayValueError(`standardGamma: shape must be at least 0, got ${wrong ?? 'nothing'}`);
    }
    const draw = {
      double: (value: number) => standardGamma(bits, value),
      single: (value: number) => standardGammaFloat(bits, Math.fround(value)),
    };
    return drawStandard('standardGamma', draw, { bound, parameter: shape });
  }

  /**
   * Integers from low up to high, without high unless `endpoint` is true; from 0 up to the only bound.
   *
   * @throws ArrayValueError (`ERR_ARRAY_VALUE`) for empty intervals and bounds beyond the dtype.
   */
  integers(low: number, high?: number): number;
  integers(low: Param, high: Param | undefined, size: Size): NDArray<'int64'>;
  integers<D extends DType = 'int64'>(low: Param, options: IntegersOptions<D> & { readonly high?: Param }): NDArray<D>;
  integers<D extends DType = 'int64'>(low: Param, high: Param | undefined, options: IntegersOptions<D>): NDArray<D>;
  integers(low: Param, high?: Param): NDArray<'int64'>;
  integers(...args: unknown[]): number | bigint | boolean | NDArray {
    const names = ['low', 'high', 'size', 'dtype', 'endpoint'];
    return drawIntegers(this.#source.bits, bindArguments('integers', args, { names }));
  }

  /** Random bytes. */
  bytes(length: number): Uint8Array<ArrayBuffer> {
    return randomBytes(this.#source.bits, length);
  }

  /**
   * Elements of an array (or of 0 to a - 1) at random places, with their chances `p`.
   *
   * @throws ArrayValueError (`ERR_ARRAY_VALUE`) for an empty array, for more than there are without `replace`, for chances that do not
   *   sum to 1.
   */
  choice(a: number): number;
  choice(a: Param, size: Size): NDArray;
  choice(a: Param, options?: ChoiceOptions): NDArray;
  choice(a: Param, size: Size, options: ChoiceOptions): NDArray;
  choice(...args: unknown[]): number | NDArray {
    const names = ['a', 'size', 'replace', 'p', 'axis', 'shuffle'];
    return choice(this.#source.bits, bindArguments('choice', args, { names }));
  }

  /** Shuffles an array along an axis (0 unless given), a list or a typed array, in place. */
  shuffle(x: NDArray | unknown[] | ArrayBufferView, options?: number | { readonly axis?: number }): void {
    shuffle(this.#source.bits, bindArguments('shuffle', [x, options], { names: ['x', 'axis'] }));
  }

  /** 0 to x - 1, or the parts of an array along an axis (0 unless given), in random order. */
  permutation(x: Param, options?: number | { readonly axis?: number }): NDArray {
    return permutation(this.#source.bits, bindArguments('permutation', [x, options], { names: ['x', 'axis'] }));
  }

  /** A copy in which each line along an axis is shuffled by itself; all elements without an axis. */
  permuted(x: Param, options?: { readonly axis?: number | null; readonly out?: NDArray }): NDArray {
    return permuted(this.#source.bits, bindArguments('permuted', [x, options], { names: ['x', 'axis', 'out'] }));
  }

  /** Counts of n draws over kinds with chances pvals: shape `[...size, kinds]`. */
  multinomial(n: Param, pvals: Param, size?: Size | { readonly size?: Size }): NDArray<'int64'> {
    const bound = bindArguments('multinomial', [n, pvals, size], { names: ['n', 'pvals', 'size'] });
    return drawMultinomial(this.#source, bound) as NDArray<'int64'>;
  }

  /** Shares that add up to 1: shape `[...size, alphas]`. */
  dirichlet(alpha: Param, size?: Size | { readonly size?: Size }): NDArray<'float64'> {
    const bound = bindArguments('dirichlet', [alpha, size], { names: ['alpha', 'size'] });
    return drawDirichlet(this.#source, bound) as NDArray<'float64'>;
  }

  /**
   * Normal vectors with a mean and a covariance matrix: shape `[...size, n]`. The method 'cholesky' gives NumPy's numbers but for rounding;
   * with 'svd' (the default) and 'eigh' they also depend on the signs of singular vectors, which no library promises.
   *
   * @param options - The size; or `size`, `method`, `checkValid` ('raise' or 'ignore') and `tol` by name.
   * @throws ArrayValueError (`ERR_ARRAY_VALUE`) for a covariance matrix that is none; LinAlgError (`ERR_LINALG`) where the method fails.
   */
  multivariateNormal(
    mean: Param,
    cov: Param,
    options?:
      | Size
      | {
          readonly size?: Size;
          readonly method?: 'svd' | 'eigh' | 'cholesky';
          readonly checkValid?: 'raise' | 'ignore';
          readonly tol?: number;
        },
  ): NDArray<'float64'> {
    const names = ['mean', 'cov', 'size', 'checkValid', 'tol'];
    const bound = bindArguments('multivariateNormal', [mean, cov, options], { names, more: ['method'] });
    return drawNormals(this.#source, bound) as NDArray<'float64'>;
  }

  /** Counts per color of nsample taken from an urn: shape `[...size, colors]`. */
  multivariateHypergeometric(
    colors: Param,
    nsample: number,
    options?: Size | { readonly size?: Size; readonly method?: 'marginals' | 'count' },
  ): NDArray<'int64'> {
    const names = ['colors', 'nsample', 'size', 'method'];
    const bound = bindArguments('multivariateHypergeometric', [colors, nsample, options], { names });
    return drawUrn(this.#source, bound) as NDArray<'int64'>;
  }

  static {
    for (const name of Object.keys(distributions) as DistributionName[]) {
      Object.defineProperty(Generator.prototype, name, {
        configurable: true,
        writable: true,
        value(this: Generator, ...args: unknown[]) {
          return drawDistribution(this.#source, name, args);
        },
      });
    }
  }
}

/**
 * A generator of random numbers, NumPy's `default_rng`: PCG64 from a seed.
 *
 * @param seed - A non-negative integer, a list of them, a SeedSequence, a bit generator, or a generator, which is returned; fresh
 *   entropy when left out.
 * @throws InvalidOptionError (`ERR_INVALID_OPTION`) for a seed that is none of these.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.random.defaultRng(42).standardNormal(2).toArray()); // [ 0.30471707975443135, -1.0399841062404955 ]
 * ```
 */
export function defaultRng(seed?: Seed | SeedSequence | BitGenerator | Generator | null): Generator {
  if (seed instanceof Generator) return seed;
  return new Generator(seed instanceof BitGenerator ? seed : new PCG64(seed));
}
