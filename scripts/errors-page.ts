/** Writes docs/errors.md from the error classes and the table of examples. Run it when either has changed. */

import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { type ErrorExample, errorExamples } from './error-examples.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const pagePath = path.join(root, 'docs', 'errors.md');

/** What the source says about one class. */
export interface ErrorClass {
  readonly name: string;
  readonly parent: string;
  readonly summary: string;
  readonly properties: readonly { readonly name: string; readonly type: string; readonly summary: string }[];
}

/** A docstring as one paragraph. */
const plain = (comment: string): string =>
  comment
    .split('\n')
    .map((line) => line.replace(/^\s*\*? ?/, ''))
    .join(' ')
    .replaceAll(/\{@link (\w+)\}/g, '`$1`')
    .replaceAll(/\s+/g, ' ')
    .trim();

function propertiesOf(body: string): ErrorClass['properties'] {
  const found = body.matchAll(/\/\*\*((?:(?!\*\/)[^])*)\*\/\s+readonly (\w+): ([^;]+);/g);
  return [...found].map(([, comment, name, type]) => ({ name: name!, type: type!, summary: plain(comment!) }));
}

const sources = ['src/core/errors.ts', 'src/core/worker-errors.ts', 'src/core/sync-errors.ts', 'src/ndarray/errors.ts'];
const readAll = (): string => sources.map((name) => readFileSync(path.join(root, name), 'utf8')).join('\n');

/** The error classes of the library, in the order of their files. */
export function errorClasses(source = readAll()): ErrorClass[] {
  const found = source.matchAll(/\/\*\*((?:(?!\*\/)[^])*)\*\/\s+export class (\w+) extends (\w+) \{\n([^]*?)\n\}\n/g);
  return [...found].map(([, comment, name, parent, body]) => ({
    name: name!,
    parent: parent!,
    summary: plain(comment!),
    properties: propertiesOf(body!),
  }));
}

const fenced = (language: string, code: string): string => `\`\`\`${language}\n${code.trim()}\n\`\`\``;

function programs({ code, file, failing, message, fixed }: ErrorExample): string[] {
  const parts: string[] = [];
  if (file !== undefined) parts.push(`With \`${file[0]}\`:`, `<!-- file: ${file[0]} -->\n${fenced('ts', file[1])}`);
  if (failing !== undefined) parts.push('Fails:', `<!-- fails: ${code} -->\n${fenced('ts', failing)}`);
  if (message !== undefined) parts.push(fenced('text', message));
  if (fixed !== undefined) parts.push('Works:', fenced('ts', fixed));
  return parts;
}

function section(example: ErrorExample, known: readonly ErrorClass[]): string {
  const isBase = example.name === 'ParallelError';
  const found = known.find((one) => one.name === example.name);
  if (found === undefined) throw new Error(`src/core/ and src/ndarray/errors.ts have no class ${example.name}`);
  const own = found.properties.map(({ name, type, summary }) => `- \`${name}: ${type}\`: ${summary}`);
  const about = isBase ? [] : [found.summary, ...(own.length > 0 ? [own.join('\n')] : [])];
  const heading = `## ${example.code}${isBase ? '' : `: ${example.name}`}`;
  return [heading, ...about, example.remedy, ...programs(example)].join('\n\n');
}

const introduction = `<!-- Made by \`node scripts/errors-page.ts\` from src/core/, src/ndarray/ and scripts/error-examples.ts. Do not edit. -->

# Errors

Everything that manycore throws on purpose extends \`ParallelError\` and has a \`code\`. Match on the code: it does not change, the
words of a message may. What a task throws itself is not wrapped: it arrives as itself, and
[\`errorInfo(error)\`](guide/errors-and-retries.md) tells which task it came from.

Each program below runs as it is; those under "Fails" end with the error shown.`;

/** The text of docs/errors.md. */
export function errorsPage(): string {
  const known = errorClasses();
  const rows = errorExamples.map(({ code, name }) => {
    const anchor = `${code}${name === 'ParallelError' ? '' : `-${name}`}`.toLowerCase();
    return `| [\`${code}\`](#${anchor}) | \`${name}\` |`;
  });
  const table = ['| code | class |', '| --- | --- |', ...rows].join('\n');
  return `${[introduction, table, ...errorExamples.map((example) => section(example, known))].join('\n\n')}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(pagePath, errorsPage());
  console.log('wrote docs/errors.md');
}
