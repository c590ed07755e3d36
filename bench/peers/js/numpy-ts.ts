/** The array works in numpy-ts. Its WebAssembly memory is raised from 256 MB to 2 GB, and every array is disposed, as its notes ask for. */

import type { Input } from '../../ndarray/data.ts';
import type { OpenWork } from '../../ndarray/workload.ts';
import { importPeer } from './shared.ts';

/** What is used of its arrays. */
interface Tensor {
  readonly data: Float64Array;
  readonly T: Tensor;
  add(other: Tensor | number): Tensor;
  subtract(other: Tensor | number): Tensor;
  multiply(other: Tensor | number): Tensor;
  divide(other: Tensor | number): Tensor;
  negative(): Tensor;
  sum(axis?: number, keepdims?: boolean): Tensor | number;
  max(axis: number, keepdims: boolean): Tensor;
  var(): number;
  astype(dtype: string): Tensor;
  reshape(...shape: number[]): Tensor;
  dispose(): void;
}

interface NumpyTs {
  configureWasm(options: { maxMemory: number }): void;
  array(data: unknown, dtype: string): Tensor;
  readonly exp: (x: Tensor) => Tensor;
  readonly sqrt: (x: Tensor) => Tensor;
  readonly abs: (x: Tensor) => Tensor;
  readonly tanh: (x: Tensor) => Tensor;
  readonly sort: (x: Tensor) => Tensor;
  readonly cumsum: (x: Tensor) => Tensor;
  readonly matmul: (a: Tensor, b: Tensor) => Tensor;
  readonly maximum: (a: Tensor, b: number) => Tensor;
  readonly expand_dims: (x: Tensor, axis: number) => Tensor;
  readonly fft: { fft(x: Tensor): Tensor };
  readonly linalg: { solve(a: Tensor, b: Tensor): Tensor; svd(a: Tensor): { u: Tensor; s: Tensor; vt: Tensor } };
  readonly random: { default_rng(seed: number): { normal(mean: number, deviation: number, size: number): Tensor } };
}

/** `keep` frees an intermediate array afterwards. */
type Keep = (array: Tensor | number) => Tensor;
type Program = (
  np: NumpyTs,
  inputs: readonly [Tensor, Tensor, Tensor],
  around: { keep: Keep; size: number },
) => readonly (Tensor | number)[];

const programs: Readonly<Record<string, Program>> = {
  add: (_, [a, b]) => [a.add(b)],
  axpby: (_, [a, b, c], { keep }) => [keep(keep(keep(a.multiply(2)).multiply(b)).add(c)).subtract(1)],
  trans(np, [x], { keep }) {
    const bell = keep(np.exp(keep(keep(keep(x.negative()).multiply(x)).divide(2))));
    return [keep(bell.multiply(keep(np.sqrt(keep(np.abs(x)))))).add(keep(np.tanh(x)))];
  },
  sum: (_, [a]) => [a.sum()],
  var: (_, [a]) => [a.var()],
  softmax(np, [x], { keep }) {
    const powers = keep(np.exp(keep(x.subtract(keep(x.max(1, true))))));
    return [powers.divide(keep(powers.sum(1, true)))];
  },
  sort: (np, [a]) => [np.sort(a)],
  cumsum: (np, [a]) => [np.cumsum(a)],
  matmul: (np, [a, b]) => [np.matmul(a, b)],
  distances(np, [x], { keep }) {
    const squares = keep(keep(x.multiply(x)).sum(1));
    const sums = keep(keep(np.expand_dims(squares, 1)).add(squares));
    const squared = keep(sums.subtract(keep(keep(np.matmul(x, keep(x.T))).multiply(2))));
    return [np.sqrt(keep(np.maximum(squared, 0)))];
  },
  solve: (np, [a, b]) => [np.linalg.solve(a, b)],
  svd(np, [a]) {
    const { u, s, vt } = np.linalg.svd(a);
    return [u, s, vt];
  },
  fft: (np, [x]) => [np.fft.fft(x)],
  normal: (np, _, { size }) => [np.random.default_rng(1).normal(0, 1, size)],
};

/** Works that it has: all. */
export const works: ReadonlySet<string> = new Set(Object.keys(programs));

function toTensor(np: NumpyTs, { data, shape, isComplex }: Input): Tensor {
  if (isComplex !== true) return np.array(data, data instanceof Float32Array ? 'float32' : 'float64').reshape(...shape);
  const complex = np.array(data.subarray(0, data.length / 2), 'float64').astype('complex128');
  complex.data.set(data); // pairs, as here
  return complex;
}

export const openNumpyTs: OpenWork = async (work, { inputs, size }) => {
  const np = await importPeer<NumpyTs>('numpy-ts/node');
  np.configureWasm({ maxMemory: 2 ** 31 });
  const arrays = inputs.map((input) => toTensor(np, input)) as unknown as readonly [Tensor, Tensor, Tensor];
  const kept: Tensor[] = [];
  const keep: Keep = (array) => {
    kept.push(array as Tensor);
    return array as Tensor;
  };
  const compute = (): readonly (Tensor | number)[] => {
    const made = programs[work]!(np, arrays, { keep, size });
    for (const array of kept.splice(0)) array.dispose();
    return made;
  };
  const release = (made: readonly (Tensor | number)[]): void => {
    for (const array of made) if (typeof array !== 'number') array.dispose();
  };
  return {
    run: () => release(compute()),
    results() {
      const made = compute();
      const numbers = made.map((array) => (typeof array === 'number' ? [array] : Array.from(array.data)));
      release(made);
      return numbers;
    },
  };
};
