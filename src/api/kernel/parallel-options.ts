/** Options of `Parallel` that a backend of kernels cannot keep. */

import { InvalidOptionError } from '../../core/errors.ts';
import type { ParallelOptions } from '../options.ts';

const noTasks = 'there are no tasks, one dispatch computes all items';
const noWorkers = 'there are no workers';

/** Why an option cannot be kept. What only says how work is cut (nJobs, batchSize, preDispatch, ...) has no effect instead. */
const refused: { readonly [name in keyof ParallelOptions]?: string } = {
  timeout: `${noTasks}; use signal: AbortSignal.timeout(milliseconds) for the whole call`,
  retry: `${noTasks}, and a kernel does not throw`,
  require: 'nothing of the caller is shared with it, and it is no process',
  onTaskStart: noTasks,
  onTaskDone: noTasks,
  onReport: `${noTasks} that could report`,
  onOutput: `${noTasks} that could write`,
  env: noWorkers,
  execArgv: noWorkers,
  argv: noWorkers,
  resourceLimits: noWorkers,
  initializer: noWorkers,
  initArgs: noWorkers,
  initializerTimeout: noWorkers,
  maxTasksPerWorker: noWorkers,
  stdio: noWorkers,
  innerMaxThreads: noWorkers,
};

/**
 * Checks the options of a call.
 *
 * @throws InvalidOptionError naming an option that would not be kept.
 */
export function checkParallelOptions(options: ParallelOptions, backend: string): void {
  for (const [name, why] of Object.entries(refused)) {
    if (options[name as keyof ParallelOptions] !== undefined) {
      throw new InvalidOptionError(`${name} has no meaning on backend '${backend}': ${why}; leave it out`);
    }
  }
  const { onError = 'abort' } = options;
  if (onError !== 'abort') {
    const shown = typeof onError === 'string' ? `'${onError}'` : 'as a function';
    throw new InvalidOptionError(
      `onError ${shown} has no meaning on backend '${backend}': a kernel does not throw, and a call fails as a whole; leave it out`,
    );
  }
}
