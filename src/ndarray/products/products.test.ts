/** Products of matrices of random shapes, axes and views against sums in plain loops, bit for bit. */

import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { assertProperty, fuzzParameters } from '../../../test/support/property.ts';
import { openWasm } from '../../backends/threads/kernels.ts';
import { closeSharedKernelBackends } from '../../core/kernel-registry.ts';
import * as np from '../../ndarray.ts';
import { memoryUsage, withBackend } from '../graph/storage.ts';

const [one, two] = [openWasm({ cores: 1 }), openWasm({ cores: 2 })];
afterAll(() => Promise.all([one.close(), two.close(), closeSharedKernelBackends()]));

type Values = Float32Array | Float64Array;

function numbers(dtype: 'float32' | 'float64', length: number, seed: number): Values {
  const values = Float64Array.from({ length }, (_, at) => Math.sin(at * 1.7 + seed) * 3);
  return dtype === 'float32' ? Float32Array.from(values) : values;
}

/** An array of a shape, whose axes lie in memory in some order, backwards or with gaps. */
function viewOf(
  dtype: 'float32' | 'float64',
  shape: readonly number[],
  {
    order,
    steps,
    seed,
  }: { readonly order: readonly number[]; readonly steps: readonly number[]; readonly seed: number },
): np.NDArray {
  const stored = order.map((axis) => shape[axis]! * Math.abs(steps[axis]!));
  const size = stored.reduce((all, length) => all * length, 1);
  const base = np.fromTypedArray(numbers(dtype, size, seed)) as unknown as np.NDArray;
  const wide = base.reshape(...stored).transpose(order.map((_, axis) => order.indexOf(axis)));
  return wide.at(...steps.map((step) => `::${step}`));
}

interface Problem {
  readonly dtype: 'float32' | 'float64';
  readonly left: string;
  readonly right: string;
  readonly out: string;
  readonly lengths: { readonly [label: string]: number };
  readonly views: readonly { readonly steps: readonly number[]; readonly seed: number }[];
  readonly orders: readonly (readonly string[])[];
}

const shuffled = (labels: string): fc.Arbitrary<string> =>
  fc.shuffledSubarray(labels.split(''), { minLength: labels.length }).map((list) => list.join(''));

/** Some stacks (s, t), rows (i, j), columns (k, l) and sums (x, y). */
const problems: fc.Arbitrary<Problem> = fc
  .tuple(
    fc.constantFrom('', 's', 'st'),
    fc.constantFrom('i', 'ij'),
    fc.constantFrom('k', 'kl'),
    fc.constantFrom('x', 'xy'),
  )
  .chain(([batch, rows, columns, inner]) =>
    fc.record({
      dtype: fc.constantFrom('float32', 'float64'),
      left: shuffled(batch + rows + inner),
      right: shuffled(batch + columns + inner),
      out: shuffled(batch + rows + columns),
      lengths: fc.record(
        Object.fromEntries('stijklxy'.split('').map((label) => [label, fc.integer({ min: 2, max: 6 })])) as {
          [label: string]: fc.Arbitrary<number>;
        },
      ),
      views: fc.array(
        fc.record({
          steps: fc.array(fc.constantFrom(1, 1, 2, -1), { minLength: 6, maxLength: 6 }),
          seed: fc.integer({ min: 0, max: 99 }),
        }),
        { minLength: 2, maxLength: 2 },
      ),
      orders: fc.tuple(
        shuffled(batch + rows + inner).map((order) => order.split('')),
        shuffled(batch + columns + inner).map((order) => order.split('')),
      ),
    }),
  );

const operandsOf = ({ dtype, left, right, lengths, views, orders }: Problem): readonly [np.NDArray, np.NDArray] =>
  [left, right].map((labels, at) => {
    const axes = labels.split('');
    return viewOf(
      dtype,
      axes.map((label) => lengths[label]!),
      {
        order: orders[at]!.map((label) => axes.indexOf(label)),
        steps: axes.map((_, axis) => views[at]!.steps[axis]!),
        seed: views[at]!.seed,
      },
    );
  }) as unknown as readonly [np.NDArray, np.NDArray];

/** All places along some axes, the last one the fastest. */
function* places(labels: string, lengths: Problem['lengths']): Generator<{ readonly [label: string]: number }> {
  if (labels === '') {
    yield {};
    return;
  }
  for (let at = 0; at < lengths[labels[0]!]!; at++) {
    for (const rest of places(labels.slice(1), lengths)) yield { [labels[0]!]: at, ...rest };
  }
}

