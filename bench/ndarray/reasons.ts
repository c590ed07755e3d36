/** Why a peer can be faster than we are, for the rows where it is. */

import type { Row } from '../harness/question.ts';
import type { Workload } from './workload.ts';

const PAGES =
  'its loop writes to memory in large pages, which the system gives to programs that ask for them; Node does not for the memory of WebAssembly';
const LAPACK =
  'it calls LAPACK and OpenBLAS, written by hand for this processor; ours is TypeScript with products in kernels';
const OPENBLAS = 'it calls OpenBLAS, whose kernels are written by hand for this processor with 512-bit vectors';

const FACTORS = 'its passes take larger factors at a time than our fours, so that memory moves less often';
const EAGER =
  'it computes at once; ours makes a node, looks for its kernel in a cache, and counts memory that can be freed at any time';

const decomposition = {
  NumPy: LAPACK,
  torch: LAPACK,
  'numpy-ts': 'its loops are compiled WebAssembly; ours are TypeScript so far',
};

/** By work, then by the start of the row's name. The first that fits counts. */
const reasons: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  add: { 'Numba, 2 threads, into': PAGES },
  axpby: { Numba: PAGES },
  sum: { Numba: PAGES },
  matmul: { NumPy: OPENBLAS, torch: OPENBLAS },
  distances: { torch: `it computes most of it as a product of matrices: ${OPENBLAS}`, 'NumPy of Debian, by': OPENBLAS },
  cumsum: {
    'numpy-ts':
      'it adds one number after the other in float32, less exactly (see the relative error); ours adds in float64',
  },
  fft: { '': FACTORS },
  solve: decomposition,
  svd: decomposition,
};

/** A sentence about why this row may be the faster one, where we know. */
export function reasonFor({ work, repeats }: Workload, { name, family }: Row): string | undefined {
  if (family !== 'peer') return undefined;
  if (repeats !== undefined) return EAGER;
  return Object.entries(reasons[work] ?? {}).find(([start]) => name.startsWith(start))?.[1];
}
