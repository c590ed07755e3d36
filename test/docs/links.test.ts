import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from './run-program.ts';

const read = (name: string): string => readFileSync(path.join(root, name), 'utf8');

/** How a heading is linked to, as on GitHub. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}_\- ]/gu, '')
    .trim()
    .replaceAll(' ', '-');

const headingsOf = (name: string): string[] =>
  [...read(name).matchAll(/^#+ (.*)$/gm)].map(([, text]) => anchorOf(text!));

/** Links of a document that lead nowhere. */
function brokenLinks(name: string): string[] {
  const links = [...read(name).matchAll(/\]\((?!\w+:)([^)#\s]*)(?:#([^)\s]*))?\)/g)];
  return links.flatMap(([link, file, anchor]) => {
    const target = file === '' ? name : path.join(path.dirname(name), file!);
    if (!existsSync(path.join(root, target))) return [link];
    return anchor === undefined || headingsOf(target).includes(anchor) ? [] : [link];
  });
}

describe('the documents', () => {
  const documents = ['README.md', 'CHANGELOG.md', ...globSync('docs/**/*.md', { cwd: root, exclude: ['docs/api/**'] })];

  it.each(documents)('%s has links that lead somewhere', (name) => {
    expect(brokenLinks(name)).toEqual([]);
  });

  it('are all in the index', () => {
    const index = read('docs/README.md');
    const pages = globSync('docs/{*,guide/*}.md', { cwd: root }).map((name) => path.relative('docs', name));
    expect(pages.filter((page) => page !== 'README.md' && !index.includes(`(${page})`))).toEqual([]);
  });
});
