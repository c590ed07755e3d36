import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import * as np from '../ndarray.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'manycore-npy-'));
const at = (name: string): string => path.join(folder, name);
afterAll(() => rmSync(folder, { recursive: true }));

const oracle = JSON.parse(readFileSync(new URL('../../test/oracle/npy.json', import.meta.url), 'utf8')) as {
  files: { dtype: np.DType; bigEndian: boolean; fortran: boolean; version: number; shape: number[]; bytes: string }[];
};

describe.each(oracle.files.filter(({ shape }) => shape.length < 9))(
  'a file of $dtype $shape (big endian $bigEndian, Fortran $fortran)',
  (entry) => {
    const bytes = Buffer.from(entry.bytes, 'base64');

    it('is loaded, and saved as NumPy saves it', () => {
      const array = np.load(bytes) as np.NDArray;
      expect([array.dtype, array.shape]).toEqual([entry.dtype, entry.shape]);
      np.save(at('again'), array);
      const again = np.load(at('again.npy')) as np.NDArray;
      expect(again.toArray()).toEqual(array.toArray());
      if (!entry.bigEndian && entry.version === 1)
        expect(readFileSync(at('again.npy')).subarray(12).toString('base64')).toBe(
          bytes.subarray(12).toString('base64'),
        );
    });

    it('gives its parts as the array does', () => {
      writeFileSync(at('part.npy'), bytes);
      const lazy = np.memmap(at('part.npy'));
      const array = np.load(bytes) as np.NDArray;
      expect([lazy.dtype, lazy.shape, lazy.ndim, lazy.size, lazy.nbytes]).toEqual([
        array.dtype,
        array.shape,
        array.ndim,
        array.size,
        array.nbytes,
      ]);
      expect(lazy.toArray().toArray()).toEqual(array.toArray());
      if (array.size === 0 || array.ndim < 2) return;
      for (const index of [
        [0],
        [-1, '::2'],
        ['...', '::-1'],
        ['::-1', null, '1:'],
        ['...', 1],
        [':', '2:1'],
      ] as np.IndexItem[][]) {
        expect(lazy.at(...index).toArray()).toEqual(array.at(...index).toArray());
      }
    });
  },
);

describe('files of arrays', () => {
  it('hold views, Fortran order and 0-d arrays', () => {
    const table = np.arange(24).reshape(2, 3, 4);
    for (const array of [table.T, table.at('::-1', ':', '::2'), np.array(5), np.asfortranarray(table)]) {
      np.save(at('view.npy'), array);
      expect((np.load(at('view.npy')) as np.NDArray).toArray()).toEqual(array.toArray());
    }
    expect(readFileSync(at('view.npy')).toString('latin1')).toContain("'fortran_order': True");
  });

  it('of several arrays are read by name', () => {
    const arrays = { x: np.arange(5), y: np.ones([2, 2], { dtype: 'complex64' }) };
    for (const write of [np.savez, np.savezCompressed]) {
      write(at('both'), arrays);
      const both = np.load(at('both.npz')) as np.NpzFile;
      expect([both.files, both.has('x'), both.has('z')]).toEqual([['x', 'y'], true, false]);
      expect([...both].map(([name, array]) => [name, array.toArray()])).toEqual(
        Object.entries(arrays).map(([name, array]) => [name, array.toArray()]),
      );
      expect(() => both.get('z')).toThrow(/no array 'z'/);
    }
    np.savez(at('list.npz'), [[1, 2], 3]);
    expect((np.load(readFileSync(at('list.npz'))) as np.NpzFile).files).toEqual(['arr_0', 'arr_1']);
  });

  it('with large gaps are read element by element', () => {
    const wide = np.arange(20_000).reshape(4, 5000);
    np.save(at('wide.npy'), wide);
    expect(np.memmap(at('wide.npy')).at(':', 4321).toArray()).toEqual(wide.at(':', 4321).toArray());
    expect(np.memmap(at('wide.npy')).at('::-2', '1:4999:997').toArray()).toEqual(
      wide.at('::-2', '1:4999:997').toArray(),
    );
  });

  it('that are damaged or no arrays are refused', () => {
    np.save(at('cut.npy'), np.ones(100));
    truncateSync(at('cut.npy'), 500);
    expect(() => np.memmap(at('cut.npy'))).toThrow(expect.objectContaining({ code: 'ERR_ARRAY_VALUE' }));
    expect(() => np.load(at('cut.npy'))).toThrow(expect.objectContaining({ code: 'ERR_ARRAY_VALUE' }));
    writeFileSync(at('text.npy'), 'no array at all');
    expect(() => np.load(at('text.npy'))).toThrow(/does not begin with/);
    expect(() => np.load(at('missing.npy'))).toThrow(/ENOENT/);
    np.save(at('ok.npy'), np.ones([3, 3]));
    expect(() => np.memmap(at('ok.npy')).at([0, 2])).toThrow(expect.objectContaining({ code: 'ERR_INDEX' }));
    expect(() => np.memmap(at('ok.npy')).at(5)).toThrow(expect.objectContaining({ code: 'ERR_INDEX' }));
  });
});
