import { describe, expect, it } from 'vitest';
import { BatchSizer, rememberSizer, sizerFor } from './batch-size.ts';

const TARGET_MS = 4;

/** Sizes of all batches of a call, when every task takes `taskMs`. */
function plan(tasks: number, taskMs: number, slots: number): number[] {
  const sizer = new BatchSizer(TARGET_MS);
  const sizes: number[] = [];
  for (let left = tasks; left > 0; left -= sizes.at(-1) as number) {
    const size = sizer.next(left, slots);
    sizes.push(size);
    sizer.observe(size, size * taskMs);
  }
  return sizes;
}

/** When the last of two workers is done, and how long the other one has waited by then. */
function finish(sizes: readonly number[], taskMs: number): { endMs: number; idleMs: number } {
  const busyUntil = [0, 0];
  for (const size of sizes) {
    const worker = (busyUntil[0] as number) <= (busyUntil[1] as number) ? 0 : 1;
    busyUntil[worker] = (busyUntil[worker] as number) + size * taskMs;
  }
  const endMs = Math.max(...busyUntil);
  return { endMs, idleMs: endMs - Math.min(...busyUntil) };
}

describe('BatchSizer', () => {
  it('starts with single tasks until something is known', () => {
    const sizer = new BatchSizer(TARGET_MS);
    expect([sizer.next(1000, 4), sizer.next(999, 4), sizer.next(undefined, 4)]).toEqual([1, 1, 1]);
    expect(sizer.taskMs).toBeUndefined();
  });

  it('grows to the target in a few steps, at most sixteenfold each', () => {
    const sizes = plan(1_000_000, 0.0001, 4);
    expect(sizes.slice(0, 5)).toEqual([1, 16, 256, 4096, 40_000]);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(65_536);
  });

  it('sends slow tasks one by one', () => {
    expect(new Set(plan(50, 20, 4))).toEqual(new Set([1]));
  });

  it('sends every task exactly once and never an empty batch', () => {
    for (const tasks of [1, 2, 7, 100, 12_345]) {
      for (const taskMs of [0, 0.001, 0.3, 5]) {
        const sizes = plan(tasks, taskMs, 4);
        expect(sizes.reduce((sum, size) => sum + size)).toBe(tasks);
        expect(Math.min(...sizes)).toBeGreaterThanOrEqual(1);
      }
    }
  });

  it('ends in smaller batches, so that two workers finish together', () => {
    for (const taskMs of [0.01, 0.05, 0.2, 0.5]) {
      const sizes = plan(2000, taskMs, 4);
      const { endMs, idleMs } = finish(sizes, taskMs);
      expect(sizes.at(-1) as number).toBeLessThan(Math.max(...sizes));
      expect(idleMs).toBeLessThanOrEqual(Math.max(0.5, taskMs * 2));
      expect(idleMs / endMs).toBeLessThan(0.03);
    }
  });

  it('is not upset by one slow reading, and follows when tasks become slower for good', () => {
    const sizer = new BatchSizer(TARGET_MS);
    for (let i = 0; i < 10; i++) sizer.observe(400, 4);
    const before = sizer.next(undefined, 4);
    sizer.observe(400, 8);
    expect(sizer.next(undefined, 4)).toBeGreaterThan(before / 2);
    for (let i = 0; i < 10; i++) sizer.observe(400, 40);
    expect(sizer.next(undefined, 4)).toBeLessThanOrEqual(before / 9);
  });

  it('learns nothing from an empty reply and survives a clock that stands still', () => {
    const sizer = new BatchSizer(TARGET_MS);
    sizer.observe(0, 100);
    expect(sizer.taskMs).toBeUndefined();
    sizer.observe(1, 0);
    expect(sizer.taskMs).toBeGreaterThan(0);
    expect(sizer.next(undefined, 4)).toBe(16);
  });
});

describe('what earlier calls measured', () => {
  it('is where the next call of the same function begins', () => {
    const first = sizerFor('a function', TARGET_MS);
    first.observe(1000, 1);
    rememberSizer('a function', first);
    expect(sizerFor('a function', TARGET_MS).next(undefined, 4)).toBe(4000);
    expect(sizerFor('another', TARGET_MS).next(undefined, 4)).toBe(1);
    expect(sizerFor(undefined, TARGET_MS).next(undefined, 4)).toBe(1);
  });

  it('is kept for a bounded number of functions, the latest ones', () => {
    const sizer = new BatchSizer(TARGET_MS);
    sizer.observe(10, 1);
    rememberSizer('the oldest', sizer);
    for (let i = 0; i < 500; i++) rememberSizer(`function ${i}`, sizer);
    expect(sizerFor('the oldest', TARGET_MS).taskMs).toBeUndefined();
    expect(sizerFor('function 499', TARGET_MS).taskMs).toBeCloseTo(0.1);
    const unknown = new BatchSizer(TARGET_MS);
    rememberSizer('function 499', unknown);
    expect(sizerFor('function 499', TARGET_MS).taskMs).toBeCloseTo(0.1);
  });

  it('gives each worker its share in one batch when that is less than a batch worth a message', () => {
    const sizer = new BatchSizer(4);
    sizer.observe(50_000, 0.3);
    // Two workers with two slots each.
    expect(sizer.next(60_000, 4)).toBe(30_000);
    expect(sizer.next(30_000, 4)).toBe(30_000);
  });
});
