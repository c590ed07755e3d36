import { describe, expect, it } from 'vitest';
import { isPlain, packNumbers } from './quick-walk.ts';
import type { QuickWalkOptions } from './quick-walk.ts';

const forThreads: QuickWalkOptions = { target: 'thread', minBlobBytes: 1000, isKnown: () => false };
const forProcesses: QuickWalkOptions = { ...forThreads, target: 'process' };
const plain = (value: unknown, options = forThreads): boolean => isPlain([value], options);

describe('packNumbers', () => {
  it('takes Int32Array for int32, Float64Array for other numbers', () => {
    expect(packNumbers([1, -2, 2 ** 31 - 1, -(2 ** 31)])).toEqual(new Int32Array([1, -2, 2 ** 31 - 1, -(2 ** 31)]));
    expect(packNumbers([1, 2, 3, 0.5])).toEqual(new Float64Array([1, 2, 3, 0.5]));
    expect(packNumbers([1, 2, 3, 2 ** 31])).toBeInstanceOf(Float64Array);
    expect(Object.is(packNumbers([1, 2, 3, -0])?.[3], -0)).toBe(true);
    expect(packNumbers([NaN, 2, 3, 4])?.[0]).toBeNaN();
  });

  it('leaves anything else alone', () => {
    for (const values of [
      [],
      [1, 2],
      [1, 2, 3, '4'],
      [1, 2, 3, 4n],
      [1, 0.5, 3, undefined],
      [new Number(1), 2, 3, 4],
    ]) {
      expect(packNumbers(values)).toBeUndefined();
    }
  });
});

class Point {
  x = 1;
}
const array = (length: number): number[] => Array.from({ length }, (_, i) => i);
const changed: readonly (readonly [string, () => unknown])[] = [
  ['an instance', () => new Point()],
  ['a function deep inside', () => ({ a: [{ b: () => 1 }] })],
  ['a symbol key', () => ({ [Symbol.iterator]: 1 })],
  ['a getter', () => ({ get a() { return 1; } })], // prettier-ignore
  ['a property that is not enumerable', () => Object.defineProperty({}, 'a', { value: 1 })],
  ['a frozen object', () => Object.freeze({ a: 1 })],
  ['a frozen array', () => Object.freeze([1])],
  ['an object without prototype', () => Object.create(null)],
  ['an error', () => new Error('x')],
  ['a boxed number', () => Object(1)],
  ['a RegExp that has advanced', () => Object.assign(/x/g, { lastIndex: 1 })],
  ['a Map with a property', () => Object.assign(new Map(), { a: 1 })],
  ['an array with a symbol', () => Object.assign([1], { [Symbol.iterator]: 1 })],
  ['a long array with a property', () => Object.assign(array(1000), { a: 1 })],
  ['an array subclass', () => new (class extends Array {})()],
  ['a Proxy', () => new Proxy({}, {})],
  ['a Buffer', () => Buffer.from('x')],
  ['a resizable buffer', () => new ArrayBuffer(1, { maxByteLength: 2 })],
  ['a large array', () => new Float64Array(1000)],
  ['Math', () => Math],
  ['a list of 300 levels', () => array(300).reduce<unknown>((inner) => [inner], 0)],
  ['a list of 300 levels whose nodes are also in one array', () => {
    const nodes: { next: unknown }[] = [];
    for (let i = 0; i < 300; i++) nodes.push({ next: nodes[i - 1] });
    return nodes.toReversed();
  }],
]; // prettier-ignore

describe('isPlain', () => {
  it.each(changed)('sees %s', (_what, make) => {
    expect(plain(make())).toBe(false);
  });

  it('lets pass what structured clone keeps', () => {
    const cycle: unknown[] = [];
    cycle.push(cycle, { cycle });
    const kept = [1, 'a', 1n, null, undefined, NaN, { a: [{ b: 1 }] }, Object.assign([1], { 2: 3 }), new Map([[{}, new Set([1])]]), new Date(), /x/g, cycle, array(1000)]; // prettier-ignore
    for (const value of kept) expect(plain(value)).toBe(true);
    expect(plain(new Uint8Array(3))).toBe(true);
    expect(plain(new Float64Array(new SharedArrayBuffer(8000)))).toBe(true);
  });

  it('keeps views apart for processes, whose serialisers copy each by itself', () => {
    expect(plain(new Uint8Array(3), forProcesses)).toBe(false);
    expect(plain(new ArrayBuffer(3), forProcesses)).toBe(true);
    expect(plain(new SharedArrayBuffer(3), forProcesses)).toBe(false);
  });

  it('does not let definitions pass, whose identity counts', () => {
    const known = {};
    expect(isPlain([{ known }], { ...forThreads, isKnown: (value) => value === known })).toBe(false);
  });
});
