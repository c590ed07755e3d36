import { GpuUnavailableError } from '../../core/errors.ts';
import { holdInstance, loadDawn } from './dawn.ts';
import type { DawnModule } from './dawn.ts';
import { findCause } from './find-cause.ts';

/** An adapter, and the names of all that the system has, where they are known. */
export interface FoundAdapter {
  readonly adapter: GPUAdapter;
  readonly name: string;
}

/** No adapter has this name, so asking for it makes Dawn list the ones there are: it has no other way to. */
const NO_SUCH_NAME = 'none of this name';

/** The names in Dawn's message that no adapter fits. */
export const namesIn = (message: string): string[] =>
  [...message.matchAll(/name: '([^']*)'/g)].map(([, name]) => name!);

/** The browser's own, or a stand-in that the program has put there. */
const globalGpu = (): GPU | undefined =>
  (globalThis as { readonly navigator?: { readonly gpu?: GPU } }).navigator?.gpu ?? undefined;

const preferred = { powerPreference: 'high-performance' } as const;

/** The names of all adapters, in the order of the system; empty where there is none. */
export async function listAdapters(dawn: DawnModule): Promise<string[]> {
  try {
    // Null means that there is nothing to choose from.
    await holdInstance(dawn, [`adapter=${NO_SUCH_NAME}`]).requestAdapter(preferred);
    return [];
  } catch (error) {
    return namesIn(String(error));
  }
}

async function findByName(dawn: DawnModule, wanted: string): Promise<FoundAdapter> {
  const names = await listAdapters(dawn);
  if (names.length === 0) throw new GpuUnavailableError(await findCause());
  const name = names.find((one) => one.toLowerCase().includes(wanted.toLowerCase()));
  const adapter = name === undefined ? null : await holdInstance(dawn, [`adapter=${name}`]).requestAdapter(preferred);
  if (name === undefined || adapter === null) {
    const known = names.map((one) => `"${one}"`).join(', ');
    throw new GpuUnavailableError(`no GPU here has a name with "${wanted}" in it; there are ${known}`);
  }
  return { adapter, name };
}

/**
 * Finds an adapter.
 *
 * @param wanted - A part of its name, in capitals or not; without one, the one that the system prefers.
 * @throws GpuUnavailableError with what is missing and the remedy.
 */
export async function findAdapter(wanted?: string): Promise<FoundAdapter> {
  const browser = globalGpu();
  const dawn = browser === undefined ? await loadDawn() : { create: () => browser };
  if (wanted !== undefined && browser === undefined) return await findByName(dawn, wanted);
  const adapter = await holdInstance(dawn, []).requestAdapter(preferred);
  if (adapter === null) throw new GpuUnavailableError(await findCause());
  return { adapter, name: adapter.info.device || adapter.info.description };
}
