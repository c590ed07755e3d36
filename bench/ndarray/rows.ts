/** Which libraries answer which question. */

import type { Row } from '../harness/question.ts';
import { works as jaxJsWorks } from '../peers/js/jax-js.ts';
import { works as numpyTsWorks } from '../peers/js/numpy-ts.ts';
import { works as tfjsWorks } from '../peers/js/tfjs.ts';
import type { Workload } from './workload.ts';

/** The row that the summary shows. */
export const OURS = 'manycore';

/** The row of a work that is written in another way than its name says first. */
const BY_PRODUCT = `${OURS}, by a product`;

/** The row of the function for all distances. */
export const CDIST = `${OURS}, np.cdist`;

/** torch's own function, which takes a product of matrices from 25 points on. */
export const TORCH_CDIST = 'torch, 2 threads, torch.cdist (by a product)';

/** The row that all are compared with. */
export const REFERENCE = 'NumPy of Debian';

const ours = (name: string, more: Partial<Row> = {}): Row => ({
  name,
  family: 'manycore',
  kind: 'threads',
  adapter: 'manycore',
  ...more,
});

const python = (name: string, adapter: string, more: Partial<Row> = {}): Row => ({
  name,
  family: 'peer',
  kind: 'threads',
  adapter,
  python: 'arrays',
  needs: [adapter.split(',')[0] as string],
  ...more,
});

const javascript = (adapter: string, needs: readonly string[]): Row => ({
  name: adapter,
  family: 'peer',
  kind: 'threads',
  adapter,
  needs,
});

/** Another way to write it, where it is a usual one. */
const otherWays: Readonly<Record<string, readonly string[]>> = { distances: ['distances by a product'] };

const numexprWorks = new Set(['add', 'axpby', 'trans', 'sum']);
const numbaWorks = new Set(['add', 'axpby', 'trans', 'sum', 'var', 'softmax', 'cumsum', 'distances']);

/** Rows that only move memory: what an elementwise work of these sizes cannot be faster than. */
function limits({ bytesPerElement, work, dtype }: Workload): Row[] {
  if (bytesPerElement === undefined || dtype === 'float64' || work === 'trans') return [];
  const limit = { family: 'limit' as const };
  return [
    { name: 'memory: copy, one thread', kind: 'threads', adapter: 'limit', variant: 'copy', ...limit },
    { name: 'memory: fill, one thread', kind: 'threads', adapter: 'limit', variant: 'fill', ...limit },
    python('memory: copy, two threads (Numba)', 'numba, copy', limit),
    python('memory: fill, two threads (Numba)', 'numba, fill', limit),
  ];
}

function pythonRows({ work, repeats }: Workload): Row[] {
  const newer = { packages: 'numpy-newer', needs: ['numpy'] };
  return [
    python(REFERENCE, `numpy, ${work}`, { reference: true }),
    ...(otherWays[work] ?? []).flatMap((way) => [
      python(`${REFERENCE}, by a product`, `numpy, ${way}`),
      python(TORCH_CDIST, `torch, ${way}`),
    ]),
    python('NumPy from PyPI', `numpy, ${work}`, newer),
    ...(numexprWorks.has(work) ? [python('numexpr, 2 threads', `numexpr, ${work}`)] : []),
    ...(numbaWorks.has(work) ? [python('Numba, 2 threads', `numba, ${work}`)] : []),
    ...((work === 'add' || work === 'axpby') && repeats === undefined
      ? [python('Numba, 2 threads, into memory that is there', `numba, ${work} into`)]
      : []),
    python('torch, 2 threads', `torch, ${work}`),
  ];
}

function javascriptRows({ work, dtype }: Workload): Row[] {
  return [
    ...(numpyTsWorks.has(work) ? [javascript('numpy-ts', ['numpy-ts'])] : []),
    ...(jaxJsWorks.has(work) ? [javascript('jax-js', ['@jax-js/jax'])] : []),
    ...(tfjsWorks.has(work) && (dtype === 'float32' || work === 'normal')
      ? [javascript('tfjs', ['@tensorflow/tfjs', '@tensorflow/tfjs-backend-wasm'])]
      : []),
  ];
}

const pagedWorks = new Set(['add', 'axpby', 'sum']);

/** Ours with what it can be told. */
const ownWays = ({ work, repeats }: Workload): Row[] => [
  ours(OURS),
  ours(`${OURS}, one thread`, { env: { MANYCORE_MAX_WORKERS: '1' } }),
  ...(work === 'matmul' || work === 'trans'
    ? [
        ours(`${OURS}, without 256-bit vectors`, { env: { MANYCORE_WIDE_VECTORS: 'off' } }),
        ours(`${OURS}, setNumericMode('fast')`, { variant: `${work}, fast` }),
      ]
    : []),
  ...(pagedWorks.has(work) && repeats === undefined
    ? [ours(`${OURS}, without large pages`, { env: { MANYCORE_LARGE_PAGES: 'off' } })]
    : []),
  ...(work === 'distances'
    ? [ours(CDIST, { variant: 'cdist' }), ours(`${CDIST}, setNumericMode('fast')`, { variant: 'cdist, fast' })]
    : []),
];

/** All rows of a question: ours first. */
export const rowsOf = (workload: Workload): readonly Row[] => [
  ...ownWays(workload),
  ...(otherWays[workload.work] ?? []).map((way) => ours(BY_PRODUCT, { variant: way })),
  ...pythonRows(workload),
  ...javascriptRows(workload),
  ...limits(workload),
];
