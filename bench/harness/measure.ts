/**
 * Measures the rows of a question side by side: each row in its own process (no library pays for another's garbage, and a
 * hang costs one row), rounds interleaved (drift of the machine meets all rows), medians over rounds.
 */

import { median, quantile } from './stats.ts';
import { isRate, type Question, type Row, type RowResult, type Sample, type Settings, type Unit } from './question.ts';
import { RowProcess } from './row-process.ts';

/** After this long a slow row gets no further rounds, once it has two; the table says how many it had. */
const ROW_BUDGET_MS = 15_000;

/** A row while it is measured. */
interface Lane {
  readonly row: Row;
  readonly measure: () => Promise<Sample>;
  readonly close: () => Promise<void>;
  readonly samples: Sample[];
  spentMs: number;
  failure?: string;
}

const messageOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n')[0] as string;

async function openLane(question: Question, row: Row, settings: Settings): Promise<Lane> {
  const { fresh } = question;
  if (fresh !== undefined) {
    return { row, samples: [], spentMs: 0, measure: () => fresh(row, settings), close: async () => undefined };
  }
  try {
    const opened = await RowProcess.start(question.name, row, settings);
    const limitMs = settings.quick ? 60_000 : 180_000;
    return { row, samples: [], spentMs: 0, measure: () => opened.round(limitMs), close: () => opened.close() };
  } catch (error) {
    return {
      row,
      samples: [],
      spentMs: 0,
      failure: messageOf(error),
      measure: () => Promise.reject(error as Error),
      close: async () => undefined,
    };
  }
}

const isDone = (lane: Lane): boolean =>
  lane.failure !== undefined || (lane.samples.length >= 2 && lane.spentMs > ROW_BUDGET_MS);

async function measureOnce(lane: Lane): Promise<void> {
  const start = performance.now();
  try {
    lane.samples.push(await lane.measure());
  } catch (error) {
    lane.failure = messageOf(error);
  }
  lane.spentMs += performance.now() - start;
}

function pooledExtra(samples: readonly Sample[]): Record<string, number> {
  const extra: Record<string, number> = {};
  for (const name of Object.keys(samples[0]?.extra ?? {}))
    extra[name] = median(samples.map((sample) => sample.extra?.[name] ?? Number.NaN));
  return extra;
}

function summarise(lane: Lane, unit: Unit): RowResult {
  const values = lane.samples.map((sample) => sample.value);
  const observations = lane.samples.flatMap((sample) => sample.observations ?? []);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return {
    row: lane.row,
    median: median(observations.length > 0 ? observations : values),
    best: isRate(unit) ? most : least,
    worst: isRate(unit) ? least : most,
    rounds: values.length,
    values,
    ...(observations.length > 0 && { p90: quantile(observations, 0.9) }),
    extra: pooledExtra(lane.samples),
    ...(lane.failure !== undefined && { failure: lane.failure }),
  };
}

/** Measures these rows of a question; `say` hears how it goes. */
export async function measureQuestion(
  question: Question,
  rows: readonly Row[],
  plan: { settings: Settings; say: (text: string) => void },
): Promise<RowResult[]> {
  const shared = (await question.prepare?.(plan.settings)) ?? {};
  const settings = { ...plan.settings, shared };
  const lanes: Lane[] = [];
  try {
    // One after the other: a row must not warm up while another one does.
    for (const row of rows) {
      plan.say(`${question.name}: opening ${row.name}`);
      lanes.push(await openLane(question, row, settings));
    }
    for (let round = 0; round < settings.rounds; round++) {
      plan.say(`${question.name}: round ${round + 1} of ${settings.rounds}`);
      // Each round starts elsewhere, so that no row always follows the same neighbour.
      for (let at = 0; at < lanes.length; at++) {
        const lane = lanes[(at + round) % lanes.length] as Lane;
        if (!isDone(lane)) await measureOnce(lane);
      }
    }
  } finally {
    await Promise.all(lanes.map((lane) => lane.close()));
  }
  return lanes.map((lane) => summarise(lane, question.unit));
}
