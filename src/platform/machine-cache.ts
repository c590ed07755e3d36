/** What was measured on this machine, kept from one program to the next: small files, one for each kind of figure. */

import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, homedir } from 'node:os';
import path from 'node:path';
import { readEnvironment } from './environment.ts';

/** The folder; undefined where nothing is to be kept. */
function cacheFolder(): string | undefined {
  const { cacheFolder: chosen } = readEnvironment();
  if (chosen === 'off') return undefined;
  if (chosen !== undefined) return chosen;
  const { XDG_CACHE_HOME, LOCALAPPDATA } = process.env;
  if (process.platform === 'win32') return LOCALAPPDATA === undefined ? undefined : path.join(LOCALAPPDATA, 'manycore');
  const isAbsolute = XDG_CACHE_HOME !== undefined && path.isAbsolute(XDG_CACHE_HOME);
  return path.join(isAbsolute ? XDG_CACHE_HOME : path.join(homedir(), '.cache'), 'manycore');
}

/** What the figures depend on: another machine, number of cores or Node has figures of its own. */
function machineKey(): string {
  const processors = cpus();
  const parts = [
    process.version,
    process.platform,
    process.arch,
    processors[0]?.model ?? '',
    String(processors.length),
  ];
  // Loaded here: crypto takes several milliseconds of the start of every program.
  const { createHash } = process.getBuiltinModule('node:crypto');
  return createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 16);
}

function fileOf(name: string): string | undefined {
  const folder = cacheFolder();
  return folder === undefined ? undefined : path.join(folder, `${name}-${machineKey()}.json`);
}

/** @returns What {@link writeMachineCache} kept; undefined when there is nothing that can be read. */
export function readMachineCache(name: string): unknown {
  try {
    const file = fileOf(name);
    return file === undefined ? undefined : (JSON.parse(readFileSync(file, 'utf8')) as unknown);
  } catch {
    return undefined; // none, not ours to read, or half a file of somebody else's: it is measured anew
  }
}

/**
 * Keeps plain data. Writers may come at once: each puts a whole file in place, and the last one stays. Where nothing can be
 * written nothing is kept: it is only a cache.
 */
export function writeMachineCache(name: string, value: unknown): void {
  const file = fileOf(name);
  if (file === undefined) return;
  const mine = `${file}.${process.pid}-${Math.random().toString(36).slice(2)}`;
  try {
    mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(mine, JSON.stringify(value), { mode: 0o600 });
    renameSync(mine, file);
  } catch {
    removeQuietly(mine);
  }
}

function removeQuietly(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // It was never made: the folder is a file, for one.
  }
}
