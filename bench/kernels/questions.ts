/** How long a kernel takes, beside the plain loop. */

import type { Figures, Question, Row, Runner, Settings, Target } from '../harness/question.ts';
import { ratio, timeMs } from '../harness/stats.ts';
import { warmUp } from '../dispatch/warm-up.ts';
import { expressible, openGpuJs } from '../peers/js/gpu-js.ts';
import { kernelArrays, openBare, openCall, type Opened } from './manycore.ts';
import { convolution, histogram, nBody, stencil } from './neighbours.ts';
import { blackScholes, mandelbrot, saxpy } from './pointwise.ts';
import { checkOutput, plainArrays, type Prepared, type Workload } from './workload.ts';

const LOOP = 'plain loop, one core';
const CALL = 'parallelFor';
const HELD = 'parallelFor, kernelArray';
const BARE = 'the kernel alone';

const row = (name: string, adapter: string, more: Partial<Row> = {}): Row => ({
  name,
  family: 'manycore',
  kind: 'threads',
  adapter,
  ...more,
});

const oneCore = { MANYCORE_MAX_WORKERS: '1' };

const rows: readonly Row[] = [
  row(LOOP, 'loop', { family: 'limit', reference: true }),
  row(`${CALL}, one core`, 'call', { env: oneCore }),
  row(CALL, 'call'),
  row(`${CALL}, without 256-bit vectors`, 'call', { env: { MANYCORE_WIDE_VECTORS: 'off' } }),
  row(`${HELD}, one core`, 'held', { env: oneCore }),
  row(HELD, 'held'),
  row(`${BARE}, one core`, 'bare', { env: oneCore }),
  row(BARE, 'bare'),
];

/** Numba, in the program `bench/peers/python/kernels.py`. */
const numba = (workload: Workload, variant: 'one core' | 'parallel'): Row =>
  row(`Numba, ${variant}`, `${workload.name}, ${variant}`, { family: 'peer', python: 'kernels', needs: ['numba'] });

const GPU_JS = 'gpu.js WebAssembly';

/** gpu.js has no row for what it cannot express. */
const gpuJs = ({ name }: Workload): Row[] =>
  expressible.has(name)
    ? [
        row(`${GPU_JS}, one core`, 'gpu.js', { family: 'peer', needs: ['gpu.js'], variant: 'one core' }),
        row(`${GPU_JS}, workers`, 'gpu.js', { family: 'peer', needs: ['gpu.js'] }),
      ]
    : [];

/** On a CPU, Numba has no atomic addition, which a histogram on several cores needs. */
const peersOf = (workload: Workload): Row[] => [
  ...gpuJs(workload),
  numba(workload, 'one core'),
  ...(workload === histogram ? [] : [numba(workload, 'parallel')]),
];

const openLoop = async ({ loop }: Prepared): Promise<Opened> => ({ run: async () => loop(), close: async () => {} });

const adapters: Readonly<Record<string, (prepared: Prepared) => Promise<Opened>>> = {
  loop: openLoop,
  call: openCall,
  held: openCall,
  bare: openBare,
};

async function openRow(workload: Workload, { adapter, variant }: Row, { quick, workers }: Settings): Promise<Runner> {
  const arrays = adapter === 'held' ? await kernelArrays() : plainArrays;
  const prepared = workload.make(quick ? workload.quick : workload.full, arrays);
  prepared.loop();
  const expected = prepared.output.slice();
  prepared.reset();
  const opened =
    adapter === 'gpu.js'
      ? await openGpuJs(workload.name, prepared, { workers, isOneCore: variant !== undefined })
      : await adapters[adapter]!(prepared);
  await opened.run();
  await opened.fetch?.();
  checkOutput(prepared.output, expected, workload);
  // Long enough that a kernel has been tried with 256-bit vectors, which happens while the program goes on.
  await warmUp(opened.run, quick ? 100 : 1_500);
  return {
    round: async () => ({ value: await timeMs(opened.run, quick ? 20 : 150) }),
    close: opened.close,
  };
}

/** How much faster than Numba on all cores the kernel alone is to be; a memory-bound one may take 1.6 times as long. */
const timesNumba: Readonly<Record<string, number>> = {
  mandelbrot: 4,
  'black-scholes': 2,
  saxpy: 1 / 1.6,
  stencil: 1 / 1.6,
};

function targetsOf({ name }: Workload, figures: Figures): Target[] {
  const fast = (text: string, measured: number | undefined, need: number): Target => ({
    text,
    measured,
    need,
    bound: 'least',
  });
  const [loop, call, held, bare] = [figures.of(LOOP), figures.of(CALL), figures.of(HELD), figures.of(BARE)];
  const numbaNeed = timesNumba[name];
  return [
    fast(`${CALL}, times as fast as the plain loop`, ratio(loop, call), 1),
    fast(`${HELD}, times as fast as the plain loop`, ratio(loop, held), 1),
    ...(name === 'black-scholes' ? [fast(`${BARE}, times as fast as the plain loop`, ratio(loop, bare), 10)] : []),
    ...(expressible.has(name)
      ? [
          fast(`${CALL}, times as fast as gpu.js on workers`, ratio(figures.of(`${GPU_JS}, workers`), call), 1),
          fast(
            `${CALL}, one core, times as fast as gpu.js on one`,
            ratio(figures.of(`${GPU_JS}, one core`), figures.of(`${CALL}, one core`)),
            1,
          ),
        ]
      : []),
    ...(numbaNeed === undefined
      ? []
      : [
          fast(`${BARE}, times as fast as Numba, parallel`, ratio(figures.of('Numba, parallel'), bare), numbaNeed),
          fast(`${CALL}, times as fast as Numba, parallel`, ratio(figures.of('Numba, parallel'), call), numbaNeed),
          fast(`${HELD}, times as fast as Numba, parallel`, ratio(figures.of('Numba, parallel'), held), numbaNeed),
        ]),
  ];
}

const questionOf = (workload: Workload): Question => ({
  name: `kernel-${workload.name}`,
  title: workload.title,
  about:
    `Milliseconds for all of it, warm. ${workload.about} \`${CALL}\` is the whole call, with arrays copied in and out; \`${HELD}\` the same with arrays in the memory of kernels; ` +
    `\`${BARE}\` has its arrays in the memory of the backend. Kernels compute in f32, the plain loop in doubles with f32 arrays.`,
  unit: 'ms',
  rounds: 7,
  rows: [...rows, ...peersOf(workload)],
  targets: (figures) => targetsOf(workload, figures),
  open: (which, settings) => openRow(workload, which, settings),
});

/** One question for each kernel, by name. */
export const kernelQuestions: Readonly<Record<string, Question>> = Object.fromEntries(
  [mandelbrot, blackScholes, nBody, saxpy, stencil, histogram, convolution]
    .map(questionOf)
    .map((question) => [question.name, question]),
);
