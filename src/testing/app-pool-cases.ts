/** What the pool of an app asks of its workers. A backend without workers of its own says so, and runs the tasks all the same. */

import type { Kit } from './suite.ts';
import { changingWorkerCases, keptWorkerCases, prepareCases } from './app-pool/worker-cases.ts';
import { ownQueueCases, priorityCases, queueCases, urgencyCases } from './app-pool/queue-cases.ts';
import { reportCases, statisticsCases } from './app-pool/watch-cases.ts';
import { concurrencyCases } from './app-pool/concurrency-cases.ts';
import { moduleCases } from './app-pool/module-cases.ts';
import { optionCases } from './app-pool/option-cases.ts';

/** Tests of workers that are kept, counted, prepared and replaced. */
export function appPoolCases(kit: Kit): void {
  kit.group('pools of apps', () => {
    keptWorkerCases(kit);
    changingWorkerCases(kit);
    prepareCases(kit);
    priorityCases(kit);
    urgencyCases(kit);
    queueCases(kit);
    ownQueueCases(kit);
    statisticsCases(kit);
    reportCases(kit);
    moduleCases(kit);
    concurrencyCases(kit);
    optionCases(kit);
  });
}
