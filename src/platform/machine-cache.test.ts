import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readMachineCache, writeMachineCache } from './machine-cache.ts';

const variable = 'MANYCORE_CACHE_FOLDER';
const before = process.env[variable];
let folder: string;

describe('machine cache', () => {
  beforeEach(() => {
    folder = path.join(mkdtempSync(path.join(tmpdir(), 'manycore-cache-')), 'deeper');
    process.env[variable] = folder;
  });

  afterEach(() => {
    process.env[variable] = before;
    rmSync(path.dirname(folder), { recursive: true, force: true });
  });

  it('gives back what was kept, under its name, and leaves one file', () => {
    expect(readMachineCache('figures')).toBeUndefined();
    writeMachineCache('figures', { a: 1.5 });
    writeMachineCache('figures', { a: 2.5 });
    expect(readMachineCache('figures')).toEqual({ a: 2.5 });
    expect(readMachineCache('others')).toBeUndefined();
    expect(readdirSync(folder)).toEqual([expect.stringMatching(/^figures-[0-9a-f]{16}\.json$/)]);
  });

  it('takes a file that is no JSON as none, and replaces it', () => {
    writeMachineCache('figures', 1);
    const [name] = readdirSync(folder) as [string];
    writeFileSync(path.join(folder, name), '{"a":');
    expect(readMachineCache('figures')).toBeUndefined();
    writeMachineCache('figures', 2);
    expect(readMachineCache('figures')).toBe(2);
  });

  it('keeps nothing when it is off, or where nothing can be written', () => {
    process.env[variable] = 'off';
    writeMachineCache('figures', 1);
    expect(readMachineCache('figures')).toBeUndefined();
    const file = path.join(path.dirname(folder), 'a file');
    writeFileSync(file, '');
    process.env[variable] = path.join(file, 'below');
    writeMachineCache('figures', 1);
    expect(readMachineCache('figures')).toBeUndefined();
    expect(readFileSync(file, 'utf8')).toBe('');
  });

  it('is whole whoever reads while many write', async () => {
    const module = new URL('./machine-cache.ts', import.meta.url).href;
    const writer = (id: number) =>
      new Worker(
        `const { writeMachineCache } = await import(${JSON.stringify(module)});
         for (let i = 0; i < 100; i++) writeMachineCache('figures', Array(5000).fill(${id}));`,
        { eval: true, env: { ...process.env } },
      );
    const workers = [1, 2, 3].map(writer);
    const ended = Promise.all(workers.map((worker) => new Promise((resolve) => worker.on('exit', resolve))));
    let running = true;
    void ended.then(() => (running = false));
    const seen: unknown[] = [];
    while (running) {
      const read = readMachineCache('figures');
      if (read !== undefined) seen.push(new Set(read as number[]).size);
      await new Promise((resolve) => void setImmediate(resolve));
    }
    await ended;
    expect(new Set(seen)).toEqual(new Set([1]));
    expect(readdirSync(folder)).toHaveLength(1);
  });
});
