/** Runs programs that use the built package, and finds every process that they leave behind. */

import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach } from 'vitest';

/** A variable that every process started by a program inherits, whoever its parent is by then. */
const MARK = 'MANYCORE_TEST_MARK';

/** How long one program may take, in milliseconds, before it counts as hanging. */
const LIMIT_MS = 90_000;

export interface ProgramOptions {
  readonly execArgv?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** A process group of its own, as a terminal gives each command. */
  readonly ownGroup?: boolean;
  /** Given to the program on its standard input. */
  readonly stdin?: string;
}

/** How a program ended. */
export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The path of a fixture. */
export const fixture = (name: string): string => fileURLToPath(new URL(`fixtures/${name}`, import.meta.url));

/** The environment without what the test runner put there. */
function plainEnvironment(): NodeJS.ProcessEnv {
  const entries = Object.entries(process.env).filter(
    ([name]) => !/^(?:VITEST|NODE_ENV$|NODE_OPTIONS$|TEST$|FORCE_COLOR$|MANYCORE)/.test(name),
  );
  return { ...Object.fromEntries(entries), NO_COLOR: '1' };
}

const readProc = (pid: string, name: string): string => {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    return ''; // it has ended meanwhile
  }
};

/** Those that the running test has started. */
const started = new Set<RunningProgram>();

// A test that failed has left something alive, and held its pipes open: its second attempt, and the file, start without that.
afterEach(() => {
  for (const program of started) program.end();
  started.clear();
});

/** A program under way. */
export class RunningProgram {
  readonly child: ChildProcess;
  readonly ending: Promise<Ending>;
  readonly #mark = randomUUID();
  #stdout = '';
  #stderr = '';

  constructor(args: readonly string[], options: ProgramOptions = {}) {
    started.add(this);
    const { execArgv = [], env, ownGroup = false, stdin } = options;
    this.child = spawn(process.execPath, [...execArgv, ...args], {
      cwd: fileURLToPath(new URL('../..', import.meta.url)),
      env: { ...plainEnvironment(), ...env, [MARK]: this.#mark },
      stdio: [stdin === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
      detached: ownGroup,
      timeout: LIMIT_MS,
      killSignal: 'SIGKILL',
    });
    this.child.stdin?.end(stdin);
    this.child.stdout!.setEncoding('utf8').on('data', (text: string) => (this.#stdout += text));
    this.child.stderr!.setEncoding('utf8').on('data', (text: string) => (this.#stderr += text));
    this.ending = once(this.child, 'close').then(([code, signal]) => ({
      code: code as number | null,
      signal: signal as NodeJS.Signals | null,
      stdout: this.#stdout,
      stderr: this.#stderr,
    }));
  }

  get stdout(): string {
    return this.#stdout;
  }

  /** Waits until the program has printed this; fails when it ends without. */
  async printed(text: string): Promise<void> {
    while (!this.#stdout.includes(text)) {
      if (this.child.exitCode !== null || this.child.signalCode !== null) {
        throw new Error(`ended without printing ${text}: ${this.#stdout}${this.#stderr}`);
      }
      await Promise.race([once(this.child.stdout!, 'data'), this.ending]);
    }
  }

  /** Command lines of the processes of this program that run now, itself included. */
  alive(): string[] {
    return this.#pids().map((pid) => `${pid} ${readProc(pid, 'cmdline').replaceAll('\0', ' ').slice(0, 200)}`);
  }

  /** Ends all of them. */
  end(): void {
    for (const pid of this.#pids()) {
      try {
        process.kill(Number(pid), 'SIGKILL');
      } catch {
        // It has ended meanwhile.
      }
    }
  }

  #pids(): string[] {
    const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
    const ours = pids.filter((pid) => readProc(pid, 'environ').includes(`${MARK}=${this.#mark}`));
    return ours.filter((pid) => !/\) [ZX] /.test(readProc(pid, 'stat')));
  }
}

/** Starts a fixture with arguments. */
export const start = (name: string, args: readonly string[] = [], options?: ProgramOptions): RunningProgram =>
  new RunningProgram([fixture(name), ...args], options);
