/** The live module scope of a loaded module, read through any of its own functions: for what a package does not export. */

import { TaskModuleError } from '../core/errors.ts';
import { textOf } from './encode-prototype.ts';
import { filePathOf, importFrom } from './import-from.ts';
import { moduleScopeOf } from './by-reference.ts';
import { inspectFunction, withSession } from './inspect-function.ts';
import type { AnyFunction, ModuleVariableNode } from './nodes.ts';
import { scriptUrl } from './script-source.ts';
import { requireHere } from './here.ts';

const scopes = new Map<string, Record<string, unknown>>();
/** Objects looked at in search of a function of the module. */
const MAX_LOOKED_AT = 2000;

const isObject = (value: unknown): value is object =>
  (typeof value === 'object' && value !== null) || typeof value === 'function';

function scopeThrough(fn: AnyFunction, url: string): Record<string, unknown> | undefined {
  const inspected = inspectFunction(fn);
  if (inspected.location === undefined || scriptUrl(inspected.location, textOf(fn)) !== url) return undefined;
  return moduleScopeOf(inspected, url)?.object;
}

function partsOf(value: object, exported: object): object[] {
  return Reflect.ownKeys(value).flatMap((key) => {
    try {
      const descriptor = Reflect.getOwnPropertyDescriptor(value, key);
      const part: unknown = descriptor?.get && value === exported ? Reflect.get(value, key) : descriptor?.value;
      return isObject(part) ? [part] : [];
    } catch {
      return [];
    }
  });
}

function findScope(exported: object, url: string): Record<string, unknown> {
  const seen = new Set<object>([exported]);
  for (const value of seen) {
    const scope = typeof value === 'function' ? scopeThrough(value as AnyFunction, url) : undefined;
    if (scope !== undefined) return scope;
    if (seen.size < MAX_LOOKED_AT) for (const part of partsOf(value, exported)) seen.add(part);
  }
  throw new TaskModuleError(
    `no function of ${url} can be reached from its exports, so its module scope cannot be read`,
  );
}

/** Loads a module and reads one variable of its scope. */
export async function readModuleVariable({ url, name, commonJs }: ModuleVariableNode): Promise<unknown> {
  let scope = scopes.get(url);
  if (scope === undefined) {
    const exported: unknown = commonJs
      ? requireHere(filePathOf(url))
      : await importFrom({ specifier: url, parent: url });
    scope = withSession(() => findScope(exported as object, url));
    scopes.set(url, scope);
  }
  return scope[name];
}
