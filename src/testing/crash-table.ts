/** What becomes of a call when a task does its worst: the committed table that `crashSuite` checks and docs/crash-table.md shows. */

/** Where tasks run, which decides what can happen there. */
export type CrashColumn = 'sequential' | 'threads' | 'processes';

/** What is expected in one cell. */
export type CrashCell =
  /** The guilty task (or, for rows about the whole call, every task) fails with an error of the library. */
  | {
      readonly kind: 'error';
      readonly error: string;
      readonly code: string;
      readonly fields?: Readonly<Record<string, unknown>>;
      /** Part of its cause, as text. */
      readonly cause?: string;
    }
  /** What the task threw arrives as it was. */
  | { readonly kind: 'itself' }
  /** The call rejects with the reason that the caller gave. */
  | { readonly kind: 'reason' }
  /** Nothing fails. */
  | { readonly kind: 'works'; readonly why: string }
  /** The case does not exist. */
  | { readonly kind: 'none'; readonly why: string };

/** One thing that can go wrong. */
export interface CrashRow {
  /** What happens; the name of the deed in crash-deeds.ts. */
  readonly deed: string;
  /** Who fails: the guilty task alone, or all tasks of the call. */
  readonly hits: 'task' | 'call';
  /** How long the call may take, in milliseconds, with the start of its workers. */
  readonly withinMs: number;
  /** How the backends differ; by column. */
  readonly cells: Readonly<Record<CrashColumn, CrashCell>>;
}

const none = (why: string): CrashCell => ({ kind: 'none', why });
const works = (why: string): CrashCell => ({ kind: 'works', why });
type Facts = Pick<Extract<CrashCell, { kind: 'error' }>, 'fields' | 'cause'>;
const error = (name: string, code: string, facts: Facts = {}): CrashCell => ({
  kind: 'error',
  error: name,
  code,
  ...facts,
});

const ITSELF: CrashCell = { kind: 'itself' };
const REASON: CrashCell = { kind: 'reason' };
const ENDS_PROGRAM = none("it ends the program: the task runs in the program's own thread");
const ENDS_THREADS = none('it ends the whole process, and with it the program');
const NOBODY_CAN_STOP_IT = none("nobody can stop a synchronous loop in the program's own thread");
const PROGRAM_HANDLES_IT = none("it is the program's own to handle, as without the library");
const TIMEOUT = error('TaskTimeoutError', 'ERR_TASK_TIMEOUT', { fields: { timeoutMs: 2000 } });
const MODULE = { kind: 'error', error: 'TaskModuleError', code: 'ERR_TASK_MODULE' } as const;
const NOTHING_IS_COPIED = works('nothing is copied');

const everywhere = (cell: CrashCell): CrashRow['cells'] => ({ sequential: cell, threads: cell, processes: cell });
const inWorkers = (cell: CrashCell, sequential: CrashCell): CrashRow['cells'] => ({
  sequential,
  threads: cell,
  processes: cell,
});

/** Bounds are for a very busy machine with two cores; a quiet one takes a tenth. */
const SOON = { hits: 'task', withinMs: 15_000 } as const;
const LATER = { hits: 'task', withinMs: 20_000 } as const;
const ALL = { hits: 'call', withinMs: 15_000 } as const;

const exits = (exitCode: number): CrashRow['cells'] =>
  inWorkers(error('WorkerLostError', 'ERR_WORKER_LOST', { fields: { exitCode, signal: null } }), ENDS_PROGRAM);
const dies = (signal: string): CrashRow['cells'] => ({
  sequential: ENDS_PROGRAM,
  threads: ENDS_THREADS,
  processes: error('WorkerLostError', 'ERR_WORKER_LOST', { fields: { exitCode: null, signal } }),
});
const uncaught = (cause: string): CrashCell => error('UncaughtInTaskError', 'ERR_UNCAUGHT_IN_TASK', { cause });
const outOfMemory = error('WorkerOutOfMemoryError', 'ERR_WORKER_OUT_OF_MEMORY');
const notCloneable = error('NotCloneableError', 'ERR_NOT_CLONEABLE');

/** Every row of the table. */
export const crashTable: readonly CrashRow[] = [
  { deed: 'calls process.exit(0)', ...SOON, cells: exits(0) },
  { deed: 'calls process.exit(1)', ...SOON, cells: exits(1) },
  { deed: 'calls process.exit(3)', ...SOON, cells: exits(3) },
  { deed: 'throws an Error', ...SOON, cells: everywhere(ITSELF) },
  { deed: 'throws null', ...SOON, cells: everywhere(ITSELF) },
  { deed: 'throws a frozen object', ...SOON, cells: everywhere(ITSELF) },
  { deed: 'throws an instance whose getters throw', ...SOON, cells: everywhere(ITSELF) },
  { deed: 'leaves a rejection unhandled', ...SOON, cells: inWorkers(uncaught('left behind'), PROGRAM_HANDLES_IT) },
  { deed: 'throws in a timer', ...SOON, cells: inWorkers(uncaught('in a timer'), PROGRAM_HANDLES_IT) },
  { deed: 'is killed with SIGKILL', ...SOON, cells: dies('SIGKILL') },
  // Node refuses it in a thread: the task throws what Node throws.
  { deed: 'calls process.abort()', ...SOON, cells: { ...dies('SIGABRT'), threads: ITSELF } },
  { deed: 'runs out of memory', ...LATER, cells: inWorkers(outOfMemory, ENDS_PROGRAM) },
  { deed: 'loops for ever, with a timeout', ...SOON, cells: inWorkers(TIMEOUT, NOBODY_CAN_STOP_IT) },
  { deed: 'loops for ever, and is cancelled', ...ALL, cells: inWorkers(REASON, NOBODY_CAN_STOP_IT) },
  { deed: 'waits for ever, with a timeout', ...SOON, cells: everywhere(TIMEOUT) },
  { deed: 'waits for ever, and is cancelled', ...ALL, cells: everywhere(REASON) },
  { deed: 'blocks its event loop for longer than its timeout', ...SOON, cells: everywhere(TIMEOUT) },
  { deed: 'is given what cannot be copied', ...SOON, cells: inWorkers(notCloneable, NOTHING_IS_COPIED) },
  { deed: 'returns what cannot be copied', ...SOON, cells: inWorkers(notCloneable, NOTHING_IS_COPIED) },
  {
    deed: 'has an initializer that throws',
    ...ALL,
    cells: everywhere(error('InitializerError', 'ERR_INITIALIZER', { cause: 'no database' })),
  },
  {
    deed: 'has an initializer that exits',
    ...ALL,
    cells: inWorkers(error('WorkerStartError', 'ERR_WORKER_START'), ENDS_PROGRAM),
  },
  { deed: 'names a module that is missing', ...ALL, cells: everywhere(MODULE) },
  { deed: 'names a module with a syntax error', ...ALL, cells: everywhere({ ...MODULE, cause: 'SyntaxError' }) },
  { deed: 'names an export that is missing', ...ALL, cells: everywhere(MODULE) },
  {
    deed: 'floods stdout',
    ...LATER,
    cells: inWorkers(works('every line arrives'), none("the output is the program's own")),
  },
];
