import { describe, expect, it } from 'vitest';
import { liftMarks } from './lift-marks.ts';
import { transfer } from './transfer.ts';

const bytes = Uint8Array.of(1, 2);
const mark = (): Uint8Array => transfer(bytes);

class Box {
  readonly content: unknown;

  constructor(content: unknown) {
    this.content = content;
  }
}

describe('liftMarks', () => {
  it('gives the value itself where nothing is marked', () => {
    mark();
    const value = { list: [new Map([[{}, new Set([bytes])]])] };
    expect(liftMarks(value)).toBe(value);
    expect(liftMarks('text')).toBe('text');
  });

  it('takes marks off at any place, and marks under marks', () => {
    expect(liftMarks(mark())).toBe(bytes);
    expect(liftMarks(transfer(transfer(bytes)))).toBe(bytes);
    expect(liftMarks([1, [{ a: mark() }]])).toEqual([1, [{ a: bytes }]]);
    expect(liftMarks(new Map([[mark(), new Set([mark()])]]))).toEqual(new Map([[bytes, new Set([bytes])]]));
    expect(liftMarks(transfer({ inner: transfer({ mark: mark() }) }))).toEqual({ inner: { mark: bytes } });
  });

  it('copies only what leads to a mark, and leaves the original as it was', () => {
    const other = { big: true };
    const value = { other, holder: { m: mark() } };
    const { m } = value.holder;
    const lifted = liftMarks(value);
    expect(lifted.other).toBe(other);
    expect(lifted.holder).not.toBe(value.holder);
    expect(value.holder.m).toBe(m);
  });

  it('keeps classes, cycles, identities, holes, accessors and locks', () => {
    const m = mark();
    const shared = { m };
    const list = Object.assign(new Array<unknown>(2), { 1: m });
    const value: { [name: string]: unknown } = { a: shared, b: shared, m, box: new Box(m), list };
    value['self'] = value;
    Object.defineProperty(value, 'lazy', { get: () => expect.unreachable(), enumerable: true, configurable: true });
    const lifted = liftMarks(Object.freeze(value));
    expect(Object.isFrozen(lifted)).toBe(true);
    expect(lifted['self']).toBe(lifted);
    expect(lifted['a']).toBe(lifted['b']);
    expect(lifted['m']).toBe(bytes);
    expect(lifted['box']).toBeInstanceOf(Box);
    expect((lifted['box'] as Box).content).toBe(bytes);
    expect(0 in (lifted['list'] as unknown[])).toBe(false);
    expect(Object.getOwnPropertyDescriptor(lifted, 'lazy')?.get).toBeTypeOf('function');
  });

  it('finds marks in errors and their causes', () => {
    const error = Object.assign(new RangeError('late', { cause: [mark()] }), { data: mark() });
    const lifted = liftMarks(error);
    expect(lifted).toBeInstanceOf(RangeError);
    expect(lifted).toMatchObject({ message: 'late', stack: error.stack, data: bytes, cause: [bytes] });
  });

  it('keeps dates, regular expressions and boxed values', () => {
    const value = {
      date: Object.assign(new Date(5), { m: mark() }),
      text: Object.assign(/x/g, { m: mark(), lastIndex: 1 }),
      boxed: Object.assign(Object('ab') as object, { m: mark() }),
    };
    const { date, text, boxed } = liftMarks(value);
    expect([date.getTime(), date.m, date === value.date]).toEqual([5, bytes, false]);
    expect([text.test('ax'), text.lastIndex, text.m]).toEqual([true, 2, bytes]);
    expect([String(boxed), boxed.m]).toEqual(['ab', bytes]);
  });

  it('refuses what no copy can stand for, where it holds a mark', () => {
    class Secret {
      #key = 3;
      content: unknown;

      constructor(content: unknown) {
        this.content = content;
      }

      get key(): number {
        return this.#key;
      }
    }
    class Heir extends Secret {}
    for (const value of [new Secret(mark()), new Heir([mark()]), Object.assign(Promise.resolve(), { m: mark() })])
      expect(() => liftMarks([value])).toThrow(expect.objectContaining({ code: 'ERR_NOT_CLONEABLE' }));
    const secret = new Secret(bytes);
    expect(liftMarks([secret, mark()])).toEqual([secret, bytes]);
    expect((liftMarks([secret, mark()])[0] as Secret).key).toBe(3);
  });

  it('copies instances of classes whose private state is static', () => {
    class Counted {
      static #made = 0;
      static #$count(): number {
        return ++Counted.#made;
      }
      readonly nth = Counted.#$count();
      content: unknown = mark();
    }
    expect(liftMarks(new Counted())).toMatchObject({ nth: 1, content: bytes });
  });

  it('does not ask proxies', () => {
    mark();
    const revoked = Proxy.revocable({}, {});
    revoked.revoke();
    const trap = (): never => expect.unreachable();
    const watched = new Proxy({}, { getOwnPropertyDescriptor: trap, ownKeys: trap, get: trap, getPrototypeOf: trap });
    const value = { proxies: [revoked.proxy, watched] };
    expect(liftMarks(value)).toBe(value);
    expect(liftMarks(watched)).toBe(watched);
    const holder = { ...value, m: mark(), map: new Map([[mark(), watched]]), p: watched };
    expect(liftMarks(holder).p === watched).toBe(true);
    expect(liftMarks(holder).map.get(bytes) === watched).toBe(true);
  });

  it('does not mind depth', () => {
    let value: { next: unknown } = { next: mark() };
    for (let i = 0; i < 100_000; i++) value = { next: value };
    let at = liftMarks(value) as { next: unknown };
    for (let i = 0; i < 100_000; i++) at = at.next as { next: unknown };
    expect(at.next).toBe(bytes);
  });
});
