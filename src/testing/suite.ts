/** What the exported suites share: their options, and how they register tests with whatever runner there is. */

import { getBackend } from '../core/registry.ts';
import { Parallel, type ParallelRunner, type TaskBackend } from '../index.ts';

/** Options of the suites for backends. */
export interface SuiteOptions {
  /** Name of a registered backend (see `registerBackend`). */
  readonly backend: string;
  /** Groups tests: `describe` of vitest, jest or node:test. */
  readonly describe: (name: string, body: () => void) => unknown;
  /** Adds a test: `test` or `it` of vitest, jest or node:test. */
  readonly test: (name: string, body: () => Promise<void>) => unknown;
  /**
   * What the backend cannot do by its nature: full names of tests, with the reason. Their names then say so, and they pass
   * only when they fail, so that the list stays true.
   */
  readonly cannot?: Readonly<Record<string, string>>;
}

/** The runner that the cases of a suite use. */
export type SuiteRunner = ParallelRunner<{ readonly backend: string; readonly nJobs: 2 }>;

/** What the cases of a suite work with. */
export interface Kit {
  readonly backend: string;
  readonly memory: TaskBackend['memory'];
  /** Two workers of the backend, shared by all cases. */
  readonly parallel: SuiteRunner;
  readonly group: (name: string, body: () => void) => void;
  readonly test: (name: string, body: () => Promise<void>) => void;
  /** All groups are added: adds a test that fails when `cannot` names a test that is not there. */
  readonly done: () => void;
}

/** Passes only when `body` fails. */
async function mustFail(name: string, body: () => Promise<void>): Promise<void> {
  try {
    await body();
  } catch {
    return;
  }
  throw new Error(`"${name}" is listed under cannot, but it works; take it off the list`);
}

/** Prepares what the cases of a suite need. */
export function openKit({ backend, describe, test, cannot = {} }: SuiteOptions): Kit {
  const unknown = new Set(Object.keys(cannot));
  const add = (name: string, body: () => Promise<void>): void => {
    const why = cannot[name];
    unknown.delete(name);
    if (why === undefined) test(name, body);
    else test(`${name}: cannot, ${why}`, () => mustFail(name, body));
  };
  const kit: Kit = {
    backend,
    memory: getBackend(backend).memory,
    parallel: Parallel({ backend, nJobs: 2 }),
    group: (name, body) => void describe(name, body),
    test: add,
    // A test of its own, because runners call the bodies of describe later.
    done: () => {
      if (unknown.size === 0) return;
      test('has every test that it is said to be unable to pass', async () => {
        if (unknown.size > 0) throw new Error(`cannot names tests that do not exist: ${[...unknown].join('; ')}`);
      });
    },
  };
  return kit;
}

/** The items of a stream. */
export async function collect<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of stream) items.push(item);
  return items;
}

/** What a promise rejects with; an error when it does not. */
export async function rejection(promise: PromiseLike<unknown>): Promise<unknown> {
  let value: unknown;
  try {
    value = await promise;
  } catch (error) {
    return error;
  }
  throw new Error(`should have been rejected, but gave ${String(value)}`);
}

/** The integers from 0 to `count` - 1. */
export const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
