/** Where and when a benchmark ran: figures mean nothing without it. */

import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { arch, cpus, loadavg, platform, release, totalmem } from 'node:os';
import { PYTHON, packagesFolder } from './row-process.ts';

/** Facts of a run that do not change while it lasts. */
export interface Machine {
  readonly date: string;
  readonly processor: string;
  readonly processors: number;
  readonly memoryGiB: number;
  readonly system: string;
  readonly node: string;
  readonly python?: string;
  readonly commit?: string;
}

/** What a command prints, or undefined when there is no such command here or it fails. */
function output(command: string, args: readonly string[]): string | undefined {
  try {
    return execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return undefined; // the caller prints that it is absent
  }
}

/** Describes this machine, today. */
export function describeMachine(): Machine {
  const python = output(PYTHON, ['-c', 'import platform; print(platform.python_version())']);
  const commit = output('git', ['rev-parse', '--short', 'HEAD']);
  return {
    date: new Date().toISOString(),
    processor: cpus()[0]?.model ?? 'unknown',
    processors: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${platform()} ${release()} ${arch()}`,
    node: process.version,
    ...(python !== undefined && { python }),
    ...(commit !== undefined && { commit }),
  };
}

/** The load average over one minute. */
export const load = (): number => Number((loadavg()[0] as number).toFixed(2));

const peersFolder = new URL('../peers/', import.meta.url);

/** Version of a library for JavaScript among the peers, or undefined when it is not installed. */
export function peerVersion(name: string): string | undefined {
  const file = new URL(`node_modules/${name}/package.json`, peersFolder);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version : undefined;
}

/** Version of a Python package, or undefined when it cannot be imported (from that folder, where one is given). */
export function pythonVersion(name: string, packages?: string): string | undefined {
  const print = `print(getattr(${name}, '__version__', platform.python_version()))`;
  if (packages === undefined) return output(PYTHON, ['-c', `import ${name}, platform; ${print}`]);
  const folder = JSON.stringify(packagesFolder(packages));
  const program = `import platform, sys; sys.path.insert(0, ${folder}); import ${name}; assert ${name}.__file__.startswith(${folder}); ${print}`;
  return output(PYTHON, ['-c', program]);
}
