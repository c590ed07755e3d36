import type { ForkOptions } from 'node:child_process';
import type { WorkerOptions as ThreadOptions } from 'node:worker_threads';
import { InvalidOptionError } from '../../core/errors.ts';
import type { PoolOptions } from '../../api/pool-options.ts';
import type { OwnWorkerSettings } from '../../api/worker-extras.ts';
import { specifiedEnv } from '../worker-env.ts';
import { checkAll, workerRules } from '../check-options.ts';
import { ownTask, urlOf } from '../worker-file.ts';
import { cpus } from './environment.ts';
import type { Resolver } from './task-promise.ts';

/** What a worker is made with. */
export interface WorkerArg {
  forkArgs?: readonly string[] | undefined;
  forkOpts?: ForkOptions | undefined;
  workerOpts?: object | undefined;
  workerThreadOpts?: ThreadOptions | undefined;
  script?: string | undefined;
}

/** Options of one task. */
export interface ExecOptions<M = unknown> {
  /** Gets what the task sends by `workerEmit`. */
  // oxlint-disable-next-line typescript/no-explicit-any -- the type that programs were written for
  on?: (payload: any) => unknown;
  /** What to move instead of copy, of the arguments. */
  transfer?: readonly object[];
  /** For a queue of the program's own. */
  metadata?: M;
}

/** A task in a queue. */
export interface Task<M = unknown> {
  readonly method: string | ((...args: never[]) => unknown);
  readonly params: readonly unknown[] | null | undefined;
  readonly resolver: Resolver;
  timeout: number | null;
  readonly options: ExecOptions<M> | undefined;
}

/** A queue of the program's own. */
export interface TaskQueue<M = unknown> {
  push(task: Task<M>): void;
  pop(): Task<M> | undefined;
  size(): number;
  contains(task: Task<M>): boolean;
  clear(): void;
}

/** Options of a pool. Durations are in milliseconds. */
export interface WorkerPoolOptions {
  /** Workers that start with the pool and are kept. */
  minWorkers?: number | 'max';
  /** Most workers. Default: one less than there are cores. */
  maxWorkers?: number;
  /** Most tasks that wait. */
  maxQueueSize?: number;
  /** Threads (`'auto'` too), or processes. */
  workerType?: 'auto' | 'web' | 'process' | 'thread';
  /** The order in which tasks start. */
  queueStrategy?: 'fifo' | 'lifo' | TaskQueue<never>;
  /** How long a worker may take for its `onTerminate` and its end, in milliseconds; default 2500. */
  workerTerminateTimeout?: number;
  /** How long a task may take to end when it has abort listeners; default 1000. */
  abortListenerTimeout?: number;
  forkArgs?: readonly string[];
  forkOpts?: ForkOptions;
  workerOpts?: object;
  workerThreadOpts?: ThreadOptions;
  /** Called for each worker; what it returns is what that one is made with. `script`, `cwd` and `workerData` of the first hold for all. */
  onCreateWorker?: (arg: WorkerArg) => WorkerArg | undefined | void;
  /** Called when a worker has ended. */
  onTerminateWorker?: (arg: WorkerArg) => void;
  /** Gives what workers print to the `on` of their task. */
  emitStdStreams?: boolean;
  /** As `workerType`, of old. */
  nodeWorker?: 'auto' | 'process' | 'thread';
  /** Taken, and without effect. */
  debugPortStart?: number;
}

/** Options with all defaults. */
export interface FilledOptions extends WorkerPoolOptions {
  readonly script: string | null;
  readonly minWorkers: number | undefined;
  readonly maxWorkers: number;
  readonly maxQueueSize: number;
  readonly workerType: 'auto' | 'web' | 'process' | 'thread';
  readonly emitStdStreams: boolean;
}

function checkCount(value: unknown, name: string, least: number): number {
  if (Number.isInteger(value) && (value as number) >= least) return value as number;
  throw new InvalidOptionError(`Option ${name} must be an integer number >= ${least}`);
}

/** Options with all defaults. @throws InvalidOptionError `ERR_INVALID_OPTION` */
export function fillOptions(script: string | null, options: WorkerPoolOptions): FilledOptions {
  const most = 'maxWorkers' in options ? checkCount(options.maxWorkers, 'maxWorkers', 1) : Math.max((cpus || 4) - 1, 1);
  const { minWorkers } = options;
  const least = minWorkers === 'max' ? most : minWorkers;
  if ('minWorkers' in options) checkCount(least, 'minWorkers', 0);
  const workerType = options.workerType ?? options.nodeWorker ?? 'auto';
  if (workerType === 'web') {
    throw new InvalidOptionError("workerType 'web' needs a browser; use 'thread' or 'process'");
  }
  return {
    ...options,
    script,
    minWorkers: least,
    maxWorkers: Math.max(most, least ?? 0),
    maxQueueSize: options.maxQueueSize || Infinity,
    workerType,
    emitStdStreams: options.emitStdStreams ?? false,
  };
}

