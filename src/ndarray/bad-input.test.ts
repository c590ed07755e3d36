/** Every function with wrong arguments: what it throws is an error of the library, thrown by the call and not by a later look at the result. */

import { afterAll, describe, expect, test } from 'vitest';
import { closeSharedKernelBackends } from '../core/kernel-registry.ts';
import { ParallelError } from '../core/errors.ts';
import * as np from '../ndarray.ts';

afterAll(() => closeSharedKernelBackends());

type AnyFunction = (...args: unknown[]) => unknown;

/** Those that take paths or change settings of all arrays. */
const others = new Set(
  'save savez savezCompressed load memmap openMemmap loadtxt genfromtxt savetxt fromfile tofile toNpyBytes evaluateAsync arriveArray arriveBitGenerator setPrintoptions setNumericMode printoptions'.split(
    ' ',
  ),
);
const isClass = (value: unknown): boolean => Function.prototype.toString.call(value).startsWith('class');

const all = Object.entries({ ...np, ...np.linalg, ...np.fft })
  .filter(([name, value]) => typeof value === 'function' && !others.has(name) && !isClass(value))
  .map(([name, value]) => [name, value as AnyFunction] as const);

const wrong = [
  undefined,
  null,
  'abc',
  {},
  () => 1,
  NaN,
  -1,
  1.5,
  [[1], [2, 3]],
  ['a'],
  new Date(0),
  [],
  [[]],
  new Map(),
];

/** Calls with a wrong argument in each place, and in the option that most functions have. */
const calls = (x: np.NDArray): unknown[][] => [
  ...wrong.flatMap((one) => [[one], [x, one], [x, x, one], [one, x], [x, { axis: one }], [x, x, { axis: one }]]),
  [x, { nope: 1 }],
  [x, x, { nope: 1 }],
  [x, x, x, { nope: 1 }],
];

/** What a call throws that is no error of the library, or a look at its result. */
function faultOf(fn: AnyFunction, args: readonly unknown[]): string | undefined {
  let result: unknown;
  try {
    result = fn(...args);
  } catch (error) {
    const isOurs = error instanceof ParallelError && error.code !== 'ERR_INTERNAL' && error.message.length > 20;
    return isOurs ? undefined : String(error);
  }
  try {
    for (const one of [result].flat()) if (one instanceof np.NDArray && one.size < 1e5) np.evaluate(one);
  } catch (error) {
    return `later: ${String(error)}`;
  }
  return undefined;
}

describe('wrong arguments', () => {
  test.each(all)('%s refuses them by an error with a code, at the call', (_, fn) => {
    const faults = calls(np.arange(6, { dtype: 'float64' }).reshape(2, 3)).flatMap((args) => faultOf(fn, args) ?? []);
    expect([...new Set(faults)]).toEqual([]);
  });
});
