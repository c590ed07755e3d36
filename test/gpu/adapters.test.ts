import { spawnSync } from 'node:child_process';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { MathName } from '../../src/kernel/ir/math-names.ts';
import { unpackLavapipe } from '../support/lavapipe.ts';
import { softwareAdapterEnv, unpackSoftwareAdapter } from '../support/software-adapter.ts';
import type { AdapterReport } from './fixtures/adapter-report.ts';

/** What a GPU may be away from the interpreter; docs/accuracy.md says the same. */
const MOST_ULP = 4;

/** Exceptions: drivers that take products below 1.2e-38 for zero lose what these add to a number that small. */
const flushing: ReadonlySet<MathName> = new Set(['erf']);
const SMALLEST_EXACT = 1e-36;

/** lavapipe has to be downloaded: only where that is asked for, and in CI. */
const wantsLavapipe = process.env['CI'] === 'true' || process.env['MANYCORE_TEST_LAVAPIPE'] === '1';
const lavapipe = wantsLavapipe
  ? unpackLavapipe()
  : { env: null, reason: 'it is downloaded in CI, and with MANYCORE_TEST_LAVAPIPE=1' };
if (lavapipe.env === null) console.warn(`lavapipe is not tested: ${lavapipe.reason}`);

const adapters: readonly { readonly adapter: string; readonly env: Readonly<Record<string, string>> }[] = [
  ...(process.arch === 'x64' ? [{ adapter: 'SwiftShader', env: softwareAdapterEnv(unpackSoftwareAdapter()) }] : []),
  ...(lavapipe.env === null ? [] : [{ adapter: 'lavapipe', env: lavapipe.env }]),
];

/** In a process of its own: an adapter is chosen when the process starts. */
function report(env: Readonly<Record<string, string>>, seed: number): AdapterReport {
  const program = fileURLToPath(new URL('fixtures/adapter-report.ts', import.meta.url));
  const args = [program, '30', String(seed), '600'];
  const { stdout, stderr } = spawnSync(process.execPath, args, { env: { ...process.env, ...env }, encoding: 'utf8' });
  expect(stdout, stderr).not.toBe('');
  return JSON.parse(stdout) as AdapterReport;
}

describe.runIf(process.platform === 'linux').each(adapters)('$adapter', ({ adapter, env }) => {
  const seed = Math.floor(Math.random() * 2 ** 31);
  let found: AdapterReport;

  it('is what was asked for, and computes random kernels of integers exactly', { timeout: 240_000 }, () => {
    found = report(env, seed);
    expect(found.name).toMatch(adapter === 'lavapipe' ? /llvmpipe/i : /swiftshader/i);
    expect(found.differing, `random kernels from seed ${seed} on`).toEqual([]);
  });

  it('computes math functions as the interpreter does, up to a few units of the last place', () => {
    for (const [name, { ulp, at, odd, oddAt }] of Object.entries(found.functions)) {
      expect(odd, `${name}(${oddAt.join(', ')}) is NaN or infinite on one side only`).toBe(0);
      const isFlushed = flushing.has(name as MathName) && at.some((x) => Math.abs(x) < SMALLEST_EXACT);
      if (!isFlushed) expect(ulp, `${name}(${at.join(', ')})`).toBeLessThanOrEqual(MOST_ULP);
    }
  });
});
