import os from 'node:os';
import { InvalidOptionError, InvalidStateError } from '../core/errors.ts';
import { WorkerLostError } from '../core/worker-errors.ts';
import type { Task } from '../plan/task-handle.ts';
import { alarm } from '../plan/time-limit.ts';
import { checkNodeVersion } from '../platform/node-version.ts';
import { checkNames, show } from './check-options.ts';
import { LoneWorker, type WorkerEnding } from './lone-worker.ts';
import type { WorkerSettings } from './options.ts';
import type { AnyFunction } from './call-request.ts';

/** Options of {@link TaskProcess}. */
export interface TaskProcessOptions<A extends readonly unknown[] = readonly unknown[]> extends Pick<
  WorkerSettings,
  'env' | 'execArgv' | 'argv' | 'resourceLimits' | 'stdio' | 'tempFolder'
> {
  /** What the function is called with; default: nothing. */
  readonly args?: A;
  /** Stands in messages; default `TaskProcess-1` and so on. */
  readonly name?: string;
}

const settingNames = ['env', 'execArgv', 'argv', 'resourceLimits', 'stdio', 'tempFolder'] as const;

/** new -> running -> ended, as `start` and the end of the function or of the process decide. */
type State =
  | { readonly kind: 'new' }
  | { readonly kind: 'running'; readonly worker: LoneWorker; readonly over: Promise<void> }
  | { readonly kind: 'ended'; readonly exitCode: number; readonly error: unknown };

let made = 0;

/**
 * A function that runs in a child process of its own. As `multiprocessing.Process` of Python, with promises: `await process.start()`,
 * `await process.join()`.
 *
 * It never outlives the program, however that ends; while it runs, it keeps the program alive. What the function returns is dropped:
 * use a pool for results, or a {@link channel}.
 *
 * @typeParam A - Parameters of the function.
 * @example
 * ```ts
 * const seen = channel<number>();
 * const child = new TaskProcess(async (times: number) => {
 *   for (let i = 0; i < times; i++) await seen.send(i);
 * }, { args: [3], name: 'counter' });
 * await child.start();
 * console.log(await seen.receive(), child.isAlive(), typeof child.pid); // 0 true number
 * await child.join();
 * console.log(child.exitCode, child.name); // 0 counter
 * ```
 */
export class TaskProcess<A extends readonly unknown[] = readonly unknown[]> implements AsyncDisposable {
  /** Stands in messages. */
  readonly name: string;
  readonly #fn: AnyFunction;
  readonly #options: TaskProcessOptions<A>;
  #state: State = { kind: 'new' };
  #pid: number | undefined;
  #task: Task | undefined;
  /** The signal that was asked for by `terminate`. */
  #terminated = false;

  /**
   * @param fn - The function: any that travels, or an export named by {@link task}.
   * @param options - `args`, `name`, and how the process is started.
   * @throws InvalidOptionError `ERR_INVALID_OPTION`
   */
  constructor(fn: (...args: A) => unknown, options: TaskProcessOptions<A> = {}) {
    checkNodeVersion();
    if (typeof fn !== 'function') throw new InvalidOptionError(`TaskProcess takes a function, got ${show(fn)}`);
    checkNames('TaskProcess', options, ['args', 'name', ...settingNames]);
    const { args, name = `TaskProcess-${++made}` } = options;
    if (args !== undefined && !Array.isArray(args)) {
      throw new InvalidOptionError(`TaskProcess: args must be an array of arguments, got ${show(args)}`);
    }
    if (typeof name !== 'string') throw new InvalidOptionError(`TaskProcess: name must be a string, got ${show(name)}`);
    this.name = name;
    this.#fn = fn as AnyFunction;
    this.#options = options;
  }

