/** Packs the package and installs it the way a user would. */

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

/** No run of a program or of npm may take longer, in milliseconds. */
const LIMIT_MS = 180_000;

/** What a program printed and how it ended. */
export interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly output: string;
}

/** Runs a program without a terminal and without input. */
export function run(command: string, args: readonly string[], cwd: string = root): Run {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: LIMIT_MS,
    killSignal: 'SIGKILL',
    env: { ...process.env, NO_COLOR: '1' },
  });
  return { code: status, stdout, output: `${stdout}${stderr}${error === undefined ? '' : error.message}` };
}

/** Packs dist/ into a folder and returns the path of the tarball. */
export function pack(folder: string): string {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const args = ['pack', '--ignore-scripts', '--loglevel', 'error', '--pack-destination', folder];
  execFileSync('npm', args, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
  const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz'));
  if (tarball === undefined) throw new Error(`npm pack left no tarball in ${folder}`);
  return path.join(folder, tarball);
}

/** Installs packages into a folder of its own, as a project that has nothing else. */
export function install(folder: string, packages: readonly string[]): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'package.json'), '{ "private": true, "allowScripts": { "node": true } }\n');
  const args = ['install', '--no-audit', '--no-fund', '--loglevel', 'error', ...packages];
  const { code, output } = run('npm', args, folder);
  if (code !== 0) throw new Error(`npm install ${packages.join(' ')} ended with ${code}:\n${output}`);
}
