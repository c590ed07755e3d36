/** Locks, channels and the like: the same for threads and for processes, but for what acts at once. */

import type { Kit } from './suite.ts';
import { limitCases, mutexCases, onceCases, readWriteCases, semaphoreCases } from './sync/lock-cases.ts';
import { barrierCases, conditionCases, eventCases, latchCases } from './sync/signal-cases.ts';
import { channelCases, channelOrderCases, messageCases, valueCases } from './sync/data-cases.ts';
import { arrivalCases, atOnceCases } from './sync/travel-cases.ts';

/** Tests of everything that tasks wait for. */
export function syncCases(kit: Kit): void {
  kit.group('synchronisation', () => {
    mutexCases(kit);
    readWriteCases(kit);
    semaphoreCases(kit);
    onceCases(kit);
    limitCases(kit);
    eventCases(kit);
    barrierCases(kit);
    latchCases(kit);
    conditionCases(kit);
    valueCases(kit);
    channelCases(kit);
    channelOrderCases(kit);
    messageCases(kit);
    arrivalCases(kit);
    atOnceCases(kit);
  });
}