/** Element by element; what is summed goes in the order of the axes of the left operand. */
function expected(problem: Problem, [a, b]: readonly [np.NDArray, np.NDArray]): number[] {
  const { left, right, out, lengths, dtype } = problem;
  const round = dtype === 'float32' ? Math.fround : (value: number): number => value;
  const [x, y] = [a.ravel().toArray() as number[], b.ravel().toArray() as number[]];
  const inner = left
    .split('')
    .filter((label) => !out.includes(label))
    .join('');
  const at = (labels: string, place: { readonly [label: string]: number }): number =>
    labels.split('').reduce((index, label) => index * lengths[label]! + place[label]!, 0);
  return [...places(out, lengths)].map((kept) => {
    let sum = 0;
    for (const summed of places(inner, lengths)) {
      const place = { ...kept, ...summed };
      sum = round(sum + round(x[at(left, place)]! * y[at(right, place)]!));
    }
    return sum;
  });
}

describe('products', () => {
  it('of views with any axes are sums in order, on one thread and on two', async () => {
    await assertProperty(
      fc.property(problems, (problem) => {
        const subscripts = `${problem.left},${problem.right}->${problem.out}`;
        const compute = (): unknown =>
          np
            .einsum(subscripts, ...operandsOf(problem))
            .ravel()
            .toArray();
        const wanted = withBackend(one, () => expected(problem, operandsOf(problem)));
        expect(withBackend(one, compute)).toEqual(wanted);
        expect(withBackend(two, compute)).toEqual(wanted);
      }),
      fuzzParameters('einsum of views', 60),
    );
  });

  it('do not depend on how the operands lie in memory', () => {
    const a = np.fromTypedArray(Float64Array.from({ length: 90 * 300 }, (_, at) => Math.sin(at * at))).reshape(90, 300);
    const b = np.fromTypedArray(Float64Array.from({ length: 300 * 70 }, (_, at) => Math.cos(at * at))).reshape(300, 70);
    const wanted = np.matmul(a, b).toArray();
    expect(np.matmul(np.copy(a.T).T, b).toArray()).toEqual(wanted);
    expect(np.matmul(a, np.copy(b.T).T).toArray()).toEqual(wanted);
    expect(np.matmul(b.T, a.T).T.toArray()).toEqual(wanted);
    const [back, forth] = [np.copy(a.at(':', '::-1')), np.copy(b.at('::-1'))];
    expect(np.matmul(back.at(':', '::-1'), forth.at('::-1')).toArray()).toEqual(wanted);
  });

  it('of complex numbers are those of their parts', () => {
    const z = np.array([
      [new np.Complex(1, 2), new np.Complex(0, -1)],
      [new np.Complex(3, 0), new np.Complex(-2, 5)],
    ]);
    const product = np.matmul(z, z.T);
    expect(np.real(product).toArray()).toEqual([
      [-4, 8],
      [8, -12],
    ]);
    expect(np.imag(product).toArray()).toEqual([
      [4, 8],
      [8, -20],
    ]);
    expect(np.matmul(z.astype('complex64'), z).dtype).toBe('complex128');
    expect(np.matmul(z.astype('complex64'), z.astype('complex64')).dtype).toBe('complex64');
  });

  it('of integers wrap', () => {
    const x = np.array([[100, 100], [100, 28]], { dtype: 'int8' }); // prettier-ignore
    expect(np.matmul(x, x).toArray()).toEqual([[32, 0], [0, 32]]); // prettier-ignore
  });

  it('without terms are zeros, and without rows empty', () => {
    expect(np.matmul(np.zeros([2, 0]), np.zeros([0, 3])).toArray()).toEqual([
      [0, 0, 0],
      [0, 0, 0],
    ]);
    expect(np.matmul(np.zeros([0, 5]), np.zeros([5, 3])).shape).toEqual([0, 3]);
    expect(np.matmul(np.zeros([2, 0, 4]), np.zeros([2, 4, 3])).shape).toEqual([2, 0, 3]);
  });

  it('leave no memory behind', () => {
    const x = np.array([[1, 2], [3, 4]], { dtype: 'float64' }); // prettier-ignore
    const stack = np.fromTypedArray(numbers('float64', 60, 1)).reshape(3, 4, 5);
    np.evaluate(x, stack);
    const before = memoryUsage().bytes;
    for (const make of [
      () => np.matmul(x, x),
      () => np.tensordot(stack, stack, { axes: [[0, 2], [0, 2]] }), // prettier-ignore
      () => np.einsum('abc,adc->bad', stack, stack),
    ]) {
      const result = make();
      np.evaluate(result);
      result.dispose();
      expect(memoryUsage().bytes).toBe(before);
    }
  });
});

it('matmul writes into out, also when that is an operand', () => {
  const a = np.array([
    [1, 2],
    [3, 4],
  ]);
  const out = np.zeros([2, 2]);
  expect(np.matmul(a, a, { out })).toBe(out);
  expect(out.toArray()).toEqual([
    [7, 10],
    [15, 22],
  ]);
  np.matmul(a, a, { out: a });
  expect(a.toArray()).toEqual(out.toArray());
  expect(() => np.matmul(a, a, { axes: 1 } as never)).toThrow(/matmul has no option "axes"|axes/);
  expect(() => np.matmul(a, a, { out: np.zeros(2) })).toThrow('matmul');
});
