import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Histogram } from './histogram.ts';

const fill = (values: readonly number[]): Histogram => {
  const histogram = new Histogram();
  for (const value of values) histogram.record(value);
  return histogram;
};

describe('Histogram', () => {
  it('knows nothing of nothing', () => {
    expect(new Histogram().summary()).toMatchObject({ count: 0, min: 0, max: 0, mean: 0, stddev: 0, p50: 0, p999: 0 });
  });

  it('gives count, mean and deviation exactly', () => {
    expect(fill([2, 4, 4, 4, 5, 5, 7, 9]).summary()).toMatchObject({ count: 8, min: 2, max: 9, mean: 5, stddev: 2 });
  });

  it('gives percentiles within 2.5 % of the exact ones', () => {
    const durations = fc.array(fc.double({ min: 0.002, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 300 });
    fc.assert(
      fc.property(durations, fc.integer({ min: 1, max: 100 }), (values, percent) => {
        const sorted = values.toSorted((a, b) => a - b);
        const exact = sorted[Math.ceil((percent / 100) * sorted.length) - 1] as number;
        const found = fill(values).percentile(percent);
        expect(Math.abs(found - exact) / exact).toBeLessThan(0.025);
      }),
    );
  });

  it('counts many at once, takes anything, and forgets', () => {
    const histogram = new Histogram();
    histogram.record(3, 1000);
    histogram.record(-1);
    histogram.record(1e300);
    expect(histogram.count).toBe(1002);
    expect(histogram.percentile(50)).toBeCloseTo(3, 0);
    histogram.reset();
    expect(histogram.summary().count).toBe(0);
    expect(histogram.percentile(50)).toBe(0);
  });
});
