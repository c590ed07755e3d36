/**
 * What V8's inspector knows of a function: where it was written and the variables it captured, as real values.
 *
 * The session is connected only while captures run, to the end of the turn at most: a session left open makes Node keep every
 * object that was given to console.log. No inspector domain is enabled.
 */

import type * as Inspector from 'node:inspector';
import type { AnyFunction } from './nodes.ts';

/** Position of a function's parameter list, from 0. */
export interface ScriptLocation {
  readonly scriptId: string;
  readonly lineNumber: number;
  readonly columnNumber: number;
}

/** One captured scope; `object` holds its variables. Reading one that is not initialised yet throws. */
export interface CapturedScope {
  readonly description: string;
  readonly object: Record<string, unknown>;
}

/** What is known of a function. `location` is absent for native functions. */
export interface InspectedFunction {
  readonly location?: ScriptLocation;
  readonly scopes: readonly CapturedScope[];
  readonly bound?: { readonly target: AnyFunction; readonly self: unknown; readonly args: readonly unknown[] };
}

interface RemoteValue {
  readonly objectId?: string;
  readonly type: string;
  readonly subtype?: string;
  readonly value?: unknown;
  readonly unserializableValue?: string;
}
interface InternalProperty {
  readonly name: string;
  readonly value?: RemoteValue;
}

type Evaluated = { readonly result: { readonly objectId: string } };

const EXCHANGE = 'manycore.inspect';
/** Values pass between this code and the evaluated one through this record; the realm may differ (vm contexts). */
let exchange: { input: unknown; output: unknown } = { input: null, output: null };
// The inspector module is one object in all realms of a thread, so the record hangs on its class, and copies of the library share it.
const EXCHANGE_TEXT = `process.getBuiltinModule('inspector').Session[Symbol.for('${EXCHANGE}')]`;
const TAKE_THIS = `function(){${EXCHANGE_TEXT}.output=this}`;

/** Uses of one connection: the inspector keeps what it has shown until it is disconnected. */
const MOST_USES = 64;
const endOfTurn = Promise.resolve();

let session: Inspector.Session | undefined;
let isOpen = false;
/** Uses of this connection that have not ended, and all of them. */
let depth = 0;
let uses = 0;

function connect(): Inspector.Session {
  if (session === undefined) {
    const inspector = process.getBuiltinModule('node:inspector');
    session = new inspector.Session();
    const shared = inspector.Session as { readonly [key: symbol]: unknown } & typeof inspector.Session;
    const key = Symbol.for(EXCHANGE);
    if (shared[key] === undefined) Object.defineProperty(shared, key, { value: exchange, configurable: true });
    else exchange = shared[key] as typeof exchange;
  }
  session.connect();
  isOpen = true;
  uses = 0;
  void endOfTurn.then(disconnect);
  return session;
}

function disconnect(): void {
  if (!isOpen || depth > 0) return;
  isOpen = false;
  session?.disconnect();
}

/** Runs `use` with an open session, which nested uses share, and others of this turn. */
export function withSession<T>(use: (session: Inspector.Session) => T): T {
  const opened = isOpen && session !== undefined ? session : connect();
  depth++;
  try {
    return use(opened);
  } finally {
    depth--;
    if (depth === 0 && ++uses >= MOST_USES) disconnect();
  }
}

/** Sends one message to the inspector, which answers at once. */
export function post(method: string, params: object = {}): Record<string, unknown> {
  return withSession((opened) => {
    let failure: Error | null = null;
    let answer: object | undefined;
    // The typed overloads name every method; here the method is a value.
    (opened.post as (m: string, p: object, done: (e: Error | null, r?: object) => void) => void)(
      method,
      params,
      (error, result) => {
        failure = error;
        answer = result;
      },
    );
    if (failure !== null) throw new Error(`${method}: ${(failure as Error).message}`);
    if (answer === undefined) throw new Error(`${method}: the inspector did not answer at once`);
    return answer as Record<string, unknown>;
  });
}

