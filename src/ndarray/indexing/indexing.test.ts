import { afterAll, describe, expect, it } from 'vitest';
import {
  type ArraySpec,
  type EntrySpec,
  flat,
  makeArray,
  makeIndex,
  readCases,
} from '../../../test/support/array-cases.ts';
import { ParallelError } from '../../core/errors.ts';
import { closeSharedKernelBackends } from '../../core/kernel-registry.ts';
import * as np from '../../ndarray.ts';

afterAll(closeSharedKernelBackends);

interface Reading {
  readonly x: ArraySpec;
  readonly i: readonly EntrySpec[];
  readonly r?: readonly [shape: readonly number[], data: readonly number[]];
  /** 1 when the result shares memory, 0 when not, -1 where it is empty. */
  readonly v?: number;
}

interface Writing {
  readonly x: ArraySpec;
  readonly i: readonly (readonly EntrySpec[])[];
  readonly w: number | ArraySpec;
  readonly r?: readonly number[];
}

const cases = readCases<Reading | Writing>('indexing');
const readings = cases.filter((one): one is Reading => !('w' in one));
const writings = cases.filter((one): one is Writing => 'w' in one);

/** What comes of it as text: a result, or the name of the kind of error that is thrown on purpose. */
function outcome(run: () => unknown): string {
  try {
    return JSON.stringify(run());
  } catch (error) {
    if (!(error instanceof ParallelError) || error.code === 'ERR_INTERNAL') throw error;
    return 'refused';
  }
}

function read({ x, i, v }: Reading): unknown {
  const array = makeArray(x);
  const part = array.at(...makeIndex(i));
  const isShared = part.node.kind === 'stored' && part.node.storage === array.node.storage;
  return [part.shape, flat(part), v === -1 ? -1 : Number(isShared)];
}

function write({ x, i, w }: Writing): unknown {
  const array = makeArray(x);
  const part = i.slice(0, -1).reduce((view, index) => view.at(...makeIndex(index)), array);
  part.set(makeIndex(i.at(-1)!), typeof w === 'number' ? w : makeArray(w).add(100));
  return flat(array);
}

function compare<T extends { readonly r?: unknown }>(
  list: readonly T[],
  run: (one: T) => unknown,
  expected: (one: T) => unknown,
): void {
  const wrong = list.flatMap((one) => {
    const got = outcome(() => run(one));
    const wanted = one.r === undefined ? 'refused' : JSON.stringify(expected(one));
    return got === wanted ? [] : [`${JSON.stringify(one)}\n  got    ${got}\n  wanted ${wanted}`];
  });
  expect(wrong.length, wrong.slice(0, 8).join('\n')).toBe(0);
}

describe('an index', () => {
  it(`reads what NumPy reads, as a view where NumPy has one (${readings.length} indices)`, () => {
    expect(readings.length).toBeGreaterThan(2000);
    compare(readings, read, ({ r, v }) => [...r!, v]);
  });

  it(`writes what NumPy writes, through views, too (${writings.length} indices)`, () => {
    expect(writings.length).toBeGreaterThan(1000);
    compare(writings, write, ({ r }) => r);
  });

  it('may be a list, a typed array, a bigint or a mask of lists', () => {
    const x = np.arange(10).mul(10);
    expect([[3, -1], Int32Array.of(3, 9), [3n, 9n]].map((index) => x.at(index).toArray())).toEqual([
      [30, 90],
      [30, 90],
      [30, 90],
    ]);
    expect(x.at(5n).item()).toBe(50);
    expect(x.at([]).shape).toEqual([0]);
    expect(np.arange(2).at([true, false]).toArray()).toEqual([0]);
  });

  it.each([
    [() => np.arange(3).at(1.5), 'ERR_INDEX', '1.5 is no index'],
    [() => np.arange(3).at('one'), 'ERR_INDEX', `"one" is no index; write 'start:stop:step'`],
    [() => np.arange(3).at([0.5]), 'ERR_INDEX', 'an index of dtype float64 is not possible'],
    [() => np.arange(3).at('...', '...'), 'ERR_INDEX', "only one '...'"],
    [() => np.zeros([2, 3]).at([0, 1], [0, 1, 2]), 'ERR_INDEX', 'shapes [2] and [3] do not broadcast together'],
    [() => np.arange(3).at([true, false]), 'ERR_INDEX', 'the mask has length 2 where axis 0 of the array has length 3'],
    [() => np.arange(3).at('::0'), 'ERR_INDEX', 'the step of a slice cannot be 0'],
    [() => np.broadcastTo([1], [3]).set(0, 2), 'ERR_ARRAY_VALUE', 'broadcast view'],
    [
      () => np.zeros(2, { dtype: 'uint8' }).set(0, 256),
      'ERR_ARRAY_VALUE',
      'the integer 256 is out of bounds for uint8',
    ],
    [() => np.zeros(2).set(0, np.complex(1, 1)), 'ERR_DTYPE', '(1+1j) is complex and does not fit float64'],
  ])('that is wrong is refused: %s', (run, code, message) => {
    expect(run).toThrow(expect.objectContaining({ code, message: expect.stringContaining(message) as string }));
  });
});
