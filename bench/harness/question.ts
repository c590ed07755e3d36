/** What a question of the benchmarks is made of: rows measured side by side, and targets checked on their figures. */

/** 'manycore' is what we measure, 'limit' the bare platform under it, 'peer' another library. */
export type Family = 'manycore' | 'limit' | 'peer';

/** Rows of one kind are compared with each other. */
export type Kind = 'threads' | 'processes';

/** One line of a table: a library in one configuration. */
export interface Row {
  readonly name: string;
  readonly family: Family;
  readonly kind: Kind;
  /** Which adapter opens it (see `bench/peers/open.ts`), or which contender of the Python program. */
  readonly adapter: string;
  /** Runs in Python, by the program of this name in `bench/peers/python`. */
  readonly python?: string;
  /** Packages that must be installed for it. */
  readonly needs?: readonly string[];
  /** Differs from the other rows of its adapter by this. */
  readonly variant?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Folder of packages under `bench/peers/.cache` that a row in Python sees before the system's. */
  readonly packages?: string;
  /** The row that ratios of its kind are taken to; at most one limit of a kind. */
  readonly reference?: boolean;
}

/** How much to do. Plain data: it is sent to the processes that measure. */
export interface Settings {
  readonly quick: boolean;
  readonly workers: number;
  readonly rounds: number;
  /** What a question adds for its rows, such as a calibrated amount of work. */
  readonly shared: Readonly<Record<string, unknown>>;
}

/** What one round of one row gives. */
export interface Sample {
  /** In the unit of the question. */
  readonly value: number;
  /** Single observations behind `value`, pooled over the rounds for percentiles. */
  readonly observations?: readonly number[];
  /** Further columns. */
  readonly extra?: Readonly<Record<string, number>>;
}

/** A row, opened and warm, in a process of its own. */
export interface Runner {
  round(): Promise<Sample>;
  close(): Promise<void>;
}

export type Unit = 'items/s' | 'us' | 'ms' | 'MB' | 'efficiency';

/** Whether a larger figure is the better one. */
export const isRate = (unit: Unit): boolean => unit === 'items/s' || unit === 'efficiency';

/** What became of a row. */
export interface RowResult {
  readonly row: Row;
  readonly median: number;
  readonly best: number;
  readonly worst: number;
  readonly rounds: number;
  readonly values: readonly number[];
  /** Present where the rounds gave single observations. */
  readonly p90?: number;
  readonly extra: Readonly<Record<string, number>>;
  /** Why there is no figure. */
  readonly failure?: string;
}

/** A demand on the figures, printed as met or not. */
export interface Target {
  readonly text: string;
  /** What was measured, as a number in the sense of `text`; undefined when a row is missing. */
  readonly measured: number | undefined;
  readonly need: number;
  /** 'least': measured must reach `need`; 'most': must not pass it. */
  readonly bound: 'least' | 'most';
}

/** The results of a question, by row name. */
export interface Figures {
  /** The median of a row, or undefined when it has none. */
  of(name: string): number | undefined;
  /** The best median among peers of a kind that satisfy the test. */
  bestPeer(kind: Kind, test?: (row: Row) => boolean): number | undefined;
  /** A further column of a row. */
  extra(name: string, column: string): number | undefined;
}

/** One file of `bench/dispatch`. */
export interface Question {
  readonly name: string;
  readonly title: string;
  /** What is measured and how, in plain sentences; printed under the title. */
  readonly about: string;
  readonly unit: Unit;
  readonly rows: readonly Row[];
  /** Rounds in a full run. */
  readonly rounds: number;
  /** Titles of the columns that `extra` fills. */
  readonly columns?: readonly string[];
  /** The row that stands for the library in the summary at the top of the page. */
  readonly headline?: string;
  /** What the row with `reference` is called in the titles of tables; 'the limit' unless it says otherwise. */
  readonly referenceName?: string;
  /** Why a row of others may be faster than ours, printed where it is. */
  reason?(row: Row): string | undefined;
  /** Runs once in the driver before the rows; its result reaches every row as `settings.shared`. */
  prepare?(settings: Settings): Promise<Readonly<Record<string, unknown>>> | Readonly<Record<string, unknown>>;
  /** Opens a row in its own process; the default way to measure. */
  open?(row: Row, settings: Settings): Promise<Runner>;
  /** Measures one round of a row from the driver, for questions that need a fresh process for each. */
  fresh?(row: Row, settings: Settings): Promise<Sample>;
  targets(figures: Figures): readonly Target[];
}
