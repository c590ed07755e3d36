import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import '../../backends/register.ts';
import { costFields, isCost } from '../../core/cost.ts';
import { getBackend } from '../../core/registry.ts';
import { costOf, forgetFigures, isMeasured, measureMachine, useFigures } from './figures.ts';

const variable = 'MANYCORE_CACHE_FOLDER';
const before = process.env[variable];
let folder: string;
const threads = getBackend('threads');

describe('figures of the machine', () => {
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'manycore-figures-'));
    process.env[variable] = folder;
  });
  afterEach(() => forgetFigures());
  afterAll(() => {
    process.env[variable] = before;
    rmSync(folder, { recursive: true, force: true });
  });

  it('are typical until the machine is measured, once, and then those of the file', { timeout: 60_000 }, async () => {
    expect(isMeasured()).toBe(false);
    expect(costOf(threads)).toBe(threads.cost);
    await Promise.all([measureMachine(), measureMachine()]);
    const cost = costOf(threads);
    expect(isCost(cost)).toBe(true);
    expect(cost).not.toEqual(threads.cost);
    const files = readdirSync(folder);
    expect(files).toHaveLength(1);
    forgetFigures(); // as another program
    expect(isMeasured()).toBe(true);
    expect(costOf(threads)).toEqual(cost);
    // A file without figures is none.
    writeFileSync(path.join(folder, files[0] as string), JSON.stringify({ threads: { ...cost, startMs: -1 } }));
    forgetFigures();
    expect(isMeasured()).toBe(false);
    expect(readFileSync(path.join(folder, files[0] as string), 'utf8')).toContain('-1');
  });

  it('are as given where a test says so', () => {
    const given = Object.fromEntries(costFields.map((field) => [field, 7])) as unknown as NonNullable<
      typeof threads.cost
    >;
    const restore = useFigures({ threads: given });
    expect(costOf(threads)).toEqual(given);
    restore();
    expect(costOf(threads)).toBe(threads.cost);
  });
});
