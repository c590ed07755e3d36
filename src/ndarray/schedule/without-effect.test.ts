import { afterAll, describe, expect, test } from 'vitest';
import { closeSharedKernelBackends } from '../../core/kernel-registry.ts';
import * as np from '../../ndarray.ts';
import { operandGivenBack } from './without-effect.ts';

afterAll(() => closeSharedKernelBackends());

const special = [0, -0, 1.5, -2.25, NaN, Infinity, -Infinity, 5e-324, 1.7976931348623157e308];
const bits = (x: np.NDArray): string => Buffer.from(x.tobytes()).toString('hex');

describe('operations without effect', () => {
  for (const dtype of ['float32', 'float64', 'int8', 'uint8', 'int32', 'int64', 'uint64'] as const) {
    const isFloat = dtype.startsWith('float');
    const x = np.array(isFloat ? special : [0, 1, 2, 127], { dtype });
    const steps: readonly (readonly [string, (y: np.NDArray) => np.NDArray])[] = [
      ['x * 1', (y) => y.mul(1)],
      ['1 * x', (y) => np.multiply(1, y)],
      ['x - 0', (y) => y.sub(0)],
      ['x + 0', (y) => y.add(0)],
      ['0 + x', (y) => np.add(0, y)],
      ['-(-x)', (y) => y.neg().neg()],
      ...(isFloat ? [['x / 1', (y: np.NDArray) => y.div(1)] as const] : []),
    ];
    test.each(steps)(
      `%s of ${dtype}: left out of a kernel or stored by itself, the bits are the same`,
      (name, step) => {
        const apart = step(x);
        bits(apart);
        const fused = np.square(step(x));
        expect(bits(fused)).toBe(bits(np.square(apart)));
        const isLeftOut = operandGivenBack(step(x).node) !== undefined;
        expect(isLeftOut).toBe(!(isFloat && name.includes('+')));
      },
    );
  }

  test('what changes bits stays', () => {
    const x = np.array(special, { dtype: 'float64' });
    expect(operandGivenBack(x.mul(0).node)).toBeUndefined();
    expect(operandGivenBack(x.sub(-0).node)).toBeUndefined();
    expect(operandGivenBack(np.divide(1, x).node)).toBeUndefined();
    expect(operandGivenBack(np.subtract(0, x).node)).toBeUndefined();
    // A copy of another shape is none: the result still has its own shape.
    expect(np.ones([2, 1]).mul(np.arange(3)).add(1).shape).toEqual([2, 3]);
  });
});
