/** The demo of kernels draws the same picture on every backend, the GPU included. */

import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { decode } from 'fast-png';
import { afterEach, expect, it } from 'vitest';
import { softwareAdapterEnv, unpackSoftwareAdapter } from '../support/software-adapter.ts';

const run = promisify(execFile);
const demo = fileURLToPath(new URL('../../examples/mandelbrot.ts', import.meta.url));
const folder = mkdtempSync(path.join(tmpdir(), 'manycore-mandelbrot-'));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const gpuEnv = () => (process.env['MANYCORE_TEST_GPU'] === 'real' ? {} : softwareAdapterEnv(unpackSoftwareAdapter()));

/** The cells of the row of a backend in the printed table. */
const cellsOf = (table: string, backend: string): string[] =>
  table
    .split('\n')
    .find((line) => line.includes(`'${backend}'`))!
    .split('│')
    .map((cell) => cell.trim());

it('draws the set on every backend', { timeout: 270_000 }, async () => {
  const { stdout } = await run(process.execPath, [demo, '--width', '128', '--out', folder], {
    env: { ...process.env, ...gpuEnv() },
    timeout: 240_000,
  });
  expect(readdirSync(folder).sort()).toEqual(['gpu.png', 'plain-loop.png', 'sequential.png', 'threads.png']);
  const read = (name: string) => decode(readFileSync(path.join(folder, `${name}.png`)));
  const right = read('sequential');
  expect([right.width, right.height, right.channels]).toEqual([128, 96, 3]);
  expect(new Set(right.data).size).toBeGreaterThan(20);
  expect(read('threads').data).toEqual(right.data);
  expect(cellsOf(stdout, 'threads')[5]).toBe("'yes'");

  // A GPU may fuse a product and a sum; only pixels at the rim notice.
  const drawn = read('gpu').data;
  const different = Array.from(drawn).filter((value, at) => value !== right.data[at]).length;
  expect(different / drawn.length).toBeLessThan(0.02);
});
