/** Vite and vitest rewrite imports to variables; the script's own text still says where they come from. */

import { pathToFileURL } from 'node:url';
import type { ScriptSource } from './script-source.ts';

interface VitestWorker {
  readonly config?: { readonly root?: string };
}

/** A module by its specifier, or the `import()` of a module. */
export type ViteImport = { readonly specifier: string } | 'importer';

/** What a variable that Vite made stands for: a module to import, or its own `import()`; undefined: an ordinary value. */
export function viteImport(script: ScriptSource, name: string): ViteImport | undefined {
  if (name.includes('dynamic_import')) return 'importer';
  const match = new RegExp(`const ${name} = await (?:__vite_ssr_import__|import)\\("([^"]+)"`).exec(script.text);
  const specifier = match?.[1];
  if (specifier === undefined) return undefined;
  if (specifier.startsWith('node:')) return { specifier };
  // Sources of the project itself travel by value: the worker may not have Vite's transforms.
  return specifier.includes('/node_modules/') ? { specifier: toFileUrl(specifier) } : undefined;
}

/** Is this a module that Vite wrapped? Its imports and exports are parameters of the wrapper. */
export const isViteModule = (script: ScriptSource | undefined): boolean =>
  script !== undefined && script.text.slice(0, 400).includes('__vite_ssr_');

/** Folder that specifiers beginning with a slash are in. */
export function viteRoot(): string {
  const worker = (globalThis as { __vitest_worker__?: VitestWorker }).__vitest_worker__;
  return worker?.config?.root ?? process.cwd();
}

function toFileUrl(specifier: string): string {
  if (specifier.startsWith('file:')) return specifier;
  if (specifier.startsWith('/@fs/')) return pathToFileURL(specifier.slice('/@fs'.length)).href;
  const root = viteRoot();
  return specifier.startsWith('/')
    ? pathToFileURL(specifier.startsWith(root) ? specifier : root + specifier).href
    : specifier;
}