  /**
   * Starts the process and the function; resolves when the process is there, or has ended already.
   *
   * @throws ClosureError `ERR_CLOSURE`, NotCloneableError `ERR_NOT_CLONEABLE`: the function or its arguments cannot travel.
   * @throws InvalidStateError `ERR_INVALID_STATE` when it was started before.
   * @throws WorkerStartError `ERR_WORKER_START`
   */
  async start(): Promise<void> {
    if (this.#state.kind !== 'new') {
      throw new InvalidStateError(`${this.name} was started before; a process runs once, make another`);
    }
    const kept = Object.entries(this.#options).filter(([name]) => (settingNames as readonly string[]).includes(name));
    const worker = new LoneWorker({ ...Object.fromEntries(kept), backend: 'processes' });
    this.#task = worker.submit(this.#fn, this.#options.args ?? []);
    const over = this.#follow(worker, this.#task);
    this.#state = { kind: 'running', worker, over };
    // A worker that does not become ready was ended with its task, which knows why.
    await Promise.race([worker.ready().catch(() => over), over]);
    this.#pid = worker.worker?.pid;
    if (this.#task.attempts === 0 && this.error !== undefined && !this.#terminated) throw this.error;
  }

  /** Process id; undefined before {@link TaskProcess.start}. */
  get pid(): number | undefined {
    return this.#pid;
  }

  /** Whether it runs. */
  isAlive(): boolean {
    return this.#state.kind === 'running';
  }

  /**
   * How it ended: 0 when the function returned, 1 when it threw, the code of `process.exit()`, or minus the number of the signal that
   * ended it (-9 after {@link TaskProcess.kill}). Null until then.
   */
  get exitCode(): number | null {
    return this.#state.kind === 'ended' ? this.#state.exitCode : null;
  }

  /** What the function threw, or what is known of the end of the process; undefined when it returned. */
  get error(): unknown {
    return this.#state.kind === 'ended' ? this.#state.error : undefined;
  }

  /**
   * Waits for its end.
   *
   * @param timeout - At most so many milliseconds; default: without limit.
   * @returns Whether it has ended.
   * @throws InvalidStateError `ERR_INVALID_STATE` before it was started.
   */
  async join(timeout?: number): Promise<boolean> {
    if (timeout !== undefined && !(typeof timeout === 'number' && timeout >= 0)) {
      throw new InvalidOptionError(`join(timeout) takes a number of milliseconds from 0, got ${show(timeout)}`);
    }
    if (this.#state.kind === 'new')
      throw new InvalidStateError(`${this.name} was not started; call start() before join()`);
    if (this.#state.kind === 'running') await untilLate(this.#state.over, timeout);
    return !this.isAlive();
  }

  /** Ends it at once, by SIGKILL. Nothing happens when it does not run. */
  kill(): void {
    if (this.#state.kind !== 'running') return;
    const handle = this.#state.worker.worker?.handle as { kill?: (signal: string) => boolean } | undefined;
    // Before there is a process, there is only the task.
    if (handle?.kill?.('SIGKILL') !== true) this.terminate();
  }

  /** Asks it to end: the function's signal is aborted, and the process ended if the function does not listen. */
  terminate(): void {
    if (this.#state.kind !== 'running') return;
    this.#terminated = true;
    this.#task?.cancel();
  }

  /** Ends it if it runs, and waits for that. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.terminate();
    if (this.#state.kind !== 'new') await this.join();
  }

  async #follow(worker: LoneWorker, running: Task): Promise<void> {
    let failure: { readonly error: unknown } | undefined;
    try {
      await running;
    } catch (error) {
      failure = { error };
    }
    await worker.terminate();
    const exitCode = this.#exitCodeOf(failure, worker.ending);
    this.#state = { kind: 'ended', exitCode, error: failure?.error };
  }

  #exitCodeOf(failure: { readonly error: unknown } | undefined, ending: WorkerEnding | undefined): number {
    if (failure === undefined) return 0;
    if (this.#terminated) return -signalNumber('SIGTERM');
    const { error } = failure;
    const known = error instanceof WorkerLostError ? error : ending?.expected === true ? undefined : ending;
    if (known?.signal) return -signalNumber(known.signal);
    return known?.exitCode ?? 1;
  }
}

const signalNumber = (name: string): number => (os.constants.signals as Readonly<Record<string, number>>)[name] ?? 1;

/** Waits for something that does not fail, for so long at most. */
async function untilLate(over: Promise<void>, timeoutMs: number | undefined): Promise<void> {
  const late = Promise.withResolvers<void>();
  const stop = alarm(timeoutMs, late.resolve);
  try {
    await Promise.race([over, late.promise]);
  } finally {
    stop();
  }
}
