import { afterAll, describe, expect, it } from 'vitest';
import '../../backends/register-kernels.ts';
import { kernelArray } from '../../memory/kernel-array.ts';
import { ArrayView, arrayView } from './array-view.ts';
import { closeKernels } from './backends.ts';
import { guvectorize } from './guvectorize.ts';
import { kernel } from './kernel.ts';
import { parallelFor } from './parallel-for.ts';

afterAll(closeKernels);

type Rows = { readonly [i: number]: { [j: number]: number; readonly length: number }; readonly length: number };

const matmul = (a: Rows, b: Rows, out: Rows): void => {
  for (let i = 0; i < a.length; i++) {
    for (let j = 0; j < b[0]!.length; j++) {
      let sum = 0;
      for (let k = 0; k < b.length; k++) sum += a[i]![k]! * b[k]![j]!;
      out[i]![j] = sum;
    }
  }
};

const dot = (a: Float64Array, b: Float64Array, out: Float64Array): void => {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  out[0] = sum;
};

const count = (length: number): Float64Array => Float64Array.from({ length }, (_, at) => at);

describe.each(['threads', 'sequential'])('guvectorize on %s', (backend) => {
  const options = { backend };

  it('applies a function of rows to all rows, and broadcasts', async () => {
    const rowDot = guvectorize(dot, '(n),(n)->()', options);
    const rows = arrayView(count(6), [2, 3]);
    expect(await rowDot(rows, Float64Array.of(1, 10, 100))).toEqual(Float64Array.of(210, 543));
    expect(await rowDot(Float64Array.of(1, 2, 3), Float64Array.of(1, 10, 100))).toMatchObject({
      data: Float64Array.of(321),
      shape: [],
    });
    const pairs = (await rowDot(arrayView(count(6), [2, 1, 3]), rows)) as ArrayView;
    expect([pairs.shape, [...pairs.data]]).toEqual([
      [2, 2],
      [5, 14, 14, 50],
    ]);
  });

  it('multiplies stacks of matrices, also transposed ones', async () => {
    const multiply = guvectorize(matmul, '(m,n),(n,p)->(m,p)', options);
    const a = arrayView(count(12), [2, 2, 3]);
    const b = arrayView(count(6), [3, 2], { strides: [1, 3] }); // columns 0 1 2 and 3 4 5
    const c = (await multiply(a, b)) as ArrayView;
    expect(c.shape).toEqual([2, 2, 2]);
    expect([...c.data]).toEqual([5, 14, 14, 50, 23, 86, 32, 122]);
  });

  it('fills arrays that are given, takes numbers, and several results', async () => {
    const minMax = guvectorize(
      (a: Float32Array, scale: number, low: Float32Array, high: Float32Array) => {
        let [least, most] = [a[0]!, a[0]!];
        for (let i = 1; i < a.length; i++) {
          least = Math.min(least, a[i]!);
          most = Math.max(most, a[i]!);
        }
        low[0] = least * scale;
        high[0] = most * scale;
      },
      '(n),()->(),()',
      options,
    );
    const rows = arrayView(Float32Array.of(3, 1, 2, 9, 8, 7), [2, 3]);
    expect(await minMax(rows, 2)).toEqual([Float32Array.of(2, 14), Float32Array.of(6, 18)]);
    const [low, high] = [new Float32Array(2), new Float32Array(2)];
    const given = await minMax(rows, 0.5, low, high);
    expect(given).toEqual([low, high]);
    expect([...low, ...high]).toEqual([0.5, 3.5, 1.5, 4.5]);
  });

  it('gives results of the type that is asked for', async () => {
    const lengths = guvectorize((a: Float32Array, out: Int32Array) => void (out[0] = a.length), '(n)->()', {
      ...options,
      results: ['i32'],
    });
    expect(await lengths(arrayView(new Float32Array(6), [3, 2]))).toEqual(Int32Array.of(2, 2, 2));
    expect(await lengths(arrayView(new Float32Array(0), [0, 2]))).toEqual(new Int32Array(0));
  });
});

describe('guvectorize', () => {
  it('keeps results of kernel arrays in their memory', async () => {
    const rows = arrayView(kernelArray('float64', count(6)), [2, 3]);
    const sums = await guvectorize(dot, '(n),(n)->()')(rows, rows);
    expect((sums as Float64Array).buffer).toBeInstanceOf(SharedArrayBuffer);
    expect([...(sums as Float64Array)]).toEqual([5, 50]);
  });

  it.each([
    ['(n),(n)', /needs one arrow/],
    ['(n),(n)->(m)', /axis m of a result/],
    ['n,n->()', /has to be lists of axes/],
    [3, /is a text such as/],
  ])('refuses the signature %s', (signature, message) => {
    expect(() => guvectorize(dot, signature as string)).toThrow(message);
  });

  it.each([
    [[count(3)], /takes 2 arguments, and 1 more for results, got 1/],
    [[count(3), count(4)], /axis n is 4 long in argument 2, and argument 1 says 3/],
    [[count(3), 1], /argument 2 has 0 axes, and its function wants \(n\)/],
    [[arrayView(count(6), [2, 3]), arrayView(count(9), [3, 3])], /outer shapes \[2\], \[3\] do not broadcast/],
    [
      [count(3), [1, 2, 3]],
      /must be a typed array, an arrayView, an array of manycore.ndarray or a number, got an array/,
    ],
    [[arrayView(count(6), [2, 3]), count(3), count(3)], /for a result, has the shape \[3\], and the result \[2\]/],
  ])('refuses arguments that do not fit: %#', async (args, message) => {
    await expect(guvectorize(dot, '(n),(n)->()')(...(args as Float64Array[]))).rejects.toThrow(message);
  });
});

describe('arrays of several axes', () => {
  it('are captured and passed, read and written by index, with strides', async () => {
    const m = arrayView(count(6), [2, 3]);
    const t = arrayView(new Float64Array(6), [3, 2]);
    await parallelFor([2, 3], (i, j) => void (t[j]![i] = m[i]![j]! * 10 + m.shape[1]!));
    expect([...t.data]).toEqual([3, 33, 13, 43, 23, 53]);
    const columns = arrayView(count(6), [3, 2], { strides: [1, 3] });
    const copy = kernel<[Rows, Rows]>(
      (i: number, j: number, from: Rows, to: Rows) => void (to[i]![j] = from[i]![j]!),
      'f64[][], f64[][]',
    );
    const to = arrayView(new Float64Array(6), [3, 2]);
    await copy([3, 2], columns, to);
    expect([...to.data]).toEqual([0, 3, 1, 4, 2, 5]);
    await expect(copy([3, 2], columns, count(6) as unknown as Rows)).rejects.toThrow(/is f64\[\]\[\], got f64\[\]/);
  });

  it.each([
    [[2, 4], undefined, /reaches elements 0 to 7, and the array has 6/],
    [[2, -1], undefined, /whole numbers from 0/],
    [[2, 3], [3], /a whole number for each of 2 axes/],
    [[2, 3], [-3, 1], /reaches elements -3 to 2/],
    [[3], [2], /has the stride 1/],
  ])('have a shape within the array: %j', (shape, strides, message) => {
    expect(() => arrayView(count(6), shape, strides === undefined ? {} : { strides })).toThrow(message);
    expect(new ArrayView(count(1), [1], [1]).data.length).toBe(1);
  });
});
