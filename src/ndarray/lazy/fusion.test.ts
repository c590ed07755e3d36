import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { elementsFound } from '../../../test/support/packed-array.ts';
import { assertProperty, fuzzParameters } from '../../../test/support/property.ts';
import { openWasm } from '../../backends/threads/kernels.ts';
import { closeSharedKernelBackends, sharedKernelBackendSync } from '../../core/kernel-registry.ts';
import type { KernelBackend } from '../../core/kernel.ts';
import * as np from '../../ndarray.ts';
import type { DType } from '../dtype/dtype.ts';
import { withBackend } from '../graph/storage.ts';

const one = openWasm({ cores: 1 });
const two = openWasm({ cores: 2 });
afterAll(() => Promise.all([one.close(), two.close(), closeSharedKernelBackends()]));

/** A step of a program: which function, and which of the arrays so far it takes. */
interface Step {
  readonly fn: number;
  readonly x: number;
  readonly y: number;
}

type Fn = (x: np.NDArray, y: np.NDArray) => np.NDArray;
const functions: readonly Fn[] = [
  (x, y) => np.add(x, y),
  (x, y) => np.subtract(x, y),
  (x, y) => np.multiply(x, y),
  (x, y) => np.maximum(x, y),
  (x, y) => np.where(np.less(x, y), x, y),
  (x) => np.absolute(x),
  (x) => np.negative(x),
  (x) => np.multiply(x, 3),
  (x) => np.exp(np.minimum(x, 2)).astype(x.dtype),
  (x) => np.sum(x, { axis: 0, keepdims: true, dtype: x.dtype }),
  (x) => np.max(x, { axis: 1, keepdims: true }),
  (x, y) => np.floorDivide(x, y),
];

/** Runs a program on a backend; `isFused` false looks at every step at once, so that each is a kernel of its own. */
function run(backend: KernelBackend, program: { dtype: DType; steps: readonly Step[] }, isFused: boolean): unknown {
  return withBackend(backend, () => {
    const base = np.arange(15).reshape(3, 5).astype(program.dtype);
    const arrays = [
      base,
      np.flip(base, { axis: 1 }),
      np.multiply(base.at(1), 2).astype(program.dtype),
      base.at(':', '1:2'),
    ];
    for (const { fn, x, y } of program.steps) {
      const full = np.add(arrays[x % arrays.length]!, np.zeros([3, 5], { dtype: program.dtype }));
      const made = functions[fn % functions.length]!(full, arrays[y % arrays.length]!);
      if (!isFused) np.evaluate(made);
      arrays.push(made);
    }
    np.evaluate(...arrays.slice(4));
    return arrays.map((array) => [array.dtype, array.shape, elementsFound(array)]);
  });
}

const program = fc.record({
  dtype: fc.constantFrom<DType>('float32', 'float64', 'int8', 'uint8', 'int32', 'int64', 'float16'),
  steps: fc.array(fc.record({ fn: fc.nat(1000), x: fc.nat(1000), y: fc.nat(1000) }), { minLength: 1, maxLength: 10 }),
});

test('random programs give the same bits fused and step by step, on one and two threads and in the interpreter', async () => {
  const sequential = sharedKernelBackendSync('sequential');
  await assertProperty(
    fc.property(program, (given) => {
      const wanted = run(sequential, given, false);
      expect(run(sequential, given, true)).toEqual(wanted);
      expect(run(one, given, false)).toEqual(wanted);
      expect(run(one, given, true)).toEqual(wanted);
      expect(run(two, given, true)).toEqual(wanted);
    }),
    fuzzParameters('fused programs', 60),
  );
});

/** Ways to see an array of 12 elements in the shape [3, 4] or [4, 3] or [12]. */
const views: readonly ((x: np.NDArray) => np.NDArray)[] = [
  (x) => x,
  (x) => x.T,
  (x) => np.flip(x),
  (x) => x.reshape(-1),
  (x) => x.reshape(4, 3),
  (x) => x.at('::-1'),
  (x) => x.at('...', '1:'),
  (x) => np.expandDims(x, 0),
  (x) => x.at(0),
];

