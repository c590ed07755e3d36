/** Notes tests that fail at their first attempt, so that none which passes at its second one goes unseen. */

import { afterEach } from 'vitest';

declare module 'vitest' {
  interface TaskMeta {
    /** Why the first attempt failed, where there was a second one; part of the JSON report. */
    failedFirst?: string;
  }
}

afterEach(({ task }) => {
  const { retryCount = 0, errors = [] } = task.result ?? {};
  const [error] = errors;
  if (retryCount > 0 || error === undefined || task.retry === 0) return;
  task.meta.failedFirst = error.message;
  console.error(`"${task.name}" failed and is tried again: ${error.message}`);
});
