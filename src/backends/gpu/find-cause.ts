import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import process from 'node:process';

/** The probe starts Dawn in a process of its own; it may take this long, in milliseconds. */
const PROBE_LIMIT_MS = 10_000;

/** Dawn writes why it finds no adapter to the standard error of the process, where we cannot see it: so another process asks. */
const PROBE = `import(process.argv[1]).then(async ({ create }) => {
  globalThis.held = create([]);
  await globalThis.held.requestAdapter();
});`;

/** What is wrong, as far as Dawn's warnings tell. */
export type Cause = 'no loader' | 'no driver' | 'broken driver' | 'old driver' | 'unknown';

/** Reads the cause from the warnings of Dawn and of the Vulkan loader. */
export function causeIn(warnings: string): Cause {
  if (warnings.includes("Couldn't load Vulkan")) return 'no loader';
  if (/Failed loading library associated with ICD/.test(warnings)) return 'broken driver';
  if (/Found no drivers|VK_ERROR_INCOMPATIBLE_DRIVER/.test(warnings)) return 'no driver';
  if (/required|not supported|VK_ERROR_/i.test(warnings)) return 'old driver';
  return 'unknown';
}

/** The folders where drivers announce themselves on Linux. */
function driverFolders(): string[] {
  const data = (process.env['XDG_DATA_DIRS'] ?? '/usr/local/share:/usr/share').split(':');
  return ['/etc', path.join(homedir(), '.local', 'share'), ...data].map((base) => path.join(base, 'vulkan', 'icd.d'));
}

/** The drivers that are announced: files of the named folders, or those that the environment lists. */
export function announcedDrivers(env: NodeJS.ProcessEnv = process.env): string[] {
  const listed = env['VK_DRIVER_FILES'] ?? env['VK_ICD_FILENAMES'];
  if (listed !== undefined && listed !== '') return listed.split(path.delimiter);
  return driverFolders().flatMap((folder) => {
    try {
      return readdirSync(folder).map((name) => path.join(folder, name));
    } catch {
      return []; // most of the folders are not there
    }
  });
}

const DRIVER_HINT =
  "install the driver of the GPU's maker, or Mesa's (Debian and Ubuntu: apt install mesa-vulkan-drivers, 23.1 or later)";

const remedies: { readonly [C in Cause]: string } = {
  'no loader': `the Vulkan loader is not installed (libvulkan.so.1); install it (Debian and Ubuntu: apt install libvulkan1), and ${DRIVER_HINT}`,
  'no driver': `the Vulkan loader found no driver; ${DRIVER_HINT}`,
  'broken driver': `a Vulkan driver is announced but cannot be loaded; reinstall it, or ${DRIVER_HINT}`,
  'old driver': `the Vulkan driver is too old or lacks what WebGPU needs; ${DRIVER_HINT}`,
  unknown: `no adapter was found; ${DRIVER_HINT}`,
};

/** One sentence for the user. */
export function explain(cause: Cause, warnings: string, drivers: readonly string[]): string {
  const said = warnings
    .split('\n')
    .filter((line) => line.startsWith('Warning:'))
    .map((line) => line.slice('Warning:'.length).trim());
  const parts = [`no GPU can be used: ${remedies[cause]}`];
  if (cause !== 'no loader') parts.push(`announced drivers: ${drivers.length === 0 ? 'none' : drivers.join(', ')}`);
  if (said.length > 0) parts.push(`the system said: ${[...new Set(said)].slice(0, 4).join('; ')}`);
  return parts.join('\n    ');
}

/** What Dawn writes to its standard error when it looks for an adapter; empty where no other process can be started. */
function probe(): Promise<string> {
  return new Promise((resolve) => {
    const args = ['--input-type=module', '-e', PROBE, import.meta.resolve('webgpu')];
    const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1', NODE_OPTIONS: '' };
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'], timeout: PROBE_LIMIT_MS, env });
    let text = '';
    child.stderr.setEncoding('utf8').on('data', (part: string) => void (text += part));
    child.once('error', () => resolve(''));
    child.once('close', () => resolve(text));
  });
}

/** Finds out why there is no adapter, and what to do about it. Slow (a process is started), and only after a failure. */
export async function findCause(): Promise<string> {
  if (process.platform !== 'linux') {
    return `no GPU can be used: ${process.platform} offers no adapter; update its graphics driver, or use another backend`;
  }
  const warnings = await probe();
  return explain(causeIn(warnings), warnings, announcedDrivers());
}
