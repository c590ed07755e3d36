/**
 * Suites that check a backend, the built-in ones and yours, with the test runner you have.
 *
 * @module
 */

export { taskBackendSuite } from './testing/task-backend-suite.ts';
export type { SuiteOptions } from './testing/suite.ts';
