/**
 * Writes docs/ndarray-routines.md, the index of everything that `manycore/ndarray` exports, from the entry and the docstrings: `node
 * scripts/array-routines.ts`. A test compares the page with the sources, and the names with NumPy's.
 */

import { globSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { missing } from './numpy-names.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const pagePath = path.join(root, 'docs', 'ndarray-routines.md');
const read = (name: string): string => readFileSync(path.join(root, name), 'utf8');

/** One exported name. */
export interface Routine {
  /** As users write it: `add`, `linalg.svd`. */
  readonly name: string;
  readonly file: string;
  readonly summary: string;
}

/** Sections as NumPy's pages have them: which files belong to each, in the order of the page. */
const sections: readonly (readonly [title: string, files: RegExp])[] = [
  ['Creating arrays', /ndarray\/create\/(?!windows|grids|require)/],
  ['Grids and blocks', /create\/grids|manipulate\/block/],
  ['Arrays as they have to be', /create\/require/],
  ['Shapes and joining', /ndarray\/manipulate\//],
  ['Indexing, picking and placing', /ndarray\/(?:indexing|pick)\//],
  ['Arithmetic', /math\/(?:arithmetic|division|extremes|signs)/],
  ['Exponents and logarithms', /math\/exponents/],
  ['Trigonometry', /math\/trigonometry/],
  ['Rounding and parts of numbers', /math\/(?:rounding|parts|closeness|floats|complex|choose|special|unwrap)/],
  ['Comparisons, logic and bits', /math\/(?:compare|logic|predicates)|ndarray\/bits\//],
  ['Sums, means and other statistics', /statistics\/(?:reductions|cumulative|medians|quantiles|nan-reductions)/],
  ['Correlation, differences and histograms', /statistics\//],
  ['Sorting, searching and counting', /ndarray\/sorting\//],
  ['Sets', /ndarray\/sets\//],
  ['Products of vectors, matrices and tensors', /ndarray\/products\/|linalg\/functions-product/],
  ['Polynomials', /ndarray\/polynomials\//],
  ['Windows', /create\/windows/],
  ['Functions of users', /ndarray\/functional\//],
  ['dtypes and constants', /ndarray\/(?:dtype\/|namespace)/],
  ['Printing', /ndarray\/print\//],
  ['Files and bytes', /src\/io\/|ndarray\/io\//],
  ['Arrays and their memory', /ndarray\/(?:array|graph|lazy|install)\/|ndarray\/math\/call/],
  ['Errors', /ndarray\/errors/],
];

/** Names and files of `export { a, b as c } from './x.ts'`; types are left out. */
function exportsOf(entry: string): { name: string; original: string; file: string }[] {
  const text = read(entry);
  const found = text.matchAll(/export \{([^}]*)\} from '([^']+)'/g);
  return [...found].flatMap(([, names, from]) =>
    names!
      .split(',')
      .map((one) => one.trim())
      .filter((one) => one !== '' && !one.startsWith('type '))
      .map((one) => {
        const [original, name = original] = one.split(' as ');
        return { name: name!, original: original!, file: path.posix.join(path.posix.dirname(entry), from!) };
      }),
  );
}

/** A docstring as one paragraph, without tags. */
const plain = (comment: string): string =>
  comment
    .split('\n')
    .map((line) => line.replace(/^\s*\*? ?/, ''))
    .join(' ')
    .replaceAll(/\{@link ([\w.]+)\}/g, '`$1`')
    .replaceAll(/\s+/g, ' ')
    .trim();

/** The first sentence. */
const summaryOf = (comment: string): string =>
  /^.*?[.:](?= |$)/.exec(plain(comment))?.[0].replace(/:$/, '.') ?? plain(comment);

/** The docstring before a declaration; comments for the linter may stand between. */
function docOf(file: string, name: string): string {
  const text = read(file);
  // `export { variance as var }`: the name is a keyword.
  const local = new RegExp(String.raw`export \{ (\w+) as ${name} \}`).exec(text)?.[1];
  if (local !== undefined) return docOf(file, local);
  const declaration = String.raw`(?:export )?(?:abstract )?(?:function\*?|const|class|async function) ${name}\b`;
  const pattern = new RegExp(String.raw`/\*\*((?:(?!\*/)[^])*)\*/\s*(?://[^\n]*\n)*${declaration}`);
  const match = pattern.exec(text);
  if (match === null) throw new Error(`${name} of ${file} has no docstring`);
  return match[1]!;
}

/** All that the entry exports, namespaces too. */
export function routines(): Routine[] {
  const from = (entry: string, space: string): Routine[] =>
    exportsOf(entry).map(({ name, original, file }) => ({
      name: space + name,
      file,
      summary: summaryOf(docOf(file, original)),
    }));
  return [
    ...from('src/ndarray.ts', ''),
    ...['linalg', 'fft', 'random'].flatMap((space) => from(`src/ndarray/${space}/namespace.ts`, `${space}.`)),
  ];
}

/** Members of a class or of the interfaces that it is made of: name and docstring. */
function membersOf(text: string): Routine[] {
  const found = text.matchAll(
    /\/\*\*((?:(?!\*\/)[^])*)\*\/\s+(?:readonly |get |override |\*)?(\[?[\w.]+\]?)(?:<[^(]*>)?(?:\(|\??:)/g,
  );
  return [...found].map(([, comment, name]) => ({ name: name!, file: '', summary: summaryOf(comment!) }));
}

const bodyOf = (file: string, name: string): string => {
  const text = read(file);
  const start = text.search(new RegExp(String.raw`export (?:class|interface) ${name}\b`));
  return text.slice(start, text.indexOf('\n}\n', start));
};

/** Attributes and methods of arrays. */
export function arrayMembers(): Routine[] {
  const files = globSync('src/ndarray/array/methods-*.ts', { cwd: root }).toSorted();
  const interfaces = files.flatMap((file) =>
    [...read(file).matchAll(/export interface (\w+Methods)</g)].map(([, name]) =>
      bodyOf(file.replaceAll('\\', '/'), name!),
    ),
  );
  const own = bodyOf('src/ndarray/array/array.ts', 'NDArray');
  const members = [own.slice(own.indexOf('\n}') < 0 ? 0 : 0), ...interfaces].flatMap(membersOf);
  return members.filter(({ name }) => /^\w+$/.test(name) && name !== 'constructor');
}

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');
const cell = (text: string): string => text.replaceAll('|', String.raw`\|`).replaceAll('<', '&lt;');
const byName = (a: Routine, b: Routine): number => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1);

const list = (found: readonly Routine[]): string =>
  table(
    ['name', ''],
    found.toSorted(byName).map(({ name, summary }) => [`\`${name}\``, cell(summary)]),
  );

/** Which section a routine is in. */
export const sectionOf = ({ file }: Routine): string | undefined => sections.find(([, files]) => files.test(file))?.[0];

/** The page. */
export function routinesPage(): string {
  const all = routines();
  const top = all.filter(({ name }) => !name.includes('.'));
  const spaces = [
    ['Linear algebra: `linalg`', 'linalg.'],
    ['Fourier transforms: `fft`', 'fft.'],
    ['Random numbers: `random`', 'random.'],
  ] as const;
  const parts = [
    '<!-- Made by `node scripts/array-routines.ts` from the entry and the docstrings. Do not edit. -->',
    '# Routines of arrays',
    `All ${all.length} names of \`manycore/ndarray\` and its namespaces, in the order of NumPy's pages. The names are NumPy's, in camelCase where those have underscores. \`npm run docs\` writes parameters, dtypes, errors and examples of each.`,
    ...sections.flatMap(([title]) => {
      const found = top.filter((one) => sectionOf(one) === title);
      return found.length === 0 ? [] : [`## ${title}`, list(found)];
    }),
    ...spaces.flatMap(([title, space]) => [`## ${title}`, list(all.filter(({ name }) => name.startsWith(space)))]),
    '## Attributes and methods of arrays',
    'Functions of the same name say more of each.',
    list(arrayMembers()),
    '## What NumPy has and this library has not',
    table(
      ['names', 'why, or what there is instead'],
      missing.map(({ names, why }) => [names.map((name) => `\`${name}\``).join(', '), cell(why)]),
    ),
  ];
  return `${parts.join('\n\n')}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(pagePath, routinesPage());
