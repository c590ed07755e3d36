import assert from 'node:assert/strict';
import {
  errorInfo,
  InitializerError,
  ParallelError,
  Pool,
  type Settled,
  taskContext,
  WorkerLostError,
  WorkerStartError,
} from '../index.ts';
import { type Deed, crashDeeds, crashItems, GUILTY_INDEX } from './crash-deeds.ts';
import { type CrashCell, type CrashColumn, type CrashRow, crashTable } from './crash-table.ts';
import { describeValue } from './describe-value.ts';
import { type Kit, openKit, range, rejection, type SuiteOptions } from './suite.ts';

/** Options of {@link crashSuite}. */
export interface CrashSuiteOptions extends SuiteOptions {
  /**
   * Where the tasks of the backend run: in the caller's own thread, in threads of its process, or in processes of their own.
   * Decides which crashes can happen at all. Default: the name of the backend.
   */
  readonly column?: CrashColumn;
}

/**
 * Adds the tests of the crash table: tasks that exit, throw, hang, run out of memory and so on, and initializers and modules
 * that are broken. Each fails with the error that the table names, costs the other tasks of its call nothing, and leaves
 * a pool that works, within bounds.
 *
 * @example
 * <!-- no-run: it needs a test runner -->
 * ```ts
 * import { describe, test } from 'node:test';
 * import { crashSuite } from 'manycore/testing';
 *
 * crashSuite({ backend: 'processes', describe, test });
 * ```
 */
export function crashSuite(options: CrashSuiteOptions): void {
  const column = options.column ?? (options.backend as CrashColumn);
  assert.ok(
    ['sequential', 'threads', 'processes'].includes(column),
    `crashSuite needs column: 'sequential', 'threads' or 'processes' for the backend "${options.backend}"`,
  );
  const kit = openKit(options);
  kit.group('a task', () => {
    for (const row of crashTable) if (row.cells[column].kind !== 'none') rowCase(kit, row, row.cells[column]);
    if (column !== 'sequential') lossCases(kit);
  });
  kit.done();
}

/** Closing ends what still runs, so it has a bound of its own, in milliseconds. */
const CLOSE_MS = 15_000;
/** Bound for calls that lose several workers, in milliseconds. */
const CALL_MS = 20_000;

async function within<T>(ms: number, what: string, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} took longer than ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

function rowCase({ test, backend }: Kit, row: CrashRow, cell: CrashCell): void {
  test(`that ${row.deed}: ${expectation(cell)}`, async () => {
    const deed = crashDeeds[row.deed];
    assert.ok(deed !== undefined, `no deed is called "${row.deed}"`);
    const pool = new Pool({ backend, maxWorkers: 2, ...deed.workers });
    try {
      await within(row.withinMs, 'the call', checkCall(pool, { row, cell, deed }));
      await within(row.withinMs, 'the next call', checkUsable(pool, cell));
    } finally {
      await within(CLOSE_MS, 'close', pool.close());
    }
  });
}

/** A test with a pool of its own, which has to end within bounds. */
function poolCase({ test, backend }: Kit, name: string, body: (pool: Pool) => Promise<void>): void {
  test(name, async () => {
    const pool = new Pool({ backend, maxWorkers: 2 });
    try {
      await body(pool);
    } finally {
      await within(CLOSE_MS, 'close', pool.close());
    }
  });
}

