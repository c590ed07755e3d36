/** Decides what a call really uses: explicit options before the context before the defaults, and the rule for nested calls. */

import { BackendUnavailableError, InvalidOptionError } from '../core/errors.ts';
import { getBackend } from '../core/registry.ts';
import type { TaskBackend } from '../core/task.ts';
import { cpuCount } from '../platform/cpu-count.ts';
import { readEnvironment } from '../platform/environment.ts';
import { whereAmI } from '../platform/nesting.ts';
import { currentConfig } from './config.ts';
import type { ParallelOptions } from './options.ts';

/** What a call uses. */
export interface Resolved {
  readonly options: ParallelOptions;
  /** A registered backend by name, or an object. */
  readonly backend: string | TaskBackend;
  readonly memory: TaskBackend['memory'];
  readonly workers: number;
  /** Nesting level of the tasks: 1 for a call of the main program. */
  readonly level: number;
}

/**
 * The number of workers that `nJobs` stands for here.
 *
 * @param nJobs - A non-zero integer (-1: all usable cores, -2: all but one, ...) or a share such as `'50%'`; default -1.
 * @returns At least 1. Positive numbers may exceed the number of cores.
 * @throws InvalidOptionError `ERR_INVALID_OPTION`
 * @example
 * ```ts
 * console.log(effectiveNJobs(3)); // 3
 * ```
 */
export function effectiveNJobs(nJobs: ParallelOptions['nJobs'] = currentConfig().nJobs ?? -1): number {
  if (typeof nJobs === 'string') {
    const share = Number.parseFloat(nJobs) / 100;
    if (!(share > 0)) throw new InvalidOptionError(`nJobs must be more than 0%, got "${nJobs}"`);
    return Math.max(1, Math.floor(cpuCount() * share));
  }
  if (!Number.isInteger(nJobs) || nJobs === 0) {
    throw new InvalidOptionError(
      `nJobs must be a non-zero integer (-1 means all cores, -2 all but one), got ${String(nJobs)}`,
    );
  }
  return nJobs > 0 ? nJobs : Math.max(1, cpuCount() + 1 + nJobs);
}

const isBackend = (value: unknown): value is TaskBackend =>
  typeof value === 'object' && value !== null && 'run' in value;

/** Options without those that are undefined, so that they do not hide a default. */
function given<T extends object>(options: T | undefined): T {
  return Object.fromEntries(Object.entries(options ?? {}).filter(([, value]) => value !== undefined)) as T;
}

/**
 * The backend of a call inside a worker when none is named: a process may still use threads of its own, anything deeper runs
 * in place. So nested calls neither multiply processes nor wait for each other.
 */
function nestedBackend(): string | undefined {
  const here = whereAmI();
  if (here.level === 0) return undefined;
  return here.level === 1 && here.backend === 'processes' ? 'threads' : 'sequential';
}

/** Levels of calls that each start workers of their own; deeper ones are almost certainly a mistake. */
const MAX_DEPTH = 10;

/** Calls nested too deep run in place; one that names a backend is told. */
function limitDepth(level: number, backend: string | TaskBackend, explicit: ParallelOptions): string | TaskBackend {
  const most = readEnvironment().maxDepth ?? MAX_DEPTH;
  if (level <= most || backend === 'sequential') return backend;
  if (explicit.backend === undefined) return 'sequential';
  throw new BackendUnavailableError(
    `calls are nested ${level} deep, and each level starts workers of its own; ` +
      `leave out the backend of inner calls, or raise MANYCORE_MAX_DEPTH above ${most}`,
  );
}

const isolates = (memory: TaskBackend['memory']): boolean => memory === 'mapped' || memory === 'copied';
const shares = (memory: TaskBackend['memory']): boolean => memory === 'same' || memory === 'shared';

const memoryOf = (backend: string | TaskBackend): TaskBackend['memory'] =>
  isBackend(backend) ? backend.memory : getBackend(backend).memory;

const nameOf = (backend: string | TaskBackend): string => (isBackend(backend) ? backend.name : backend);

/** A named backend that breaks a condition is an error; one that comes from a context gives way. */
function checkRequire(explicit: ParallelOptions, chosen: string | TaskBackend): string | TaskBackend {
  const { require, prefer } = explicit;
  if (require === undefined) return chosen;
  if (require === 'sharedmem' && prefer === 'processes') {
    throw new InvalidOptionError("prefer: 'processes' and require: 'sharedmem' exclude each other; drop one of them");
  }
  const fits = require === 'sharedmem' ? shares : isolates;
  if (fits(memoryOf(chosen))) return chosen;
  if (explicit.backend !== undefined) {
    const remedy = require === 'sharedmem' ? "'threads'" : "'processes'";
    throw new InvalidOptionError(`backend ${nameOf(chosen)} does not offer require: '${require}'; use ${remedy}`);
  }
  return require === 'sharedmem' ? 'threads' : 'processes';
}

function chooseBackend(explicit: ParallelOptions, merged: ParallelOptions): string | TaskBackend {
  if (merged.backend !== undefined) return merged.backend;
  if (explicit.require === 'isolation') return 'processes';
  const nested = nestedBackend();
  if (nested !== undefined) return nested;
  if (merged.prefer !== undefined) return merged.prefer;
  const preset = readEnvironment().backend;
  if (preset !== undefined) return preset;
  return 'threads';
}

/**
 * Resolves the options of a call.
 *
 * @param layers - Options from the least to the most specific (constructor, then call); all win over the context.
 */
export function resolve(...layers: readonly (ParallelOptions | undefined)[]): Resolved {
  const explicit: ParallelOptions = Object.assign({}, ...layers.map(given));
  const options: ParallelOptions = { ...given(currentConfig()), ...explicit };
  let backend = checkRequire(explicit, chooseBackend(explicit, options));
  const workers = effectiveNJobs(options.nJobs);
  // One worker gains nothing over the caller's own thread, unless a backend was asked for.
  const asked = options.backend ?? options.prefer ?? options.require ?? options.timeout;
  if (workers === 1 && asked === undefined && backend === 'threads') backend = 'sequential';
  const level = whereAmI().level + 1;
  backend = limitDepth(level, backend, explicit);
  return { options, backend, memory: memoryOf(backend), workers, level };
}
