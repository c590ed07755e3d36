import process from 'node:process';
import vm from 'node:vm';
import { afterAll, describe, expect, it } from 'vitest';
import '../../src/backends/register-kernels.ts';
import { arrayView } from '../../src/api/kernel/array-view.ts';
import { closeKernels } from '../../src/api/kernel/backends.ts';
import { parallelFor } from '../../src/api/kernel/parallel-for.ts';
import { f64 } from '../../src/kernel/intrinsics.ts';
import {
  type ArrayFunctionOptions,
  type ArrayProgram,
  arraysOf,
  randomArrayFunction,
} from '../support/random-array-function.ts';
import { useSoftwareAdapter } from '../support/software-adapter.ts';

useSoftwareAdapter();
afterAll(closeKernels);

const FIRST = Number(process.env['SEED'] ?? 1);
const COUNT = Number(process.env['RANDOM_KERNELS'] ?? 150);

type Arrays = ReturnType<typeof arraysOf>;
type Body = (...at: number[]) => void;

/** Rows of rows over the same elements: what an array of several axes is to plain JavaScript. */
function rows(data: Arrays extends Map<string, infer A> ? A : never, [length, ...inner]: readonly number[]): unknown {
  if (inner.length === 0) return data;
  const step = inner.reduce((a, b) => a * b);
  return Array.from({ length: length! }, (_, at) => rows(data.subarray(at * step, (at + 1) * step) as never, inner));
}

/** The function over arrays; those of several axes as kernels see them, or as rows of rows. */
function bodyOf(
  program: ArrayProgram,
  arrays: Arrays,
  isKernel: boolean,
): { body: Body; captures: { [name: string]: unknown } } {
  const captures: { [name: string]: unknown } = { f64 };
  for (const [name, { shape }] of program.arrays) {
    const data = arrays.get(name)!;
    captures[name] = shape === undefined ? data : isKernel ? arrayView(data as Float64Array, shape) : rows(data, shape);
  }
  const made = vm.runInThisContext(`((${Object.keys(captures).join(', ')}) => ${program.text})`) as (
    ...all: unknown[]
  ) => Body;
  return { body: made(...Object.values(captures)), captures };
}

function runPlain(program: ArrayProgram, seed: number): Arrays {
  const arrays = arraysOf(program, seed);
  const { body } = bodyOf(program, arrays, false);
  const [a, b = 1, c = 1] = program.size as [number, number?, number?];
  for (let i = 0; i < a; i++) for (let j = 0; j < b; j++) for (let k = 0; k < c; k++) body(i, j, k);
  return arrays;
}

async function compare(seed: number, backend: string, options: ArrayFunctionOptions = {}): Promise<void> {
  const program = randomArrayFunction(seed, options);
  const expected = runPlain(program, seed);
  const actual = arraysOf(program, seed);
  const { body, captures } = bodyOf(program, actual, true);
  // Small chunks: several threads work on one array.
  await parallelFor(program.size, body, {
    backend,
    context: captures,
    chunkSize: 8,
    float: backend === 'gpu' ? 'f32' : 'f64',
  });
  for (const [name, array] of expected)
    expect([...(actual.get(name) as Float64Array)], `seed ${seed}, ${name}: ${program.text}`).toEqual([
      ...(array as Float64Array),
    ]);
}

describe('random functions over arrays compute what they compute in JavaScript', () => {
  it.each(['sequential', 'threads'])('on %s', { timeout: 300_000 }, async (backend) => {
    for (let seed = FIRST; seed < FIRST + COUNT; seed++) await compare(seed, backend);
  });

  it('on a GPU, where they compute with integers', { timeout: 300_000 }, async () => {
    const count = Math.ceil(COUNT / 15);
    for (let seed = FIRST; seed < FIRST + count; seed++) await compare(seed, 'gpu', { kinds: ['int', 'uint'] });
  });
});
