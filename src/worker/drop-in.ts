/**
 * What runs in the workers of the drop-in entries before and beside the functions of the program. Workers import this module by its
 * URL, so that it is a file of its own in the build; what it shares with other copies of the library is on `globalThis`.
 */

import { onTold, tell } from '../core/ask.ts';
import { whereAmI } from '../platform/nesting.ts';
import {
  asTask,
  callOn,
  type EventRoute,
  type Method,
  METHOD_PREFIX,
  methodNamed,
  onTerminate,
  register,
  registered,
} from './methods.ts';
import { workerData } from './worker-data.ts';
import { workerNumber } from './worker-number.ts';

/** How a worker is prepared. */
export interface Preparation {
  /** The program's worker file, to be loaded before the first task. */
  readonly file?: string;
  /** How much less than the program the worker's thread is to be favoured by the scheduler. */
  readonly niceIncrement?: number;
  /** The worker is not to wait for its next task without turns of the event loop. */
  readonly turns?: boolean;
  /** The worker is to look like one of tinypool's. */
  readonly isTinypool?: boolean;
}

interface TinypoolState {
  isTinypoolWorker: boolean;
  isWorkerThread?: boolean;
  isChildProcess?: boolean;
  workerData: unknown;
  workerId: number;
}

/** Says that this is a worker of a drop-in; the entries look for it. */
const HERE = Symbol.for('manycore.compat.worker');

/** As in thread.ts. */
const TURNS = Symbol.for('manycore.compat.turns');

/** Prepares a worker. */
export async function prepare({
  file,
  niceIncrement = 0,
  isTinypool = false,
  turns = false,
}: Preparation): Promise<void> {
  (globalThis as { [HERE]?: boolean })[HERE] = true;
  if (turns) (globalThis as { [TURNS]?: boolean })[TURNS] = true;
  if (niceIncrement > 0) lowerPriority(niceIncrement);
  if (isTinypool) beTinypoolWorker();
  // What is wrong with it is told by the first task, which names the file.
  if (file !== undefined) await import(file).then(settleExports, () => {});
}

/** A file may export promises of its functions: the worker is ready when they are. */
async function settleExports(namespace: object): Promise<void> {
  await Promise.allSettled(Object.values(namespace));
}

/** Not asked of `node:worker_threads`: a process that loads it grows by two megabytes. */
const isThread = (): boolean => whereAmI().backend === 'threads';

/** On Linux a thread has a priority of its own, and 0 is the thread that asks. */
function lowerPriority(increment: number): void {
  if (isThread() && process.platform !== 'linux') return;
  const { constants, getPriority, setPriority } = process.getBuiltinModule('node:os');
  setPriority(0, Math.min(constants.priority.PRIORITY_LOW, getPriority(0) + increment));
}

/** What tinypool tells its workers, of which programs read `process.__tinypool_state__`. */
function beTinypoolWorker(): void {
  const state: TinypoolState = {
    isTinypoolWorker: true,
    ...(isThread() ? { isWorkerThread: true } : { isChildProcess: true }),
    workerData: workerData(),
    workerId: workerNumber(),
  };
  Object.assign(process, { __tinypool_state__: state });
}

// Channels of tinypool: messages between a task in a process and the program

/** A task with a channel. */
export interface ChannelTask {
  readonly file: string;
  readonly name: string;
  readonly service: string;
  readonly channel: number;
  readonly payload: unknown;
}

/** Runs a task that talks over `process.send` and `process.on('message')`. */
export async function runWithChannel({ file, name, service, channel, payload }: ChannelTask): Promise<unknown> {
  const namespace = (await import(file)) as Readonly<Record<string, unknown>>;
  const home = namespace['default'] as Readonly<Record<string, unknown>> | undefined;
  const found = namespace[name] ?? home?.[name];
  if (typeof found !== 'function') throw new TypeError(`"${file}" has no function "${name}"`);
  openChannel(service, channel);
  return (found as (payload: unknown) => unknown)(payload);
}

/** The channel that messages of this process belong to, and what came before anybody listened. */
let current: { readonly service: string; readonly channel: number; readonly waiting: unknown[] } | undefined;

function openChannel(service: string, channel: number): void {
  if (current === undefined) {
    process.send = (message: unknown): boolean => {
      if (current !== undefined) tell(current.service, { channel: current.channel, message });
      return true;
    };
    process.on('newListener', (event) => {
      if (event === 'message') process.nextTick(deliver);
    });
    onTold(service, (message) => {
      current?.waiting.push(message);
      deliver();
    });
  }
  current = { service, channel, waiting: [] };
  tell(service, { channel, opened: true });
}

/** Nothing is lost: what comes before the task listens waits. */
function deliver(): void {
  while (current !== undefined && current.waiting.length > 0 && process.listenerCount('message') > 0) {
    process.emit('message', current.waiting.shift(), undefined);
  }
}

// Methods of workerpool

/** How a worker of workerpool is prepared. */
export interface MethodsPreparation {
  /** The program's worker file, which registers its methods. Without one, functions are sent. */
  readonly file?: string;
  /** The working directory of a process. */
  readonly cwd?: string;
}

/** A worker file that does not register its methods in this time is taken to be no worker file, in milliseconds. */
const REGISTER_MS = 30_000;

/** Loads the worker file, and waits until it has registered its methods. @throws what the file throws. */
export async function prepareMethods({ file, cwd }: MethodsPreparation): Promise<void> {
  (globalThis as { [HERE]?: boolean })[HERE] = true;
  if (cwd !== undefined) process.chdir(cwd);
  if (file === undefined) return register();
  await import(file);
  const { promise: late, reject } = Promise.withResolvers<never>();
  const error = new Error(`${file} did not call worker() of manycore/compat/workerpool within ${REGISTER_MS} ms`);
  const timer = setTimeout(() => reject(error), REGISTER_MS);
  await Promise.race([registered(), late]).finally(() => clearTimeout(timer));
}

/** Calls a method by its name, with a way for its events. */
export function callMethod(name: string, params: readonly unknown[] | null, route?: EventRoute): unknown {
  return asTask(route, () => callOn(methodNamed(name), params ?? []));
}

/**
 * The methods as if they were exports of this module, each a task of its own by its name: so the parameters travel by themselves,
 * and numbers as numbers, which halves the time of a small task.
 */
const methods: object = new Proxy({}, { get: (_, name) => callerOf(String(name)) });
export default methods;

function callerOf(name: string): ((...params: unknown[]) => unknown) | undefined {
  if (!name.startsWith(METHOD_PREFIX)) return undefined;
  const method = name.slice(METHOD_PREFIX.length);
  return (...params) => asTask(undefined, () => callOn(methodNamed(method), params));
}

/** Calls a function that was sent, and that wants `this` or sends events. */
export function callFunction(fn: Method, params: readonly unknown[] | null, route?: EventRoute): unknown {
  return asTask(route, () => callOn(fn, params ?? []));
}

/** Before the end. */
export async function endMethods(): Promise<void> {
  await onTerminate()?.(0);
}
