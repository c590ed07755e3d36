/** What a page says first: each question in one line, and under each table who is faster than we are and why. */

import { figuresOf } from './figures.ts';
import { formatNumber, formatValue, type QuestionReport, type Report } from './report.ts';
import { isRate, type Question, type Row, type RowResult } from './question.ts';

/** A row of others that is better than ours. */
export interface FasterRow {
  readonly name: string;
  /** How many times as good it is. */
  readonly times: number;
  readonly reason?: string;
}

/** The peers that are better than the headline of a question, the best one first. */
export function fasterRows(question: Question, results: readonly RowResult[]): FasterRow[] {
  const figures = figuresOf(results, question.unit);
  const ours = question.headline === undefined ? undefined : figures.of(question.headline);
  if (ours === undefined) return [];
  return results
    .filter(({ row }) => row.family === 'peer')
    .flatMap(({ row }): FasterRow[] => {
      const theirs = figures.of(row.name);
      if (theirs === undefined) return [];
      const reason = question.reason?.(row);
      const times = isRate(question.unit) ? theirs / ours : ours / theirs;
      return times > 1 ? [{ name: row.name, times, ...(reason !== undefined && { reason }) }] : [];
    })
    .toSorted((a, b) => b.times - a.times);
}

/** The losses of a question as markdown, where there are any. */
export const renderFaster = ({ faster = [] }: QuestionReport): string[] =>
  faster.length === 0
    ? []
    : [
        [
          'Faster than ours:',
          '',
          ...faster.map(
            ({ name, times, reason }) =>
              `- ${name}, ${formatNumber(times)} times${reason === undefined ? '' : `: ${reason}`}.`,
          ),
        ].join('\n'),
      ];

const isOfPython = (row: Row): boolean => row.python !== undefined;

function bestRow(report: QuestionReport, test: (row: Row) => boolean): RowResult | undefined {
  const best = figuresOf(report.results, report.unit).bestPeer('threads', test);
  return report.results.find(({ row, median }) => row.family === 'peer' && test(row) && median === best);
}

const leastOf = (report: QuestionReport, name: string | undefined): number | undefined =>
  report.results.find(({ row }) => row.name === name)?.extra['least'];

const formatShare = (ours: number | undefined, other: number | undefined): string =>
  ours === undefined || other === undefined ? '-' : formatNumber(ours / other);

function summaryLine(report: QuestionReport): string {
  const figures = figuresOf(report.results, report.unit);
  const ours = figures.of(report.headline as string);
  const cell = (result: RowResult | undefined): string[] => {
    if (result === undefined) return ['-', '-'];
    const time = `${result.row.name} ${formatValue(result.median, report.unit)}`;
    return [time, ours === undefined ? '-' : `${formatNumber(ours / result.median)}`];
  };
  const reference = report.results.find(({ row }) => row.reference === true);
  const [wanted] = report.targets;
  const isForInformation = wanted === undefined || wanted.text.includes('for information');
  return [
    report.title.replaceAll('|', '\\|'),
    ours === undefined ? '-' : formatValue(ours, report.unit),
    ...cell(reference).map((text) => text.replace(`${reference?.row.name} `, '')),
    formatShare(leastOf(report, report.headline as string), leastOf(report, reference?.row.name)),
    isForInformation
      ? ''
      : `${wanted.text}: ${wanted.measured === undefined ? '-' : formatNumber(wanted.measured)}, at most ${formatNumber(wanted.need)}`,
    ...cell(bestRow(report, isOfPython)),
    ...cell(bestRow(report, (row) => !isOfPython(row))),
  ].join(' | ');
}

/** All questions that have a headline in one table; nothing where none has. */
export function renderSummary(report: Report): string[] {
  const questions = report.questions.filter(({ headline }) => headline !== undefined);
  if (questions.length === 0) return [];
  const titles = [
    '',
    'ours',
    'NumPy',
    'ours / NumPy',
    'by the least',
    'wanted',
    'best of Python',
    'ours / it',
    'best of JavaScript',
    'ours / it',
  ];
  const wanted = questions.flatMap(({ targets }) => targets).filter(({ text }) => !text.includes('for information'));
  const met = wanted.filter(({ measured, need }) => measured !== undefined && measured <= need);
  return [
    '## Summary',
    `Times relative to those of others: below 1 ours is faster. "By the least" compares the shortest repetitions of each round instead of the medians, which others on the machine disturb less. ${met.length} of ${wanted.length} targets are met.`,
    [
      `| ${titles.join(' | ')} |`,
      `| ${titles.map(() => '---').join(' | ')} |`,
      ...questions.map((question) => `| ${summaryLine(question)} |`),
    ].join('\n'),
  ];
}
