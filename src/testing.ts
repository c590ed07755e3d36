/**
 * Suites that check a backend, the built-in ones and yours, with the test runner you have.
 *
 * @module
 */

export { taskBackendSuite } from './testing/task-backend-suite.ts';
export { crashSuite } from './testing/crash-suite.ts';
export type { CrashSuiteOptions } from './testing/crash-suite.ts';
export type { CrashColumn } from './testing/crash-table.ts';
export type { SuiteOptions } from './testing/suite.ts';
