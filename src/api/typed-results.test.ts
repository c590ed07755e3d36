import { describe, expect, it } from 'vitest';
import type { TypedArray } from '../core/payload.ts';
import { isTypedArray, typedTarget } from './typed-results.ts';

const kinds = [
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array,
];

describe('typedTarget', () => {
  it('follows the input: same kind, same length', () => {
    for (const Kind of kinds) {
      const target = typedTarget(new Kind(3), {}, 'shared');
      expect(target?.kind).toBe(Kind.name);
      target?.sink.one(2, Kind.name.startsWith('Big') ? 5n : 5);
      const results = target?.sink.finish();
      expect(results).toBeInstanceOf(Kind);
      expect(results).not.toBeUndefined();
      expect(results).toHaveLength(3);
      expect(target?.out).toBeUndefined();
    }
  });

  it('gives a shared result for a shared input, which threads fill in place', () => {
    const input = new Float32Array(new SharedArrayBuffer(12));
    const threads = typedTarget(input, {}, 'shared');
    expect(threads?.out?.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(threads?.out).not.toBe(input);
    threads?.sink.done(0, 3);
    expect(threads?.sink.finish()).toBe(threads?.out);
    const processes = typedTarget(input, {}, 'mapped');
    expect(processes?.out).toBeUndefined();
    processes?.sink.run(0, [1, 2, 3]);
    expect(processes?.sink.finish().buffer).toBeInstanceOf(SharedArrayBuffer);
  });

  it('follows dtype, over any input', () => {
    const generator = (function* () {})();
    for (const items of [[1, 2], new Set([1]), generator, Float64Array.of(1)]) {
      expect(typedTarget(items, { dtype: 'uint8clamped' }, 'copied')?.kind).toBe('Uint8ClampedArray');
    }
    const target = typedTarget(generator, { dtype: 'float32' }, 'copied');
    for (let i = 0; i < 2000; i++) target?.sink.one(i, i);
    expect(target?.sink.finish()).toEqual(Float32Array.from({ length: 2000 }, (_, i) => i));
  });

  it('gives plain results where no dtype is asked for, to streams, and where a task may have no number', () => {
    const input = Float64Array.of(1);
    expect(typedTarget([1, 2], {}, 'same')).toBeUndefined();
    expect(typedTarget(input, { returnAs: 'generator' }, 'same')).toBeUndefined();
    expect(typedTarget(input, { onError: 'settle' }, 'same')).toBeUndefined();
    expect(typedTarget(input, { onError: 'skip' }, 'same')).toBeUndefined();
    expect(typedTarget(input, { onError: () => 0 }, 'same')?.kind).toBe('Float64Array');
    for (const onError of ['settle', 'skip'] as const) {
      expect(() => typedTarget(input, { dtype: 'int8', onError }, 'same')).toThrow(
        `dtype: "int8" needs a number for each task, so it does not go with onError: "${onError}"`,
      );
    }
  });
});

describe('isTypedArray', () => {
  it('knows typed arrays, and those of Node', () => {
    for (const Kind of kinds) expect(isTypedArray(new Kind(1) as TypedArray)).toBe(true);
    expect(isTypedArray(Buffer.from('x'))).toBe(true);
    for (const value of [[1], new DataView(new ArrayBuffer(1)), new ArrayBuffer(1), null, 'text']) {
      expect(isTypedArray(value)).toBe(false);
    }
  });
});
