import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Cut, chunkAt, countChunks } from './chunks.ts';

const chunksOf = (cut: Cut): { begin: number; end: number }[] =>
  Array.from({ length: countChunks(cut) }, (_, index) => chunkAt(cut, index));

const lengths = (cut: Cut): number[] => chunksOf(cut).map(({ begin, end }) => end - begin);

describe('chunks', () => {
  it('have one size, but for the last', () => {
    expect(lengths({ size: 10, chunkSize: 4, guided: 0 })).toEqual([4, 4, 2]);
  });

  it('get smaller when they are guided, down to the least size', () => {
    expect(lengths({ size: 100, chunkSize: 4, guided: 2 })).toEqual([28, 28, 12, 12, 8, 8, 4]);
  });

  it('cover a range once, in order, however it is cut', () => {
    fc.assert(
      fc.property(
        fc.record({
          chunkSize: fc.integer({ min: 1, max: 2 ** 18 }),
          count: fc.integer({ min: 1, max: 3000 }),
          missing: fc.nat(),
          guided: fc.integer({ min: 0, max: 64 }),
        }),
        ({ chunkSize, count, missing, guided }) => {
          const cut = { size: chunkSize * count - (missing % chunkSize), chunkSize, guided };
          let next = 0;
          for (const { begin, end } of chunksOf(cut)) {
            expect(begin).toBe(next);
            expect(end).toBeGreaterThan(begin);
            next = end;
          }
          expect(next).toBe(cut.size);
          if (cut.guided > 0) expect(lengths(cut)).toEqual(lengths(cut).toSorted((a, b) => b - a));
        },
      ),
    );
  });
});
