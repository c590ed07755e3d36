import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { importFrom } from './import-from.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'manycore-import-'));
afterAll(() => rmSync(folder, { recursive: true }));

const fileWith = (name: string, text: string): string => {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return pathToFileURL(file).href;
};

describe('importFrom', () => {
  it('imports TypeScript files, as Node does', async () => {
    const url = fileWith('plain.ts', 'export const twice = (x: number): number => x * 2;');
    const namespace = await importFrom({ specifier: url, parent: url });
    expect((namespace['twice'] as (x: number) => number)(4)).toBe(8);
  });

  it.each([
    ['enum.ts', 'export enum A { B }', /Node only strips types: .*enum.* or compile the file/],
    ['view.tsx', 'export default 1;', /compile it, or give the workers a loader with execArgv/],
    ['broken.js', 'export const = 1;', /^could not import "[^"]*broken\.js": [^;]*$/],
  ])('says what to do about %s', async (name, text, message) => {
    const url = fileWith(name, text);
    await expect(importFrom({ specifier: url, parent: url })).rejects.toMatchObject({ code: 'ERR_TASK_MODULE', message: expect.stringMatching(message) }); // prettier-ignore
  });

  it('says from where, when that is another file', async () => {
    const parent = fileWith('parent.js', '');
    const message = `could not import "./none.js" from ${parent}: `;
    await expect(importFrom({ specifier: './none.js', parent })).rejects.toThrow(message);
  });
});
