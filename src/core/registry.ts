import { BackendUnavailableError, InvalidOptionError } from './errors.ts';
import type { BackendCost } from './cost.ts';
import type { TaskBackend, TaskBackendFactory } from './task.ts';

/** What is known of a backend before one is made. */
export interface BackendEntry {
  readonly name: string;
  readonly memory: TaskBackend['memory'];
  readonly open: TaskBackendFactory;
  /** What it costs to run tasks there; without it `backend: 'auto'` leaves it to those who name it. */
  readonly cost?: BackendCost;
  /** The cost is a typical one, to be replaced by what is measured on the machine. */
  readonly isMeasured?: boolean;
}

const entries = new Map<string, BackendEntry>();

/** Adds a backend under its name, or replaces the one of that name. */
export function addBackend(entry: BackendEntry): void {
  if (typeof entry.name !== 'string' || entry.name === '') {
    throw new InvalidOptionError(`a backend needs a name, got ${String(entry.name)}`);
  }
  entries.set(entry.name, entry);
}

/** The registered backend of that name. */
export function getBackend(name: string): BackendEntry {
  const entry = entries.get(name);
  if (entry === undefined) {
    throw new BackendUnavailableError(
      `there is no backend "${name}"; registered are ${[...entries.keys()].join(', ')} (registerBackend adds one)`,
    );
  }
  return entry;
}

/** Whether a backend of that name is registered. */
export const hasBackend = (name: string): boolean => entries.has(name);

/** All registered backends, in order of registration. */
export const listBackends = (): readonly BackendEntry[] => [...entries.values()];
