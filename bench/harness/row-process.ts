/** Drives the process of one row. Every wait has a limit: a library that hangs becomes a failed row, not a hung benchmark. */

import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseReply, type Assignment, type Reply, type Request } from './protocol.ts';
import type { Row, Sample, Settings } from './question.ts';

/** Debian's packages for Python belong to this one. */
export const PYTHON = '/usr/bin/python3';

const fromHere = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Where `peers/install.ts` puts packages for Python that are not Debian's. */
export const packagesFolder = (name: string): string => fromHere(`../peers/.cache/${name}`);

/** Processes that are still there, so that an interrupted benchmark takes them along. */
const running = new Set<ChildProcess>();

/** Kills the process and everything it started: it leads a process group of its own. */
function killGroup(child: ChildProcess): void {
  running.delete(child);
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error; // ESRCH: the group is gone, as wanted
  }
}

/** Ends every process of every row. */
export function killAll(): void {
  for (const child of running) killGroup(child);
}

/** Starts a program of the benchmark as the leader of a process group. */
export function launch(command: string, args: readonly string[], env?: Readonly<Record<string, string>>): ChildProcess {
  const child = spawn(command, args, {
    detached: true,
    stdio: ['pipe', 'pipe', process.env['BENCH_DEBUG'] === undefined ? 'ignore' : 'inherit'],
    env: { ...process.env, ...env },
  });
  running.add(child);
  // Writing to a process that has just died fails with EPIPE; its exit is reported anyway.
  child.stdin?.on('error', () => undefined);
  return child;
}

/** Ends a program that `launch` started, with all it started itself. */
export const stop = killGroup;

function launchRow(question: string, row: Row, settings: Settings): ChildProcess {
  if (row.python !== undefined) {
    const program = fromHere(`../peers/python/${row.python}.py`);
    const path = row.packages === undefined ? undefined : { PYTHONPATH: packagesFolder(row.packages) };
    return launch(PYTHON, [program, row.adapter, JSON.stringify(settings)], { ...row.env, ...path });
  }
  const assignment: Assignment = { question, row, settings };
  return launch(process.execPath, ['--expose-gc', fromHere('./host.ts'), JSON.stringify(assignment)], row.env);
}

/** A row in its own process. */
export class RowProcess {
  readonly row: Row;
  readonly #child: ChildProcess;
  readonly #replies: AsyncIterator<string>;

  private constructor(row: Row, child: ChildProcess) {
    this.row = row;
    this.#child = child;
    this.#replies = createInterface({ input: child.stdout as NodeJS.ReadableStream })[Symbol.asyncIterator]();
  }

  /** Starts the process and waits until the row is open and warm. */
  static async start(question: string, row: Row, settings: Settings): Promise<RowProcess> {
    const started = new RowProcess(row, launchRow(question, row, settings));
    await started.#guard(started.#next(), settings.quick ? 60_000 : 180_000);
    return started;
  }

  async round(limitMs: number): Promise<Sample> {
    this.#send({ op: 'round' });
    const reply = await this.#guard(this.#next(), limitMs);
    if (reply.bench !== 'sample') throw new Error(`expected a sample, got ${reply.bench}`);
    return reply.sample;
  }

  /** Asks politely, then kills: some libraries do not end by themselves. */
  async close(): Promise<void> {
    this.#send({ op: 'close' });
    try {
      await this.#guard(this.#next(), 5_000);
    } catch {
      // Nothing is lost: the figures are in, and the process is killed below either way.
    }
    killGroup(this.#child);
  }

  #send(request: Request): void {
    this.#child.stdin?.write(`${JSON.stringify(request)}\n`);
  }

  async #next(): Promise<Reply> {
    for (;;) {
      const line = await this.#replies.next();
      if (line.done === true) throw new Error('the process ended without an answer');
      const reply = parseReply(line.value);
      if (reply?.bench === 'error') throw new Error(reply.message);
      if (reply !== undefined) return reply;
    }
  }

  async #guard(reply: Promise<Reply>, limitMs: number): Promise<Reply> {
    const { promise, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => reject(new Error(`no answer within ${limitMs / 1000} s`)), limitMs);
    try {
      return await Promise.race([reply, promise]);
    } catch (error) {
      killGroup(this.#child);
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }
}
