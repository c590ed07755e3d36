/**
 * `node bench/render.ts <results.json...> [--json <file>] [--docs <file>] [--note <text>]`: puts runs of one suite together that were made in
 * pieces, on one machine, and writes them as one result and as the page of the documentation. The note says under the title what a reader has to know
 * of the run.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { loadQuestion } from './dispatch/questions.ts';
import { renderReport, type QuestionReport, type Report } from './harness/report.ts';
import { fasterRows } from './harness/summary.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'string' }, docs: { type: 'string' }, note: { type: 'string' } },
});

const reports = positionals.map((file) => JSON.parse(readFileSync(file, 'utf8')) as Report);
const [first] = reports;
if (first === undefined)
  throw new Error('usage: node bench/render.ts <results.json...> [--json <file>] [--docs <file>]');
for (const { suite, machine, quick } of reports) {
  const isAlike =
    suite === first.suite &&
    quick === first.quick &&
    machine.commit === first.machine.commit &&
    machine.processor === first.machine.processor &&
    machine.node === first.machine.node;
  if (!isAlike) throw new Error('these results are of different suites, machines, commits or versions of Node');
}

/** Why others are faster is known better after a run than before it. */
async function withReasons(report: QuestionReport): Promise<QuestionReport> {
  if (report.headline === undefined) return report;
  return { ...report, faster: fasterRows(await loadQuestion(report.name), report.results) };
}

const report: Report = {
  ...first,
  versions: Object.assign({}, ...reports.map(({ versions }) => versions)) as Report['versions'],
  absent: [...new Set(reports.flatMap(({ absent }) => absent))],
  questions: await Promise.all(reports.flatMap(({ questions }) => questions).map(withReasons)),
};
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(report, null, 1)}\n`);
const page = renderReport(report);
const text = values.note === undefined ? page : page.replace('\n\n', `\n\n**${values.note}**\n\n`);
if (values.docs === undefined) console.log(text);
else writeFileSync(values.docs, text);
