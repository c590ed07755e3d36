/** Loads modules as a given file would: its `import()`, `require` and `import.meta`. */

import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { TaskModuleError } from '../core/errors.ts';
import type { ModuleToolNode } from './nodes.ts';

type Namespace = Readonly<Record<string, unknown>>;
/** An `import()`. */
export type Importer = (specifier: string, options?: object) => Promise<Namespace>;
interface CompilableModule extends NodeJS.Module {
  _compile(code: string, filename: string): void;
}

/** Loaded when it is needed: a worker that only imports files by their URLs does without. */
const requireAt = (file: string): NodeJS.Require => process.getBuiltinModule('node:module').createRequire(file);

const importers = new Map<string, Importer>();
const namespaces = new Map<string, Namespace>();
const tools = new WeakMap<object, ModuleToolNode>();

/** File of a file: URL; anything else as it is. */
export function filePathOf(url: string): string {
  if (!url.startsWith('file:')) return url;
  try {
    return fileURLToPath(url);
  } catch {
    return url;
  }
}

const fileIn = (url: string): string =>
  url.startsWith('file:') ? filePathOf(url) : path.join(process.cwd(), '[eval]');

/**
 * The `import()` of a file. A CommonJS wrapper compiled under the file's name: resolution, loader hooks and conditions are
 * those of the file (vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER would do too, but prints a warning).
 */
export function importerOf(url: string): Importer {
  let importer = importers.get(url);
  if (importer === undefined) {
    const file = fileIn(url);
    const Module = process.getBuiltinModule('node:module') as unknown as {
      new (id: string): CompilableModule;
      _nodeModulePaths(folder: string): string[];
    };
    const module = new Module(file);
    module.filename = file;
    module.paths = Module._nodeModulePaths(path.dirname(file));
    module._compile('module.exports=(s,o)=>o?import(s,o):import(s)', file);
    importer = module.exports as Importer;
    importers.set(url, importer);
    tools.set(importer, { t: 'module-tool', tool: 'import', url });
  }
  return importer;
}

export interface ImportRequest {
  readonly specifier: string;
  readonly parent: string;
  readonly attributes?: Readonly<Record<string, string>> | undefined;
}

const requestKey = (request: ImportRequest): string =>
  `${request.parent}|${request.specifier}|${JSON.stringify(request.attributes ?? {})}`;

/** The namespace of a module that was loaded before, or is Node's own; undefined when it has to be awaited. */
export function loadedNamespace(request: ImportRequest): Namespace | undefined {
  return namespaces.get(requestKey(request));
}

/**
 * Imports a module as its parent would.
 *
 * @param load - The `import()` of the parent, where it is at hand.
 * @throws TaskModuleError when it cannot be loaded.
 */
export async function importFrom(request: ImportRequest, load?: Importer): Promise<Namespace> {
  const key = requestKey(request);
  const known = namespaces.get(key);
  if (known !== undefined) return known;
  const { attributes } = request;
  const options = attributes && Object.keys(attributes).length > 0 ? { with: attributes } : undefined;
  let namespace: Namespace;
  try {
    namespace = await (load ?? importerOf(request.parent))(request.specifier, options);
  } catch (error) {
    const { specifier, parent } = request;
    const from = specifier === parent ? '' : ` from ${parent}`; // a file that was given by its URL is its own parent
    const what = `could not import "${specifier}"${from}: ${(error as Error).message}`;
    throw new TaskModuleError(`${what}${typeScriptHint(request.specifier, error)}`, { cause: error });
  }
  namespaces.set(key, namespace);
  return namespace;
}

/** What to do about a TypeScript file that Node cannot run as it is. */
function typeScriptHint(specifier: string, error: unknown): string {
  if (!/\.[cm]?tsx?$/.test(specifier.replace(/[?#].*$/, ''))) return '';
  switch ((error as { code?: unknown } | null)?.code) {
    case 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX':
      return '; Node only strips types: write what has to be compiled (enum, namespace, parameter properties) otherwise, or compile the file';
    case 'ERR_UNKNOWN_FILE_EXTENSION':
      return '; this Node does not run such a file: compile it, or give the workers a loader with execArgv, such as ["--import", "tsx"]';
    case 'ERR_UNSUPPORTED_NODE_MODULES_TYPE_STRIPPING':
      return '; Node strips no types in node_modules: compile the package';
    default:
      return '';
  }
}

/** The export of a module without waiting: Node can require ES modules too, unless they await at their top level. */
export function importNow(request: ImportRequest & { readonly name: string }): unknown {
  try {
    const namespace =
      loadedNamespace(request) ?? (requireAt(fileIn(request.parent))(filePathOf(request.specifier)) as Namespace);
    return exportOf(namespace, request.name, request.specifier);
  } catch {
    return undefined;
  }
}

/** The export of a namespace. @throws TaskModuleError when there is none of that name. */
export function exportOf(namespace: Namespace, name: string, specifier: string): unknown {
  if (name === '*') return namespace;
  if (!(name in namespace)) {
    throw new TaskModuleError(
      `"${specifier}" has no export "${name}"; it has ${Object.keys(namespace).join(', ') || 'none'}`,
    );
  }
  return namespace[name];
}

const metas = new Map<string, object>();

/** `import.meta` for code of a file. */
export function metaOf(url: string): object {
  let meta = metas.get(url);
  if (meta === undefined) {
    const file = fileIn(url);
    const require = requireAt(file);
    const resolve = (specifier: string): string =>
      /^(\.{0,2}\/|file:)/.test(specifier) ? new URL(specifier, url).href : toUrl(require.resolve(specifier));
    meta = Object.assign(Object.create(null) as object, {
      url,
      filename: file,
      dirname: path.dirname(file),
      main: false,
      resolve,
    });
    metas.set(url, meta);
    tools.set(meta, { t: 'module-tool', tool: 'meta', url });
  }
  return meta;
}

const toUrl = (resolved: string): string => (path.isAbsolute(resolved) ? pathToFileURL(resolved).href : resolved);

/** An `import()` for specifiers as Vite writes them: `/src/x.ts` is in the root folder of the project. */
function viteImporter(node: ModuleToolNode, root: string): Importer {
  const load = importerOf(node.url);
  const importer: Importer = (specifier, options) => {
    if (!specifier.startsWith('/')) return load(specifier, options);
    const file = specifier.startsWith('/@fs/') ? specifier.slice('/@fs'.length) : specifier;
    return load(pathToFileURL(file.startsWith(root) || file !== specifier ? file : root + file).href, options);
  };
  tools.set(importer, node);
  return importer;
}

/** What a module has of its own, by kind. */
export function moduleTool(node: ModuleToolNode): object {
  const { tool, url, root } = node;
  if (tool === 'import') return root === undefined ? importerOf(url) : viteImporter(node, root);
  if (tool === 'meta') return metaOf(url);
  const require = requireAt(fileIn(url));
  tools.set(require, { t: 'module-tool', tool, url });
  return require;
}

/** The node of a tool that this module made: a revived function that is captured again holds some. */
export const moduleToolNode = (value: object): ModuleToolNode | undefined => tools.get(value);
