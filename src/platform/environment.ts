import { InvalidOptionError } from '../core/errors.ts';

/** What the user set through environment variables; undefined where nothing was. */
export interface Environment {
  readonly maxWorkers: number | undefined;
  readonly tempFolder: string | undefined;
  readonly backend: string | undefined;
  readonly maxDepth: number | undefined;
  /** Whether spill files are mapped into memory where koffi is installed. */
  readonly mapFiles: boolean;
}

/** Every environment variable that manycore reads from its user; docs/env.md lists the same. */
export const environmentVariables = {
  MANYCORE_MAX_WORKERS: 'The most workers at a time, whatever the machine has: a positive integer.',
  MANYCORE_TEMP_FOLDER:
    'The folder for spill files: an absolute path. Before /dev/shm and the temporary folder of the system.',
  MANYCORE_BACKEND: 'The backend for calls that do not name one: sequential, threads, processes, or a registered name.',
  MANYCORE_MAX_DEPTH: 'How deep parallel calls may nest before they run sequentially: an integer from 0.',
  MANYCORE_MAP_FILES: 'off: never map spill files into memory, even where koffi is installed. on (default): map them.',
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
  };
}

/** How a child process learns which folder its results go to; not a setting. */
const SPILL_OWNER = 'MANYCORE_SPILL_OWNER';

/** The folder of the parent for results of this worker; undefined in the main program. */
export const inheritedSpillOwner = (env: Variables = process.env): string | undefined => env[SPILL_OWNER] || undefined;

/** The variables that tell a child process the folder for its results. */
export const spillOwnerVariables = (owner: string): Readonly<Record<string, string>> => ({ [SPILL_OWNER]: owner });
