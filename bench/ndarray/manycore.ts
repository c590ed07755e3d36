/** The works in words of `manycore/ndarray`: all that these benchmarks know of the library. The built package is measured. */

import type * as Source from '../../src/ndarray.ts';
import type { Input } from './data.ts';
import type { OpenWork, Results } from './workload.ts';

type Np = typeof Source;
type Arrays = Source.NDArray;

/** Beside the inputs. */
interface Around {
  readonly size: number;
  /** Frees an intermediate array afterwards, as `using` would in the code of a user. */
  readonly keep: (array: Arrays) => Arrays;
}

type Program = (np: Np, inputs: readonly [Arrays, Arrays, Arrays], around: Around) => readonly Arrays[];

const programs: Readonly<Record<string, Program>> = {
  add: (np, [a, b]) => [np.add(a, b)],
  axpby: (_, [a, b, c]) => [a.mul(2).mul(b).add(c).sub(1)],
  trans: (np, [x]) => [
    np
      .exp(x.neg().mul(x).div(2))
      .mul(np.sqrt(np.abs(x)))
      .add(np.tanh(x)),
  ],
  sum: (np, [a]) => [np.sum(a)],
  var: (np, [a]) => [np.var(a)],
  softmax(np, [x], { keep }) {
    const shifted = x.sub(keep(np.max(x, { axis: 1, keepdims: true })));
    const powers = keep(np.exp(shifted));
    return [powers.div(keep(np.sum(powers, { axis: 1, keepdims: true })))];
  },
  sort: (np, [a]) => [np.sort(a)],
  cumsum: (np, [a]) => [np.cumsum(a)],
  matmul: (np, [a, b]) => [np.matmul(a, b)],
  distances(np, [x]) {
    const difference = np.expandDims(x, 1).sub(np.expandDims(x, 0));
    return [np.sqrt(np.sum(difference.mul(difference), { axis: 2 }))];
  },
  cdist: (np, [x]) => [np.cdist(x, x)],
  'distances by a product'(np, [x], { keep }) {
    const squares = keep(np.sum(x.mul(x), { axis: 1 }));
    const products = keep(np.matmul(x, keep(x.T)));
    const squared = np.expandDims(squares, 1).add(squares).sub(products.mul(2));
    return [np.sqrt(np.maximum(squared, 0))];
  },
  solve: (np, [a, b]) => [np.linalg.solve(a, b)],
  svd(np, [a]) {
    const { U, S, Vh } = np.linalg.svd(a);
    return [U, S, Vh];
  },
  fft: (np, [x]) => [np.fft.fft(x)],
  normal: (np, _, { size }) => [np.random.defaultRng(1).standardNormal(size)],
};

const toArray = (np: Np, { data, shape, isComplex }: Input): Arrays =>
  np.fromTypedArray(data, shape, isComplex === true ? { dtype: 'complex128' } : {});

const numbersOf = (array: Arrays): ArrayLike<number> => array.toTypedArray() as unknown as ArrayLike<number>;

/** Ends the name of a work that is done with fused multiply-add. */
const FAST = ', fast';

/** Opens a work, or another way to write one. */
export const openManycore: OpenWork = async (work, { inputs, size }) => {
  const self: string = 'manycore/ndarray';
  const np = (await import(self)) as Np;
  const arrays = inputs.map((input) => toArray(np, input)) as unknown as readonly [Arrays, Arrays, Arrays];
  const isFast = work.endsWith(FAST);
  if (isFast) np.setNumericMode('fast');
  const program = programs[isFast ? work.slice(0, -FAST.length) : work]!;
  const kept: Arrays[] = [];
  const keep = (array: Arrays): Arrays => {
    kept.push(array);
    return array;
  };
  const compute = (): readonly Arrays[] => {
    const made = program(np, arrays, { size, keep });
    np.evaluate(...made);
    // Looking at an element waits until the threads are done with all of them.
    made[0]!.item(0);
    for (const array of kept.splice(0)) array.dispose();
    return made;
  };
  return {
    run() {
      for (const array of compute()) array.dispose();
    },
    results(): Results {
      const made = compute();
      const numbers = made.map(numbersOf);
      for (const array of made) array.dispose();
      return numbers;
    },
  };
};
