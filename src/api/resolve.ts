/** Decides what a call really uses: explicit options before the context before the defaults, and the rule for nested calls. */

import { BackendUnavailableError, InvalidOptionError } from '../core/errors.ts';
import { hasKernelBackend } from '../core/kernel-registry.ts';
import { getBackend, hasBackend } from '../core/registry.ts';
import type { TaskBackend } from '../core/task.ts';
import { cpuCount } from '../platform/cpu-count.ts';
import { readEnvironment } from '../platform/environment.ts';
import { whereAmI } from '../platform/nesting.ts';
import { currentConfig } from './config.ts';
import { withoutUndefined } from './check-options.ts';
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
  /** The backend runs kernels only: it compiles functions, and there are no tasks. */
  readonly kernels?: true;
}

/** The name that stands for the backend that is predicted to be the quickest; see `api/auto/`. */
export const AUTO = 'auto';

/** The number of workers that `nJobs` stands for on this machine. */
function countWorkers(nJobs: ParallelOptions['nJobs'] = -1): number {
  if (typeof nJobs === 'string' && nJobs.endsWith('%')) {
    const share = Number.parseFloat(nJobs) / 100;
    if (!(share > 0)) throw new InvalidOptionError(`nJobs must be more than 0%, such as '50%', got "${nJobs}"`);
    return Math.max(1, Math.floor(cpuCount() * share));
  }
  if (typeof nJobs === 'string' || !Number.isInteger(nJobs) || nJobs === 0) {
    throw new InvalidOptionError(
      `nJobs must be a non-zero integer (-1 means all cores, -2 all but one) or a share such as '50%', got ${String(nJobs)}`,
    );
  }
  return nJobs > 0 ? nJobs : Math.max(1, cpuCount() + 1 + nJobs);
}

const isBackend = (value: unknown): value is TaskBackend => typeof value === 'object' && value !== null;

/**
 * The backend of a call inside a worker when none is named: it begins in place and moves to threads of its own where cores
 * are free and that pays; anything deeper runs in place, so that workers do not multiply. A task that runs in place in the
 * main program leaves the cores to the calls that it makes.
 */
function nestedBackend(): string | undefined {
  const here = whereAmI();
  if (here.level === 0 || (here.level === 1 && here.backend === 'sequential')) return undefined;
  return here.level === 1 ? AUTO : 'sequential';
}

/** Levels of calls that each start workers of their own; deeper ones are almost certainly a mistake. */
const MAX_DEPTH = 10;

/** Calls nested too deep run in place; one that names a backend, or needs one, is told. */
function limitDepth(level: number, backend: string | TaskBackend, given: Given): string | TaskBackend {
  const most = readEnvironment().maxDepth ?? MAX_DEPTH;
  if (level <= most || backend === 'sequential') return backend;
  if (backend === AUTO) return 'sequential';
  if (given.explicit.backend === undefined && given.merged.require !== 'isolation') return 'sequential';
  throw new BackendUnavailableError(
    `calls are nested ${level} deep, and each level starts workers of its own; ` +
      `leave out the backend of inner calls, or raise MANYCORE_MAX_DEPTH above ${most}`,
  );
}

const isolates = (memory: TaskBackend['memory']): boolean => memory === 'mapped' || memory === 'copied';
const shares = (memory: TaskBackend['memory']): boolean => memory === 'same' || memory === 'shared';

/** A backend such as `gpu`, which runs compiled functions and no tasks. */
const runsOnlyKernels = (backend: string | TaskBackend): boolean =>
  typeof backend === 'string' && !hasBackend(backend) && hasKernelBackend(backend);

function memoryOf(backend: string | TaskBackend): TaskBackend['memory'] {
  if (isBackend(backend)) return backend.memory;
  if (runsOnlyKernels(backend)) return 'copied';
  // It begins in the caller's own thread, where values pass as they are.
  return backend === AUTO ? 'same' : getBackend(backend).memory;
}

/** Whether a backend with this memory meets a condition. */
export const fits = (require: 'sharedmem' | 'isolation', memory: TaskBackend['memory']): boolean =>
  require === 'sharedmem' ? shares(memory) : isolates(memory);

