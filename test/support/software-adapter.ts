/** A Vulkan driver that runs on the processor, for the GPU suites: nothing has to be installed, no rights are needed. */

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { brotliDecompressSync } from 'node:zlib';

const root = fileURLToPath(new URL('../..', import.meta.url));
const DRIVER = 'vk_swiftshader_icd.json';
const LOADER = 'libvulkan.so.1';
const files = [DRIVER, LOADER, 'libvk_swiftshader.so'];

/** Not among the constants of Node: the library stays mapped when Node finds that it is no addon. */
const RTLD_NODELETE = 0x1000;

/** Unpacks the driver out of its npm package once, and gives the folder. */
export function unpackSoftwareAdapter(): string {
  const main = createRequire(import.meta.url).resolve('@sparticuz/chromium');
  const home = path.join(path.dirname(main), '..');
  const { version } = JSON.parse(readFileSync(path.join(home, 'package.json'), 'utf8')) as { version: string };
  const folder = path.join(root, '.cache', `swiftshader-${version}`);
  if (files.every((name) => existsSync(path.join(folder, name)))) return folder;
  mkdirSync(path.dirname(folder), { recursive: true });
  const fresh = mkdtempSync(`${folder}-`);
  const tar = brotliDecompressSync(readFileSync(path.join(home, 'bin', 'swiftshader.tar.br')));
  const { status, stderr } = spawnSync('tar', ['-x', '-C', fresh, ...files], { input: tar, encoding: 'utf8' });
  if (status !== 0) throw new Error(`the software adapter cannot be unpacked: ${stderr}`);
  try {
    renameSync(fresh, folder);
  } catch {
    rmSync(fresh, { recursive: true }); // another process was faster
  }
  return folder;
}

/** The variables with which a child process uses the software adapter. */
export const softwareAdapterEnv = (folder: string): Readonly<Record<string, string>> => ({
  VK_DRIVER_FILES: path.join(folder, DRIVER),
  VK_ICD_FILENAMES: path.join(folder, DRIVER),
  LD_LIBRARY_PATH: [folder, process.env['LD_LIBRARY_PATH']].filter(Boolean).join(':'),
});

/**
 * Makes this process, and the children it starts, use the software adapter. Call it before the GPU is opened. Elsewhere than on
 * Linux, and with `MANYCORE_TEST_GPU=real`, the suites run on the GPU of the machine.
 */
export function useSoftwareAdapter(): void {
  if (process.platform !== 'linux' || process.env['MANYCORE_TEST_GPU'] === 'real') return;
  if (process.arch !== 'x64') {
    throw new Error(
      `there is no software adapter for ${process.arch}; set MANYCORE_TEST_GPU=real where there is a GPU`,
    );
  }
  const folder = unpackSoftwareAdapter();
  Object.assign(process.env, softwareAdapterEnv(folder));
  // The system looks at LD_LIBRARY_PATH when a process starts, so in this one the loader is loaded by hand: Dawn then finds it
  // by its name. It is no addon, which Node says and nobody minds.
  const flags = os.constants.dlopen.RTLD_NOW | os.constants.dlopen.RTLD_GLOBAL | RTLD_NODELETE;
  try {
    process.dlopen({ exports: {} }, path.join(folder, LOADER), flags);
  } catch (error) {
    if (!String(error).includes('did not self-register')) throw error;
  }
}
