/** `out` of functions that pick, join and multiply, and what a second comparison of random calls with NumPy found. */

import { afterAll, expect, test } from 'vitest';
import * as np from '../../../src/ndarray.ts';
import { closeSharedKernelBackends } from '../../../src/core/kernel-registry.ts';
import { testCases } from './cases.ts';

afterAll(() => closeSharedKernelBackends());

const transforms = { eps: 4, absolute: 8 };

testCases(new URL('outputs.json', import.meta.url), {
  ...Object.fromEntries(
    ['fft', 'ifft', 'rfft', 'irfft', 'fftn', 'rfftn', 'irfftn'].map((name) => [`fft.${name}`, transforms]),
  ),
  'linalg.lstsq': { eps: 64, absolute: 64 },
  einsum: { eps: 2 },
  trace: { eps: 2 },
  matmul: { eps: 4, absolute: 8 },
  nanstd: { eps: 2 },
});

test('the result is the array that was given', () => {
  const x = np.arange(6).reshape(2, 3);
  const out = np.zeros([2, 3], { dtype: 'int64' });
  expect(np.take(x, [1, 0], { axis: 0, out })).toBe(out);
  expect(out.toArray()).toEqual([
    [3, 4, 5],
    [0, 1, 2],
  ]);
  expect(x.compress([true, true], { axis: 0, out })).toBe(out);
  expect(np.concat([x], { out })).toBe(out);
  expect(out.toArray()).toEqual(x.toArray());
});

test('an out of dot lies in row-major order and has the dtype of the result', () => {
  const x = np.array([
    [1, 2],
    [3, 4],
  ]);
  const out = np.zeros([2, 2], { dtype: 'int64' });
  for (const product of [() => np.dot(x, x, { out }), () => np.linalg.multiDot([x, x], { out })]) {
    expect(product()).toBe(out);
    expect(out.toArray()).toEqual([
      [7, 10],
      [15, 22],
    ]);
  }
  const wrong = [np.zeros([2, 2]), np.zeros([2, 2], { dtype: 'int64', order: 'F' }), np.zeros([4], { dtype: 'int64' })];
  for (const one of wrong) expect(() => np.dot(x, x, { out: one })).toThrow(/out/);
});

test('putAlongAxis without an axis counts places in row-major order, whatever the strides', () => {
  const x = np.zeros([2, 3], { dtype: 'int64' });
  np.putAlongAxis(x.T, [1, -1, 2], [5, 7, 9], { axis: null });
  expect(x.toArray()).toEqual([
    [0, 9, 0],
    [5, 0, 7],
  ]);
});

test('permuted without an axis takes the elements as they lie in memory', () => {
  const x = np.arange(6).reshape(2, 3);
  const [rows, columns] = [x, np.asfortranarray(x)].map((one) => np.random.defaultRng(3).permuted(one));
  expect(rows!.toArray()).toEqual([
    [2, 5, 4],
    [1, 3, 0],
  ]);
  expect(columns!.toArray()).toEqual([
    [1, 2, 4],
    [5, 3, 0],
  ]);
});

test('results of complex arrays lie in memory as their inputs do', () => {
  const z = np.ones([2, 3, 4], { dtype: 'complex128' }).transpose(2, 0, 1);
  for (const result of [z.add(z), np.exp(z), np.conj(z), z.add(z).mul(2), np.where(z.eq(1), z, 0), np.round(z, 1)]) {
    expect(result.strides).toEqual([16, 192, 64]);
    expect(result.shape).toEqual([4, 2, 3]);
  }
  const odd = np.arange(6).astype('complex64').reshape(2, 3).at(':', '::-1').T;
  expect(odd.add(np.array([[1], [2], [3]]).astype('complex64')).toArray()).toEqual(
    np.add(np.ascontiguousarray(odd), [[1], [2], [3]]).toArray(),
  );
});

test('astype takes an order and a rule for casts', () => {
  const x = np.arange(6).reshape(2, 3).T;
  expect(x.astype('float32').strides).toEqual([4, 12]);
  expect(x.astype('float32', { order: 'C' }).strides).toEqual([8, 4]);
  expect(x.astype('complex64', { order: 'A' }).strides).toEqual([8, 24]);
  expect(x.at('::2').astype('int16', { order: 'A' }).strides).toEqual([4, 2]);
  expect(x.astype('int64', { copy: false })).toBe(x);
  expect(np.astype(x, 'int64', { copy: false, order: 'C' }).strides).toEqual([16, 8]);
  expect(() => x.astype('int8', { casting: 'safe' })).toThrow(/rule 'safe'/);
  expect(x.astype('float64', { casting: 'safe' }).dtype).toBe('float64');
});

test('complex numbers that become real ones are a copy, and the real parts a view', () => {
  for (const real of [
    (z: np.NDArray) => z.astype('float64'),
    (z: np.NDArray) => np.asarray(z, { dtype: 'float64' }),
    (z: np.NDArray) => np.array(z, { dtype: 'float64' }),
  ]) {
    const z = np.array([np.complex(1, 2), np.complex(3, 4)]);
    const x = real(z);
    z.set(0, 9);
    x.set(1, 7);
    expect([String(z), String(x)]).toEqual(['[9.+0.j 3.+4.j]', '[1. 7.]']);
    expect(np.sharesMemory(x, z)).toBe(false);
  }
  const z = np.array([np.complex(1, 2)]);
  z.real.set(0, 5);
  expect(String(z)).toBe('[5.+2.j]');
});
