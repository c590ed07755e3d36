import { describe, expect, it } from 'vitest';
import { valueBytes, windowBytes } from './byte-size.ts';

describe('valueBytes', () => {
  it('counts what is large', () => {
    expect(valueBytes('x'.repeat(1000))).toBe(2008);
    expect(valueBytes(new Float64Array(1000))).toBe(8000);
    expect(valueBytes(new ArrayBuffer(500))).toBe(500);
    expect(valueBytes(new DataView(new ArrayBuffer(500), 100))).toBe(400);
    expect(valueBytes({ data: new Uint8Array(1000), name: 'x' })).toBeGreaterThan(1000);
    expect(valueBytes(new Map([['k', new Uint8Array(1000)]]))).toBeGreaterThan(1000);
    expect(valueBytes([[new Uint8Array(1000)], [new Uint8Array(1000)]])).toBeGreaterThan(2000);
  });

  it('counts shared memory as its handle', () => {
    expect(valueBytes(new Float64Array(new SharedArrayBuffer(8000)))).toBeLessThan(100);
    expect(valueBytes(new SharedArrayBuffer(8000))).toBeLessThan(100);
    expect(windowBytes(new Float64Array(new SharedArrayBuffer(8000)))).toBeLessThan(100);
  });

  it('takes the rest of a container to be like its first items', () => {
    expect(valueBytes(new Array(10_000).fill(1))).toBeCloseTo(80_016);
    expect(valueBytes(new Set(Array.from({ length: 1000 }, (_, i) => i)))).toBeCloseTo(8016);
  });

  it('looks at a bounded number of values, whatever the structure', () => {
    let looked = 0;
    const watch = (value: unknown[]): unknown[] =>
      new Proxy(value, {
        get: (target, key) => {
          looked++;
          return Reflect.get(target, key) as unknown;
        },
      });
    const nest = (depth: number): unknown[] =>
      watch(Array.from({ length: 70 }, () => (depth === 0 ? 1 : nest(depth - 1))));
    valueBytes(nest(2));
    expect(looked).toBeLessThan(20_000);
    const cyclic: unknown[] = [];
    cyclic.push(cyclic, cyclic);
    expect(valueBytes(cyclic)).toBeGreaterThan(0);
  });

  it('runs no getter and takes any value', () => {
    const trap = {
      get size(): never {
        throw new Error('a getter ran');
      },
    };
    for (const value of [
      trap,
      null,
      undefined,
      1,
      1n,
      true,
      Symbol('s'),
      () => 1,
      new Date(),
      /x/,
      Object.create(null),
    ]) {
      expect(valueBytes(value)).toBeGreaterThan(0);
    }
  });
});

describe('windowBytes', () => {
  it('adds up', () => {
    expect(windowBytes([])).toBe(0);
    expect(windowBytes([1, 'ab', new Uint8Array(10)])).toBe(8 + 12 + 10);
    expect(windowBytes(new Float32Array(10))).toBe(40);
  });
});
