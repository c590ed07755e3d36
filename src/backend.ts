/**
 * What a backend of your own is made of. `registerBackend` of the main entry makes it known; the suites of `manycore/testing`
 * check it.
 *
 * @module
 */

export { openBatchRunner } from './worker/batch-runner.ts';
export type { BatchRange, BatchRunner, BatchRunnerOptions } from './worker/batch-runner.ts';
export { receiveReply } from './backends/receive-reply.ts';
