/** Random calls of the library, as data, so that the same one can run on any backend. */

import fc from 'fast-check';
import { delayed, Parallel, taskContext } from '../../src/index.ts';
import type { CallSettings, ErrorPolicy, ParallelOptions } from '../../src/index.ts';
import { describeValue } from '../../src/testing/describe-value.ts';
import { Box, Failure } from './random-value.ts';

/** What one task does. */
export type Step =
  | { readonly does: 'return' | 'later'; readonly value: unknown }
  | { readonly does: 'throw'; readonly value: unknown }
  /** Throws until its attempt is above `times`. */
  | { readonly does: 'flaky'; readonly times: number }
  | { readonly does: 'draw' };

/** A call. */
export interface Program {
  readonly steps: readonly Step[];
  readonly method: 'map' | 'starmap' | 'delayed' | 'stream' | 'unordered' | 'filter' | 'reduce' | 'forEach';
  readonly input: 'array' | 'generator' | 'async generator' | 'set';
  readonly batchSize: number | 'auto';
  readonly preDispatch: number | 'all' | '2*nJobs';
  readonly onError: 'abort' | 'settle' | 'skip' | 'fallback';
  readonly retries: number;
  readonly seed: number;
}

const plain = fc.oneof(
  fc.integer(),
  fc.double(),
  fc.constantFrom<unknown>(-0, NaN, undefined, null, 'text', 7n, new Map([[1, [2]]]), new Box([1])),
);

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: plain.map((value) => ({ does: 'return', value }) as const) },
  { weight: 2, arbitrary: plain.map((value) => ({ does: 'later', value }) as const) },
  { weight: 1, arbitrary: fc.constantFrom<unknown>(new Failure('no', [1]), null, 'text', new TypeError('t')).map((value) => ({ does: 'throw', value }) as const) },
  { weight: 1, arbitrary: fc.nat(3).map((times) => ({ does: 'flaky', times }) as const) },
  { weight: 1, arbitrary: fc.constant({ does: 'draw' } as const) },
); // prettier-ignore

/** Any program; most have a few dozen tasks. */
export const randomProgram: fc.Arbitrary<Program> = fc.record({
  steps: fc.array(step, { maxLength: 40 }),
  method: fc.constantFrom('map', 'starmap', 'delayed', 'stream', 'unordered', 'filter', 'reduce', 'forEach'),
  input: fc.constantFrom('array', 'generator', 'async generator', 'set'),
  batchSize: fc.oneof(fc.constant('auto' as const), fc.integer({ min: 1, max: 12 })),
  preDispatch: fc.oneof(fc.constantFrom('all' as const, '2*nJobs' as const), fc.integer({ min: 1, max: 5 })),
  onError: fc.constantFrom('abort', 'settle', 'skip', 'fallback'),
  retries: fc.nat(2),
  seed: fc.nat(),
});

/** The function of every task. */
function run(step: Step): unknown {
  const { attempt, index, rng } = taskContext();
  switch (step.does) {
    case 'return':
      return step.value;
    case 'later':
      return Promise.resolve(step.value);
    case 'throw':
      throw step.value;
    case 'flaky':
      if (attempt <= step.times) throw new Failure(`attempt ${attempt}`, { index });
      return attempt;
    case 'draw':
      return [index, rng.random(), rng.int(0, 10)];
  }
}

function* lazily<T>(items: readonly T[]): Generator<T> {
  yield* items;
}

async function* slowly<T>(items: readonly T[]): AsyncGenerator<T> {
  for (const item of items) yield await Promise.resolve(item);
}

/** The items in the form that the program names. */
export function inputOf<T>(input: Program['input'], items: readonly T[]): Iterable<T> | AsyncIterable<T> {
  if (input === 'generator') return lazily(items);
  if (input === 'async generator') return slowly(items);
  return input === 'set' ? new Set(items) : [...items];
}

async function listOf(stream: AsyncIterable<unknown>): Promise<unknown[]> {
  const list: unknown[] = [];
  for await (const item of stream) list.push(item);
  return list;
}

const fallback = (error: unknown, index: number): unknown => ({ index, error });
const policy = (onError: Program['onError']): ErrorPolicy => (onError === 'fallback' ? fallback : onError);

/** Two workers of a backend; calls with equal worker options share them. */
const open = (backend: string, options: ParallelOptions = {}) => Parallel({ ...options, backend, nJobs: 2 });

/** Ends the workers that programs have used. */
export async function closeWorkers(backend: string): Promise<void> {
  const parallel = open(backend);
  await parallel.map((x: number) => x, [1]);
  await parallel.close();
}

/** Runs a program; extra options go to the call. */
export async function call(backend: string, program: Program, extra: CallSettings = {}): Promise<unknown> {
  const { steps, method, input, batchSize, preDispatch, onError, retries, seed } = program;
  const retry = { times: retries, delay: 0 };
  const options = { batchSize, preDispatch, retry, seed, onError: policy(onError), ...extra };
  const items = inputOf(input, steps);
  const parallel = open(backend);
  switch (method) {
    case 'map':
      return parallel.map(run, items, options);
    case 'starmap':
      return parallel.starmap(run, inputOf(input, steps.map((one) => [one] as const)), options); // prettier-ignore
    case 'delayed':
      return open(backend, options)(inputOf(input, steps.map((one) => delayed(run)(one)))); // prettier-ignore
    case 'stream':
      return listOf(parallel.stream(run, items, options));
    case 'unordered':
      return listOf(parallel.stream(run, items, { ...options, ordered: false })).then((list) => list.map(describeValue).toSorted()); // prettier-ignore
    case 'filter':
      // Flags of policies have no meaning for a filter.
      return parallel.filter(run, items, { ...options, onError: 'abort' });
    case 'reduce':
      return parallel.reduce(async (one: Step) => [await run(one)], items, (a, b) => [...a, ...b], [], { ...options, onError: 'abort' }); // prettier-ignore
    case 'forEach':
      return parallel.forEach(run, items, { ...options, onError: 'abort' });
  }
}

/** Each result by itself: whether two results share an object depends on the batches they came in. */
const describeResult = (value: unknown): string =>
  Array.isArray(value) ? value.map(describeValue).join('\n') : describeValue(value);

/** What a program comes to, written down: its value or its error. */
export async function outcome(backend: string, program: Program): Promise<string> {
  try {
    return `gives ${describeResult(await call(backend, program))}`;
  } catch (error) {
    return `throws ${describeValue(error)}`;
  }
}
