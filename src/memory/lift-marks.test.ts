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

  it('does not mind depth', () => {
    let value: { next: unknown } = { next: mark() };
    for (let i = 0; i < 100_000; i++) value = { next: value };
    let at = liftMarks(value) as { next: unknown };
    for (let i = 0; i < 100_000; i++) at = at.next as { next: unknown };
    expect(at.next).toBe(bytes);
  });
});
