import { InvalidOptionError } from '../core/errors.ts';

/** What the user set through environment variables; undefined where nothing was. */
export interface Environment {
  readonly maxWorkers: number | undefined;
  readonly tempFolder: string | undefined;
  readonly backend: string | undefined;
  readonly maxDepth: number | undefined;
  /** Whether spill files are mapped into memory where koffi is installed. */
  readonly mapFiles: boolean;
  /** Whether large arrays are put into large pages where koffi is installed. */
  readonly largePages: boolean;
  /** Whether kernels may be compiled in V8's 256-bit mode. */
  readonly wideVectors: boolean;
  /** Part of the name of the GPU to use. */
  readonly gpuDevice: string | undefined;
  /** The most GPU memory to take, in bytes. */
  readonly gpuMemory: number | undefined;
  /** Where measured figures are kept: an absolute path, or `off`. */
  readonly cacheFolder: string | undefined;
}

/** Every environment variable that manycore reads from its user; docs/env.md lists the same. */
export const environmentVariables = {
  MANYCORE_MAX_WORKERS: 'The most workers at a time, whatever the machine has: a positive integer.',
  MANYCORE_TEMP_FOLDER:
    'The folder for spill files: an absolute path. Before /dev/shm and the temporary folder of the system.',
  MANYCORE_BACKEND:
    'The backend for calls that do not name one: sequential, threads, processes, auto, or a registered name.',
  MANYCORE_MAX_DEPTH: 'How deep parallel calls may nest before they run sequentially: an integer from 0.',
  MANYCORE_MAP_FILES: 'off: never map spill files into memory, even where koffi is installed. on (default): map them.',
  MANYCORE_LARGE_PAGES:
    'off: never ask for large pages for arrays, even where koffi is installed. on (default): ask for them.',
  MANYCORE_WIDE_VECTORS:
    "off: never compile kernels in V8's 256-bit mode. on (default): where a child process has shown that it is right and faster.",
  MANYCORE_GPU_DEVICE: 'The GPU to use: a part of its name, as gpuInfo() shows it.',
  MANYCORE_GPU_MEMORY: 'The most memory to take on the GPU: a number of bytes, or one with KiB, MiB or GiB behind it.',
  MANYCORE_CACHE_FOLDER:
    'Where figures of this machine are kept, which the backend auto predicts with: an absolute path. off: nowhere.',
} as const;

type Name = keyof typeof environmentVariables;
type Variables = Readonly<Record<string, string | undefined>>;

/** An empty variable counts as not set, as shells make it hard to unset one. */
const valueOf = (env: Variables, name: Name): string | undefined => env[name]?.trim() || undefined;

function refuse(name: Name, value: string): never {
  throw new InvalidOptionError(
    `the environment variable ${name} is ${JSON.stringify(value)}. ${environmentVariables[name]}`,
  );
}

function integer(env: Variables, name: Name, least: number): number | undefined {
  const value = valueOf(env, name);
  if (value === undefined) return undefined;
  if (!/^\d+$/.test(value) || Number(value) < least) refuse(name, value);
  return Number(value);
}

function absolutePath(env: Variables, name: Name): string | undefined {
  const value = valueOf(env, name);
  if (value !== undefined && !/^(\/|[A-Za-z]:[\\/]|\\\\)/.test(value)) refuse(name, value);
  return value;
}

function isOn(env: Variables, name: Name): boolean {
  const value = valueOf(env, name) ?? 'on';
  if (value !== 'on' && value !== 'off') refuse(name, value);
  return value === 'on';
}

const byteUnits: Readonly<Record<string, number>> = { '': 1, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30 };

function byteCount(env: Variables, name: Name): number | undefined {
  const value = valueOf(env, name);
  if (value === undefined) return undefined;
  const [, count, unit] = /^(\d+(?:\.\d+)?)\s*(KiB|MiB|GiB|)$/.exec(value) ?? [];
  const bytes = Math.floor(Number(count) * (byteUnits[unit ?? ''] ?? Number.NaN));
  if (!(bytes > 0)) refuse(name, value);
  return bytes;
}

/**
 * Reads the environment variables of manycore.
 *
 * @param env - `process.env`, unless a test says otherwise. Read at each call, because programs set it while they run.
 * @throws InvalidOptionError naming the variable, its value and what it may be.
 */
export function readEnvironment(env: Variables = process.env): Environment {
  return {
    maxWorkers: integer(env, 'MANYCORE_MAX_WORKERS', 1),
    tempFolder: absolutePath(env, 'MANYCORE_TEMP_FOLDER'),
    backend: valueOf(env, 'MANYCORE_BACKEND'),
    maxDepth: integer(env, 'MANYCORE_MAX_DEPTH', 0),
    mapFiles: isOn(env, 'MANYCORE_MAP_FILES'),
    largePages: isOn(env, 'MANYCORE_LARGE_PAGES'),
    wideVectors: isOn(env, 'MANYCORE_WIDE_VECTORS'),
    gpuDevice: valueOf(env, 'MANYCORE_GPU_DEVICE'),
    gpuMemory: byteCount(env, 'MANYCORE_GPU_MEMORY'),
    cacheFolder: valueOf(env, 'MANYCORE_CACHE_FOLDER') === 'off' ? 'off' : absolutePath(env, 'MANYCORE_CACHE_FOLDER'),
  };
}

/** How a child process learns which folder its results go to; not a setting. */
const SPILL_OWNER = 'MANYCORE_SPILL_OWNER';

/** The folder of the parent for results of this worker; undefined in the main program. */
export const inheritedSpillOwner = (env: Variables = process.env): string | undefined => env[SPILL_OWNER] || undefined;

/** The variables that tell a child process the folder for its results. */
export const spillOwnerVariables = (owner: string): Readonly<Record<string, string>> => ({ [SPILL_OWNER]: owner });
