/** The page that says which tests of the suite pass. */

import { type KnownFailure, knownFailures, notRun } from './known-failures.ts';

/** What report.py writes of a test. */
export interface Outcome {
  readonly outcome: 'passed' | 'failed' | 'skipped';
  readonly error: string;
}

export type Outcomes = { readonly [id: string]: Outcome };

/** What a run was made with. */
export interface RunFacts {
  readonly date: string;
  readonly examples: number;
  /** Names and versions: of the library, the suite, the standard, Node, Python and its packages. */
  readonly versions: { readonly [name: string]: string };
}

/** Failures, each with what NumPy does in the same test. */
export interface Failure {
  readonly id: string;
  readonly known: KnownFailure | undefined;
  readonly numpy: 'fails as well' | 'passes' | 'not run';
}

const testOf = (id: string): string => id.slice(id.indexOf('::') + 2).replace(/^\w+::/, '');

/** The function that a test is about: `test_add`, `test_unary[acos(...)]`, `test_has_names[linalg-qr]`. */
export function functionOf(id: string): string {
  const test = testOf(id);
  const [, name = test, parameter = ''] = /^test_(\w+?)(?:\[(.*)\])?$/s.exec(test) ?? [];
  const called = /^(\w+)\(/.exec(parameter)?.[1];
  if (called !== undefined) return called;
  return name === 'has_names' ? parameter.slice(parameter.indexOf('-') + 1) : name;
}

/** Failures of a run. */
export const failuresOf = (outcomes: Outcomes, numpy: Outcomes | undefined): Failure[] =>
  Object.entries(outcomes)
    .filter(([, { outcome }]) => outcome === 'failed')
    .map(([id]) => ({
      id,
      known: knownFailures.find(({ test }) => test.test(testOf(id))),
      numpy: numpy?.[id] === undefined ? 'not run' : numpy[id].outcome === 'failed' ? 'fails as well' : 'passes',
    }));

const areaOf = (id: string): string =>
  id
    .slice(id.lastIndexOf('/') + 1, id.indexOf('.py'))
    .replace(/^test_/, '')
    .replaceAll('_', ' ');

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

function count(outcomes: Outcomes, keyOf: (id: string) => string): Map<string, Counts> {
  const counts = new Map<string, Counts>();
  for (const [id, { outcome }] of Object.entries(outcomes)) {
    const key = keyOf(id);
    const one = counts.get(key) ?? { passed: 0, failed: 0, skipped: 0 };
    one[outcome]++;
    counts.set(key, one);
  }
  return counts;
}

const row = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`;
const cell = (text: string): string =>
  text
    .replaceAll('|', String.raw`\|`)
    .replaceAll('\n', ' ')
    .replaceAll('<', '&lt;');

function failureRows(failures: readonly Failure[]): string[] {
  const rows = new Map<string, { tests: string[]; numpy: Set<string> }>();
  for (const { id, known, numpy } of failures) {
    const why = known?.why ?? 'not understood yet: a bug of ours';
    const one = rows.get(why) ?? { tests: [], numpy: new Set() };
    one.tests.push(functionOf(id));
    one.numpy.add(numpy);
    rows.set(why, one);
  }
  return [...rows].map(([why, { tests, numpy }]) => {
    const names = [...new Set(tests)].map((name) => `\`${name}\``).join(', ');
    return row([names, tests.length, cell(why), [...numpy].join(', ')]);
  });
}

function skipRows(outcomes: Outcomes): string[] {
  const skipped = Object.entries(outcomes).filter(([, { outcome }]) => outcome === 'skipped');
  return skipped.map(([id, { error }]) => row([`\`${functionOf(id)}\``, cell(error.replace(/^Skipped: /, ''))]));
}

/** The page in Markdown. */
export function pageOf(
  outcomes: Outcomes,
  failures: readonly Failure[],
  { date, examples, versions }: RunFacts,
): string {
  const total = [...count(outcomes, () => 'all').values()][0]!;
  const byFunction = [...count(outcomes, functionOf)].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const table = (head: readonly string[], rows: readonly string[]): string[] => [
    row(head),
    row(head.map(() => '---')),
    ...rows,
  ];
  return [
    '# Conformance to the Array API standard',
    '',
    '`npm run check:array-api` runs the [public test suite](https://github.com/data-apis/array-api-tests) of the standard against `manycore/ndarray`, through a',
    'bridge: a Python module that translates names and arguments, whose arrays live in a Node process. It writes this page.',
    '',
    `**${total.passed} tests passed, ${total.failed} failed, ${total.skipped} skipped** on ${date}, with up to ${examples} random examples for each test.`,
    '',
    ...table(
      ['with', 'version'],
      Object.entries(versions).map(([name, version]) => row([name, version])),
    ),
    '',
    '## Failed',
    '',
    'Where NumPy and the standard differ, this library follows NumPy. The last column says what NumPy does in the same tests.',
    '',
    ...(failures.length === 0 ? ['None.'] : table(['functions', 'tests', 'why', 'NumPy'], failureRows(failures))),
    '',
    '## Skipped by the suite, and not run',
    '',
    ...table(['function', 'why'], skipRows(outcomes)),
    '',
    ...Object.entries(notRun).map(([file, why]) => `\`${file}\` is not run: ${why}.`),
    '',
    'What the bridge adds: a dtype where Python has floats that JavaScript would take for integers (`asarray([1.0])`, `full`, `arange`).',
    '',
    '## By area',
    '',
    ...table(
      ['area', 'passed', 'failed', 'skipped'],
      [...count(outcomes, areaOf)].map(([area, one]) => row([area, one.passed, one.failed, one.skipped])),
    ),
    '',
    '## By function',
    '',
    ...table(
      ['function', 'passed', 'failed', 'skipped'],
      byFunction.map(([name, one]) => row([`\`${name}\``, one.passed, one.failed, one.skipped])),
    ),
    '',
  ].join('\n');
}
