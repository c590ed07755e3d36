/**
 * Runs everything about the GPU on this machine, and measures: `npm run check:gpu`. Writes a dated file to bench/results/.
 *
 *   node scripts/check-gpu.ts              on the machine's GPU
 *   node scripts/check-gpu.ts --software   on the software adapter of the tests
 */

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { softwareAdapterEnv, unpackSoftwareAdapter } from '../test/support/software-adapter.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const isSoftware = process.argv.includes('--software');

/** The suites, as patterns of vitest. */
const suites = ['src/backends/gpu', 'src/kernel/codegen/wgsl', 'src/kernel/raw-kernel', 'test/gpu', 'gpu-kernels'];

/** Where NVIDIA's driver announces itself in containers that do not install it. */
const CONTAINER_DRIVER = '/usr/local/nvidia/share/vulkan/icd.d/nvidia_icd.json';

type Variables = Readonly<Record<string, string>>;

interface Adapter {
  readonly name: string;
  readonly isSoftware: boolean;
}

function ask(variables: Variables): Adapter | undefined {
  const script = path.join(root, 'scripts', 'gpu-figures.ts');
  const { stdout, status } = spawnSync(process.execPath, [script, '--info'], {
    encoding: 'utf8',
    env: { ...process.env, ...variables },
  });
  return status === 0 ? (JSON.parse(stdout) as Adapter) : undefined;
}

/** The variables with which the GPU is found: as it is, with our Vulkan loader, or with the driver of a container, too. */
function findGpu(): Variables {
  if (isSoftware) return softwareAdapterEnv(unpackSoftwareAdapter());
  const real = { MANYCORE_TEST_GPU: 'real' };
  const attempts: Variables[] = [real];
  if (process.platform === 'linux' && process.arch === 'x64') {
    const { LD_LIBRARY_PATH = '' } = softwareAdapterEnv(unpackSoftwareAdapter());
    attempts.push({ ...real, LD_LIBRARY_PATH });
    if (existsSync(CONTAINER_DRIVER)) {
      attempts.push({
        ...real,
        LD_LIBRARY_PATH,
        VK_DRIVER_FILES: CONTAINER_DRIVER,
        VK_ICD_FILENAMES: CONTAINER_DRIVER,
      });
    }
  }
  const found = attempts.find((variables) => ask(variables)?.isSoftware === false);
  if (found !== undefined) return found;
  throw new Error('there is no GPU here; --software runs the same on the processor');
}

interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly failures: readonly string[];
}

interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly {
    readonly message: string;
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
}

function runSuites(variables: Variables): Counts {
  const report = path.join(root, '.cache', 'gpu-tests.json');
  mkdirSync(path.dirname(report), { recursive: true });
  rmSync(report, { force: true });
  const vitest = path.join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const args = [vitest, 'run', ...suites, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const env = { ...process.env, RANDOM_GPU_KERNELS: isSoftware ? '40' : '1000', ...variables };
  spawnSync(process.execPath, args, { cwd: root, env, stdio: 'inherit' });
  const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(report, 'utf8')) as Report;
  const failures = testResults.flatMap(({ assertionResults, message }) => {
    const failed = assertionResults.filter(({ status }) => status === 'failed').map(({ fullName }) => fullName);
    return failed.length === 0 && message !== '' ? [message] : failed;
  });
  return { passed: numPassedTests, failed: numFailedTests, failures };
}

function measure(variables: Variables): unknown {
  const script = path.join(root, 'scripts', 'gpu-figures.ts');
  const { stdout, stderr, status } = spawnSync(process.execPath, [script], {
    encoding: 'utf8',
    env: { ...process.env, ...variables },
    maxBuffer: 2 ** 26,
  });
  return status === 0 ? (JSON.parse(stdout) as unknown) : { failed: stderr.slice(-2000) };
}

const variables = findGpu();
const tests = runSuites(variables);
const figures = measure(variables);
const date = new Date().toISOString().slice(0, 16).replace(':', '');
const file = path.join(root, 'bench', 'results', `${date}-gpu${isSoftware ? '-software' : ''}.json`);
mkdirSync(path.dirname(file), { recursive: true });
const machine = { node: process.version, platform: process.platform, arch: process.arch };
writeFileSync(file, `${JSON.stringify({ date, machine, tests, ...(figures as object) }, undefined, 2)}\n`);
console.log(`GPU: ${tests.passed} tests passed, ${tests.failures.length} failed; ${path.relative(root, file)}`);
process.exitCode = tests.passed > 0 && tests.failures.length === 0 ? 0 : 1;
