import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BackendCost } from '../../core/cost.ts';
import { best, estimate, guessRemaining } from './choose.ts';
import { type Crew, predictMs, type Work } from './predict.ts';

const free: BackendCost = {
  startMs: 0,
  nextStartMs: 0,
  roundTripMs: 0,
  taskMs: 0,
  argumentBytesPerMs: 1e9,
  resultBytesPerMs: 1e9,
  bufferBytesPerMs: 1e9,
};
const work = (tasks: number, taskMs: number, rest?: Partial<Work>): Work => ({
  tasks,
  taskMs,
  argumentBytes: 0,
  resultBytes: 0,
  bufferBytes: 0,
  ...rest,
});
const crew = (cost: Partial<BackendCost> = {}, rest: Partial<Crew> = {}): Crew => ({
  cost: { ...free, ...cost },
  workers: 4,
  cores: 4,
  warm: 0,
  ...rest,
});

describe('predictMs', () => {
  it('divides the work by the workers', () => {
    expect(predictMs(work(400, 10), crew())).toBeCloseTo(1000);
    expect(predictMs(work(4, 10), crew())).toBeCloseTo(10);
  });

  it('does not cut a task in two', () => {
    expect(predictMs(work(5, 10), crew())).toBeCloseTo(20);
    expect(predictMs(work(1, 10), crew())).toBeCloseTo(10);
  });

  it('counts no more workers than cores', () => {
    expect(predictMs(work(400, 10), crew({}, { workers: 8, cores: 2 }))).toBeCloseTo(2000);
  });

  it('adds the start of workers that are not up', () => {
    expect(predictMs(work(4, 10), crew({ startMs: 50 }))).toBeCloseTo(60);
    expect(predictMs(work(4, 10), crew({ startMs: 50 }, { warm: 4 }))).toBeCloseTo(10);
    // The first one has done it all before the others are there.
    expect(predictMs(work(1000, 0.01), crew({ startMs: 50, nextStartMs: 500 }))).toBeCloseTo(60);
    // Two that are up wait for nobody.
    expect(predictMs(work(1000, 1), crew({ startMs: 1000 }, { warm: 2 }))).toBeCloseTo(500);
  });

  it('knows that arguments and results go through one thread', () => {
    const slow = { argumentBytesPerMs: 100, resultBytesPerMs: 50, bufferBytesPerMs: 1000 };
    expect(predictMs(work(100, 0.1, { argumentBytes: 100, resultBytes: 100 }), crew(slow))).toBeCloseTo(300);
    expect(predictMs(work(100, 0.1, { bufferBytes: 1000 }), crew(slow))).toBeCloseTo(100);
  });

  it('is never less than the work over the cores, and never grows with workers that are up', () => {
    const figures = fc.record({
      tasks: fc.integer({ min: 1, max: 2000 }),
      taskMs: fc.double({ min: 0, max: 50, noNaN: true }),
      startMs: fc.double({ min: 0, max: 200, noNaN: true }),
      cores: fc.integer({ min: 1, max: 16 }),
      warm: fc.integer({ min: 0, max: 16 }),
    });
    fc.assert(
      fc.property(figures, ({ tasks, taskMs, startMs, cores, warm }) => {
        const place = crew({ startMs, nextStartMs: startMs / 2 }, { workers: cores, cores, warm });
        const predicted = predictMs(work(tasks, taskMs), place);
        expect(predicted).toBeGreaterThanOrEqual((tasks * taskMs) / cores - 1e-6);
        const warmer = predictMs(work(tasks, taskMs), { ...place, warm: warm + 1 });
        expect(warmer).toBeLessThanOrEqual(predicted + taskMs + 1e-6);
      }),
    );
  });
});

describe('best', () => {
  const threads = crew({ startMs: 50, nextStartMs: 20, roundTripMs: 0.05, taskMs: 0.0002 });
  const candidates = [
    { backend: 'sequential', crew: undefined },
    { backend: 'threads', crew: threads },
    { backend: 'processes', crew: crew({ startMs: 100, nextStartMs: 40, roundTripMs: 0.1, taskMs: 0.0003 }) },
  ];
  const chosen = (tasks: number, taskMs: number, from = candidates) => {
    const known = { taskMs, argumentBytes: 0, resultBytes: 0, bufferBytes: 0 };
    return best(estimate({ tasks, known }, from), 'sequential')?.backend;
  };

  it('leaves tiny work in place and gives heavy work to workers', () => {
    expect(chosen(10, 0.001)).toBe('sequential');
    expect(chosen(100_000, 0.0001)).toBe('sequential');
    expect(chosen(20, 1)).toBe('sequential');
    expect(chosen(1000, 1)).toBe('threads');
    expect(chosen(8, 100)).toBe('threads');
    expect(chosen(1, 10_000)).toBe('sequential');
  });

  it('takes workers that are up for less', () => {
    const warm = [candidates[0] as never, { backend: 'threads', crew: { ...threads, warm: 4 } }];
    expect(chosen(20, 1, warm)).toBe('threads');
    expect(chosen(20, 0.001, warm)).toBe('sequential');
  });

  it('needs a margin', () => {
    const two = [candidates[0] as never, { backend: 'threads', crew: { ...threads, workers: 2, cores: 2 } }];
    expect(chosen(150, 1, two)).toBe('sequential'); // 125 ms against 150: less than the margin
    expect(chosen(400, 1, two)).toBe('threads');
  });

  it('chooses among workers where the own thread is left out', () => {
    expect(chosen(1, 0.001, candidates.slice(1))).toBe('threads');
    expect(chosen(1, 1, [])).toBeUndefined();
  });
});

describe('guessRemaining', () => {
  it('takes an input of unknown length to go on for as long as it has', () => {
    expect(guessRemaining(10, 4)).toBe(6);
    expect(guessRemaining(undefined, 4)).toBe(4);
    expect(guessRemaining(undefined, 0)).toBe(1);
  });
});
