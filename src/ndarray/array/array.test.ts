import { afterAll, describe, expect, it } from 'vitest';
import { closeSharedKernelBackends } from '../../core/kernel-registry.ts';
import * as np from '../../ndarray.ts';

afterAll(closeSharedKernelBackends);

describe('arrays', () => {
  it('take the dtype that lists ask for', () => {
    const dtypeOf = (value: Parameters<typeof np.array>[0]): string => np.array(value).dtype;
    expect(
      [[1, 2], [1, 2.5], [true, false], [true, 2], [1n, 2], [2n ** 63n], [np.complex(1, 2), 3]].map(dtypeOf),
    ).toEqual(['int64', 'float64', 'bool', 'int64', 'int64', 'uint64', 'complex128']);
    expect(
      [[-0], [NaN], [1e300], [], 5, new Float32Array(2), [new Int8Array(2), new Uint8Array(2)]].map(dtypeOf),
    ).toEqual(['float64', 'float64', 'float64', 'float64', 'int64', 'float32', 'int16']);
  });

  it('say where lists do not fit', () => {
    expect(() => np.array([[1, 2], [3]])).toThrow(
      /lists of unequal lengths make no array: \[0\] has shape \[2\], \[1\] has \[1\]/,
    );
    expect(() =>
      np.array([
        [1, 2],
        [3, 'x' as unknown as number],
      ]),
    ).toThrow(/the text "x" \(at \[1\]\[1\]\)/);
    expect(() => np.array([300], { dtype: 'uint8' })).toThrow(/the integer 300 is out of bounds for uint8/);
    expect(() => np.array([NaN], { dtype: 'int32' })).toThrow(/NaN does not fit int32/);
    expect(() => np.array([1], { dtype: 'int32', kopy: true } as object)).toThrow(/array has no option "kopy"/);
  });

  it('come out as they went in', () => {
    expect(
      np
        .array([
          [1, 2],
          [3, 4],
        ])
        .toArray(),
    ).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expect(np.array([2n ** 60n, 1n]).toArray()).toEqual([2n ** 60n, 1n]);
    expect(np.array([1, 2]).toArray({ bigint: true })).toEqual([1n, 2n]);
    expect(np.array([np.complex(1, -2)]).toArray()).toEqual([np.complex(1, -2)]);
    expect(np.array([1.5, -0, NaN], { dtype: 'float16' }).toArray()).toEqual([1.5, -0, NaN]);
    expect(np.array([true, false]).toTypedArray()).toEqual(Uint8Array.of(1, 0));
    expect(np.array(5).toArray()).toBe(5);
    expect(np.zeros([2, 0, 3]).toArray()).toEqual([[], []]);
    expect(Number(np.array(5).at())).toBe(5);
    expect(() => Number(np.array([1, 2]))).toThrow(/an array of shape \[2\] is no single value/);
  });

  it('share memory with their views', () => {
    const x = np.arange(6).reshape(2, 3);
    x.at('::-1', 1).set('...', [8, 9]);
    expect(x.toArray()).toEqual([
      [0, 9, 2],
      [3, 8, 5],
    ]);
    x.T.set([0, 0], 7);
    expect(x.item(0, 0)).toBe(7);
    const element = x.at(0, 0);
    x.set([0, 0], 1);
    expect(element.item()).toBe(7);
    expect(x.strides).toEqual([24, 8]);
    expect(x.T.flags).toEqual({ cContiguous: false, fContiguous: true });
  });

  it('read and write through masks and lists', () => {
    const x = np.arange(6).reshape(2, 3);
    expect(x.at([1, 0], [2, -1]).toArray()).toEqual([5, 2]);
    expect(
      x
        .at(
          np.array([
            [true, false, true],
            [false, true, false],
          ]),
        )
        .toArray(),
    ).toEqual([0, 2, 4]);
    x.set([[0, 1], 0], [10, 20]).set([null, '...', '1:'], -1);
    expect(x.toArray()).toEqual([
      [10, -1, -1],
      [20, -1, -1],
    ]);
    expect(() => x.at(2)).toThrow('index 2 is out of bounds for axis 0 with size 2; it may be -2 to 1');
    expect(() => x.at(0, 0, 0)).toThrow(/too many indices: the array has 2 axes, but 3 were indexed/);
    expect(() => x.set('...', [1, 2])).toThrow(
      'set: a value of shape [2] does not broadcast to the selected shape [2,3]',
    );
  });

  it('write onto themselves as if from a copy', () => {
    const x = np.arange(5);
    x.set('1:', x.at(':-1'));
    expect(x.toArray()).toEqual([0, 0, 1, 2, 3]);
  });

  it('count with bigints without losing digits', () => {
    const start = 2n ** 60n + 1n;
    expect(np.arange(start, start + 3n).toArray()).toEqual([start, start + 1n, start + 2n]);
    expect(np.arange(start + 5n, start, -2n).toArray()).toEqual([start + 5n, start + 3n, start + 1n]);
    expect(np.arange(start, start - 1n).size).toBe(0);
    expect(() => np.arange(300, { dtype: 'uint8' })).toThrow(/299 is out of bounds for uint8/);
  });

  it('give their memory back', () => {
    const x = np.ones(4);
    x.set(0, 2);
    x.dispose();
    x.dispose();
    expect(() => x.toArray()).toThrow(/disposed/);
  });
});
