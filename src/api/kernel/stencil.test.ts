import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import '../../backends/register-kernels.ts';
import { useSoftwareAdapter } from '../../../test/support/software-adapter.ts';
import { closeKernels } from './backends.ts';
import { type Neighbours, type NeighboursOf, stencil } from './stencil.ts';

useSoftwareAdapter();
afterAll(closeKernels);

type Rows = NeighboursOf<Neighbours>;
const lengths = (most: number): fc.Arbitrary<number> => fc.integer({ min: 0, max: most });

describe.each(['threads', 'sequential', 'gpu'])('stencil on %s', (backend) => {
  const runs = { numRuns: backend === 'gpu' ? 6 : 30 };

  it('reads neighbours on one axis', async () => {
    const blur = stencil((a: Neighbours, k: number) => a[-2]! * k + a[1]! - a[0]!, { backend, cval: -7 });
    const check = async (a: Int32Array): Promise<void> => {
      const expected = a.map((_, i) => (i < 2 || i + 1 >= a.length ? -7 : Math.imul(a[i - 2]!, 3) + a[i + 1]! - a[i]!));
      expect(await blur(a, 3)).toEqual(expected);
    };
    await fc.assert(fc.asyncProperty(fc.int32Array({ maxLength: 200 }), check), runs);
  });

  it('reads neighbours on two axes', async () => {
    const check = async (rows: number, columns: number): Promise<void> => {
      const laplace = stencil((a: Rows) => a[-1]![0]! + a[1]![0]! + a[0]![-1]! + a[0]![1]! - 4 * a[0]![0]!, {
        backend,
        shape: [rows, columns],
        cval: 9,
      });
      const a = Float32Array.from({ length: rows * columns }, (_, i) => (i * 7919) % 512);
      const expected = a.map((own, i) => {
        const [r, c] = [Math.floor(i / columns), i % columns];
        if (r < 1 || c < 1 || r >= rows - 1 || c >= columns - 1) return 9;
        return a[i - columns]! + a[i + columns]! + a[i - 1]! + a[i + 1]! - 4 * own;
      });
      expect(await laplace(a)).toEqual(expected);
    };
    await fc.assert(fc.asyncProperty(lengths(12), lengths(40), check), runs);
  });

  it('reads neighbours on three axes, in loops with weights', async () => {
    const shape = [5, 4, 6] as const;
    const sum = stencil(
      (a: NeighboursOf<Rows>, w: Neighbours) => {
        let total = 0;
        for (let z = -1; z <= 1; z++) for (let x = 0; x <= 2; x++) total += a[z]![0]![x]! * w[(z + 1) * 3 + x]!;
        return total;
      },
      {
        backend,
        shape,
        neighborhood: [
          [-1, 1],
          [0, 0],
          [0, 2],
        ],
        standardIndexing: ['w'],
      },
    );
    const a = Int32Array.from({ length: 120 }, (_, i) => (i * 31) % 17);
    const w = Int32Array.from({ length: 9 }, (_, i) => i - 4);
    const expected = a.map((_, i) => {
      const [z, x] = [Math.floor(i / 24), i % 6];
      if (z < 1 || z > 3 || x > 3) return 0;
      let total = 0;
      for (let dz = -1; dz <= 1; dz++)
        for (let dx = 0; dx <= 2; dx++) total += a[i + dz * 24 + dx]! * w[(dz + 1) * 3 + dx]!;
      return total;
    });
    expect(await sum(a, w)).toEqual(expected);
  });
});

describe('stencil', () => {
  it('combines several arrays', async () => {
    const mix = stencil((a: Neighbours, b: Neighbours) => a[-1]! + b[1]!, { cval: NaN });
    expect(await mix(Float64Array.of(1, 2, 3), Float64Array.of(10, 20, 30))).toEqual(Float64Array.of(NaN, 31, NaN));
    expect(await stencil((a: Neighbours) => a[0]! * 2)(Float64Array.of(1, 2))).toEqual(Float64Array.of(2, 4));
  });

  it('is vectorised', () => {
    const smooth = stencil((a: Rows) => a[-1]![0]! + a[0]![1]!, { shape: [4, 4] });
    expect(smooth.explain(new Float32Array(16)).summary()).toMatch(/vectorised: \d+ iterations at a time/);
  });

  it('refuses what it cannot do by name', async () => {
    const own = (a: Neighbours): number => a[0]!;
    expect(() => stencil(own, { shape: [1, 2, 3, 4] })).toThrow('shape of stencil has one to three whole lengths');
    expect(() => stencil(own, { neighborhood: [[1, 2]] })).toThrow('neighborhood of stencil has [low, high]');
    await expect(stencil(own, { shape: [2, 2] })(new Float32Array(5))).rejects.toThrow(
      'arrays of the shape 2 x 2 have 4 elements, got 5',
    );
    await expect(stencil(own, { standardIndexing: ['w'] })(new Float32Array(1))).rejects.toThrow(/names "w"/);
    await expect(stencil((a: Neighbours, k: number) => a[k]!)(new Float32Array(3), 1)).rejects.toThrow(
      /an offset of a stencil is not a constant whole number.*neighborhood/s,
    );
    const writes = stencil((a: { [at: number]: number }) => (a[0] = 1));
    await expect(writes(new Float32Array(3))).rejects.toThrow('this stencil writes to a');
    await expect(stencil((a: Neighbours) => a[1]!, { cval: 0.5 })(new Int32Array(3))).rejects.toThrow(
      'cval 0.5 does not fit the result of this stencil, Int32Array',
    );
    await expect(stencil((k: number) => k)(3)).rejects.toThrow('the first argument of a stencil is a typed array');
  });
});
