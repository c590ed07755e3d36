import { setImmediate } from 'node:timers/promises';
import { runInNewContext } from 'node:vm';
import { setFlagsFromString } from 'node:v8';
import { describe, expect, it } from 'vitest';
import { arenaBytes, arenaPlace, disposeArenaBytes, holdArenaBlock } from './arena-arrays.ts';
import { Arenas } from './arenas.ts';
import { kernelArray } from './kernel-array.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Garbage is collected and its callbacks run until something is so. */
async function until(isSo: () => boolean): Promise<void> {
  for (let round = 0; round < 200 && !isSo(); round++) {
    collect();
    await setImmediate();
  }
}

describe('memory of arrays in an arena', () => {
  it('is in use while a view of it can be reached, and free afterwards', async () => {
    const arenas = new Arenas();
    let views: Float32Array[] = [];
    (() => {
      const bytes = arenaBytes(4000, { arenas });
      views.push(new Float32Array(bytes.buffer, bytes.byteOffset, 1000).subarray(10, 20));
    })();
    for (let round = 0; round < 5; round++) {
      collect();
      await setImmediate();
    }
    expect(arenas.main.usedBytes).toBeGreaterThanOrEqual(4000);
    views = [];
    await until(() => arenas.main.usedBytes === 0);
    expect(arenas.main.usedBytes).toBe(0);
  });

  it('is free when it is disposed, once nobody holds it', () => {
    const arenas = new Arenas();
    const bytes = arenaBytes(100, { arenas });
    const release = holdArenaBlock(bytes.subarray(3));
    disposeArenaBytes(bytes);
    disposeArenaBytes(bytes);
    expect(arenas.main.usedBytes).toBe(128);
    release();
    release();
    expect(arenas.main.usedBytes).toBe(0);
    expect(() => arenaPlace(bytes)).toThrow(expect.objectContaining({ code: 'ERR_DISPOSED' }));
  });

  it('is clear unless that is not asked for, also where it was used before', () => {
    const arenas = new Arenas();
    const used = arenaBytes(1000, { arenas }).fill(7);
    const { byteOffset } = used;
    disposeArenaBytes(used);
    const dirty = arenaBytes(1000, { arenas, zeroed: false });
    expect([dirty.byteOffset, dirty[0]]).toEqual([byteOffset, 7]);
    disposeArenaBytes(dirty);
    expect(arenaBytes(1000, { arenas }).every((byte) => byte === 0)).toBe(true);
  });

  it('goes back to the system when nothing is in use', () => {
    const arenas = new Arenas();
    const bytes = arenaBytes(10, { arenas });
    arenas.trim();
    expect(arenas.count).toBe(1);
    disposeArenaBytes(bytes);
    arenas.trim();
    expect(arenas.count).toBe(0);
  });
});

describe('kernelArray', () => {
  it('makes zeros, or copies values', () => {
    expect(kernelArray('float32', 3)).toEqual(new Float32Array(new SharedArrayBuffer(12)));
    expect([...kernelArray('int64', [1n, -2n])]).toEqual([1n, -2n]);
    expect([...kernelArray('uint8clamped', Uint8Array.of(3, 4))]).toEqual([3, 4]);
    expect(kernelArray('float64', 0).length).toBe(0);
  });

  it('can be disposed with using', () => {
    let kept;
    {
      using array = kernelArray('float64', 10);
      kept = array;
    }
    expect(() => arenaPlace(kept)).toThrow(expect.objectContaining({ code: 'ERR_DISPOSED' }));
  });

  it.each([
    ['float', 3, /kind must be one of int8, .*, got float/],
    ['float32', -1, /length must be an integer from 0, got -1/],
    ['float32', 1.5, /got 1.5/],
    ['float32', null, /got null/],
    ['float32', '3', /got 3/],
  ])('refuses %s, %s', (kind, content, message) => {
    expect(() => kernelArray(kind as 'float32', content as number)).toThrow(message);
  });
});
