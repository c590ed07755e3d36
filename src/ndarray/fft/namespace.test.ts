/** The functions of np.fft against NumPy's, made by scripts/oracle-fft.py. */

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as np from '../../ndarray.ts';

interface Call {
  name: string;
  options: Record<string, unknown>;
  real: boolean;
  shape: number[];
  dtype: string;
  values: number[];
}

const oracle = JSON.parse(readFileSync(new URL('../../../test/oracle/fft.json', import.meta.url), 'utf8')) as {
  calls: Call[];
  fftfreq: number[][];
  rfftfreq: number[][];
};

const functions = np.fft as unknown as Record<string, (x: np.InputOf, ...options: unknown[]) => np.NDArray>;

const square = (place: number): number => place ** 2 - 50;
const real = np
  .array(Array.from({ length: 24 }, (_, at) => square(at) + 0))
  .reshape(2, 3, 4)
  .astype('float64');
const table = np
  .array(Array.from({ length: 24 }, (_, at) => np.complex(square(at), square((at + 12) % 24))))
  .reshape(2, 3, 4);

describe('np.fft', () => {
  it.each(oracle.calls)('$name with $options gives what NumPy gives', (call) => {
    const result = functions[call.name]!(call.real ? real : table, call.options);
    expect([result.shape, result.dtype]).toEqual([call.shape, call.dtype]);
    const values = result.toTypedArray() as Float64Array;
    const size = Math.sqrt(call.values.reduce((sum, value) => sum + value * value, 0));
    for (const [at, value] of call.values.entries()) expect(Math.abs(values[at]! - value)).toBeLessThan(4e-16 * size);
  });

  it('gives the frequencies of NumPy, bit by bit', () => {
    for (let n = 1; n < 9; n++) {
      expect(np.fft.fftfreq(n, 0.3).toArray()).toEqual(oracle.fftfreq[n - 1]!.map((value) => value + 0));
      expect(np.fft.rfftfreq(n, { d: 0.3 }).toArray()).toEqual(oracle.rfftfreq[n - 1]);
    }
    expect(np.fft.fftfreq(4, { dtype: 'float32' }).dtype).toBe('float32');
  });

  it.each([
    ['bool', 'complex128'],
    ['int16', 'complex128'],
    ['float16', 'complex64'],
    ['float32', 'complex64'],
    ['complex64', 'complex64'],
    ['float64', 'complex128'],
  ] as const)('makes of %s %s', (from, to) => {
    expect(np.fft.fft(np.ones(6, { dtype: from })).dtype).toBe(to);
  });

  it('reads views of any strides without changing them', () => {
    const view = table.T.at('::-1', 1);
    const before = String(view.toArray());
    const result = np.fft.fft(view, { axis: 0 }).toTypedArray();
    expect(result).toEqual(np.fft.fft(np.array(view.toArray()), { axis: 0 }).toTypedArray());
    np.fft.hfft(view);
    expect(String(view.toArray())).toBe(before);
  });

  it('takes points by place as well', () => {
    expect(np.fft.fft([1, 2, 3], 5, { norm: 'ortho' }).shape).toEqual([5]);
    expect(np.fft.fftn(np.ones([2, 2]), [3, 4]).shape).toEqual([3, 4]);
  });

  it.each<[string, () => unknown, string]>([
    ['no points', () => np.fft.fft([]), 'ERR_ARRAY_VALUE'],
    ['one point of half a spectrum', () => np.fft.irfft([1]), 'ERR_ARRAY_VALUE'],
    ['an axis that is not there', () => np.fft.fft([1], { axis: 1 }), 'ERR_AXIS'],
    ['an unknown norm', () => np.fft.fft([1], { norm: 'other' as 'ortho' }), 'ERR_ARRAY_VALUE'],
    ['an unknown option', () => np.fft.fft([1], { axes: 0 } as never), 'ERR_INVALID_OPTION'],
    ['complex input for rfft', () => np.fft.rfft(table), 'ERR_DTYPE'],
    ['lengths without axes', () => np.fft.fftn(table, { s: [2], axes: [0, 1] }), 'ERR_ARRAY_VALUE'],
  ])('refuses %s', (_, call, code) => {
    expect(call).toThrow(expect.objectContaining({ code }));
  });
});