function takeObject(objectId: string): unknown {
  post('Runtime.callFunctionOn', { objectId, functionDeclaration: TAKE_THIS, silent: true });
  return exchange.output;
}

function takeValue(remote: RemoteValue | undefined): unknown {
  if (remote === undefined || remote.type === 'undefined') return undefined;
  if (remote.objectId !== undefined) {
    const taken = takeObject(remote.objectId);
    // A sloppy function sees a boxed `this`; a symbol is the one primitive that has an object id.
    return remote.type === 'symbol' ? (taken as { valueOf(): unknown }).valueOf() : taken;
  }
  if (remote.subtype === 'null') return null;
  if (remote.unserializableValue === undefined) return remote.value;
  return remote.type === 'bigint'
    ? BigInt(remote.unserializableValue.slice(0, -1))
    : Number(remote.unserializableValue);
}

function readBound(properties: readonly InternalProperty[]): NonNullable<InspectedFunction['bound']> {
  const value = (name: string): unknown => takeValue(properties.find((property) => property.name === name)?.value);
  const args = value('[[BoundArgs]]') as ArrayLike<unknown> | undefined;
  return {
    target: value('[[TargetFunction]]') as AnyFunction,
    self: value('[[BoundThis]]'),
    args: Array.from({ length: args?.length ?? 0 }, (_, i) => args?.[i]),
  };
}

/** Reads location, scopes and bound parts of a function. Scopes show the values of this moment: never keep them. */
export function inspectFunction(fn: AnyFunction): InspectedFunction {
  return withSession(() => {
    exchange.input = fn;
    try {
      const { result } = post('Runtime.evaluate', { expression: `${EXCHANGE_TEXT}.input`, silent: true }) as Evaluated;
      const answer = post('Runtime.getProperties', { objectId: result.objectId, ownProperties: true });
      return readInternals((answer['internalProperties'] ?? []) as readonly InternalProperty[]);
    } finally {
      // The inspector's own handles go when the session ends, with the capture.
      exchange.input = exchange.output = null;
    }
  });
}

/** All live objects that have this prototype, at any distance. The whole heap is looked at, which takes tens of milliseconds. */
export function objectsOf(prototype: object): readonly object[] {
  return withSession(() => {
    exchange.input = prototype;
    try {
      const { result } = post('Runtime.evaluate', { expression: `${EXCHANGE_TEXT}.input`, silent: true }) as Evaluated;
      const { objects } = post('Runtime.queryObjects', { prototypeObjectId: result.objectId }) as {
        objects: { objectId: string };
      };
      const found = takeObject(objects.objectId) as ArrayLike<object>;
      post('Runtime.releaseObject', { objectId: objects.objectId });
      return Array.from(found);
    } catch {
      return []; // an inspector that cannot search
    } finally {
      exchange.input = exchange.output = null;
    }
  });
}

function readInternals(properties: readonly InternalProperty[]): InspectedFunction {
  let location: ScriptLocation | undefined;
  let scopes: readonly CapturedScope[] = [];
  for (const { name, value } of properties) {
    if (name === '[[FunctionLocation]]') location = value?.value as ScriptLocation;
    else if (name === '[[TargetFunction]]') return { scopes: [], bound: readBound(properties) };
    else if (name === '[[Scopes]]' && value?.objectId !== undefined) {
      // The scopes object itself stores the array of scopes: one call fetches every captured variable.
      scopes = Array.prototype.slice.call(takeObject(value.objectId)) as CapturedScope[];
    }
  }
  return location === undefined ? { scopes } : { location, scopes };
}

let works: boolean | undefined;

/** Can captured variables be read here? Tried once, on a known closure. False under `--permission` without `--allow-inspector`. */
export function canInspect(): boolean {
  works ??= tryInspect();
  return works;
}

function tryInspect(): boolean {
  const probe = { captured: 1 };
  const known = (): unknown => probe;
  try {
    const { scopes, location } = inspectFunction(known);
    return (
      location !== undefined &&
      // By value: a minifier that had us in its hands has given it another name.
      scopes.some((scope) => Object.values(scope.object).includes(probe))
    );
  } catch {
    return false;
  }
}