/** What lost workers cost beyond their own task. */
function lossCases(kit: Kit): void {
  const exitOnce = (x: number): number => {
    if (x % 7 === 3 && taskContext().attempt === 1) process.exit(1);
    return x * 2;
  };

  poolCase(kit, 'that loses its worker is tried again, where the call retries', async (pool) => {
    const call = pool.map(exitOnce, range(20), { retry: { times: 1, delay: 1 } });
    const results = await within(CALL_MS, 'the call', call);
    assert.deepEqual(results, range(20).map((x) => x * 2)); // prettier-ignore
  });

  poolCase(kit, 'that loses its worker ends a call that stops on errors', async (pool) => {
    // Only one of them ends its worker: of two, either may be noticed first.
    const error = await within(CALL_MS, 'the call', rejection(pool.map(exitOnce, range(10))));
    assert.ok(error instanceof WorkerLostError && error.code === 'ERR_WORKER_LOST', String(error));
    assert.equal(errorInfo(error)?.index, 3);
  });

  poolCase(kit, 'that loses its worker costs single tasks beside it nothing', async (pool) => {
    const tasks = Promise.allSettled(range(40).map((x) => pool.submit(exitOnce, x)));
    const settled = await within(CALL_MS, 'the tasks', tasks);
    for (const [x, one] of settled.entries()) {
      if (x % 7 === 3) assert.ok(one.status === 'rejected' && one.reason instanceof WorkerLostError, `task ${x}`);
      else assert.deepEqual(one, { status: 'fulfilled', value: x * 2 });
    }
  });
}

/** What a cell says, for the name of its test. */
function expectation(cell: CrashCell): string {
  switch (cell.kind) {
    case 'error':
      return cell.code;
    case 'itself':
      return 'what it threw';
    case 'reason':
      return 'the reason of the caller';
    case 'works':
    case 'none':
      return cell.why;
  }
}

interface Case {
  readonly row: CrashRow;
  readonly cell: CrashCell;
  readonly deed: Deed;
}

async function checkCall(pool: Pool, { row, cell, deed }: Case): Promise<void> {
  const controller = new AbortController();
  const reason = { why: 'enough' };
  let written = '';
  const call = pool.map(deed.fn, crashItems(deed), {
    ...deed.call,
    onError: 'settle',
    batchSize: 5,
    signal: controller.signal,
    onOutput: ({ text }) => (written += text),
    // Once the guilty task is on its way.
    onTaskStart: ({ index }) =>
      deed.isCancelled && index === GUILTY_INDEX && setTimeout(() => controller.abort(reason), 50),
  });
  if (cell.kind === 'reason') {
    assert.equal(await rejection(call), reason);
    return;
  }
  const settled = await call;
  for (const [index, one] of settled.entries()) {
    if (index === GUILTY_INDEX || row.hits === 'call') checkGuilty(one, cell, deed);
    else assert.deepEqual(one, { status: 'fulfilled', value: index * 2 }, `task ${index}`);
  }
  if (deed.lines !== undefined) assert.equal(written.split('\n').length - 1, deed.lines, 'lines that arrived');
}

function checkGuilty(one: Settled<unknown>, cell: CrashCell, deed: Deed): void {
  if (cell.kind === 'works') {
    assert.equal(one.status, 'fulfilled', one.status === 'rejected' ? String(one.reason) : '');
    return;
  }
  assert.equal(one.status, 'rejected');
  const { reason } = one as PromiseRejectedResult;
  if (cell.kind === 'itself') {
    const thrown = deed.thrown?.();
    assert.equal(describeValue(reason), describeValue(thrown));
    if (typeof thrown === 'object' && thrown !== null) assert.equal(Object.getPrototypeOf(reason), Object.getPrototypeOf(thrown)); // prettier-ignore
  } else if (cell.kind === 'error') {
    assert.ok(reason instanceof ParallelError, String(reason));
    const fields = Object.fromEntries(Object.keys(cell.fields ?? {}).map((key) => [key, Reflect.get(reason, key)]));
    const seen = { error: reason.name, code: reason.code, fields };
    assert.deepEqual(seen, { error: cell.error, code: cell.code, fields: cell.fields ?? {} });
    if (cell.cause !== undefined)
      assert.ok(String(reason.cause).includes(cell.cause), `its cause is ${String(reason.cause)}`);
  }
}

/** The pool works afterwards; where no worker can be made, it still says so. */
async function checkUsable(pool: Pool, cell: CrashCell): Promise<void> {
  const next = pool.map((x: number) => x + 1, [1, 2, 3]);
  if (cell.kind === 'error' && ['ERR_INITIALIZER', 'ERR_WORKER_START'].includes(cell.code)) {
    const error = await rejection(next);
    assert.ok(error instanceof InitializerError || error instanceof WorkerStartError, String(error));
  } else assert.deepEqual(await next, [2, 3, 4]);
}
