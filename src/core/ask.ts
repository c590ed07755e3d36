/**
 * The ask channel: a worker, however deep, asks the library in its parent something and gets an answer, or tells it something.
 *
 * A *service* answers under a name. A question goes up from worker to parent until a program is met that provides the service;
 * an answer takes the same way back. When a worker ends, its open questions are withdrawn and the services it used are told.
 * Nothing of this costs anything until somebody asks.
 */

import { BackendUnavailableError, ParallelError } from './errors.ts';

/** The way from the program that answers to the worker that asked: the number of a worker at each step. */
export type AskPath = readonly number[];

/** A worker that has asked or told something, for as long as it lives. */
export interface Asker {
  /** Tells it from all others that ask in this program; `self` for the program's own questions. */
  readonly key: string;
  /** Sends something to what listens in that worker (see {@link onTold}); nothing happens when the worker is gone. */
  tell(service: string, payload: unknown): void;
}

/** What a service is told of a question. */
export interface Question {
  readonly from: Asker;
  /** Aborted when the question is withdrawn: by the asker, or because its worker has ended. */
  readonly signal: AbortSignal;
}

/** Answers questions. Payloads are plain data, as `structuredClone` and V8's serialiser keep it. */
export interface Service {
  /** Gives the answer, or a promise of it; what it throws is the answer too, with name, message and code. */
  ask?(payload: unknown, question: Question): unknown;
  tell?(payload: unknown, from: Asker): void;
  /** A worker that has used this service has ended. Called once, and last. */
  gone?(from: Asker): void;
}

/** How a question is asked. */
export interface AskOptions {
  /** Withdraws the question: it rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** A withdrawn question still waits for its answer: for what must not be given and then lost, such as a lock. */
  readonly patient?: boolean | undefined;
}

/** From a worker to the library in its parent. */
export interface Uplink {
  ask(service: string, payload: unknown, way: AskOptions & { readonly from?: AskPath | undefined }): Promise<unknown>;
  tell(service: string, payload: unknown, from?: AskPath): void;
  /** A worker of this worker has ended. */
  gone(from: AskPath): void;
}

type Listener = (payload: unknown) => void;

interface Board {
  readonly services: Map<string, Service>;
  readonly listeners: Map<string, Set<Listener>>;
  /** By number: hands something on to a worker of this program, or to one below it. */
  readonly routes: Map<number, (to: AskPath, service: string, payload: unknown) => void>;
  uplink: Uplink | undefined;
  lastRoute: number;
}

// Several copies of the library may be loaded (a worker's entry is bundled by itself): they share one board.
const key = Symbol.for('manycore.ask');

const board = (): Board =>
  ((globalThis as { [key]?: Board })[key] ??= {
    services: new Map(),
    listeners: new Map(),
    routes: new Map(),
    uplink: undefined,
    lastRoute: 0,
  });

/**
 * Provides a service to this program and to all its workers, and theirs.
 *
 * @returns Takes the service away again.
 * @throws ParallelError `ERR_INTERNAL` when the name is taken.
 */
export function provideService(name: string, service: Service): () => void {
  const { services } = board();
  if (services.has(name)) throw new ParallelError('ERR_INTERNAL', `the service ${name} is provided twice`);
  services.set(name, service);
  return () => {
    if (services.get(name) === service) services.delete(name);
  };
}

/** The service of that name in this very program. */
export const serviceHere = (name: string): Service | undefined => board().services.get(name);

/** The way up; undefined in the main program. */
export const uplink = (): Uplink | undefined => board().uplink;

/** Says that this program is a worker with that way up. */
export function setUplink(up: Uplink | undefined): void {
  board().uplink = up;
}

/** What this program asks itself. */
const self: Asker = { key: 'self', tell: (service, payload) => hear(service, payload) };

const neverAborted = new AbortController().signal;

/**
 * Asks the nearest program that provides the service: this one, else its parent, and so on.
 *
 * @param service - Name of the service.
 * @param payload - Plain data.
 * @returns The answer. While it waits, a question does not keep the process alive.
 * @throws What the service threw: a `ParallelError` with the same code, or an `Error` with the same name and message.
 * @throws ParallelError `ERR_NO_SERVICE` when no program above provides the service.
 */
export async function ask(service: string, payload: unknown, options: AskOptions = {}): Promise<unknown> {
  const { signal } = options;
  signal?.throwIfAborted();
  const here = serviceHere(service);
  if (here?.ask !== undefined) return here.ask(payload, { from: self, signal: signal ?? neverAborted });
  return upOrThrow(service).ask(service, payload, options);
}

/** Tells the nearest program that provides the service; no answer. What is told and asked by one worker arrives in order. */
export function tell(service: string, payload: unknown): void {
  const here = serviceHere(service);
  if (here === undefined) upOrThrow(service).tell(service, payload);
  else here.tell?.(payload, self);
}

/** The way up for a service that is not provided here. */
export function upOrThrow(service: string): Uplink {
  const up = uplink();
  if (up !== undefined) return up;
  if (isWorker()) {
    throw new BackendUnavailableError(
      `workers of this backend cannot ask their program (${service}); use threads or processes for what needs that`,
    );
  }
  throw new ParallelError(
    'ERR_NO_SERVICE',
    `nobody provides ${service} any more: the program or worker that did has ended`,
  );
}

const isWorker = (): boolean => (globalThis as Record<symbol, unknown>)[Symbol.for('manycore.worker')] !== undefined;

/**
 * Listens to what a parent tells this worker.
 *
 * @returns Stops listening.
 */
export function onTold(service: string, listener: Listener): () => void {
  const { listeners } = board();
  let all = listeners.get(service);
  if (all === undefined) listeners.set(service, (all = new Set()));
  all.add(listener);
  return () => {
    all.delete(listener);
    if (all.size === 0 && listeners.get(service) === all) listeners.delete(service);
  };
}

/** Hands what a parent told to those who listen here, or on to a worker below. */
export function hear(service: string, payload: unknown, to: AskPath = []): void {
  const [next] = to;
  if (next !== undefined) board().routes.get(next)?.(to.slice(1), service, payload);
  else for (const listener of board().listeners.get(service) ?? []) listener(payload);
}

/** Gives a worker of this program its number, and says how it is reached. */
export function openRoute(send: (to: AskPath, service: string, payload: unknown) => void): number {
  const route = ++board().lastRoute;
  board().routes.set(route, send);
  return route;
}

/** The worker has ended. */
export function closeRoute(route: number): void {
  board().routes.delete(route);
}
