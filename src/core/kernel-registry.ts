import { BackendUnavailableError } from './errors.ts';
import type { Artifact, KernelBackend } from './kernel.ts';

/** How a backend for kernels is opened; each takes what it knows of. */
export interface KernelBackendOptions {
  /** The most threads that compute at a time. */
  readonly cores?: number;
  /** A part of the name of the GPU. */
  readonly device?: string;
  /** The most memory for buffers, in bytes. */
  readonly memoryLimit?: number;
}

/** What is known of a backend for kernels before one is opened. */
export interface KernelBackendEntry {
  readonly name: string;
  readonly target: Artifact['target'];
  readonly open: (options: KernelBackendOptions) => Promise<KernelBackend>;
  /** Opens it at once, where nothing has to be loaded or asked for first: arrays are computed synchronously on such a backend. */
  readonly openSync?: (options: KernelBackendOptions) => KernelBackend;
}

const entries = new Map<string, KernelBackendEntry>();

/** Adds a backend for kernels under its name, or replaces the one of that name. */
export function addKernelBackend(entry: KernelBackendEntry): void {
  entries.set(entry.name, entry);
}

/**
 * The backend for kernels of that name.
 *
 * @throws BackendUnavailableError naming those there are.
 */
export function getKernelBackend(name: string): KernelBackendEntry {
  const entry = entries.get(name);
  if (entry === undefined) {
    throw new BackendUnavailableError(
      `there is no backend "${name}" for kernels; there are ${[...entries.keys()].join(', ')}`,
    );
  }
  return entry;
}

/** Whether there is a backend for kernels of that name. */
export const hasKernelBackend = (name: string): boolean => entries.has(name);

/** All backends for kernels, in order of registration. */
export const listKernelBackends = (): readonly KernelBackendEntry[] => [...entries.values()];

/** A backend that is shared: open, or being opened. */
interface SharedBackend {
  readonly backend?: KernelBackend;
  readonly opening: Promise<KernelBackend>;
}

const shared = new Map<string, SharedBackend>();

/** Backends whose device was lost, which are being closed. */
const leaving = new Set<Promise<void>>();

/** What is open, or being opened. A backend whose device was lost is closed, and not known any more. */
function knownBackend(name: string): SharedBackend | undefined {
  const known = shared.get(name);
  if (known?.backend?.isLost !== true) return known;
  shared.delete(name);
  // Nobody waits for it, and whoever used it knows that it is lost.
  const closing = known.backend.close().catch(() => undefined);
  leaving.add(closing);
  void closing.then(() => leaving.delete(closing));
  return undefined;
}

/** The backend of a name that the whole program shares: opened when it is first asked for, kept until it is closed or its device is lost. */
export async function sharedKernelBackend(name: string): Promise<KernelBackend> {
  const known = knownBackend(name);
  if (known !== undefined) return known.opening;
  const opening = getKernelBackend(name).open({});
  shared.set(name, { opening });
  try {
    const backend = await opening;
    // It may have been closed meanwhile.
    if (shared.get(name)?.opening === opening) shared.set(name, { backend, opening });
    return backend;
  } catch (error) {
    // What failed once may work later: a driver is installed, memory is free again.
    if (shared.get(name)?.opening === opening) shared.delete(name);
    throw error;
  }
}

/** As {@link sharedKernelBackend} where it is open or opens without waiting; undefined where it has to be waited for. */
export function openKernelBackend(name: string): KernelBackend | undefined {
  const known = knownBackend(name);
  const isAtOnce = known === undefined && getKernelBackend(name).openSync !== undefined;
  return isAtOnce ? sharedKernelBackendSync(name) : known?.backend;
}

/**
 * As {@link sharedKernelBackend}, at once.
 *
 * @throws BackendUnavailableError when the backend cannot be opened without waiting and is not open yet.
 */
export function sharedKernelBackendSync(name: string): KernelBackend {
  const known = knownBackend(name)?.backend;
  if (known !== undefined) return known;
  const { openSync } = getKernelBackend(name);
  if (openSync === undefined || shared.has(name)) {
    throw new BackendUnavailableError(`the backend "${name}" for kernels has to be waited for; await its first use`);
  }
  const backend = openSync({});
  shared.set(name, { backend, opening: Promise.resolve(backend) });
  return backend;
}

/** Closes all shared backends; the next one who asks opens them again. */
export async function closeSharedKernelBackends(): Promise<void> {
  const opening = [...shared.values()].map((one) => one.opening);
  shared.clear();
  const settled = await Promise.allSettled(opening);
  await Promise.all([...settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value.close()] : [])), ...leaving]);
}
