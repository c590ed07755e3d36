import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { capacityFor } from './buffer-sizes.ts';
import { flatGrid, gridOf } from './grid.ts';
import { windowsFor } from './windows.ts';

describe('flatGrid', () => {
  it('covers every group, within the limit of each axis, with few surplus ones', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 2 ** 31 - 1 }),
        fc.integer({ min: 46_341, max: 65_535 }),
        (groups, most) => {
          const [x, y, z] = flatGrid(groups, most);
          expect(z).toBe(1);
          expect(Math.max(x, y)).toBeLessThanOrEqual(most);
          expect(x * y).toBeGreaterThanOrEqual(groups);
          expect(x * y - groups).toBeLessThan(y);
        },
      ),
    );
  });

  it('is empty for nothing, and refuses what two axes do not hold', () => {
    expect(flatGrid(0, 65_535)).toContain(0);
    expect(() => flatGrid(65_535 ** 2 + 1, 65_535)).toThrow(/split the range/);
  });
});

describe('gridOf', () => {
  it('takes axes as they are, and refuses more groups than the device allows', () => {
    expect(gridOf({ entryPoint: 'main', groups: [2, 3, 4] }, 65_535)).toEqual([2, 3, 4]);
    expect(() => gridOf({ entryPoint: 'main', groups: [65_536, 1, 1] }, 65_535)).toThrow(
      /65536 x 1 x 1 groups, and the device allows 65535/,
    );
  });
});

describe('capacityFor', () => {
  it('is enough, wastes at most a fifth beyond the smallest size, and is a multiple of 256', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 32 }), (byteLength) => {
        const capacity = capacityFor(byteLength, 2 ** 40);
        expect(capacity).toBeGreaterThanOrEqual(byteLength);
        expect(capacity % 256).toBe(0);
        expect(capacity).toBeLessThanOrEqual(Math.max(byteLength + 256, byteLength * 1.25));
      }),
    );
  });

  it('never exceeds what the device allows for a size that fits', () => {
    expect(capacityFor(1_000_000_002, 1_000_000_004)).toBe(1_000_000_004);
  });
});

describe('windowsFor', () => {
  it('splits by the limit rounded down to the alignment', () => {
    expect(windowsFor([0, 512, 513, 1024, 1025], 700)).toEqual({ counts: [1, 1, 2, 2, 3], byteLength: 512 });
  });
});
