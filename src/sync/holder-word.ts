/** A word that says who holds something: 0 for nobody. */

import { isAlive } from '../core/liveness.ts';
import { LockHolderLostError } from '../core/sync-errors.ts';
import type { SyncState } from './state.ts';

/** The holder has died. */
const LOST = -1;

/** The error for everybody who wants a lock whose holder died. */
const holderLost = (what: string): LockHolderLostError =>
  new LockHolderLostError(
    `the worker that held ${what} has ended without releasing it, so what it protects may be half changed; ` +
      'make that right, then call recover()',
  );

/** Throws when the holder has died, and says so to all who wait. */
export function checkHolder({ words, what }: SyncState, at: number, seen: number): void {
  if (seen > 0 && !isAlive(seen) && Atomics.compareExchange(words, at, seen, LOST) === seen) Atomics.notify(words, at);
  if (Atomics.load(words, at) === LOST) throw holderLost(what);
}

/** Makes a lock whose holder died free again. */
export function recoverWord({ words }: SyncState, at: number): boolean {
  const seen = Atomics.load(words, at);
  if (seen > 0 && !isAlive(seen)) Atomics.compareExchange(words, at, seen, LOST);
  if (Atomics.compareExchange(words, at, LOST, 0) !== LOST) return false;
  Atomics.notify(words, at);
  return true;
}
