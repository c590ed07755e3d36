/**
 * Refuses functions that write to what they captured: a worker only has a copy, so the writes would be lost.
 *
 * The rule. The function itself and the functions written inside it: no assignment to a captured variable, and no write to a
 * captured array, Map, Set, plain object or typed array that is not shared. Helpers that it captured: the same, except for
 * state of their own file (top-level variables), such as a cache: that is state of the worker, kept while the call lasts,
 * as a module's would be. Helpers of packages are not looked at, nor are instances of classes, which have their own rules.
 */

import { types } from 'node:util';
import { ClosureError } from '../core/errors.ts';
import { analyzeFunction } from './analyze-function.ts';
import { functionReference, packageScopeOf } from './by-reference.ts';
import { isFileScope, isRevivedScope, scopeHolding } from './captured-scope.ts';
import type { CapturedFunction } from './captured-function.ts';
import { isNativeText, textOf } from './encode-prototype.ts';
import type { FreeVariable, MemberWrite } from './needs.ts';
import type { Encoder } from './encoder.ts';
import { canInspect, inspectFunction, withSession } from './inspect-function.ts';
import type { CapturedScope } from './inspect-function.ts';
import type { AnyFunction } from './nodes.ts';
import { BOUND_TARGET, CAPTURED_MARK, CAPTURED_MARK_HINT, type Place } from './refusals.ts';
import { scriptUrl } from './script-source.ts';

const HINT =
  'return the value instead; sharedArray() makes memory that all workers write to, perWorker() state of each worker';

type Subject = Pick<CapturedFunction, 'fn' | 'analysis' | 'inspected' | 'text' | 'url' | 'title'> & {
  readonly isRoot: boolean;
};

interface FoundWrite {
  readonly variable: string;
  readonly what: string;
}

/** The function that was given, or the one that it binds. */
function isRootPlace({ parent, key }: Place): boolean {
  return parent === undefined || (key === BOUND_TARGET && isRootPlace(parent));
}

/** Refuses the captured function if it writes to what it captured. */
export function checkWrites(encoder: Encoder, captured: CapturedFunction): void {
  const found = findWrite({ ...captured, isRoot: isRootPlace(captured.place) });
  if (found === undefined) return;
  const at = { ...captured.place, parent: captured.place, step: 'variable' as const, key: found.variable };
  encoder.refuse(found.what, at, HINT);
}

/**
 * What bundlers put around modules that are loaded late: `init && (result = init(init = 0))`, and
 * `module || load((module = { exports: {} }).exports, module)`. It assigns, but only to run once.
 */
