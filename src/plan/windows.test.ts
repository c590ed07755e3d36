import { describe, expect, it } from 'vitest';
import { PlainCodec } from '../../test/support/memory-backend.ts';
import { ClosureError } from '../core/errors.ts';
import { openInput } from './input.ts';
import { argumentEncoder, ItemWindows, type RefusedTask, TypedWindows } from './windows.ts';

const copied = { memory: 'copied' } as const;
const never = () => expect.unreachable('nothing is refused here');

function openItems(items: Iterable<unknown>, codec = new PlainCodec()) {
  const prepare = (values: readonly unknown[]) => ({ fn: values.map((_, i) => i % 3), values });
  const encode = argumentEncoder(copied as never, codec);
  return new ItemWindows(
    openInput(items, () => undefined),
    { prepare, encode },
  );
}

describe('ItemWindows', () => {
  it('gives windows that follow each other', () => {
    const windows = openItems(['a', 'b', 'c']);
    expect(windows.total).toBe(3);
    expect(windows.take(2, never)).toMatchObject([{ first: 0, count: 2, fn: [0, 1], values: ['a', 'b'] }]);
    expect(windows.exhausted).toBe(false);
    expect(windows.take(2, never)).toMatchObject([{ first: 2, count: 1, args: { kind: 'plain', values: ['c'] } }]);
    expect(windows.take(2, never)).toEqual([]);
    expect(windows.exhausted).toBe(true);
  });

  it('refuses exactly the arguments that cannot travel', () => {
    const items: unknown[] = Array.from({ length: 20 }, (_, i) => i);
    items[0] = Symbol('a');
    items[13] = Symbol('b');
    items[14] = Symbol('c');
    const refused: RefusedTask[] = [];
    const windows = openItems(items).take(20, (task) => refused.push(task));
    expect(refused.map((task) => task.index)).toEqual([0, 13, 14]);
    expect(refused[1]?.error).toMatchObject({ code: 'ERR_NOT_CLONEABLE', path: 'argument 13' });
    const sent = windows.flatMap(({ first, count, values, fn }) => {
      expect(values).toHaveLength(count);
      return Array.from(values, (value, i) => [first + i, value, (fn as number[])[i]]);
    });
    expect(sent).toEqual(items.flatMap((item, i) => (typeof item === 'number' ? [[i, i, i % 3]] : [])));
  });

  it('refuses all where none can travel, and functions too', () => {
    const codec = new PlainCodec();
    codec.encode = () => {
      throw new ClosureError('a function that cannot travel');
    };
    const refused: RefusedTask[] = [];
    expect(openItems([1, 2, 3], codec).take(3, (task) => refused.push(task))).toEqual([]);
    expect(refused.map((task) => task.index)).toEqual([0, 1, 2]);
  });

  it('does not hide other errors of the encoding', () => {
    const codec = new PlainCodec();
    codec.encode = () => {
      throw new TypeError('a bug');
    };
    expect(() => openItems([1, 2], codec).take(2, never)).toThrow('a bug');
  });

  it('moves no buffer that a failed encoding has found', () => {
    const codec = new PlainCodec();
    const found: ArrayBuffer[] = [];
    const encode = codec.encode.bind(codec);
    codec.encode = (values, describe) => {
      found.push(...values.filter((value) => value instanceof ArrayBuffer));
      return encode(values, describe);
    };
    codec.takeTransfers = () => found.splice(0);
    const buffer = new ArrayBuffer(8);
    const windows = openItems([buffer, Symbol('guilty'), 1], codec).take(3, () => undefined);
    expect(windows.map((window) => window.transfer)).toEqual([[buffer], undefined]);
  });

  it('encodes tasks again', () => {
    const task = { fn: 0, attempt: 2, error: undefined };
    const tasks = ['e', Symbol('moved'), 'j', 'k'].map((value, i) => ({ ...task, index: 3 * i + 4, value }));
    const refused: RefusedTask[] = [];
    const again = openItems([]).again(tasks, (one) => refused.push(one));
    expect(refused.map((one) => one.index)).toEqual([7]);
    expect(again).toMatchObject([
      { first: 4, indices: [4], args: { kind: 'plain', values: ['e'] } },
      { first: 10, indices: [10, 13], count: 2, args: { kind: 'plain', values: ['j', 'k'] } },
    ]);
  });
});

describe('TypedWindows', () => {
  const plain = Float64Array.of(1, 2, 3, 4, 5);
  const shared = new Float64Array(new SharedArrayBuffer(40));

  it('copies slices to where nothing is shared', () => {
    const windows = new TypedWindows(plain, 'mapped', undefined);
    const [window] = windows.take(2);
    expect(window).toMatchObject({ first: 0, count: 2, fn: 0, args: { kind: 'typed', values: Float64Array.of(1, 2) } });
    plain[0] = 9;
    expect((window?.args as unknown as { values: Float64Array } | undefined)?.values[0]).toBe(1);
    plain[0] = 1;
    expect(windows.take(9)[0]).toMatchObject({ first: 2, count: 3 });
    expect([windows.take(9), windows.exhausted, windows.total]).toEqual([[], true, 5]);
  });

  it('passes views in the same heap, and handles of shared memory to threads', () => {
    const [local] = new TypedWindows(plain, 'same', undefined).take(2);
    expect((local?.args as unknown as { values: Float64Array } | undefined)?.values.buffer).toBe(plain.buffer);
    const out = new Float64Array(new SharedArrayBuffer(40));
    const inPlace = new TypedWindows(shared, 'shared', out);
    inPlace.take(2);
    expect(inPlace.take(2)[0]?.args).toEqual({ kind: 'range', view: shared, start: 2, count: 2, out });
    expect(new TypedWindows(shared, 'shared', undefined).take(2)[0]?.args).toEqual({
      kind: 'range',
      view: shared,
      start: 0,
      count: 2,
    });
    expect(new TypedWindows(shared, 'mapped', undefined).take(2)[0]?.args.kind).toBe('typed');
  });

  it('gives tasks of a retry an array of their own kind', () => {
    const task = { fn: 0, attempt: 2, error: undefined };
    const tasks = [
      { ...task, index: 1, value: 2 },
      { ...task, index: 4, value: 5 },
    ];
    expect(new TypedWindows(plain, 'shared', undefined).again(tasks)).toMatchObject([
      { indices: [1, 4], count: 2, args: { kind: 'typed', values: Float64Array.of(2, 5) } },
    ]);
    expect([...plain]).toEqual([1, 2, 3, 4, 5]);
  });

  it('can be closed', () => {
    const windows = new TypedWindows(plain, 'same', undefined);
    windows.close();
    expect([windows.exhausted, windows.take(1)]).toEqual([true, []]);
  });
});
