/** Turns results into the tables that people read. Losing rows and failed rows stay in. */

import { availableParallelism } from 'node:os';
import { figuresOf, isMet, limitOf, timesAsGood } from './figures.ts';
import type { Machine } from './machine.ts';
import { renderFaster, renderSummary, type FasterRow } from './summary.ts';
import type { Figures, RowResult, Target, Unit } from './question.ts';

/** One question, measured. */
export interface QuestionReport {
  readonly name: string;
  readonly title: string;
  readonly about: string;
  readonly unit: Unit;
  readonly columns: readonly string[];
  readonly headline?: string;
  readonly referenceName?: string;
  /** Rows of others that are faster than ours, with the reason where we know it. */
  readonly faster?: readonly FasterRow[];
  readonly results: readonly RowResult[];
  readonly targets: readonly Target[];
  readonly loadBefore: number;
  readonly loadAfter: number;
}

/** A whole run, as written to `bench/results`. */
export interface Report {
  readonly suite: string;
  readonly quick: boolean;
  readonly machine: Machine;
  /** Versions of the peers that took part. */
  readonly versions: Readonly<Record<string, string>>;
  readonly absent: readonly string[];
  readonly questions: readonly QuestionReport[];
}

/** Three significant digits, with a unit that suits the size. */
export function formatValue(value: number, unit: Unit): string {
  if (!Number.isFinite(value)) return '-';
  switch (unit) {
    case 'items/s':
      return value >= 1e6
        ? `${(value / 1e6).toPrecision(3)} M/s`
        : value >= 1e3
          ? `${(value / 1e3).toPrecision(3)} k/s`
          : `${value.toPrecision(3)} /s`;
    case 'efficiency':
      return value.toFixed(3);
    case 'us':
    case 'ms':
    case 'MB':
      return `${formatNumber(value)} ${unit}`;
  }
  return unit satisfies never;
}

/** A plain number with about three significant digits and no exponent. */
export const formatNumber = (value: number): string =>
  !Number.isFinite(value)
    ? '-'
    : Math.abs(value) >= 100
      ? String(Math.round(value))
      : String(Number(value.toPrecision(3)));

const formatRatio = (value: number | undefined): string => (value === undefined ? '' : `${formatNumber(value)}x`);

const tableRow = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

function resultCells(result: RowResult, report: QuestionReport, figures: Figures): string[] {
  const { row } = result;
  const name = row.family === 'manycore' ? `**${row.name}**` : row.family === 'limit' ? `*${row.name}*` : row.name;
  if (result.rounds === 0)
    return [name, `no figure: ${result.failure ?? 'not measured'}`, '', '', '', '', ...report.columns.map(() => '')];
  const failed = result.failure === undefined ? '' : ` (then: ${result.failure})`;
  return [
    name,
    formatValue(result.median, report.unit) + failed,
    formatValue(result.best, report.unit),
    formatRatio(timesAsGood(result.median, limitOf(report.results, row.kind), report.unit)),
    formatRatio(timesAsGood(result.median, figures.bestPeer(row.kind), report.unit)),
    String(result.rounds),
    ...report.columns.map((column) =>
      formatNumber(column === 'p90' ? (result.p90 ?? Number.NaN) : (result.extra[column] ?? Number.NaN)),
    ),
  ];
}

function targetLine(target: Target): string {
  const met = isMet(target);
  const verdict = met === undefined ? 'not measured' : met ? 'met' : 'NOT MET';
  const sign = target.bound === 'least' ? '>=' : '<=';
  const measured = target.measured === undefined ? '-' : formatNumber(target.measured);
  return tableRow([target.text, measured, `${sign} ${formatNumber(target.need)}`, verdict]);
}

/** Others used at least half of the processors when the question began. */
const isBusy = (report: QuestionReport): boolean => report.loadBefore >= availableParallelism() / 2;

/** One question as markdown. */
export function renderQuestion(report: QuestionReport): string {
  const figures = figuresOf(report.results, report.unit);
  const titles = [
    'row',
    'median',
    'best',
    `to ${report.referenceName ?? 'the limit'}`,
    'to the best peer',
    'rounds',
    ...report.columns,
  ];
  const table = [
    tableRow(titles),
    tableRow(titles.map(() => '---')),
    ...report.results.map((result) => tableRow(resultCells(result, report, figures))),
  ];
  const targets = report.targets.map(targetLine);
  return [
    `## ${report.name}: ${report.title}`,
    report.about,
    table.join('\n'),
    ...(targets.length === 0
      ? []
      : [
          [tableRow(['target', 'measured', 'wanted', '']), tableRow(['---', '---', '---', '---']), ...targets].join(
            '\n',
          ),
        ]),
    ...renderFaster(report),
    `Load average before ${report.loadBefore}, after ${report.loadAfter}.${isBusy(report) ? ' **The machine was busy before: do not rely on these figures.**' : ''}`,
  ].join('\n\n');
}

/** The head of a report: machine, versions, absent peers. */
export function renderHead(report: Omit<Report, 'questions'>): string {
  const { machine } = report;
  const versions = Object.entries(report.versions).map(([name, version]) => `${name} ${version}`);
  return [
    `# Benchmark: ${report.suite}${report.quick ? ' (quick: figures are only a smoke test)' : ''}`,
    `${machine.date}; ${machine.processors} x ${machine.processor}, ${machine.memoryGiB} GiB, ${machine.system}; ` +
      `Node ${machine.node}, Python ${machine.python ?? 'absent'}; commit ${machine.commit ?? 'unknown'}.`,
    `Peers: ${versions.join(', ') || 'none'}.${report.absent.length > 0 ? ` **Absent: ${report.absent.join(', ')}.**` : ''}`,
    'Bold rows are ours, rows in italics are limits. Ratios say how many times as good a row is, so more is better, also for times. ' +
      'Rows of one kind (threads, processes) are compared with each other.',
  ].join('\n\n');
}

/** The whole report as markdown. */
export const renderReport = (report: Report): string =>
  `${[renderHead(report), ...renderSummary(report), ...report.questions.map(renderQuestion)].join('\n\n')}\n`;
