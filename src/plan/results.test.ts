import { describe, expect, it } from 'vitest';
import { ListSink, StreamSink, TypedSink, VoidSink } from './results.ts';

describe('ListSink', () => {
  it('puts results in input order', () => {
    const sink = new ListSink(undefined);
    sink.run(2, ['c', 'd']);
    sink.one(1, 'b');
    sink.done(4, 2);
    sink.one(0, 'a');
    expect(sink.finish()).toEqual(['a', 'b', 'c', 'd', undefined, undefined]);
  });

  it('leaves out what was skipped, and keeps undefined', () => {
    const sink = new ListSink(4);
    sink.skip(1);
    sink.run(2, [undefined, 3]);
    sink.one(0, 0);
    expect(sink.finish()).toEqual([0, undefined, 3]);
  });

  it('has as many results as there were tasks', () => {
    const sink = new ListSink(10);
    sink.run(0, [1, 2]);
    expect(sink.finish()).toHaveLength(2);
    expect(new ListSink(0).finish()).toEqual([]);
  });
});

describe('ListSink with packed numbers', () => {
  const lists: readonly (readonly ArrayLike<unknown>[])[] = [
    [Float64Array.of(1, 0.5), Int32Array.of(2, 3)],
    [Int32Array.of(1, 2), Float64Array.of(-0, NaN)],
    [Int32Array.of(1, 2), Int32Array.of(3, -4)],
    [Int32Array.of(1), ['a', undefined]],
    [Float64Array.of(0.5), [{}]],
    [['a'], Float64Array.of(0.5, 2)],
  ];

  it('gives the same whatever came in the list before', () => {
    for (const before of lists) {
      for (const list of lists) {
        collect(before);
        expect(collect(list)).toStrictEqual(list.flatMap((values) => Array.from(values)));
      }
    }
  });

  function collect(list: readonly ArrayLike<unknown>[]): unknown[] {
    const sink = new ListSink(list.reduce((sum, { length }) => sum + length, 0));
    sink.prepare();
    let first = 0;
    for (const values of list) {
      sink.run(first, values);
      first += values.length;
    }
    return sink.finish();
  }
});

describe('TypedSink', () => {
  const floats = (length: number) => new Float32Array(length);

  it('fills the array it was given', () => {
    const results = floats(4);
    const sink = new TypedSink(floats, results, false);
    sink.run(2, Float32Array.of(3, 4));
    sink.run(0, [1, '2']);
    expect(sink.finish()).toBe(results);
    expect([...results]).toEqual([1, 2, 3, 4]);
  });

  it('grows where the number of tasks is not known', () => {
    const sink = new TypedSink(floats, floats(0), false);
    for (let i = 0; i < 3000; i += 3) sink.run(i, [i, i + 1, i + 2]);
    const results = sink.finish();
    expect(results).toBeInstanceOf(Float32Array);
    expect(results).toHaveLength(3000);
    expect(results[2999]).toBe(2999);
  });

  it('converts undefined as an assignment does', () => {
    const sink = new TypedSink(floats, floats(2), false);
    sink.done(0, 2);
    expect([...sink.finish()]).toEqual([NaN, NaN]);
    const integers = new TypedSink((n) => new Int8Array(n), Int8Array.of(7), false);
    integers.done(0, 1);
    expect([...integers.finish()]).toEqual([0]);
  });

  it('leaves results alone that workers wrote themselves', () => {
    const sink = new TypedSink(floats, Float32Array.of(1, 2), true);
    sink.done(0, 2);
    expect([...sink.finish()]).toEqual([1, 2]);
  });

  it('refuses values that do not fit', () => {
    const sink = new TypedSink((n) => new BigInt64Array(n), new BigInt64Array(2), false);
    expect(() => sink.run(0, [1, 2])).toThrow(TypeError);
    sink.one(0, 5n);
    expect(sink.finish()[0]).toBe(5n);
  });
});

describe('VoidSink', () => {
  it('holds nothing', () => {
    const sink = new VoidSink();
    sink.run();
    sink.one();
    sink.done();
    sink.skip();
    expect(sink.held).toBe(0);
  });
});

describe('StreamSink', () => {
  const takeAll = async (sink: StreamSink): Promise<unknown[]> => {
    const all: unknown[] = [];
    for (let some = await sink.take(); some !== undefined; some = await sink.take()) {
      for (const value of some) {
        sink.drop();
        all.push(value);
      }
    }
    return all;
  };

  it('gives results in input order, however they come', async () => {
    const sink = new StreamSink(true);
    sink.run(2, ['c', 'd']);
    sink.skip(1);
    sink.done(4, 1);
    expect(sink.held).toBe(4);
    sink.one(0, 'a');
    sink.end();
    expect(await takeAll(sink)).toEqual(['a', 'c', 'd', undefined]);
    expect(sink.held).toBe(0);
  });

  it('gives results as they come when nobody asked for order', async () => {
    const sink = new StreamSink(false);
    sink.one(3, 'd');
    sink.skip(0);
    sink.run(1, ['b', 'c']);
    sink.end();
    expect(await takeAll(sink)).toEqual(['d', 'b', 'c']);
  });

  it('wakes a waiting consumer', async () => {
    const sink = new StreamSink(true);
    const taken = sink.take();
    sink.one(0, 'a');
    expect(await taken).toEqual(['a']);
    sink.drop();
    const end = sink.take();
    sink.end();
    expect(await end).toBeUndefined();
  });

  it('gives what is there before it fails', async () => {
    const sink = new StreamSink(true);
    sink.one(0, 'a');
    sink.end({ error: new Error('broken') });
    expect(await sink.take()).toEqual(['a']);
    sink.drop();
    await expect(sink.take()).rejects.toThrow('broken');
    await expect(sink.take()).rejects.toThrow('broken');
  });

  it('can fail with undefined', async () => {
    const sink = new StreamSink(true);
    sink.end({ error: undefined });
    const failed = await sink.take().then(
      () => false,
      () => true,
    );
    expect(failed).toBe(true);
  });

  it('counts what is held, and tells when something was taken', async () => {
    const sink = new StreamSink(true);
    let taken = 0;
    sink.onTaken = () => taken++;
    sink.run(1, [1, 2, 3]);
    expect(sink.held).toBe(3);
    sink.one(0, 0);
    sink.drop();
    sink.drop();
    expect([taken, sink.held]).toEqual([2, 2]);
  });

  it('keeps its place when workers are always ahead', async () => {
    const sink = new StreamSink(true);
    sink.one(0, 0);
    for (let i = 0; i < 20_000; i++) {
      sink.one(i + 1, i + 1);
      const values = (await sink.take()) as readonly unknown[];
      expect(values[0]).toBe(i);
      sink.drop();
      expect(sink.held).toBe(1);
    }
  });
});
