/** The array works in TensorFlow.js on its WebAssembly backend (in Node: SIMD, one thread). It has float32 only. */

import { dirname } from 'node:path';
import { createRequire } from 'node:module';
import type { Input } from '../../ndarray/data.ts';
import type { OpenWork } from '../../ndarray/workload.ts';

/** What is used of its arrays. */
interface Tensor {
  add(other: Tensor | number): Tensor;
  sub(other: Tensor | number): Tensor;
  mul(other: Tensor | number): Tensor;
  div(other: Tensor | number): Tensor;
  neg(): Tensor;
  exp(): Tensor;
  abs(): Tensor;
  sqrt(): Tensor;
  tanh(): Tensor;
  square(): Tensor;
  sum(axis?: number): Tensor;
  expandDims(axis: number): Tensor;
  maximum(other: number): Tensor;
  cumsum(): Tensor;
  dataSync(): Float32Array;
  dispose(): void;
}

interface Tf {
  setBackend(name: string): Promise<boolean>;
  ready(): Promise<void>;
  tidy(run: () => Tensor): Tensor;
  tensor(data: Float32Array, shape: readonly number[]): Tensor;
  softmax(x: Tensor): Tensor;
  moments(x: Tensor): { readonly variance: Tensor };
  topk(x: Tensor, k: number): { readonly values: Tensor };
  reverse(x: Tensor): Tensor;
  matMul(a: Tensor, b: Tensor, transposeA?: boolean, transposeB?: boolean): Tensor;
  randomNormal(shape: readonly number[]): Tensor;
}

type Program = (tf: Tf, inputs: readonly [Tensor, Tensor, Tensor], size: number) => Tensor;

const programs: Readonly<Record<string, Program>> = {
  add: (_, [a, b]) => a.add(b),
  axpby: (_, [a, b, c]) => a.mul(2).mul(b).add(c).sub(1),
  trans: (_, [x]) => x.neg().mul(x).div(2).exp().mul(x.abs().sqrt()).add(x.tanh()),
  sum: (_, [a]) => a.sum(),
  var: (tf, [a]) => tf.moments(a).variance,
  softmax: (tf, [x]) => tf.softmax(x),
  // It has no sort; the largest n are all of them, in falling order.
  sort: (tf, [a], size) => tf.reverse(tf.topk(a, size).values),
  cumsum: (_, [a]) => a.cumsum(),
  matmul: (tf, [a, b]) => tf.matMul(a, b),
  distances(tf, [x]) {
    const squares = x.square().sum(1);
    return squares
      .expandDims(1)
      .add(squares)
      .sub(tf.matMul(x, x, false, true).mul(2))
      .maximum(0)
      .sqrt();
  },
  normal: (tf, _, size) => tf.randomNormal([size]),
};

/** Works that it has. */
export const works: ReadonlySet<string> = new Set(Object.keys(programs));

/** Results of one number reach the program, as in the other libraries. */
const toNumber: ReadonlySet<string> = new Set(['sum', 'var']);

// Its modules for import() leave out endings of files, which Node does not accept: the ones for require() work.
const load = createRequire(import.meta.url);

export const openTfjs: OpenWork = async (work, { inputs, size }) => {
  const tf = load('@tensorflow/tfjs') as Tf;
  const wasm = load('@tensorflow/tfjs-backend-wasm') as { setWasmPaths(folder: string): void };
  wasm.setWasmPaths(`${dirname(load.resolve('@tensorflow/tfjs-backend-wasm'))}/`);
  await tf.setBackend('wasm');
  await tf.ready();
  const toTensor = ({ data, shape }: Input): Tensor => tf.tensor(data as Float32Array, shape);
  const arrays = inputs.map(toTensor) as unknown as readonly [Tensor, Tensor, Tensor];
  const compute = (): Tensor => tf.tidy(() => programs[work]!(tf, arrays, size));
  return {
    run() {
      const made = compute();
      if (toNumber.has(work)) made.dataSync();
      made.dispose();
    },
    results() {
      const made = compute();
      const numbers = made.dataSync().slice();
      made.dispose();
      return [numbers];
    },
  };
};
