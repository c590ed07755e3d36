/** The array works in jax-js on its WebAssembly backend (in Node it has no workers). Expressions of several operations are jitted. */

import type { Input } from '../../ndarray/data.ts';
import type { OpenWork } from '../../ndarray/workload.ts';
import { importPeer } from './shared.ts';

/** What is used of its arrays. Functions take their arguments away; `ref` keeps one. */
interface Tensor {
  readonly ref: Tensor;
  add(other: Tensor | number): Tensor;
  sub(other: Tensor | number): Tensor;
  mul(other: Tensor | number): Tensor;
  reshape(shape: readonly number[]): Tensor;
  data(): Promise<ArrayLike<number>>;
  blockUntilReady(): Promise<Tensor>;
  dispose(): void;
}

type Unary = (x: Tensor, axis?: number) => Tensor;
type Fn = (...args: Tensor[]) => Tensor;
interface Pair {
  readonly real: Tensor;
  readonly imag: Tensor;
}

interface Jax {
  init(device: string): Promise<unknown>;
  defaultDevice(device: string): unknown;
  jit(fn: Fn): Fn;
  readonly nn: { readonly softmax: Unary };
  readonly random: { key(seed: number): Tensor; normal(key: Tensor, shape: readonly number[]): Tensor };
  readonly numpy: {
    readonly float64: unknown;
    array(data: unknown, options?: { dtype: unknown }): Tensor;
    readonly matmul: (a: Tensor, b: Tensor) => Tensor;
    readonly maximum: (a: Tensor, b: number) => Tensor;
    readonly linalg: { solve(a: Tensor, b: Tensor): Tensor; svd(a: Tensor): [Tensor, Tensor, Tensor] };
    readonly fft: { fft(pair: Pair): Pair };
  } & Readonly<
    Record<'exp' | 'sqrt' | 'abs' | 'tanh' | 'sum' | 'var_' | 'sort' | 'square' | 'expandDims' | 'transpose', Unary>
  >;
}

type Program = (inputs: readonly Tensor[], size: number) => readonly Tensor[];

const makers: Readonly<Record<string, (jax: Jax) => Program>> = {
  add:
    () =>
    ([a, b]) => [a!.ref.add(b!.ref)],
  axpby(jax) {
    const fused = jax.jit((a, b, c) => a!.mul(2).mul(b!).add(c!).sub(1));
    return ([a, b, c]) => [fused(a!.ref, b!.ref, c!.ref)];
  },
  trans({ jit, numpy: np }) {
    const fused = jit((x) =>
      np
        .exp(x!.ref.mul(x!.ref).mul(-0.5))
        .mul(np.sqrt(np.abs(x!.ref)))
        .add(np.tanh(x!)),
    );
    return ([x]) => [fused(x!.ref)];
  },
  sum:
    ({ numpy }) =>
    ([a]) => [numpy.sum(a!.ref)],
  var:
    ({ numpy }) =>
    ([a]) => [numpy.var_(a!.ref)],
  softmax:
    ({ nn }) =>
    ([x]) => [nn.softmax(x!.ref, 1)],
  sort:
    ({ numpy }) =>
    ([a]) => [numpy.sort(a!.ref)],
  matmul:
    ({ numpy }) =>
    ([a, b]) => [numpy.matmul(a!.ref, b!.ref)],
  distances({ jit, numpy: np }) {
    const fused = jit((x) => {
      const squares = np.sum(np.square(x!.ref), 1);
      const products = np.matmul(x!.ref, np.transpose(x!));
      return np.sqrt(np.maximum(np.expandDims(squares.ref, 1).add(squares).sub(products.mul(2)), 0));
    });
    return ([x]) => [fused(x!.ref)];
  },
  solve:
    ({ numpy }) =>
    ([a, b]) => [numpy.linalg.solve(a!.ref, b!.ref.reshape([-1, 1]))],
  svd:
    ({ numpy }) =>
    ([a]) =>
      numpy.linalg.svd(a!.ref),
  fft:
    ({ numpy }) =>
    ([re, im]) => {
      const { real, imag } = numpy.fft.fft({ real: re!.ref, imag: im!.ref });
      return [real, imag];
    },
  normal:
    ({ random }) =>
    (_, size) => [random.normal(random.key(1), [size])],
};

/** Works that it has. Its cumulative sum compares every pair of elements: 10 million would take days. */
export const works: ReadonlySet<string> = new Set(Object.keys(makers));

/** Its solve fails when it is waited for in the ordinary way, so that its few results are read. */
const readWhole: ReadonlySet<string> = new Set(['solve', 'sum', 'var']);

/** Complex numbers are two arrays of parts. */
function toTensors({ numpy }: Jax, { data, shape, isComplex }: Input): Tensor[] {
  const make = (values: unknown): Tensor =>
    numpy.array(values, data instanceof Float64Array ? { dtype: numpy.float64 } : undefined).reshape(shape);
  if (isComplex !== true) return [make(data)];
  return [0, 1].map((part) => make(data.filter((_, i) => i % 2 === part)));
}

/** The parts in turn. */
function interleave([re, im]: readonly ArrayLike<number>[]): Float64Array {
  const numbers = new Float64Array(2 * re!.length);
  for (let i = 0; i < re!.length; i++) {
    numbers[2 * i] = re![i] as number;
    numbers[2 * i + 1] = im![i] as number;
  }
  return numbers;
}

export const openJaxJs: OpenWork = async (work, { inputs, size }) => {
  const jax = await importPeer<Jax>('@jax-js/jax');
  await jax.init('wasm');
  jax.defaultDevice('wasm');
  const arrays = inputs.flatMap((input) => toTensors(jax, input));
  const program = makers[work]!(jax);
  const wait = async (array: Tensor): Promise<void> => {
    if (readWhole.has(work)) await array.data();
    else (await array.blockUntilReady()).dispose();
  };
  return {
    async run() {
      for (const array of program(arrays, size)) await wait(array); // oxlint-disable-line no-await-in-loop -- one device
    },
    async results() {
      const parts = await Promise.all(program(arrays, size).map((array) => array.data()));
      return work === 'fft' ? [interleave(parts)] : parts;
    },
  };
};
