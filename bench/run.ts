/**
 * `npm run bench -- dispatch|pool|kernels|ndarray [questions...]`: measures and prints figures beside the peers and the limits.
 * See bench/README.md.
 */

import { mkdirSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { loadQuestion, suiteQuestions } from './dispatch/questions.ts';
import { figuresOf } from './harness/figures.ts';
import { describeMachine, load, peerVersion, pythonVersion } from './harness/machine.ts';
import { measureQuestion } from './harness/measure.ts';
import type { Question, Row, Settings } from './harness/question.ts';
import { renderHead, renderQuestion, renderReport, type QuestionReport, type Report } from './harness/report.ts';
import { fasterRows } from './harness/summary.ts';
import { killAll } from './harness/row-process.ts';

const USAGE = `usage: npm run bench -- <suite> [questions...] [options]
  --peers        a missing peer is an error (npm run bench:peers installs them)
  --quick        few rounds, small inputs: shows that everything works
  --rounds <n>   so many rounds instead of those of the question
  --rows <text>  only rows whose name holds this text (a regular expression)
  --json <file>  where to write the results (default: bench/results/<date>-<suite>.json)
  --docs         write the page of the documentation as well (of the suite)
${[...suiteQuestions].map(([suite, names]) => `suite ${suite}: ${names.join(', ')}`).join('\n')}`;

/** Suites with a page of their own in the documentation. */
const pages: ReadonlyMap<string, string> = new Map([
  ['dispatch', 'benchmarks.md'],
  ['kernels', 'benchmarks-kernels.md'],
  ['pool', 'benchmarks-pool.md'],
  ['ndarray', 'benchmarks-ndarray.md'],
]);

/** Wrong use of the command: the message is for the person at the keyboard, without a stack. */
class UsageError extends Error {}

function readArguments() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      peers: { type: 'boolean', default: false },
      quick: { type: 'boolean', default: false },
      docs: { type: 'boolean', default: false },
      rounds: { type: 'string' },
      rows: { type: 'string', default: '' },
      json: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  const [suite, ...names] = positionals;
  const questionNames = suite === undefined ? undefined : suiteQuestions.get(suite);
  if (values.help || suite === undefined || questionNames === undefined) throw new UsageError(USAGE);
  if (values.docs && !pages.has(suite))
    throw new UsageError(`--docs is for the suites ${[...pages.keys()].join(', ')}`);
  const unknown = names.filter((name) => !questionNames.includes(name));
  if (unknown.length > 0) throw new UsageError(`no such question: ${unknown.join(', ')}\n${USAGE}`);
  return {
    ...values,
    rounds: readRounds(values.rounds),
    suite,
    rows: new RegExp(values.rows),
    questions: names.length > 0 ? names : questionNames,
  };
}

function readRounds(text: string | undefined): number | undefined {
  if (text === undefined || /^[1-9][0-9]*$/.test(text)) return text === undefined ? undefined : Number(text);
  throw new UsageError(`--rounds takes a whole number of at least 1, got ${text}`);
}

type Arguments = ReturnType<typeof readArguments>;

/** What a row needs by the name under which it is looked for and reported. */
const peerLabel = (name: string, { packages }: Row): string => (packages === undefined ? name : `${name} (from PyPI)`);

/** Which of the packages that rows need are here, and in which version. */
function takeStock(questions: readonly Question[]): { versions: Record<string, string>; absent: string[] } {
  const needed = new Map<string, string | undefined>();
  for (const row of questions.flatMap((question) => question.rows)) {
    for (const name of row.needs ?? []) {
      const label = peerLabel(name, row);
      if (needed.has(label)) continue;
      needed.set(label, row.python === undefined ? peerVersion(name) : pythonVersion(name, row.packages));
    }
  }
  const versions: Record<string, string> = {};
  for (const [name, version] of needed) if (version !== undefined) versions[name] = version;
  return { versions, absent: [...needed.keys()].filter((name) => needed.get(name) === undefined) };
}

async function runQuestion(
  question: Question,
  rows: readonly Row[],
  { quick, rounds = quick ? 2 : question.rounds }: Pick<Arguments, 'quick' | 'rounds'>,
): Promise<QuestionReport> {
  const settings: Settings = { quick, workers: 2, rounds, shared: {} };
  const loadBefore = load();
  const results = await measureQuestion(question, rows, { settings, say: (text) => console.error(`  ${text}`) });
  const figures = figuresOf(results, question.unit);
  return {
    name: question.name,
    title: question.title,
    about: question.about,
    unit: question.unit,
    columns: question.columns ?? [],
    results,
    targets: question.targets(figures),
    ...(question.headline !== undefined && { headline: question.headline }),
    ...(question.referenceName !== undefined && { referenceName: question.referenceName }),
    faster: fasterRows(question, results),
    loadBefore,
    loadAfter: load(),
  };
}

function save(report: Report, options: Arguments): void {
  const file =
    options.json ??
    new URL(`results/${report.machine.date.slice(0, 16).replace(':', '')}-${report.suite}.json`, import.meta.url);
  mkdirSync(new URL('results/', import.meta.url), { recursive: true });
  writeFileSync(file, `${JSON.stringify(report, null, 1)}\n`);
  if (options.docs) {
    mkdirSync(new URL('../docs/', import.meta.url), { recursive: true });
    writeFileSync(new URL(`../docs/${pages.get(report.suite)}`, import.meta.url), renderReport(report));
  }
}

async function main(): Promise<void> {
  const options = readArguments();
  const questions = await Promise.all(options.questions.map(loadQuestion));
  const { versions, absent } = takeStock(questions);
  if (options.peers && absent.length > 0) {
    throw new UsageError(`missing peers: ${absent.join(', ')}; npm run bench:peers installs them`);
  }
  const head = { suite: options.suite, quick: options.quick, machine: describeMachine(), versions, absent };
  console.log(renderHead(head));
  const reports: QuestionReport[] = [];
  for (const question of questions) {
    const rows = question.rows.filter(
      (row) => options.rows.test(row.name) && !(row.needs ?? []).some((name) => absent.includes(peerLabel(name, row))),
    );
    const report = await runQuestion(question, rows, options);
    reports.push(report);
    console.log(`\n${renderQuestion(report)}`);
  }
  save({ ...head, questions: reports }, options);
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    killAll();
    process.exit(signal === 'SIGINT' ? 130 : 143);
  });
}

try {
  await main();
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
} finally {
  killAll();
}
