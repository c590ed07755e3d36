import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { closeSharedKernelBackends } from '../../core/kernel-registry.ts';
import * as np from '../../ndarray.ts';

afterAll(() => closeSharedKernelBackends());

const size = 6;
const task = fc.record({
  start: fc.array(fc.integer({ min: -9, max: 9 }), { minLength: size, maxLength: size }),
  places: fc.array(fc.tuple(fc.integer({ min: 0, max: size - 1 }), fc.integer({ min: 1, max: 9 }))),
});

describe('functions at places', () => {
  const functions = [
    ['add', np.add, (x: number, y: number) => x + y],
    ['subtract', np.subtract, (x: number, y: number) => x - y],
    ['multiply', np.multiply, (x: number, y: number) => Math.imul(x, y)],
    ['maximum', np.maximum, Math.max],
  ] as const;

  test.each(functions)('%s applies each value once, in order, also where a place is repeated', (_, fn, plain) => {
    fc.assert(
      fc.property(task, ({ start, places }) => {
        const wanted = Int32Array.from(start);
        for (const [place, value] of places) wanted[place] = plain(wanted[place]!, value);
        const backwards = np.array(start, { dtype: 'int32' }).at('::-1').copy().at('::-1');
        const index = np.array(
          places.map(([place]) => place),
          { dtype: 'int64' },
        );
        fn.at(
          backwards,
          [index],
          np.array(
            places.map(([, value]) => value),
            { dtype: 'int32' },
          ),
        );
        expect(backwards.toArray()).toEqual([...wanted]);
      }),
      { numRuns: 40 },
    );
  });

  test('a function of one argument is applied as often as a place is there', () => {
    const x = np.array([1, 2, 3]);
    np.negative.at(x, [[0, 2, 2]]);
    expect(x.toArray()).toEqual([-1, 2, 3]);
  });

  test('slices, masks and broadcast values are places too', () => {
    const x = np.zeros([2, 3]);
    np.add.at(x, [1, '1:'], 5);
    np.add.at(x, [np.array([true, false])], [1, 2, 3]);
    expect(x.toArray()).toEqual([
      [1, 2, 3],
      [0, 5, 5],
    ]);
  });

  test('what does not fit is refused by name', () => {
    const whole = np.arange(3);
    expect(() => np.add.at(whole, [0], 0.5)).toThrow(
      /add\.at: results of float64 cannot be written into an array of int64/,
    );
    expect(() => np.add.at([1, 2] as unknown as np.NDArray, [0], 1)).toThrow(/add\.at writes into an array, got/);
    expect(() => np.add.at(np.broadcastTo([1], 3), [0], 1)).toThrow(np.ArrayValueError);
    expect(() => np.add.at(whole, [7], 1)).toThrow(np.IndexError);
  });
});

describe('methods of functions', () => {
  test('wrong calls are refused when they are made', () => {
    expect(() => np.subtract.reduce([[1, 2]], { axis: [0, 1] })).toThrow(/subtract\.reduce: the order matters/);
    expect(() => np.maximum.reduce([])).toThrow(np.ArrayValueError);
    expect(() => np.divide.reduce([])).toThrow(/divide\.reduce: no elements, and divide has no identity/);
    expect(() => np.add.accumulate(3)).toThrow(/add\.accumulate: a 0-d array has no axis/);
    expect(() => np.add.reduceat([1, 2], [2])).toThrow(
      /add\.reduceat: index 2 is out of bounds for axis 0 of length 2/,
    );
    expect(() => np.add.reduce([1], { axes: 0 } as object)).toThrow(/add\.reduce has no option "axes"/);
  });
});
