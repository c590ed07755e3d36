import { describe, expect, it } from 'vitest';
import { delayed, isDelayed } from './delayed.ts';

describe('delayed', () => {
  it('records a call and does not make it', () => {
    let calls = 0;
    const count = (...args: number[]) => (calls += args.length);
    const task = delayed(count)(1, 2, 3);
    expect(calls).toBe(0);
    expect(task.fn).toBe(count);
    expect(task.args).toEqual([1, 2, 3]);
    expect(isDelayed(task)).toBe(true);
  });

  it('keeps the name of the function', () => {
    expect(delayed(Math.max).name).toBe('max');
  });

  it('takes functions only', () => {
    for (const value of [undefined, null, 5, 'text', {}]) {
      expect(() => delayed(value as never)).toThrow('delayed takes a function, got');
    }
    expect(() => delayed(5 as never)).toThrow('got 5');
  });

  it('is not fooled by look-alikes', () => {
    for (const value of [{ fn: Math.max, args: [] }, null, undefined, 1, Math.max])
      expect(isDelayed(value)).toBe(false);
  });
});