const viewProgram = fc.record({
  dtype: fc.constantFrom<DType>('float32', 'float64', 'int32', 'float16'),
  steps: fc.array(
    fc.record({ fn: fc.nat(1000), x: fc.nat(1000), y: fc.nat(1000), view: fc.nat(1000), write: fc.nat(4) }),
    { minLength: 1, maxLength: 8 },
  ),
});

/** Runs a program of operations, views and writes; `isFused` false computes every step at once. */
function runViews(
  { dtype, steps }: { dtype: DType; steps: readonly (Step & { view: number; write: number })[] },
  isFused: boolean,
): unknown {
  const base = np.arange(12).reshape(3, 4).astype(dtype);
  const arrays = [base, np.multiply(base, 2).astype(dtype)];
  for (const { fn, x, y, view, write } of steps) {
    const [a, b] = [arrays[x % arrays.length]!, arrays[y % arrays.length]!];
    const isSame = a.shape.join() === b.shape.join();
    const made = [
      np.add(a, isSame ? b : 1),
      np.multiply(a, 3),
      np.maximum(a, isSame ? b : 2),
      a.ndim === 0 ? a.add(2) : np.sum(a, { axis: 0, dtype }),
    ];
    const result = made[fn % made.length]!;
    if (!isFused) np.evaluate(result);
    const seen = result.size !== 12 ? result : views[view % views.length]!(result);
    if (!isFused) np.evaluate(seen);
    arrays.push(result, seen);
    // Writing to an array shows in all views of it, and in nothing that was made before.
    if (write === 0) arrays[(x + y) % arrays.length]!.set(['...'], 7);
    if (write === 1) seen.set(['...'], 5);
    if (write === 2) np.evaluate(...arrays.slice(-3));
    if (write === 3) arrays[view % arrays.length]!.item(0);
  }
  return arrays.map((array) => [array.dtype, array.shape, array.strides, elementsFound(array)]);
}

test('views of what is not computed yet show what views of computed arrays show, also when they are written', async () => {
  await assertProperty(
    fc.property(viewProgram, (given) => {
      expect(runViews(given, true)).toEqual(runViews(given, false));
    }),
    fuzzParameters('programs with views', 300),
  );
});

test('views of expressions outlive what they are made from', () => {
  const before = np.memoryUsage().storages;
  const x = np.arange(6).reshape(2, 3).astype('float32');
  const product = x.mul(2);
  const turned = product.T;
  const sum = turned.add(1);
  np.evaluate(sum);
  const later = turned.mul(10);
  x.dispose();
  product.dispose();
  expect(sum.toArray()).toEqual([
    [1, 7],
    [3, 9],
    [5, 11],
  ]);
  expect(later.toArray()).toEqual([
    [0, 60],
    [20, 80],
    [40, 100],
  ]);
  expect(turned.item(5)).toBe(10);
  for (const array of [sum, later, turned]) array.dispose();
  expect(np.memoryUsage().storages).toBe(before + 1);
});

test('a view of an expression is computed in the kernel that reads it', () => {
  const x = np.ones([2, 3], { dtype: 'float32' }).copy();
  const y = np.arange(6).reshape(3, 2).astype('float32');
  np.evaluate(y);
  expect(np.explain(x.mul(2).T.add(y))).toBe(
    'kernel 1: r0 float32[3,2] = add(view(multiply(x0 float32[2,3], 2)), x1 float32[3,2]); stored: asked for',
  );
  const centred = x.sub(x.mean({ axis: 1 }).reshape(2, 1));
  expect(
    np
      .explain(centred)
      .split('\n')
      .every((line) => line.startsWith('kernel 1: ')),
  ).toBe(true);
  expect(centred.toArray()).toEqual([
    [0, 0, 0],
    [0, 0, 0],
  ]);
});

const softmaxOf = (x: np.NDArray): np.NDArray => {
  const powers = np.exp(x.sub(x.max({ axis: -1, keepdims: true })));
  return powers.div(powers.sum({ axis: -1, keepdims: true }));
};

