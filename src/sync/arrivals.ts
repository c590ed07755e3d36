/**
 * How the objects of this folder, and shared values, arrive in a worker, for programs whose bundle holds the library: their workers take these functions from the
 * installed package.
 */

export { reviveShared } from '../memory/share.ts';
export { arriveBarrier } from './barrier.ts';
export { arriveChannel } from './channel.ts';
export { arriveCondition } from './condition.ts';
export { arriveEvent } from './event.ts';
export { arriveLatch } from './latch.ts';
export { arriveMutex } from './mutex.ts';
export { arriveOnce } from './once.ts';
export { arriveRWLock } from './rw-lock.ts';
export { arriveSemaphore } from './semaphore.ts';
export { arriveSharedValue } from './shared-value.ts';