/** What workerpool gives abort listeners, in milliseconds. */
const ABORT_LISTENER_MS = 1000;

/** Node's options that workers here cannot have, and those that change nothing. */
const forkRules = {
  known:
    'cwd detached env execPath execArgv gid serialization signal killSignal silent stdio uid windowsVerbatimArguments timeout',
  taken: 'cwd env execArgv serialization silent windowsVerbatimArguments',
};
const threadRules = {
  known: 'argv env eval execArgv stdin stdout stderr workerData trackUnmanagedFds transferList resourceLimits name',
  taken: 'argv env execArgv stdout stderr workerData trackUnmanagedFds resourceLimits name',
};

const { argv, execArgv, env, resourceLimits } = workerRules;
const nodeRules = { argv, execArgv, env, resourceLimits };

/** @throws InvalidOptionError for what Node does not know, and for what workers here cannot have. */
function checkNames(options: object | undefined, title: string, rules: typeof forkRules): void {
  for (const [name, value] of Object.entries(options ?? {})) {
    if (!rules.known.split(' ').includes(name))
      throw new InvalidOptionError(`Object "${title}" contains an unknown option "${name}"`);
    if (value !== undefined && !rules.taken.split(' ').includes(name))
      throw new InvalidOptionError(
        `${title}.${name} is not supported; workers here take ${rules.taken.replaceAll(' ', ', ')}`,
      );
  }
}

/** What Node is given for a worker. @throws InvalidOptionError `ERR_INVALID_OPTION` */
function nodeOptions({ workerType }: FilledOptions, { forkArgs, forkOpts, workerThreadOpts }: WorkerArg) {
  const isProcess = workerType === 'process';
  if (isProcess) {
    checkNames(forkOpts, 'forkOpts', forkRules);
    checkAll({ forkArgs }, { forkArgs: workerRules.argv });
    checkAll(forkOpts ?? {}, nodeRules, 'forkOpts');
  } else {
    checkNames(workerThreadOpts, 'workerThreadOpts', threadRules);
    checkAll(workerThreadOpts ?? {}, nodeRules, 'workerThreadOpts');
  }
  const { resourceLimits } = (isProcess ? {} : (workerThreadOpts ?? {})) as ThreadOptions;
  const env = specifiedEnv(isProcess ? forkOpts?.env : workerThreadOpts?.env);
  const execArgv = isProcess ? forkOpts?.execArgv : workerThreadOpts?.execArgv;
  const argv = isProcess ? forkArgs : workerThreadOpts?.argv;
  return {
    ...(env && { env }),
    ...(execArgv && { execArgv: [...execArgv] }),
    ...(argv && { argv: (argv as readonly unknown[]).map(String) }),
    ...(resourceLimits && { resourceLimits }),
  } satisfies OwnWorkerSettings;
}

/**
 * What the engine is given for these options.
 *
 * @param arg - What the first worker is made with.
 * @param argOf - What each worker is made with, where that may differ.
 * @throws InvalidOptionError `ERR_INVALID_OPTION`
 */
export function engineOptions(
  options: FilledOptions,
  arg: WorkerArg,
  argOf: ((workerId: number) => WorkerArg) | undefined,
): PoolOptions {
  const { script, forkOpts, workerThreadOpts } = arg;
  const isProcess = options.workerType === 'process';
  const own = nodeOptions(options, arg); // what is wrong with the first one is told at once
  const workerData = isProcess ? undefined : (workerThreadOpts?.workerData as unknown);
  const cwd = isProcess ? forkOpts?.cwd : undefined;
  return {
    backend: isProcess ? 'processes' : 'threads',
    maxWorkers: options.maxWorkers,
    minWorkers: options.minWorkers ?? 0,
    idleTimeout: Infinity,
    abortGrace: options.abortListenerTimeout || ABORT_LISTENER_MS,
    ...(options.workerTerminateTimeout && { teardownTimeout: options.workerTerminateTimeout }),
    initializer: ownTask('prepareMethods'),
    initArgs: [{ ...(script && { file: urlOf(script) }), ...(cwd !== undefined && { cwd: String(cwd) }) }],
    teardown: ownTask('endMethods'),
    ...(options.emitStdStreams && { stdio: 'pipe' as const }),
    ...(argOf === undefined ? own : { forWorker: (workerId: number) => nodeOptions(options, argOf(workerId)) }),
    ...(workerData !== undefined && { workerData }),
  };
}
