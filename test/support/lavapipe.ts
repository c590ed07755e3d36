/**
 * Mesa's lavapipe as a second software adapter: it compiles by LLVM and simplifies arithmetic, which SwiftShader does not. Debian's
 * packages are unpacked into the cache of the repository, without the rights of an administrator.
 */

import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { unpackSoftwareAdapter } from './software-adapter.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = path.join(root, '.cache', 'lavapipe');
const libraries = (home: string): string => path.join(home, 'root', 'usr', 'lib', 'x86_64-linux-gnu');
const DRIVER = 'libvulkan_lvp.so';

/** Mesa is too old before 23.1; Debian 12 has a newer one among its backports. */
const suiteOf = (codename: string): string => (codename === 'bookworm' ? 'bookworm-backports' : codename);

/** Longest wait for a package registry, in milliseconds. */
const LIMIT_MS = 90_000;

/** Variables with which a child process uses lavapipe, or why there is none. */
export type Lavapipe =
  { readonly env: Readonly<Record<string, string>> } | { readonly env: null; readonly reason: string };

class Missing extends Error {}

function run(command: string, args: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8', timeout: LIMIT_MS });
  if (status !== 0) {
    const last = stderr?.trim().split('\n').at(-1) ?? '';
    throw new Missing(`${command} ${args.at(-1)}: ${error?.message ?? last}`);
  }
  return stdout;
}

/** Downloads what this machine lacks for Mesa's Vulkan drivers, and unpacks it. */
function unpackInto(home: string): void {
  const codename = /^VERSION_CODENAME=(\w+)$/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1];
  if (codename === undefined) throw new Missing('the system says no codename that a package source could have');
  const uri = new RegExp(`(https?:\\S+) ${codename}/main amd64`).exec(run('apt-cache', ['policy']))?.[1];
  if (uri === undefined) throw new Missing(`no package source of ${codename} is known`);
  const suites = new Set([codename, suiteOf(codename)]);
  writeFileSync(path.join(home, 'sources.list'), [...suites].map((suite) => `deb ${uri} ${suite} main\n`).join(''));
  for (const name of ['lists/partial', 'cache/archives/partial', 'root'])
    mkdirSync(path.join(home, name), { recursive: true });
  const options = [
    `-oDir::State::Lists=${home}/lists`,
    `-oDir::Cache=${home}/cache`,
    `-oDir::Etc::sourcelist=${home}/sources.list`,
    '-oDir::Etc::sourceparts=/dev/null',
    '-oDebug::NoLocking=1',
    '-oAcquire::Retries=1',
  ];
  run('apt-get', [...options, 'update']);
  const wanted = ['-d', '-y', '--no-install-recommends', '-t', suiteOf(codename), 'install', 'mesa-vulkan-drivers'];
  run('apt-get', [...options, ...wanted]);
  const archives = path.join(home, 'cache', 'archives');
  for (const name of readdirSync(archives).filter((one) => one.endsWith('.deb')))
    run('dpkg', ['-x', path.join(archives, name), path.join(home, 'root')]);
  if (!existsSync(path.join(libraries(home), DRIVER))) throw new Missing('the packages have no lavapipe');
  for (const name of ['lists', 'cache']) rmSync(path.join(home, name), { recursive: true });
}

function prepare(): void {
  if (existsSync(folder)) return;
  mkdirSync(path.dirname(folder), { recursive: true });
  const fresh = mkdtempSync(`${folder}-`);
  try {
    unpackInto(fresh);
    renameSync(fresh, folder);
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true });
    if (!existsSync(folder)) throw error; // else another process was faster
  }
}

/** Unpacks lavapipe once. Where its packages cannot be had, says so: a missing registry is no failure of ours. */
export function unpackLavapipe(): Lavapipe {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    return { env: null, reason: 'it is unpacked on Linux x64' };
  try {
    prepare();
  } catch (error) {
    if (error instanceof Missing) return { env: null, reason: error.message };
    throw error;
  }
  const driver = path.join(folder, 'lavapipe.json');
  const library_path = path.join(libraries(folder), DRIVER);
  writeFileSync(driver, JSON.stringify({ file_format_version: '1.0.0', ICD: { api_version: '1.3.0', library_path } }));
  const env = {
    VK_DRIVER_FILES: driver,
    VK_ICD_FILENAMES: driver,
    // The Vulkan loader is SwiftShader's.
    LD_LIBRARY_PATH: [unpackSoftwareAdapter(), libraries(folder)].join(':'),
    XDG_RUNTIME_DIR: folder,
  };
  return { env };
}
