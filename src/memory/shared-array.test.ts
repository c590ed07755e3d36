import { describe, expect, it } from 'vitest';
import { sharedArray } from './shared-array.ts';
import type { SharedArrayKind } from './shared-array.ts';

describe('sharedArray', () => {
  it.each([
    ['int8', Int8Array],
    ['uint8', Uint8Array],
    ['uint8clamped', Uint8ClampedArray],
    ['int16', Int16Array],
    ['uint16', Uint16Array],
    ['int32', Int32Array],
    ['uint32', Uint32Array],
    ['int64', BigInt64Array],
    ['uint64', BigUint64Array],
    ['float32', Float32Array],
    ['float64', Float64Array],
  ] as const)('makes zeros of kind %s in shared memory', (kind, constructor) => {
    const array = sharedArray(kind, 3);
    expect(array).toBeInstanceOf(constructor);
    expect(array.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect([...array].map(Number)).toEqual([0, 0, 0]);
  });

  it('may be empty', () => {
    expect(sharedArray('float64', 0)).toHaveLength(0);
  });

  it.each([
    ['float65', 1],
    ['toString', 1],
    ['int8', -1],
    ['int8', 1.5],
    ['int8', Number.NaN],
  ])('refuses (%s, %d)', (kind, length) => {
    const error = expect.objectContaining({ code: 'ERR_INVALID_OPTION' });
    expect(() => sharedArray(kind as SharedArrayKind, length)).toThrow(error);
  });
});
