/**
 * All that the benchmarks know of the library itself, so that a change of its face is followed in one place.
 * The built package is measured, as users get it; the types come from the source.
 */

import { existsSync } from 'node:fs';
import * as work from './work.mjs';
import type { OpenPool } from '../harness/pool.ts';

type Manycore = typeof import('../../src/index.ts');

/** Loads the built package by its own name. */
export async function loadManycore(): Promise<Manycore> {
  if (!existsSync(new URL('../../dist/index.js', import.meta.url))) throw new Error('the library is not built: npm run build');
  const self: string = 'manycore';
  return (await import(self)) as Manycore;
}

/** The square is a closure of this file, as users write it; the others are exports of a module. */
const tasks = { ...work, square: (x: number): number => x * x };

/** A pool for single tasks and a Parallel for maps, each with its own workers; only those in use are started. */
export const openPool: OpenPool = async ({ kind, workers }) => {
  const { Parallel, Pool } = await loadManycore();
  const pool = new Pool({ maxWorkers: workers, backend: kind });
  const parallel = new Parallel({ nJobs: workers, backend: kind });
  return {
    run: (name, argument) => pool.submit(tasks[name] as (argument: unknown) => unknown, argument),
    map: (name, items) => parallel.map(tasks[name] as (item: unknown) => unknown, items),
    close: () => Promise.all([pool[Symbol.asyncDispose](), parallel[Symbol.asyncDispose]()]),
  };
};

/** A map over an array in shared memory, which the caller fills. */
export interface SharedMap {
  fill(value: (index: number) => number): void;
  map(): PromiseLike<ArrayLike<unknown>>;
  close(): Promise<unknown>;
}

/** Opens a Parallel with a shared array of this length. */
export async function openSharedMap(options: { kind: 'threads' | 'processes'; workers: number }, length: number): Promise<SharedMap> {
  const { Parallel, sharedArray } = await loadManycore();
  const parallel = new Parallel({ nJobs: options.workers, backend: options.kind });
  const array = sharedArray(Float64Array, length);
  return {
    fill(value) {
      for (let index = 0; index < length; index++) array[index] = value(index);
    },
    map: () => parallel.map(tasks.square, array),
    close: async () => parallel[Symbol.asyncDispose](),
  };
}

/** Tasks that all get one large array. */
export interface ArrayTasks {
  make(length: number): Float64Array;
  runAll(array: Float64Array, count: number): PromiseLike<ArrayLike<unknown>>;
  close(): Promise<unknown>;
}

/** Opens a Parallel for tasks on a large array: made in shared memory from the start, or an ordinary one. */
export async function openArrayTasks(options: { kind: 'threads' | 'processes'; workers: number; shared: boolean }): Promise<ArrayTasks> {
  const { Parallel, delayed, sharedArray } = await loadManycore();
  const parallel = new Parallel({ nJobs: options.workers, backend: options.kind });
  return {
    make: (length) => (options.shared ? sharedArray(Float64Array, length) : new Float64Array(length)),
    runAll: (array, count) => parallel(Array.from({ length: count }, (_, index) => delayed(work.touch)({ array, index }))),
    close: async () => parallel[Symbol.asyncDispose](),
  };
}
