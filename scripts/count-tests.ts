/**
 * Prints how many tests of a vitest JSON report passed and failed: `12 0`.
 *
 * A file that fails outside its tests (it cannot be loaded, it leaves a worker alive) counts as one failure, and so does
 * each test that was skipped: in CI everything runs. Tests that passed only at their second attempt are named.
 */

import { readFileSync } from 'node:fs';
import process from 'node:process';

interface Report {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message?: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      /** Written by test/setup/second-attempts.ts. */
      readonly meta?: { readonly failedFirst?: string };
    }[];
  }[];
}

const report = JSON.parse(readFileSync(process.argv[2]!, 'utf8')) as Report;
let passed = 0;
let failed = 0;
for (const file of report.testResults) {
  const bad = file.assertionResults.filter((test) => test.status !== 'passed');
  passed += file.assertionResults.length - bad.length;
  failed += bad.length;
  for (const { fullName, status, meta } of file.assertionResults) {
    if (status === 'passed' && meta?.failedFirst !== undefined)
      console.error(`flaky: ${file.name}: ${fullName}: at first: ${meta.failedFirst}`);
  }
  for (const test of bad) console.error(`${test.status}: ${file.name}: ${test.fullName}`);
  if (file.status !== 'passed' && !bad.some((test) => test.status === 'failed')) {
    failed++;
    console.error(`failed: ${file.name}: ${file.message ?? 'outside its tests'}`);
  }
}
console.log(`${passed} ${failed}`);
