/** What the adapters have in common. */

import type { TaskName } from '../../harness/pool.ts';

/** The module with the functions that every library runs. */
export const workFile: URL = new URL('../../dispatch/work.mjs', import.meta.url);

export const taskNames: readonly TaskName[] = ['square', 'spin', 'touch', 'produce', 'nap'];

/**
 * Loads a peer. They are installed in `bench/peers` and nowhere else, and may be absent, so the types come from the
 * adapter, which declares what it uses.
 */
export const importPeer = async <Module>(name: string): Promise<Module> => (await import(name)) as Module;
