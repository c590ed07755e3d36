import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CancelledError, NotCloneableError } from '../core/errors.ts';
import { WorkerLostError } from '../core/worker-errors.ts';
import { checkRetry, type RetryPolicy } from './retry.ts';
import { RetryQueue } from './retry-queue.ts';
import type { TaskAgain } from './windows.ts';

const policy = (value: unknown): RetryPolicy => checkRetry(value) as RetryPolicy;

describe('checkRetry', () => {
  it('takes a number or options; nothing to retry is nothing', () => {
    expect(checkRetry(undefined)).toBeUndefined();
    expect(checkRetry(0)).toBeUndefined();
    expect(policy(2).times).toBe(2);
    expect(policy({ times: 3 }).times).toBe(3);
  });

  it('allows as many retries as asked for', () => {
    const { again } = policy(2);
    expect([1, 2, 3].map((attempt) => again(new Error('x'), attempt))).toEqual([true, true, false]);
  });

  it('asks `on`, and never retries what cannot change', () => {
    const { again } = policy({ times: 5, on: (error: unknown, attempt: number) => error === 'again' && attempt < 3 });
    expect([again('again', 1), again('again', 3), again('other', 1)]).toEqual([true, false, false]);
    const always = policy(5);
    expect(always.again(new NotCloneableError('x', 'x'), 1)).toBe(false);
    expect(always.again(new CancelledError(), 1)).toBe(false);
    expect(always.again(new WorkerLostError({ backend: 'threads', workerId: 1, exitCode: 1 }), 1)).toBe(true);
  });

  it('waits longer each time, up to maxDelay', () => {
    const exact = policy({ times: 9, delay: 100, factor: 3, maxDelay: 1000, jitter: false });
    expect([1, 2, 3, 4].map((attempt) => exact.delayMs(attempt, undefined))).toEqual([100, 300, 900, 1000]);
    const usual = policy(3);
    for (let i = 0; i < 50; i++) {
      expect(usual.delayMs(1, undefined)).toBeGreaterThanOrEqual(40);
      expect(usual.delayMs(1, undefined)).toBeLessThanOrEqual(60);
      expect(policy({ times: 1, maxDelay: 10 }).delayMs(1, undefined)).toBeLessThanOrEqual(10);
    }
  });

  it('takes a function of attempt and error for the wait', () => {
    const { delayMs } = policy({ times: 2, delay: (attempt: number, error: unknown) => attempt * (error as number) });
    expect(delayMs(2, 7)).toBe(14);
  });

  it('names what is wrong', () => {
    expect(() => checkRetry({ times: 2, tries: 3 })).toThrow('retry has no option "tries"; it takes times, delay');
    for (const times of [-1, 1.5, NaN, '3', null]) {
      expect(() => checkRetry(times)).toThrow(`retry takes a number of retries or { times`);
    }
    expect(() => checkRetry({})).toThrow('got undefined');
    expect(() => checkRetry({ times: 1, delay: -5 })).toThrow('retry.delay must be a number of at least 0, got -5');
    expect(() => checkRetry({ times: 1, factor: '2' })).toThrow('retry.factor must be a number of at least 0, got 2');
    expect(() => checkRetry({ times: 1, maxDelay: NaN })).toThrow('retry.maxDelay');
    expect(() => checkRetry({ times: 1, on: true })).toThrow('retry.on must be a function, got true');
    expect(() => checkRetry({ times: 1, jitter: 'no' })).toThrow('retry.jitter must be true or false, got no');
  });
});

describe('RetryQueue', () => {
  const again = (index: number, attempt = 2): TaskAgain => ({ index, attempt, value: index, fn: 0, error: undefined });
  const indices = (tasks: readonly TaskAgain[]): number[] => tasks.map((task) => task.index);

  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('gives tasks back when they are due, and wakes its owner', () => {
    const wake = vi.fn();
    const queue = new RetryQueue(wake);
    queue.add(again(1), 100);
    queue.add(again(2), 50);
    expect(queue.size).toBe(2);
    expect(queue.take(9)).toEqual([]);
    vi.advanceTimersByTime(60);
    expect(wake).toHaveBeenCalledTimes(1);
    expect(indices(queue.take(9))).toEqual([2]);
    vi.advanceTimersByTime(60);
    expect(indices(queue.take(9))).toEqual([1]);
    expect(queue.size).toBe(0);
  });

  it('gives tasks of one attempt at a time, no more than asked, and only those before an index', () => {
    const queue = new RetryQueue(() => undefined);
    for (const task of [again(5), again(1, 3), again(2), again(9)]) queue.add(task, 0);
    vi.advanceTimersByTime(1);
    expect(indices(queue.take(9, 5))).toEqual([1]);
    expect(indices(queue.take(2))).toEqual([5, 2]);
    expect(indices(queue.take(9))).toEqual([9]);
  });

  it('knows which tasks wait, due or not', () => {
    const queue = new RetryQueue(() => undefined);
    queue.add(again(3), 0);
    vi.advanceTimersByTime(1);
    queue.add(again(8), 100);
    expect(queue.some((index) => index === 3)).toBe(true);
    expect(queue.some((index) => index === 8)).toBe(true);
    expect(queue.some((index) => index === 4)).toBe(false);
  });

  it('forgets everything and leaves no timer when it is cleared', () => {
    const wake = vi.fn();
    const queue = new RetryQueue(wake);
    queue.add(again(1), 10);
    queue.clear();
    expect(queue.size).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('does not take a very long wait for none', () => {
    const wake = vi.fn();
    const queue = new RetryQueue(wake);
    queue.add(again(1), 1e12);
    vi.advanceTimersByTime(1000);
    expect(wake).not.toHaveBeenCalled();
    queue.clear();
  });
});
