import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { Arena, blockLength } from './arena.ts';
import { FreeRanges } from './free-ranges.ts';

const MIB = 2 ** 20;

describe('length of a block', () => {
  it('holds the bytes, wastes less than an eighth and is a multiple of 64', () => {
    fc.assert(
      fc.property(fc.nat({ max: 2 ** 32 }), (byteLength) => {
        const length = blockLength(byteLength);
        expect(length).toBeGreaterThanOrEqual(byteLength);
        expect(length % 64).toBe(0);
        expect(length - byteLength).toBeLessThanOrEqual(Math.max(64, byteLength / 7));
        expect(blockLength(length)).toBe(length);
      }),
    );
  });
});

describe('free ranges', () => {
  it('are one range again when all has come back, in any order', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1 }),
        fc.infiniteStream(fc.nat()),
        (lengths, picks) => {
          const ranges = new FreeRanges();
          const total = lengths.reduce((sum, length) => sum + length, 0);
          ranges.give(0, total);
          const taken = lengths.map((length) => [ranges.take(length)!, length] as const);
          expect(ranges.take(1)).toBeUndefined();
          while (taken.length > 0) {
            const [[start, length] = [0, 0]] = taken.splice(picks.next().value! % taken.length, 1);
            ranges.give(start, length);
          }
          expect(ranges.freeBefore(total)).toBe(total);
          expect(ranges.take(total)).toBe(0);
        },
      ),
    );
  });

  it('cut from the smallest that fits', () => {
    const ranges = new FreeRanges();
    ranges.give(0, 100);
    ranges.give(200, 10);
    ranges.give(300, 20);
    expect(ranges.take(10)).toBe(200);
    expect(ranges.take(10)).toBe(300);
    expect(ranges.take(30)).toBe(0);
    expect(ranges.take(80)).toBeUndefined();
  });
});

describe('an arena', () => {
  it('never gives the same byte twice, and counts what is in use', () => {
    const step = fc.oneof(fc.record({ take: fc.nat({ max: 3 * MIB }) }), fc.record({ free: fc.nat() }));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const arena = new Arena(32 * MIB);
        const blocks = new Map<number, number>();
        for (const next of steps) {
          if ('free' in next) {
            const address = [...blocks.keys()][next.free % blocks.size];
            if (address === undefined) continue;
            arena.free(address);
            blocks.delete(address);
            continue;
          }
          const address = arena.allocate(next.take);
          if (address === undefined) continue;
          const end = address + blockLength(next.take);
          expect(address % 64).toBe(0);
          expect(address).toBeGreaterThan(0);
          expect(end).toBeLessThanOrEqual(arena.memory.buffer.byteLength);
          for (const [other, length] of blocks) expect(end <= other || other + length <= address).toBe(true);
          blocks.set(address, blockLength(next.take));
        }
        expect(arena.usedBytes).toBe([...blocks.values()].reduce((sum, length) => sum + length, 0));
        for (const address of blocks.keys()) arena.free(address);
        expect(arena.usedBytes).toBe(0);
      }),
      { numRuns: 60 },
    );
  });

  it('uses freed blocks again before it grows, joined where that helps', () => {
    const arena = new Arena(64 * MIB);
    const first = arena.allocate(10 * MIB)!;
    const second = arena.allocate(6 * MIB)!;
    const size = arena.sizeBytes;
    arena.free(first);
    expect(arena.allocate(10 * MIB)).toBe(first);
    arena.free(first);
    arena.free(second);
    expect(arena.allocate(14 * MIB)).toBeDefined();
    expect(arena.sizeBytes).toBe(size);
  });

  it('has room up to its maximum, then says that it has none', () => {
    const arena = new Arena(64 * MIB);
    expect(arena.allocate(65 * MIB)).toBeUndefined();
    const blocks = Array.from({ length: 7 }, () => arena.allocate(8 * MIB));
    expect(blocks).not.toContain(undefined);
    expect(arena.allocate(8 * MIB)).toBeUndefined(); // address 0 is not given out
    expect(arena.sizeBytes).toBe(64 * MIB);
    arena.free(blocks[3]!);
    expect(arena.allocate(8 * MIB)).toBe(blocks[3]);
  });

  it('grows to 4 GiB', () => {
    const arena = new Arena();
    const nearlyAll = 3.99 * 1024 * MIB;
    const address = arena.allocate(3.5 * 1024 * MIB)!;
    const tail = arena.allocate(0.25 * 1024 * MIB)!;
    expect(tail + 0.25 * 1024 * MIB).toBeGreaterThan(2 ** 31);
    const last = new Uint8Array(arena.memory.buffer, tail + 0.25 * 1024 * MIB - 1, 1);
    last[0] = 7;
    expect(last[0]).toBe(7);
    expect(arena.allocate(nearlyAll)).toBeUndefined();
    arena.free(address);
    arena.free(tail);
    expect(arena.usedBytes).toBe(0);
  });

  it('gives zeros when asked to, whatever was there before', () => {
    const arena = new Arena(32 * MIB);
    const first = arena.allocateZeroed(1000)!;
    new Uint8Array(arena.memory.buffer, first, 1000).fill(7);
    arena.free(first);
    expect(arena.allocateZeroed(1000)).toBe(first);
    expect(new Uint8Array(arena.memory.buffer, first, 1000).every((byte) => byte === 0)).toBe(true);
  });

  it('refuses to free what is not in use', () => {
    const arena = new Arena(MIB * 32);
    const address = arena.allocate(1)!;
    arena.free(address);
    expect(() => arena.free(address)).toThrow(/no block at \d+ is in use/);
  });
});
