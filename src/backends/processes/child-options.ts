import type { WorkerOptions } from '../../core/task.ts';
import { spillEnvironment } from '../../memory/spill-folder.ts';
import { withoutProgram } from '../local/exec-argv.ts';
import { workerEnv } from '../local/worker-env.ts';

/** Variables by which native libraries are told how many threads to use. */
const innerThreadVariables = [
  'OMP_NUM_THREADS',
  'OPENBLAS_NUM_THREADS',
  'MKL_NUM_THREADS',
  'BLIS_NUM_THREADS',
  'VECLIB_MAXIMUM_THREADS',
  'NUMBA_NUM_THREADS',
  'NUMEXPR_NUM_THREADS',
] as const;

/** Environment of a child, with the limits for native libraries that are not set there. */
export function childEnv(options: WorkerOptions): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = { ...workerEnv(options.env), ...spillEnvironment() };
  if (options.innerMaxThreads !== undefined) {
    for (const name of innerThreadVariables) env[name] ??= String(options.innerMaxThreads);
  }
  return env;
}

/** Arguments of node for a child: what was asked for, or ours without our program, and the memory limits. */
export function childExecArgv(options: WorkerOptions): string[] {
  const args = options.execArgv === undefined ? withoutProgram(process.execArgv) : [...options.execArgv];
  const { maxOldGenerationSizeMb, maxYoungGenerationSizeMb, stackSizeMb } = options.resourceLimits ?? {};
  if (maxOldGenerationSizeMb !== undefined) args.push(`--max-old-space-size=${Math.ceil(maxOldGenerationSizeMb)}`);
  if (maxYoungGenerationSizeMb !== undefined)
    args.push(`--max-semi-space-size=${Math.max(1, Math.ceil(maxYoungGenerationSizeMb / 3))}`);
  if (stackSizeMb !== undefined) args.push(`--stack-size=${Math.floor(stackSizeMb * 1024)}`);
  return args;
}
