/** What the declaration files of a build say about each other. */

import { existsSync, globSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';

/** Every module that a declaration file imports, exports from or names in `import('...')`; examples in comments are none of it. */
function importsOf(file: string): string[] {
  const text = readFileSync(file, 'utf8').replaceAll(/\/\*[^]*?\*\//g, '');
  const matches = text.matchAll(/(?:\bfrom\s+|\bimport\s*\(?\s*)(['"])([^'"\s]+)\1/g);
  return [...matches].map((match) => match[2]!);
}

/** Declaration files reachable from an entry, and the packages that they name. */
export interface Reachable {
  readonly files: ReadonlySet<string>;
  readonly packages: ReadonlySet<string>;
}

/** Follows the imports from one entry of the build. */
export function reachable(dist: string, entry: string): Reachable {
  const files = new Set<string>();
  const packages = new Set<string>();
  const queue = [path.join(dist, `${entry}.d.ts`)];
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    if (files.has(file) || !existsSync(file)) continue;
    files.add(file);
    for (const id of importsOf(file)) {
      if (id.startsWith('.')) queue.push(path.join(path.dirname(file), id.replace(/\.[jt]s$/, '.d.ts')));
      else packages.add(id);
    }
  }
  return { files, packages };
}

/** Deletes the declarations of modules that no public entry leads to: nobody can import them. */
export function dropUnreachable(dist: string, entries: readonly string[]): void {
  const kept = new Set(entries.flatMap((entry) => [...reachable(dist, entry).files]));
  for (const name of globSync('**/*.d.ts', { cwd: dist })) {
    const file = path.join(dist, name);
    if (!kept.has(file)) rmSync(file);
  }
}
