/** Installs what the benchmarks compare with: npm packages into this folder, Debian's packages for Python, and a newer NumPy from PyPI. */

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const PYTHON_PACKAGES = [
  'python3',
  'python3-joblib',
  'python3-numpy',
  'python3-numba',
  'python3-numexpr',
  'python3-torch',
  'python3-pip',
  // Without it NumPy has the reference implementation of BLAS, which nobody compares with.
  'libopenblas0-pthread',
];

/** Kept apart from Debian's one; rows with `packages: 'numpy-newer'` use it. */
const NEWER_NUMPY = ['numpy==2.4.6', '.cache/numpy-newer'] as const;

const { values: options } = parseArgs({ options: { 'no-python': { type: 'boolean', default: false } } });

/** Runs a command in front of the user; false when it is not here or fails. */
function run(command: string, args: readonly string[]): boolean {
  console.log(`$ ${command} ${args.join(' ')}`);
  return spawnSync(command, args, { stdio: 'inherit', cwd: fileURLToPath(new URL('.', import.meta.url)) }).status === 0;
}

const asRoot = (...words: string[]): [string, string[]] =>
  process.getuid?.() === 0 ? [words[0] as string, words.slice(1)] : ['sudo', ['-n', ...words]];

if (!run('npm', ['install', '--no-audit', '--no-fund'])) process.exitCode = 1;
if (!options['no-python']) {
  run(...asRoot('apt-get', 'update', '-qq'));
  if (!run(...asRoot('apt-get', 'install', '-y', '-qq', '--no-install-recommends', ...PYTHON_PACKAGES))) {
    console.error(
      `Could not install the Python peers; install ${PYTHON_PACKAGES.join(', ')} by hand, for /usr/bin/python3.`,
    );
    process.exitCode = 1;
  }
  const [numpy, folder] = NEWER_NUMPY;
  if (
    !run('/usr/bin/python3', ['-m', 'pip', 'install', '--quiet', '--no-deps', '--upgrade', '--target', folder, numpy])
  ) {
    console.error(`Could not install ${numpy} from PyPI into bench/peers/${folder}.`);
    process.exitCode = 1;
  }
}
