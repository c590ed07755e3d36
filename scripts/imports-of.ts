import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseAst } from 'rolldown/parseAst';

interface Statement {
  readonly type: string;
  readonly source?: { readonly value?: unknown } | null;
  readonly importKind?: string;
  readonly exportKind?: string;
  readonly specifiers?: readonly { readonly importKind?: string; readonly exportKind?: string }[];
}

const isOfTypes = ({ importKind, exportKind }: Pick<Statement, 'importKind' | 'exportKind'>): boolean =>
  importKind === 'type' || exportKind === 'type';

/** Modules that a file of ours loads as soon as it is loaded. */
function direct(file: string): string[] {
  const { body } = parseAst(readFileSync(file, 'utf8'), { lang: 'ts' }) as unknown as { readonly body: Statement[] };
  return body.flatMap((statement) => {
    const { source, specifiers = [] } = statement;
    const id = source?.value;
    if (typeof id !== 'string' || !id.startsWith('.') || isOfTypes(statement)) return [];
    if (specifiers.length > 0 && specifiers.every(isOfTypes)) return [];
    return [path.join(path.dirname(file), id)];
  });
}

/** A file of ours with all that it loads, and what that loads, apart from what is loaded later by `import()`. */
export function importsOf(file: string, found = new Set<string>()): ReadonlySet<string> {
  if (found.has(file)) return found;
  found.add(file);
  for (const next of direct(file)) importsOf(next, found);
  return found;
}
