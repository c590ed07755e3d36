/**
 * The methods of a worker of `manycore/compat/workerpool`: registered by the program's worker file, called by its pool. On `globalThis`,
 * because the worker file and the worker itself have a copy of this module each.
 */

import { AsyncLocalStorage } from 'node:async_hooks';
import { tell } from '../core/ask.ts';
import { taskContext } from './task-context.ts';

/** A function that the pool may call by its name. */
export type Method = (...params: never[]) => unknown;

/** Options that a worker file registers. */
export interface WorkerRegisterOptions {
  /** Called before the worker ends. */
  onTerminate?: (code: number | undefined) => PromiseLike<void> | void;
  /** How long abort listeners may take, in milliseconds; default 1000. */
  abortListenerTimeout?: number;
}

/** Where the events of a task go. */
export interface EventRoute {
  readonly service: string;
  readonly id: number;
}

interface Registry {
  readonly methods: Map<string, Method>;
  readonly routes: AsyncLocalStorage<EventRoute>;
  /** Abort listeners of running tasks. */
  readonly aborts: WeakMap<object, (() => unknown)[]>;
  /** Ends a running task early. */
  readonly ends: WeakMap<object, (value: undefined) => void>;
  options: WorkerRegisterOptions;
  readonly ready: PromiseWithResolvers<void>;
}

const KEY = Symbol.for('manycore.compat.methods');

/** Before the name of a method where it is taken for an export. */
export const METHOD_PREFIX = 'method:';

const makeRegistry = (): Registry => ({
  methods: new Map(),
  routes: new AsyncLocalStorage(),
  aborts: new WeakMap(),
  ends: new WeakMap(),
  options: {},
  ready: Promise.withResolvers<void>(),
});

const registry = (): Registry => ((globalThis as { [KEY]?: Registry })[KEY] ??= makeRegistry());

/** Sends something to the `on` of the task that runs; nothing happens outside a task, or where nobody listens. */
export function emit(payload: unknown): void {
  const route = registry().routes.getStore();
  if (route === undefined) return;
  const { message = payload } = isTransfer(payload) ? payload : {};
  tell(route.service, { id: route.id, payload: message });
}

const isTransfer = (value: unknown): value is { readonly message: unknown } =>
  typeof value === 'object' && value !== null && 'transfer' in value && Symbol.for('manycore.transfer') in value;

/** What methods have as `this.worker`. */
export const publicWorker = {
  emit,
  /** Calls `listener` when the task is cancelled or over its time; the worker lives on if all of them end in time. */
  addAbortListener(listener: () => unknown): void {
    listenersOf(taskContext()).push(listener);
  },
};

/** Only a task that has listeners asks for its signal: one that does not is ended at once when it is cancelled. */
function listenersOf(context: ReturnType<typeof taskContext>): (() => unknown)[] {
  const { aborts, ends, options } = registry();
  let listeners = aborts.get(context);
  if (listeners === undefined) {
    const added: (() => unknown)[] = (listeners = []);
    aborts.set(context, added);
    const { abortListenerTimeout = 1000 } = options;
    context.signal.addEventListener('abort', () => {
      // If they fail or take too long, the task never ends by itself, and its worker is ended.
      cleanUp(added, abortListenerTimeout).then(
        () => ends.get(context)?.(undefined),
        () => {},
      );
    });
  }
  return listeners;
}

/** Calls the listeners. Rejects when one fails, or when they do not end in time. */
async function cleanUp(listeners: readonly (() => unknown)[], limitMs: number): Promise<void> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error('abort listeners took too long')), limitMs);
  try {
    await Promise.race([Promise.all(listeners.map(async (listener) => listener())), late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Registers methods, and says that the worker is ready. */
export function register(methods: Readonly<Record<string, Method>> = {}, options?: WorkerRegisterOptions): void {
  const here = registry();
  for (const [name, method] of Object.entries(methods)) {
    here.methods.set(name, method);
    Object.assign(method, { worker: publicWorker });
  }
  if (options !== undefined) here.options = options;
  here.ready.resolve();
}

/** Resolves when the worker file has registered its methods. */
export const registered = (): Promise<void> => registry().ready.promise;

/** What the worker file wants to be called before the end. */
export const onTerminate = (): WorkerRegisterOptions['onTerminate'] => registry().options.onTerminate;

/** Methods that every worker has. */
const builtIn: Readonly<Record<string, Method>> = {
  methods: () => [...Object.keys(builtIn), ...registry().methods.keys()],
  run: (text: string, params: readonly unknown[] | undefined) => {
    // Its caller sent the text of a function to be run here: that is what this method is.
    // oxlint-disable-next-line typescript/no-implied-eval
    const fn = new Function(`return (${text}).apply(this, arguments);`) as Method;
    return callOn(fn, params ?? []);
  },
};

/** Calls a function as workerpool does: `this` is the function, and has `worker`. */
export function callOn(fn: Method, params: readonly unknown[]): unknown {
  if ((fn as { worker?: unknown }).worker !== publicWorker) Object.assign(fn, { worker: publicWorker });
  return Reflect.apply(fn, fn, params as never[]);
}

/** Runs something as a task: with a way for its events, and an early end when its abort listeners have cleaned up. */
export function asTask(route: EventRoute | undefined, body: () => unknown): unknown {
  const result = route === undefined ? body() : registry().routes.run(route, body);
  if (typeof (result as PromiseLike<unknown> | undefined)?.then !== 'function') return result;
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  (result as PromiseLike<unknown>).then(resolve, reject);
  // Listeners may be added at any time while it runs.
  registry().ends.set(taskContext(), resolve);
  return promise;
}

/** The method of that name. @throws Error when there is none. */
export function methodNamed(name: string): Method {
  const method = registry().methods.get(name) ?? (Object.hasOwn(builtIn, name) ? builtIn[name] : undefined);
  if (method === undefined) throw new Error(`Unknown method "${name}"`);
  return method;
}
