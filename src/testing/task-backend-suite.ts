import assert from 'node:assert/strict';
import { appPoolCases } from './app-pool-cases.ts';
import { arrayCases } from './array-cases.ts';
import { closureCases } from './closure-cases.ts';
import { contextCases } from './context-cases.ts';
import { errorCases } from './error-cases.ts';
import { futureCases } from './future-cases.ts';
import { limitCases } from './limit-cases.ts';
import { multiprocessingCases } from './multiprocessing-cases.ts';
import { poolCases } from './pool-cases.ts';
import { resultCases } from './result-cases.ts';
import { type Kit, openKit, type SuiteOptions } from './suite.ts';
import { valueCases } from './value-cases.ts';

/**
 * Adds the tests that every backend has to pass: what a task gets and gives back is the same wherever it runs.
 *
 * It needs no particular runner, and throws errors of node:assert.
 *
 * @example
 * <!-- no-run: it needs a test runner -->
 * ```ts
 * import { describe, test } from 'node:test';
 * import { taskBackendSuite } from 'manycore/testing';
 *
 * taskBackendSuite({ backend: 'threads', describe, test });
 * ```
 */
export function taskBackendSuite(options: SuiteOptions): void {
  const kit = openKit(options);
  resultCases(kit);
  valueCases(kit);
  arrayCases(kit);
  closureCases(kit);
  errorCases(kit);
  limitCases(kit);
  contextCases(kit);
  poolCases(kit);
  futureCases(kit);
  multiprocessingCases(kit);
  appPoolCases(kit);
  // Last: it ends the workers that the others share.
  closingCases(kit);
  kit.done();
}

function closingCases({ test, parallel }: Kit): void {
  test('ends its workers when it is closed, and starts new ones when it is used again', async () => {
    await parallel.map((x: number) => x, [1]);
    await parallel.close();
    await parallel.close();
    assert.deepEqual(await parallel.map((x: number) => x + 1, [1]), [2]);
    await parallel.close();
  });
}