const nameOf = (backend: string | TaskBackend): string => (isBackend(backend) ? backend.name : backend);

/** What was said in the call and its `Parallel`, and the same over what the context says. */
interface Given {
  readonly explicit: ParallelOptions;
  readonly merged: ParallelOptions;
}

/** A backend that breaks a condition is an error where it was named; one that comes from elsewhere gives way. */
function checkRequire({ explicit, merged }: Given, chosen: string | TaskBackend): string | TaskBackend {
  const { require } = merged;
  if (require === undefined || chosen === AUTO) return chosen;
  const fitting = require === 'sharedmem' ? 'threads' : 'processes';
  const { prefer } = explicit;
  if (explicit.require !== undefined && prefer !== undefined && prefer !== fitting) {
    throw new InvalidOptionError(`prefer: '${prefer}' and require: '${require}' exclude each other; drop one of them`);
  }
  if (fits(require, memoryOf(chosen))) return chosen;
  if (explicit.backend === undefined) return fitting;
  throw new InvalidOptionError(
    `backend ${nameOf(chosen)} does not offer require: '${require}'; use '${fitting}', or drop require`,
  );
}

function chooseBackend({ merged }: Given): string | TaskBackend {
  // A process of one's own is worth its price where it is a condition, also in a nested call.
  if (merged.backend === undefined && merged.require === 'isolation') return 'processes';
  return merged.backend ?? nestedBackend() ?? merged.prefer ?? readEnvironment().backend ?? usualBackend(merged);
}

/** Options that mean nothing in the caller's own thread. */
export const ofWorkers = [
  'require',
  'timeout',
  'env',
  'execArgv',
  'argv',
  'resourceLimits',
  'initializer',
  'maxTasksPerWorker',
  'stdio',
] as const;

/** Threads; but one worker gains nothing over the caller's own thread, unless something was asked for that needs one. */
function usualBackend(merged: ParallelOptions): string {
  const asked = ofWorkers.some((name) => merged[name] !== undefined);
  return !asked && countWorkers(merged.nJobs) === 1 ? 'sequential' : 'threads';
}

/**
 * Resolves the options of a call.
 *
 * @param layers - Options from the least to the most specific (constructor, then call); all win over the context.
 */
export function resolve(...layers: readonly (ParallelOptions | undefined)[]): Resolved {
  const explicit: ParallelOptions = Object.assign({}, ...layers.map(withoutUndefined));
  const merged: ParallelOptions = { ...currentConfig(), ...explicit };
  const given = { explicit, merged };
  const most = countWorkers(merged.nJobs);
  const level = whereAmI().level + 1;
  const backend = limitDepth(level, checkRequire(given, chooseBackend(given)), given);
  const workers = backend === 'sequential' ? 1 : most;
  const resolved = { options: merged, backend, memory: memoryOf(backend), workers, level };
  return runsOnlyKernels(backend) ? { ...resolved, kernels: true, workers: 1 } : resolved;
}

/**
 * As {@link resolve}, for what runs tasks only.
 *
 * @throws InvalidOptionError for a backend that runs kernels only.
 */
export function resolveTasks(...layers: readonly (ParallelOptions | undefined)[]): Resolved {
  const resolved = resolve(...layers);
  if (resolved.kernels === undefined) return resolved;
  throw new InvalidOptionError(
    `backend '${nameOf(resolved.backend)}' has no workers for a Pool; use Parallel({ backend: '${nameOf(resolved.backend)}' }), or kernels of manycore/kernel`,
  );
}

/**
 * The number of workers that a call would use here and now.
 *
 * @param nJobs - A non-zero integer (-1: all usable cores, -2: all but one, ...) or a share such as `'50%'`; default:
 *   that of the context, else -1.
 * @returns At least 1. Positive numbers may exceed the number of cores; 1 where calls run in place.
 * @throws InvalidOptionError `ERR_INVALID_OPTION`
 * @example
 * ```ts
 * console.log(effectiveNJobs(3)); // 3
 * ```
 */
export function effectiveNJobs(nJobs?: ParallelOptions['nJobs']): number {
  return resolve({ nJobs }).workers;
}
