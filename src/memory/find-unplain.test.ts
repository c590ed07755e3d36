import { deserialize, serialize } from 'node:v8';
import { describe, expect, it } from 'vitest';
import { findUnplain } from './find-unplain.ts';

class Point {
  x = 1;
}

describe('findUnplain', () => {
  it('finds nothing in what V8 serialisation keeps', () => {
    const value: Record<string, unknown> = {
      numbers: [1, -0, Number.NaN, 10n, undefined, null],
      text: 'a',
      sparse: [1, , 3], // oxlint-disable-line eslint/no-sparse-arrays -- holes must survive
      map: new Map<unknown, unknown>([[{ k: 1 }, new Set([new Date(0), /x/g])]]),
      arrays: [new Float64Array(2), new DataView(new ArrayBuffer(2)), new ArrayBuffer(1), Buffer.from('b')],
      boxed: Object(1),
      error: new RangeError('no'),
    };
    value['self'] = value;
    expect(findUnplain(value)).toBeUndefined();
    expect(deserialize(serialize(value))).toEqual(value);
  });

  it.each<[unknown, string, string]>([
    [() => 1, 'value', 'the function (anonymous)'],
    [{ items: [0, { fn: Math.max }] }, 'value.items[1].fn', 'the function max'],
    [{ 'a b': new Point() }, 'value["a b"]', 'an instance of Point'],
    [new (class Table extends Map {})(), 'value', 'an instance of Table'],
    [new Map([[1, Symbol('s')]]), 'value.get(...)', 'Symbol(s)'],
    [new Set([new WeakMap()]), 'value (a member)', 'a WeakMap'],
    [Promise.resolve(), 'value', 'a Promise'],
    [Object.create(null), 'value', 'an object without a prototype'],
    [
      {
        get a() {
          return 1;
        },
      },
      'value.a',
      'a getter or setter',
    ],
    [{ [Symbol('tag')]: 1 }, 'value[Symbol(tag)]', 'a property named by a symbol'],
    [[new Int8Array(new SharedArrayBuffer(1))], 'value[0]', 'an array in shared memory'],
    [new Proxy({}, {}), 'value', 'a Proxy'],
  ])('names what is wrong and where (%#)', (value, path, what) => {
    expect(findUnplain(value)).toEqual({ path, what });
  });

  it('looks into structures deeper than the stack', () => {
    let deep: unknown = () => 1;
    for (let depth = 0; depth < 100_000; depth++) deep = [deep];
    expect(findUnplain(deep)?.what).toContain('function');
  });
});
