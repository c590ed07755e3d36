/**
 * All that the benchmarks know of the library itself, so that a change of its face is followed in one place.
 * The built package is measured, as users get it; the types come from the source.
 */

import { existsSync } from 'node:fs';
import type * as Source from '../../src/index.ts';
import * as work from './work.mjs';
import type { OpenPool } from '../harness/pool.ts';

type Manycore = typeof Source;

/** Loads the built package by its own name. */
export async function loadManycore(): Promise<Manycore> {
  if (!existsSync(new URL('../../dist/index.js', import.meta.url)))
    throw new Error('the library is not built: npm run build');
  const self: string = 'manycore';
  return (await import(self)) as Manycore;
}

/** The square is a closure of this file, as users write it; the others are exports of a module. */
const tasks = { ...work, square: (x: number): number => x * x };

/** Workers stay between rounds, as those of the peers do: a round of other rows takes longer than workers idle by default. */
const idleTimeout = Number.POSITIVE_INFINITY;

/** A pool for single tasks and a Parallel for maps, each with its own workers; only those in use are started. */
export const openPool: OpenPool = async ({ kind, workers, variant }) => {
  const { Parallel, Pool } = await loadManycore();
  const backend = variant === 'sequential' ? 'sequential' : kind;
  const pool = new Pool({ maxWorkers: workers, backend, idleTimeout });
  const parallel = new Parallel({ nJobs: workers, backend, idleTimeout });
  const named = variant === 'move' ? { ...tasks, produce: await movingProducer() } : tasks;
  return {
    run: (name, argument) => pool.submit(named[name] as (argument: unknown) => unknown, argument),
    map: (name, items) => parallel.map(tasks[name] as (item: unknown) => unknown, items),
    close: () => Promise.all([pool[Symbol.asyncDispose](), parallel[Symbol.asyncDispose]()]),
  };
};

/** Gives up the array that it has made. */
async function movingProducer(): Promise<(length: number) => Float64Array> {
  const { transfer } = await loadManycore();
  return (length) => transfer(work.produce(length));
}

/** A map over an array in shared memory, which the caller fills. */
export interface SharedMap {
  fill(value: (index: number) => number): void;
  map(): PromiseLike<ArrayLike<unknown>>;
  close(): Promise<unknown>;
}

/** Opens a Parallel with a shared array of this length. */
export async function openSharedMap(
  options: { kind: 'threads' | 'processes'; workers: number },
  length: number,
): Promise<SharedMap> {
  const { Parallel, sharedArray } = await loadManycore();
  const parallel = new Parallel({ nJobs: options.workers, backend: options.kind, idleTimeout });
  const array = sharedArray('float64', length);
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
  /** Not measured: what a program does once with its array before it starts tasks. */
  place?(array: Float64Array): Promise<unknown>;
  runAll(placed: unknown, count: number): PromiseLike<ArrayLike<unknown>>;
  close(): Promise<unknown>;
}

/** 'shared': made by `sharedArray`; 'share()': an ordinary one, shared before the tasks; otherwise an ordinary one as it is. */
export interface ArrayTaskOptions {
  readonly kind: 'threads' | 'processes';
  readonly workers: number;
  readonly variant?: string;
}

/** Opens a Parallel for tasks on a large array. */
export async function openArrayTasks({ kind, workers, variant }: ArrayTaskOptions): Promise<ArrayTasks> {
  const { Parallel, Pool, delayed, share, sharedArray } = await loadManycore();
  const parallel = new Parallel({ nJobs: workers, backend: kind, idleTimeout });
  const close = async (): Promise<void> => parallel.close();
  if (variant !== 'share()') {
    return {
      make: (length) => (variant === 'shared' ? sharedArray('float64', length) : new Float64Array(length)),
      runAll: (array, count) =>
        parallel(upTo(count).map((index) => delayed(work.touch)({ array: array as Float64Array, index }))),
      close,
    };
  }
  type Ref = ReturnType<typeof share<Float64Array>>;
  const touch = ({ ref, index }: { ref: Ref; index: number }): number =>
    (ref.value[index] as number) + ref.value.length;
  const others = new Pool({ maxWorkers: workers, backend: kind });
  return {
    make: (length) => new Float64Array(length),
    async place(array) {
      const ref = share(array);
      await others.submit(touch, { ref, index: 0 }); // other workers use it first, so that it lies in shared memory
      return ref;
    },
    runAll: (ref, count) => parallel(upTo(count).map((index) => delayed(touch)({ ref: ref as Ref, index }))),
    close: () => Promise.all([close(), others.close()]),
  };
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

/** Captures a function as a call on threads does, without sending it: the codec of a call, which is not public. */
export async function openCapture(): Promise<(fn: (...args: never[]) => unknown) => unknown> {
  const { createCallCodec } = await import('../../src/closure/call-codec.ts');
  return (fn) => createCallCodec({ target: 'thread' }).addFunction(fn);
}