test('explain shows the kernels of a softmax, which run row by row', () => {
  const x = np.ones([3, 4], { dtype: 'float32' }).copy();
  const softmax = softmaxOf(x);
  expect(np.explain(softmax).split('\n')).toEqual([
    'kernel 1: r0 float32[3,1] = max(x0 float32[3,4] over axes 1); row by row; stored: reduction',
    'kernel 1: r1 float32[3,4] = exp(subtract(x0, r0)); row by row; lasts for some rows',
    'kernel 1: r2 float32[3,1] = sum(r1 over axes 1); row by row; stored: reduction',
    'kernel 1: r3 float32[3,4] = divide(r1, r2); row by row; stored: asked for',
  ]);
  np.evaluate(softmax);
  expect(np.explain(softmax)).toBe('nothing to compute: the array is stored');
});

const rowFunctions: { readonly [name: string]: (x: np.NDArray) => readonly np.NDArray[] } = {
  softmax: (x) => [softmaxOf(x)],
  'softmax and its steps': (x) => {
    const powers = np.exp(x.sub(x.max({ axis: -1, keepdims: true })));
    const total = powers.sum({ axis: -1, keepdims: true });
    return [powers.div(total), total, powers];
  },
  'log of a sum of powers': (x) => {
    const most = x.max({ axis: -1, keepdims: true });
    return [np.log(np.exp(x.sub(most)).sum({ axis: -1, keepdims: true })).add(most)];
  },
  normalisation: (x) => [x.sub(x.mean({ axis: -1, keepdims: true })).div(x.std({ axis: -1, keepdims: true }))],
  variance: (x) => [np.var(x, { axis: -1 }), np.std(x, { axis: -1, ddof: 1 })],
  'over the last two axes': (x) => [x.sub(x.mean({ axis: [-2, -1], keepdims: true })).mean({ axis: [-2, -1] })],
  // Here the sums of rows are read along columns: that cannot be row by row.
  'sums of rows as a row': (x) => {
    const square = x.at(0, ':3', ':3');
    return [square.div(square.sum({ axis: 1 })).sum({ axis: 1 })];
  },
  'several readers': (x) => {
    const shifted = x.sub(x.min({ axis: -1, keepdims: true }));
    return [shifted.mul(shifted).sum({ axis: -1 }), np.sqrt(shifted).max({ axis: -1 }), shifted.sum({ axis: 0 })];
  },
};

test('kernels that run row by row give the bits of those that run one after the other', () => {
  const shapes = [
    [1, 4, 7],
    [2, 5, 1000],
    [3, 40, 3],
    [1, 3, 5000],
    [600, 3, 33],
    [1, 3, 3],
    [1, 3, 16_385],
  ];
  for (const [name, fn] of Object.entries(rowFunctions)) {
    for (const dtype of ['float32', 'float64', 'float16', 'int32'] as const) {
      for (const shape of shapes.slice(0, dtype === 'float32' ? shapes.length : 2)) {
        const results = [one, two, sharedKernelBackendSync('sequential')].map((backend) =>
          withBackend(backend, () => {
            const count = shape.reduce((all, length) => all * length, 1);
            const random = np.random.defaultRng(count).random(count).mul(20).sub(10).reshape(shape).astype(dtype);
            const found = fn(random);
            np.evaluate(...found);
            return found.map((array) => [array.dtype, array.shape, elementsFound(array)]);
          }),
        );
        expect(results[0], `${name} ${dtype} ${shape.join()}`).toEqual(results[2]);
        expect(results[1]).toEqual(results[2]);
      }
    }
  }
});

test('a step of a softmax that lasts for some rows can be looked at later', () => {
  const x = np.arange(12).astype('float32').reshape(3, 4);
  const powers = np.exp(x.sub(x.max({ axis: 1, keepdims: true })));
  const softmax = powers.div(powers.sum({ axis: 1, keepdims: true }));
  np.evaluate(softmax);
  x.set('...', 0);
  const found = powers.toTypedArray() as Float32Array;
  expect([found[3], found[8]]).toEqual([1, found[0]]);
  expect(found[0]).toBeCloseTo(Math.exp(-3), 6);
});
