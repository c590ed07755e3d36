/** Works in which memory moves: elementwise ones, reductions, rows, sorting. */

import { noise, type FloatType, type Input } from './data.ts';
import { checkElements, type Tolerance, type Workload } from './workload.ts';

const vector = (dtype: FloatType, length: number, [seed, low, high]: readonly [number, number, number]): Input => ({
  data: noise(dtype, length, { seed, low, high }),
  shape: [length],
});

const bytesOf = (dtype: FloatType): number => (dtype === 'float32' ? 4 : 8);

const suffix = (dtype: FloatType): string => (dtype === 'float32' ? 'f32' : 'f64');

/** What libraries compute in the dtype may differ by this from what a plain loop computes in doubles. */
const closeIn = (dtype: FloatType): Tolerance =>
  dtype === 'float32' ? { absolute: 2e-6, relative: 2e-6 } : { absolute: 1e-14, relative: 1e-14 };

const tenMillion = { full: 10_000_000, quick: 200_000 };

/** A work of one loop over some vectors. */
function loopWork(
  facts: Pick<Workload, 'work' | 'title' | 'about'> & { dtype?: FloatType; count: number; low?: number; high?: number },
  at: (values: readonly number[]) => number,
): Workload {
  const { work, title, about, dtype = 'float32', count, low = -2, high = 2 } = facts;
  return {
    name: `${work}-${suffix(dtype)}`,
    work,
    title,
    about,
    dtype,
    ...tenMillion,
    bytesPerElement: (count + 1) * bytesOf(dtype),
    inputs: (size) => Array.from({ length: count }, (_, i) => vector(dtype, size, [12345 + i, low, high])),
    check: ([got], inputs, size) =>
      checkElements(got, size, {
        expected: (i) => at(inputs.map(({ data }) => data[i] as number)),
        tolerance: closeIn(dtype),
      }),
  };
}

const add = loopWork(
  {
    work: 'add',
    title: 'a + b, 10 million float32',
    about: 'Hardly any arithmetic: 12 bytes of memory for each element.',
    count: 2,
  },
  ([a, b]) => a! + b!,
);

const axpby = loopWork(
  {
    work: 'axpby',
    title: '2*a*b + c - 1, 10 million float32',
    about:
      'Four operations in one expression: memory moves once where a library fuses them, and up to four times where it does not.',
    count: 3,
  },
  ([a, b, c]) => 2 * a! * b! + c! - 1,
);

const transcendental = (dtype: FloatType): Workload =>
  loopWork(
    {
      work: 'trans',
      title: `exp(-x*x/2) * sqrt(|x|) + tanh(x), 10 million ${dtype}`,
      about: 'Two transcendental functions, a root and five cheap operations for each element.',
      dtype,
      count: 1,
      low: -4,
      high: 4,
    },
    ([x]) => Math.exp((-x! * x!) / 2) * Math.sqrt(Math.abs(x!)) + Math.tanh(x!),
  );

const meanOf = (data: ArrayLike<number>): number => sumOf(data) / data.length;

function sumOf(data: ArrayLike<number>, of: (x: number) => number = (x) => x): number {
  let total = 0;
  for (let i = 0; i < data.length; i++) total += of(data[i] as number);
  return total;
}

/** A work that gives one number. */
const reduction = (
  facts: Pick<Workload, 'work' | 'title' | 'about'>,
  expected: (data: ArrayLike<number>) => number,
): Workload => ({
  ...facts,
  name: `${facts.work}-f32`,
  dtype: 'float32',
  ...tenMillion,
  bytesPerElement: 4,
  inputs: (size) => [vector('float32', size, [12345, 0, 1])],
  check([got], [input]) {
    const want = expected(input!.data);
    // Some libraries add one number after the other in float32. That is a worse answer, told in a column, not a wrong one.
    checkElements(got, 1, { expected: () => want, tolerance: { absolute: 0, relative: 0.05 } });
    return Math.abs((got![0] as number) - want) / want;
  },
});

const sum = reduction(
  { work: 'sum', title: 'sum of 10 million float32', about: 'The result is a number of the program.' },
  sumOf,
);

const variance = reduction(
  {
    work: 'var',
    title: 'variance of 10 million float32',
    about: 'NumPy goes over the numbers three times and stores them once.',
  },
  (data) => {
    const mean = meanOf(data);
    return sumOf(data, (x) => (x - mean) ** 2) / data.length;
  },
);

const softmax: Workload = {
  name: 'softmax-f32',
  work: 'softmax',
  title: 'softmax of the rows of 2000 x 2000 float32',
  about:
    'The row maximum is subtracted first. Libraries with a function for it use that one, the others the expression.',
  dtype: 'float32',
  full: 2000,
  quick: 200,
  inputs: (size) => [{ data: noise('float32', size * size, { seed: 12345, low: -4, high: 4 }), shape: [size, size] }],
  check([got], [input], size) {
    const { data } = input!;
    let total = 0;
    checkElements(got, size * size, {
      expected(i) {
        const start = i - (i % size);
        if (i === start) total = sumOf(data.subarray(start, start + size), Math.exp);
        return Math.exp(data[i] as number) / total;
      },
      tolerance: { absolute: 1e-9, relative: 1e-5 },
    });
  },
};

const sort: Workload = {
  name: 'sort-f32',
  work: 'sort',
  title: 'sort of 1 million float32',
  about: 'Evenly spread numbers of both signs, into a new array.',
  dtype: 'float32',
  full: 1_000_000,
  quick: 50_000,
  inputs: (size) => [vector('float32', size, [12345, -1, 1])],
  check([got], [input], size) {
    const want = input!.data.toSorted();
    checkElements(got, size, { expected: (i) => want[i] as number, tolerance: { absolute: 0, relative: 0 } });
  },
};

const cumsum: Workload = {
  name: 'cumsum-f32',
  work: 'cumsum',
  title: 'cumulative sum of 10 million float32',
  about: 'Every element depends on all before it.',
  dtype: 'float32',
  ...tenMillion,
  bytesPerElement: 8,
  inputs: (size) => [vector('float32', size, [12345, 0, 1])],
  check([got], [input], size) {
    let total = 0;
    checkElements(got, size, {
      expected: (i) => (total += input!.data[i] as number),
      // As for sums: rounding grows with the count where a library adds in float32.
      tolerance: { absolute: 0, relative: 0.05 },
    });
    return Math.abs((got![size - 1] as number) - total) / total;
  },
};

const small: Workload = {
  ...add,
  name: 'small-add',
  title: 'a + b of 1,000 float32',
  about: 'What one operation costs beside its loop: microseconds for the whole of it, with its result freed.',
  full: 1000,
  quick: 1000,
  bytesPerElement: undefined,
  repeats: 1000,
};

/** In the order of the report. */
export const memoryWorks: readonly Workload[] = [
  add,
  axpby,
  transcendental('float32'),
  transcendental('float64'),
  sum,
  variance,
  softmax,
  sort,
  cumsum,
  small,
];
