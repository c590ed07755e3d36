import { afterAll, describe, expect, test } from 'vitest';
import { closeSharedKernelBackends } from '../../core/kernel-registry.ts';
import * as np from '../../ndarray.ts';

afterAll(() => closeSharedKernelBackends());

describe('parts', () => {
  test('real and imag of complex arrays are views that can be written', () => {
    const z = np.array([np.complex(1, 2), np.complex(3, 4)]);
    z.imag.set(0, 9);
    expect(z.real.toArray()).toEqual([1, 3]);
    expect(String(z)).toBe('[1.+9.j 3.+4.j]');
    expect(np.array([1, 2]).imag.toArray()).toEqual([0, 0]);
    expect(z.conjugate().imag.toArray()).toEqual([-9, -4]);
  });

  test('there is one device', () => {
    const x = np.ones(2);
    expect(x.toDevice('cpu')).toBe(x);
    expect(() => x.toDevice('gpu' as 'cpu')).toThrow(/there is no device "gpu"/);
    expect(() => x.toDevice('cpu', { stream: 1 as unknown as null })).toThrow(/no streams, got 1/);
  });

  test('byteswap turns the bytes of each element round', () => {
    expect(np.array([1, 256, 8755], { dtype: 'int16' }).byteswap().toArray()).toEqual([256, 1, 13090]);
    const x = np.array([[1n, 2n]], { dtype: 'uint64' });
    expect(x.byteswap(true)).toBe(x);
    expect(x.toArray()).toEqual([[2n ** 56n, 2n ** 57n]]);
    const z = np.array([np.complex(1, 2)], { dtype: 'complex64' });
    expect(z.byteswap().byteswap().toArray()).toEqual(z.toArray());
    expect(z.byteswap().real.toArray()).toEqual(z.real.byteswap().toArray());
  });
});

describe('flat', () => {
  const columns = (): np.NDArray => np.arange(6).reshape(2, 3).T;

  test('goes along the elements in row-major order of any view', () => {
    expect([...columns().flat]).toEqual([0, 3, 1, 4, 2, 5]);
    expect(columns().flat.length).toBe(6);
    expect((columns().flat.at('1:4') as np.NDArray).toArray()).toEqual([3, 1, 4]);
    expect((columns().flat.at(-1) as np.NDArray).item()).toBe(5);
    expect((columns().flat.at([0, 0, 5]) as np.NDArray).toArray()).toEqual([0, 0, 5]);
  });

  test('writes through, and repeats values', () => {
    const x = columns();
    x.flat.set('::2', [7, 8]);
    expect(x.toArray()).toEqual([
      [7, 3],
      [8, 4],
      [7, 5],
    ]);
    x.flat.set([1, 3], -1).set(0, 2);
    expect(x.toArray()).toEqual([
      [2, -1],
      [8, -1],
      [7, 5],
    ]);
    expect(() => x.flat.at(6)).toThrow(np.IndexError);
    expect(() => np.broadcastTo([1], 3).flat.set(0, 1)).toThrow(np.ArrayValueError);
  });
});

describe('DLPack', () => {
  test('arrays of this library share their memory', () => {
    const x = np.arange(6).reshape(2, 3);
    const y = np.fromDlpack(x);
    y.set([0, 0], 9);
    expect(x.item(0)).toBe(9);
    expect(np.sharesMemory(np.fromDlpack(x, { copy: true }), x)).toBe(false);
  });

  test.each(['bool', 'int8', 'uint16', 'int64', 'float16', 'float32', 'complex64', 'complex128'] as const)(
    'memory of %s with any strides is read by others, and from others',
    (dtype) => {
      const x = np.arange(12).astype(dtype).reshape(3, 4).at('::-1', '1::2');
      const other = { __dlpack__: () => x.__dlpack__(), __dlpack_device__: () => x.__dlpack_device__() };
      const copy = np.fromDlpack(other);
      expect(copy.dtype).toBe(dtype);
      expect(copy.toArray()).toEqual(x.toArray());
      expect(np.sharesMemory(copy, x)).toBe(false);
    },
  );

  test('a tensor without strides is row major, and may begin anywhere', () => {
    const data = new ArrayBuffer(24);
    new DataView(data).setInt32(12, 7, true);
    const tensor: np.DLTensor = {
      data,
      device: [1, 0],
      ndim: 2,
      dtype: { code: 0, bits: 32, lanes: 1 },
      shape: [2, 2],
      strides: null,
      byteOffset: 4,
    };
    const source = { __dlpack__: () => tensor, __dlpack_device__: () => [1, 0] as const };
    expect(np.fromDlpack(source).toArray()).toEqual([
      [0, 0],
      [7, 0],
    ]);
    expect(() => np.fromDlpack(source, { copy: false })).toThrow(/has to be copied/);
    expect(() => np.fromDlpack({ ...source, __dlpack__: () => ({ ...tensor, device: [2, 0] }) })).toThrow(
      /device \[2, 0\]/,
    );
    const half = { ...tensor, dtype: { code: 4, bits: 16, lanes: 1 } };
    expect(() => np.fromDlpack({ ...source, __dlpack__: () => half })).toThrow(/code 4 with 16 bits/);
    expect(() => np.fromDlpack(new Float32Array(2) as unknown as np.DLPackSource)).toThrow(/use fromTypedArray/);
    expect(() => np.ones(1).__dlpack__({ dlDevice: [2, 0] })).toThrow(/on the CPU, \[1, 0\], not on device \[2, 0\]/);
  });
});
