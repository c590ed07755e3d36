import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import * as np from '../ndarray.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'manycore-memmap-'));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string): string => path.join(folder, name);
const loaded = (name: string): np.NDArray => np.load(at(name)) as np.NDArray;

const indices: np.IndexItem[][] = [
  [],
  [1],
  [-1, '::2'],
  ['...', '::-1'],
  ['::-1', null, '1:'],
  ['...', 1],
  [':', '2:1'],
  [0, 1, 2],
  ['1:', ':', '1:3'],
];

describe('files that are written in parts', () => {
  const dtypes = ['bool', 'int8', 'int64', 'uint16', 'float16', 'float32', 'float64', 'complex128'] as np.DType[];
  it.each(dtypes)('have what an array has after the same writes: %s', (dtype) => {
    for (const fortranOrder of [false, true]) {
      const file = np.openMemmap(at('parts.npy'), { mode: 'w+', dtype, shape: [2, 3, 4], fortranOrder });
      const array = np.zeros([2, 3, 4], { dtype });
      for (const [turn, index] of indices.entries()) {
        const value = np
          .arange(array.at(...index).size)
          .add(turn)
          .reshape(array.at(...index).shape)
          .astype(dtype);
        file.set(index, value);
        array.set(index, value);
        expect(loaded('parts.npy').toArray()).toEqual(array.toArray());
        expect(file.at(...index).toArray()).toEqual(array.at(...index).toArray());
      }
      file
        .set([':', 1], 1)
        .set(['...', 0], [[1], [0]])
        .flush();
      array.set([':', 1], 1).set(['...', 0], [[1], [0]]);
      expect([loaded('parts.npy').dtype, loaded('parts.npy').toArray()]).toEqual([dtype, array.toArray()]);
    }
  });

  it('are those that save writes, and may be big endian', () => {
    np.openMemmap(at('a.npy'), { mode: 'w+', dtype: 'int32', shape: [3] }).set([], [1, 2, 3]);
    np.save(at('b.npy'), np.array([1, 2, 3], { dtype: 'int32' }));
    expect(readFileSync(at('a.npy'))).toEqual(readFileSync(at('b.npy')));
    const big = readFileSync(at('b.npy'));
    big.write('>', big.indexOf('<'));
    writeFileSync(at('big.npy'), big);
    np.openMemmap(at('big.npy')).set([1], 258);
    expect(readFileSync(at('big.npy')).subarray(-8)).toEqual(Buffer.from([0, 0, 1, 2, 3, 0, 0, 0]));
  });

  it('without a header: dtype, shape, offset and order', () => {
    const file = np.memmap(at('raw'), { mode: 'w+', dtype: 'int16', shape: [2, 3], offset: 5, order: 'F' });
    file.set([], np.arange(6).reshape(2, 3));
    expect([...readFileSync(at('raw'))]).toEqual([0, 0, 0, 0, 0, 0, 0, 3, 0, 1, 0, 4, 0, 2, 0, 5, 0]);
    expect([file.mode, file.offset, file.filename]).toEqual(['r+', 5, at('raw')]);
    const flat = np.memmap(at('raw'), { dtype: 'int16', offset: 5 });
    expect([flat.shape, flat.toArray().toArray()]).toEqual([[6], [0, 3, 1, 4, 2, 5]]);
    expect(np.memmap(at('raw'), { offset: 15 }).toArray().toArray()).toEqual([5, 0]);
    np.memmap(at('raw'), { mode: 'r+', dtype: 'int16', shape: [8], offset: 5 }).set([-1], 9);
    expect(statSync(at('raw')).size).toBe(21);
    expect(np.memmap(at('raw'), { dtype: 'int16', offset: 5 }).toArray().toArray()).toEqual([0, 3, 1, 4, 2, 5, 0, 9]);
  });

  it("mode 'c' keeps what is written in memory", () => {
    np.save(at('c.npy'), np.arange(4));
    const before = readFileSync(at('c.npy'));
    const file = np.memmap(at('c.npy'), { mode: 'c' });
    const old = file.at('1:');
    file.set([1], 100);
    const now = file.at('1:');
    file.set(2, -1).flush();
    expect([old.toArray(), now.toArray(), file.toArray().toArray()]).toEqual([
      [1, 2, 3],
      [100, 2, 3],
      [0, 100, -1, 3],
    ]);
    expect(readFileSync(at('c.npy'))).toEqual(before);
  });

  it('nothing is written where something is wrong', () => {
    np.save(at('w.npy'), np.ones([2, 2]));
    const before = readFileSync(at('w.npy'));
    const file = np.openMemmap(at('w.npy'));
    expect(() => file.set([0], [1, 2, 3])).toThrow(expect.objectContaining({ code: 'ERR_SHAPE' }));
    expect(() => file.set([5], 1)).toThrow(expect.objectContaining({ code: 'ERR_INDEX' }));
    expect(() => file.set([[0, 1]], 1)).toThrow(expect.objectContaining({ code: 'ERR_INDEX' }));
    expect(() => np.memmap(at('w.npy')).set([0], 1)).toThrow(/opened to be read; open it with mode 'r\+'/);
    expect(() => np.openMemmap(at('w.npy'), { shape: [3] })).toThrow(/says its dtype, shape and order itself/);
    expect(() => np.openMemmap(at('w.npy'), { mode: 'w+' })).toThrow(/needs its shape/);
    expect(() => np.memmap(at('w.npy'), { mode: 'w+' })).toThrow(/needs its shape/);
    expect(() => np.memmap(at('w.npy'), { mode: 'w' as 'r' })).toThrow(/mode must be one of r, r\+, w\+, c, got "w"/);
    expect(() => np.memmap(at('w.npy'), { dtype: 'int64', offset: 1 })).toThrow(/no whole number of elements/);
    expect(() => np.memmap(at('w.npy'), { dtype: 'int64', shape: [1000] })).toThrow(/needs 8000 bytes/);
    expect(() => np.memmap(at('gone'), { mode: 'r+', dtype: 'int8', shape: [1] })).toThrow(/ENOENT/);
    expect(readFileSync(at('w.npy'))).toEqual(before);
  });
});
