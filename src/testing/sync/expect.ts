/** What the tests of synchronisation expect of failures and of time. */

import type { ParallelError } from '../../index.ts';

export const code = (error: unknown): string => (error as ParallelError).code;

/** Generous, for slow machines: nothing waits as long unless something is wrong. In milliseconds. */
export const LONG_MS = 10_000;