const RUNS_ONCE = /([\w$]+)\s*&&\s*\(?\s*[\w$]+\s*=[^;]*\(\1\s*=\s*0\)|=\s*\{\s*exports:\s*\{\}\s*\}/;
const MAX_WRAPPER_TEXT = 400;

const isBundlerWrapper = ({ text, isRoot }: Subject): boolean =>
  !isRoot && text.length < MAX_WRAPPER_TEXT && RUNS_ONCE.test(text);

function findWrite(subject: Subject): FoundWrite | undefined {
  const { fn, analysis, inspected, url, isRoot } = subject;
  if (isBundlerWrapper(subject)) return undefined;
  for (const free of analysis.free.values()) {
    if (!free.isAssigned && free.memberWrites.length === 0) continue;
    const scope = scopeHolding(inspected, free.name);
    if (scope === undefined || scope === packageScopeOf(inspected, url)) continue;
    if (!isRoot && (isFileScope(scope, inspected, url) || isRevivedScope(scope, inspected, fn))) continue;
    const what = describeWrite(subject, free, scope);
    if (what !== undefined) return { variable: free.name, what };
  }
  return undefined;
}

const LOST = 'a worker only has a copy, so the change would be lost';

function describeWrite({ title }: Subject, free: FreeVariable, scope: CapturedScope): string | undefined {
  if (free.isAssigned) return `${title} assigns to "${free.name}", a variable outside it; ${LOST}`;
  let value: unknown;
  try {
    value = scope.object[free.name];
  } catch {
    return undefined; // not initialised yet; refused elsewhere
  }
  const write = free.memberWrites.find((candidate) => changesCaptured(value, candidate));
  if (write === undefined) return undefined;
  const target = [free.name, ...write.path.map((key) => key ?? '[...]')].join('.').replaceAll('.[', '[');
  const how = write.method === undefined ? `writes to a property of "${target}"` : `calls ${target}.${write.method}()`;
  return `${title} ${how}, which changes what it captured; ${LOST}`;
}

/** Does the write hit a container whose changes would be lost? */
function changesCaptured(value: unknown, { path, method }: MemberWrite): boolean {
  let targets: unknown[] = [value];
  for (const key of path) targets = targets.flatMap((target) => partsOf(target, key));
  return targets.some((target) => isLosing(target, method));
}

/** Parts looked at where the key is known only at run time. */
const SAMPLE = 50;

function partsOf(value: unknown, key: string | null): unknown[] {
  if (typeof value !== 'object' || value === null || types.isProxy(value)) return [];
  if (key !== null) {
    const descriptor = Reflect.getOwnPropertyDescriptor(value, key);
    return descriptor !== undefined && 'value' in descriptor ? [descriptor.value] : [];
  }
  if (types.isMap(value)) return [...value.values()].slice(0, SAMPLE);
  if (Array.isArray(value)) return value.slice(0, SAMPLE) as unknown[];
  return ArrayBuffer.isView(value) ? [] : Object.values(value).slice(0, SAMPLE);
}

const METHODS_OF: Readonly<Record<'array' | 'map' | 'set' | 'view', ReadonlySet<string>>> = {
  array: new Set(['push', 'pop', 'shift', 'unshift', 'splice', 'sort', 'reverse', 'fill', 'copyWithin']),
  map: new Set(['set', 'delete', 'clear']),
  set: new Set(['add', 'delete', 'clear']),
  view: new Set(['set', 'sort', 'reverse', 'fill', 'copyWithin']),
};

function isLosing(target: unknown, method: string | undefined): boolean {
  if (typeof target !== 'object' || target === null || types.isProxy(target)) return false;
  const proto: unknown = Object.getPrototypeOf(target);
  const writes = (kind: keyof typeof METHODS_OF): boolean => method === undefined || METHODS_OF[kind].has(method);
  if (Array.isArray(target)) return writes('array');
  if (types.isMap(target)) return writes('map');
  if (types.isSet(target)) return writes('set');
  if (ArrayBuffer.isView(target)) return !types.isSharedArrayBuffer(target.buffer) && writes('view');
  const isPlainObject = proto === Object.prototype || proto === null;
  return isPlainObject && method === undefined && !isHostNamespace(target);
}

/** `module.exports`, `process.env` and the like are no captured data. */
const isHostNamespace = (target: object): boolean => target === process.env || types.isModuleNamespaceObject(target);

/** Functions without a write in their text, and without helpers that could have one. */
const harmless = new WeakSet<AnyFunction>();

/** Whether a captured value holds marks of `transfer()`. */
export type HoldsMarks = (value: unknown) => boolean;

/**
 * Refuses a function that writes to what it captured or captured what is to be moved, as it would be refused when captured for a worker.
 * For backends that copy nothing: a program must not work there and fail elsewhere.
 *
 * @throws ClosureError that names the variable and what to do instead.
 */
export function refuseWrites(fn: AnyFunction, holdsMarks: HoldsMarks = () => false): void {
  if (harmless.has(fn)) return;
  const analysis = isNativeText(fn) ? undefined : analyzeFunction(textOf(fn));
  const isAlone = analysis === undefined || analysis.kind === 'unparsable' || analysis.free.size === 0;
  if (isAlone || !canInspect()) {
    harmless.add(fn);
    return;
  }
  withSession(() => walkHelpers(fn, holdsMarks));
}

interface Helper {
  readonly fn: AnyFunction;
  readonly path: readonly string[];
}

function walkHelpers(root: AnyFunction, holdsMarks: HoldsMarks): void {
  const seen = new Set<AnyFunction>([root]);
  const queue: Helper[] = [{ fn: root, path: [] }];
  for (const { fn, path } of queue) {
    for (const [name, value] of capturedBy(root, { fn, path })) {
      const trail = [...path, name];
      if (typeof value !== 'function') {
        if (holdsMarks(value)) throw inPlaceError(root, trail, { what: CAPTURED_MARK, hint: CAPTURED_MARK_HINT });
        continue;
      }
      if (isNativeText(value as AnyFunction) || seen.has(value as AnyFunction)) continue;
      seen.add(value as AnyFunction);
      queue.push({ fn: value as AnyFunction, path: trail });
    }
  }
}

function inPlaceError(
  root: AnyFunction,
  trail: string[],
  { what, hint }: { what: string; hint: string },
): ClosureError {
  const name = root.name ? `function "${root.name}"` : 'the function';
  return new ClosureError(
    `cannot run ${name} as a task: ${what}\n    at -> ${trail.join(' -> ')}\n    hint: ${hint}`,
    trail,
  );
}

/** Checks one function and gives what it captured. */
function capturedBy(root: AnyFunction, { fn, path }: Helper): [string, unknown][] {
  const inspected = inspectFunction(fn);
  const text = textOf(fn);
  const { location } = inspected;
  const analysis = location === undefined ? undefined : analyzeFunction(text);
  if (location === undefined || analysis === undefined || analysis.kind === 'unparsable') return [];
  const url = scriptUrl(location, text);
  const isRoot = fn === root;
  // Node's own functions are not captured, and they may write where they like.
  if (url.startsWith('node:')) return [];
  if ((functionReference({ fn, inspected, text, url }) ?? packageScopeOf(inspected, url)) !== undefined) return [];
  const title = isRoot ? 'it' : `"${fn.name}" (${url}:${location.lineNumber + 1}:${location.columnNumber + 1})`;
  const found = findWrite({ fn, analysis, inspected, text, url, title, isRoot });
  if (found !== undefined) throw inPlaceError(root, [...path, found.variable], { what: found.what, hint: HINT });
  return capturedValues(analysis.free, inspected);
}

function capturedValues(
  free: ReadonlyMap<string, FreeVariable>,
  inspected: CapturedFunction['inspected'],
): [string, unknown][] {
  const found: [string, unknown][] = [];
  for (const name of free.keys()) {
    const scope = scopeHolding(inspected, name);
    try {
      if (scope !== undefined) found.push([name, scope.object[name]]);
    } catch {
      // Not initialised yet: the call itself will say so.
    }
  }
  return found;
}
