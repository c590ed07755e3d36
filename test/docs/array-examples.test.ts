/**
 * The examples of the functions of arrays: hundreds of short programs, each of which would cost a process. They run here, in one, with
 * what they print caught; docs.test.ts checks their types with those of all others.
 */

import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { formatWithOptions } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeSharedKernelBackends } from '../../src/core/kernel-registry.ts';
import * as np from '../../src/ndarray.ts';
import { examplesOfSource, matchesOutput } from './blocks.ts';
import { isArrayDocument, root } from './run-program.ts';

const folder = path.join(root, '.tmp', 'array-examples');
const entry = pathToFileURL(path.join(root, 'src', 'ndarray.ts')).href;

const documents = globSync('src/ndarray/**/*.ts', { cwd: root, exclude: ['**/*.test.ts'] }).filter(isArrayDocument);
const programs = documents
  .toSorted()
  .flatMap((name) => examplesOfSource(name, readFileSync(path.join(root, name), 'utf8')).programs);

beforeAll(() => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await closeSharedKernelBackends();
});

/** Runs a program and gives what it printed, or the error that ended it. */
async function run(code: string, name: string): Promise<{ printed: string; error?: unknown }> {
  const file = path.join(folder, `${name}.ts`);
  writeFileSync(file, `${code.replaceAll("'manycore/ndarray'", JSON.stringify(entry))}\nexport {};\n`);
  const lines: string[] = [];
  const log = console.log;
  const options = np.getPrintoptions();
  console.log = (...values: unknown[]) => void lines.push(formatWithOptions({ colors: false }, ...values));
  try {
    await import(pathToFileURL(file).href);
    return { printed: lines.join('\n') };
  } catch (error) {
    return { printed: lines.join('\n'), error };
  } finally {
    console.log = log;
    np.setPrintoptions(options);
  }
}

describe('the examples of the functions of arrays', () => {
  it('are there', () => {
    expect(programs.length).toBeGreaterThan(100);
  });

  it.each(programs)('$at prints what it shows', async ({ at, code, output, fails }) => {
    const { printed, error } = await run(code, at.replaceAll(/[^\w]/g, '_'));
    if (fails === undefined && error !== undefined) throw error;
    if (fails !== undefined) expect(error).toMatchObject({ code: fails });
    if (!matchesOutput(output, printed)) expect(printed).toBe(output);
  });
});
