import { BackendUnavailableError, InvalidOptionError } from './errors.ts';
import type { BackendCost } from './cost.ts';
import type { TaskBackend, WorkerOptions } from './task.ts';

/** Workers that were started before the backend that they are for. */
export interface LaunchedWorkers {
  /** Ends those that the backend has not taken over. */
  end(): void;
}

/** What is known of a backend before one is made. */
export interface BackendEntry {
  readonly name: string;
  readonly memory: TaskBackend['memory'];
  /** @param launched - What {@link BackendEntry.launch} has started for it. */
  readonly open: (options: WorkerOptions, launched?: LaunchedWorkers) => TaskBackend | Promise<TaskBackend>;
  /**
   * Starts that many workers, or fewer, and does nothing else: what the backend and its calls need is loaded while they start. It is
   * opened in the same turn of the event loop. Undefined where that cannot be; what is wrong with the options is told when it is opened.
   */
  readonly launch?: (options: WorkerOptions, count: number) => LaunchedWorkers | undefined;
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
