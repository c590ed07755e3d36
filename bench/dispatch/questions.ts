/** The questions of each suite, in the order of the report. */

import type { Question } from '../harness/question.ts';

type Loaders = Readonly<Record<string, () => Promise<{ question: Question }>>>;

const dispatch: Loaders = {
  'map-numbers': () => import('./map-numbers.ts'),
  'map-shared-array': () => import('./map-shared-array.ts'),
  'submit-together': () => import('./submit-together.ts'),
  'round-trip': () => import('./round-trip.ts'),
  'cpu-tasks-even': () => import('./cpu-tasks.ts').then((module) => ({ question: module.even })),
  'cpu-tasks-skewed': () => import('./cpu-tasks.ts').then((module) => ({ question: module.skewed })),
  'big-argument': () => import('./big-argument.ts'),
  'big-result': () => import('./big-result.ts'),
  'start-up': () => import('./start-up.ts'),
  auto: () => import('./auto.ts'),
  'memory-per-worker': () => import('./memory-per-worker.ts'),
  'closure-capture': () => import('./closure-capture.ts'),
};

const pool: Loaders = {
  'pool-round-trip': () => import('../pool/throughput.ts').then((module) => ({ question: module.roundTrip })),
  'pool-in-flight-1': () => import('../pool/throughput.ts').then((module) => ({ question: module.inFlight1 })),
  'pool-in-flight-8': () => import('../pool/throughput.ts').then((module) => ({ question: module.inFlight8 })),
  'pool-in-flight-64': () => import('../pool/throughput.ts').then((module) => ({ question: module.inFlight64 })),
  'pool-together': () => import('../pool/throughput.ts').then((module) => ({ question: module.together })),
  'pool-clone': () => import('../pool/bytes.ts').then((module) => ({ question: module.clone })),
  'pool-transfer': () => import('../pool/bytes.ts').then((module) => ({ question: module.transfer })),
  'pool-start-up': () => import('../pool/start-up.ts'),
  'pool-memory': () => import('../pool/memory.ts'),
};

const kernelNames = ['mandelbrot', 'black-scholes', 'n-body', 'saxpy', 'stencil', 'histogram', 'convolution'];

const kernels: Loaders = {
  ...Object.fromEntries(kernelNames.map((name) => [`kernel-${name}`, () => loadKernel(`kernel-${name}`)])),
  'kernel-compile': () => import('../kernels/compile.ts'),
};

async function loadKernel(name: string): Promise<{ question: Question }> {
  const { kernelQuestions } = await import('../kernels/questions.ts');
  return { question: kernelQuestions[name] as Question };
}

const arrayNames = [
  'add-f32',
  'axpby-f32',
  'trans-f32',
  'trans-f64',
  'sum-f32',
  'var-f32',
  'softmax-f32',
  'matmul-f32',
  'matmul-f64',
  'distances-f32',
  'sort-f32',
  'cumsum-f32',
  'small-add',
  'solve-f64',
  'svd-f64',
  'fft-c128',
  'normal-f64',
];

const ndarray: Loaders = Object.fromEntries(arrayNames.map((name) => [name, () => loadArrays(name)]));

async function loadArrays(name: string): Promise<{ question: Question }> {
  const { arrayQuestions } = await import('../ndarray/questions.ts');
  return { question: arrayQuestions.get(name) as Question };
}

const suites: Readonly<Record<string, Loaders>> = { dispatch, pool, kernels, ndarray };

/** The suites by name, each with the names of its questions. */
export const suiteQuestions: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries(suites).map(([suite, loaders]) => [suite, Object.keys(loaders)]),
);

/** Loads a question by name. */
export async function loadQuestion(name: string): Promise<Question> {
  const load = dispatch[name] ?? pool[name] ?? kernels[name] ?? ndarray[name];
  if (load === undefined) throw new Error(`no such question: ${name}`);
  return (await load()).question;
}
