/** What travels by reference: the worker loads the same module and takes the same thing from it. */

import { readFileSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { placeInLibrary } from '../core/library-export.ts';
import { analyzeModule } from './analyze-module.ts';
import { filePathOf } from './import-from.ts';
import type { CapturedScope, InspectedFunction } from './inspect-function.ts';
import type { AnyFunction, ImportNode, ModuleVariableNode, RequiredNode } from './nodes.ts';
import { scriptSource, textStart } from './script-source.ts';
import { here, requireHere } from './here.ts';

/** Extra characters that an export may have around its text: a semicolon, parentheses. */
const SLACK = 2;

function mainFile(): string | undefined {
  const file = process.argv[1];
  if (file === undefined) return undefined;
  try {
    // Node itself resolves links and missing extensions of the main file.
    return realpathSync(requireHere.resolve(path.resolve(file)));
  } catch {
    return path.resolve(file);
  }
}

let entry: string | undefined;

/** URL of the program's own main module, which must not be loaded again: it would run again. */
export function entryUrl(): string {
  if (entry === undefined) {
    const file = mainFile();
    entry = file === undefined ? '' : pathToFileURL(file).href;
  }
  return entry;
}

let ownFolder: string | null | undefined;

/** Folder of the library's own modules; null when a bundler has put the library into the program. */
function libraryFolder(): string | null {
  if (ownFolder !== undefined) return ownFolder;
  ownFolder = null;
  if (!here.startsWith('file:')) return null;
  // This file is <package>/src/closure/..., or somewhere under <package>/dist.
  for (let folder = path.dirname(fileURLToPath(here)), up = 0; up < 3; folder = path.dirname(folder), up++) {
    const name = path.basename(folder);
    if ((name === 'src' || name === 'dist') && packageName(path.dirname(folder)) === 'manycore') {
      ownFolder = pathToFileURL(folder + path.sep).href;
    }
  }
  return ownFolder;
}

function packageName(folder: string): string | undefined {
  try {
    return (JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as { name?: string }).name;
  } catch {
    return undefined;
  }
}

/** Where a worker finds a function of the library: an entry of it, or, when the program's bundle holds the library, a part of the installed package. */
export function libraryExport(fn: AnyFunction): ImportNode | undefined {
  const place = placeInLibrary(fn);
  if (place === undefined) return undefined;
  const folder = libraryFolder();
  if (folder !== null && 'part' in place) return undefined;
  const installed = (file: string): string => new URL(file, pathToFileURL(requireHere.resolve('manycore'))).href;
  const file = 'part' in place ? `./parts/${place.part}.js` : `./${place.entry}.js`;
  const href =
    folder === null ? installed(file) : new URL(file.replace(/js$/, here.endsWith('.ts') ? 'ts' : 'js'), folder).href;
  return { t: 'import', specifier: href, name: place.name, parent: href };
}

/** The exported suites stand for a program of the user's: their functions travel as those of a user do. */
function isSuite(url: string): boolean {
  const folder = libraryFolder();
  return folder !== null && url.startsWith(`${folder}testing`);
}

/** Is this a module of the library itself? Those are never copied into a worker: each worker has its own. */
export function isLibraryModule(url: string): boolean {
  const folder = libraryFolder();
  return folder !== null && url.startsWith(folder) && !/\.test\.[jt]s$/.test(url) && !isSuite(url);
}

const isModuleScope = (scope: CapturedScope): boolean => scope.description === 'Module';

/** The scope of the module a function belongs to: an ES module, or a CommonJS file that is loaded. */
export function moduleScopeOf(inspected: InspectedFunction, url: string): CapturedScope | undefined {
  const { scopes } = inspected;
  const module = scopes.find(isModuleScope);
  if (module !== undefined) return module;
  // CommonJS: the function that Node wraps around the file is the scope next to the global one.
  const outermost = scopes.length - 2;
  const scope = scopes[outermost];
  const isWrapper =
    scope !== undefined && scopes[outermost + 1]?.description === 'Global' && scope.description.startsWith('Closure');
  return isWrapper && url.startsWith('file:') && requireHere.cache[filePathOf(url)] !== undefined ? scope : undefined;
}

/** The scope, where the function is in a package or in this library: its variables are then named, not copied. */
export function packageScopeOf(inspected: InspectedFunction, url: string): CapturedScope | undefined {
  const isPackage = (/^file:.*\/node_modules\//.test(url) && !isSuite(url)) || isLibraryModule(url);
  if (!isPackage || url === entryUrl()) return undefined;
  const scope = moduleScopeOf(inspected, url);
  if (scope === undefined || isModuleScope(scope)) return scope;
  return requireHere.cache[filePathOf(url)]?.loaded ? scope : undefined;
}

/** A variable of a module's scope, by name. */
export const moduleVariable = (url: string, name: string, scope: CapturedScope): ModuleVariableNode => ({
  t: 'module-variable',
  url,
  name,
  commonJs: !isModuleScope(scope),
});

/** A function and where it was written. */
export interface LocatedFunction {
  readonly fn: AnyFunction;
  readonly inspected: InspectedFunction;
  readonly text: string;
  readonly url: string;
}

/** A function or class as the export or the required member that it is; undefined when it has to travel by value. */
export function functionReference({
  fn,
  inspected,
  text,
  url,
}: LocatedFunction): ImportNode | RequiredNode | undefined {
  const required = requiredNode(fn);
  if (required !== undefined) return required;
  const { location } = inspected;
  if (location === undefined || !url.startsWith('file:') || url === entryUrl()) return undefined;
  if (!inspected.scopes.some(isModuleScope)) return undefined;
  const script = scriptSource(location, text);
  const start = textStart(location, text);
  if (script === undefined || start === undefined) return undefined;
  const found = analyzeModule(script).exports.find(
    (known) => Math.abs(start.offset - known.start) < SLACK && Math.abs(known.end - known.start - text.length) <= SLACK,
  );
  return found && { t: 'import', specifier: url, name: found.name, parent: url };
}

interface RequiredIndex {
  readonly modules: number;
  readonly nodes: Map<unknown, RequiredNode>;
}
let index: RequiredIndex | undefined;

/** The `require`d module that this is, or whose member it is. The program's own main module is not among them. */
export function requiredNode(value: object): RequiredNode | undefined {
  const files = Object.keys(requireHere.cache);
  if (index === undefined || index.modules !== files.length)
    index = { modules: files.length, nodes: indexRequired(files) };
  return index.nodes.get(value);
}

function indexRequired(files: readonly string[]): Map<unknown, RequiredNode> {
  const nodes = new Map<unknown, RequiredNode>();
  const main = mainFile();
  for (const file of files) {
    const module = requireHere.cache[file];
    if (file === main || module === undefined || !module.loaded || module === process.mainModule) continue;
    const exported: unknown = module.exports;
    if ((typeof exported !== 'object' && typeof exported !== 'function') || exported === null) continue;
    if (!nodes.has(exported)) nodes.set(exported, { t: 'required', file, path: [] });
    addMembers(nodes, file, exported);
  }
  return nodes;
}

function addMembers(nodes: Map<unknown, RequiredNode>, file: string, exported: object): void {
  // Getters are run for compiled ES modules only, where they are re-exports.
  const isCompiled = (exported as { __esModule?: unknown }).__esModule === true;
  for (const key of Object.keys(exported)) {
    const descriptor = Reflect.getOwnPropertyDescriptor(exported, key);
    const member: unknown = descriptor?.get && isCompiled ? readMember(exported, key) : descriptor?.value;
    if (typeof member === 'function' && !nodes.has(member)) nodes.set(member, { t: 'required', file, path: [key] });
  }
}

function readMember(exported: object, key: string): unknown {
  try {
    return Reflect.get(exported, key);
  } catch {
    return undefined;
  }
}
