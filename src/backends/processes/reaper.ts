import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import type { Socket } from 'node:net';
import { checkMayStart, noteChild } from '../../worker/own-children.ts';
import { hasShell, SHELL } from './has-shell.ts';

/**
 * Reads `+ pid` and `- pid`, and kills what is left when its input ends, which happens when we end, however we end. A child in an
 * endless loop does not see the end of its own pipe; a shell beside it does.
 */
const SCRIPT = `
trap '' INT TERM HUP
pids=' '
while read -r what pid; do
  case $what in
    +) pids="$pids$pid " ;;
    -) case $pids in *" $pid "*) pids="\${pids%% $pid *} \${pids#* $pid }" ;; esac ;;
  esac
done
[ "$pids" = ' ' ] || kill -9 $pids
`;

/** Sees to it that no child outlives us. One for a backend, started right after its first children. */
export class Reaper {
  /** Whether there is a shell. */
  readonly works = hasShell();
  readonly #pids = new Set<number>();
  #shell: ChildProcess | undefined;
  #isOpening = false;
  #isClosed = false;
  #whenTold: (() => void)[] = [];

  /** The process that watches, if one runs. */
  get watcherPid(): number | undefined {
    return this.#shell?.pid;
  }

  /**
   * @param whenTold - Called once the child is in the shell's book, where there is a shell: until then it may be given nothing that
   *   loops for ever, since it would outlive us if we were killed now.
   */
  add(pid: number, whenTold: () => void): void {
    if (this.#pids.size === 0) process.on('exit', this.#killAll);
    this.#pids.add(pid);
    if (!this.works) return whenTold();
    if (this.#shell !== undefined) {
      this.#shell.stdin?.write(`+ ${pid}\n`);
      return whenTold();
    }
    this.#whenTold.push(whenTold);
    this.#openSoon();
  }

  remove(pid: number): void {
    if (!this.#pids.delete(pid)) return;
    if (this.#pids.size === 0) process.off('exit', this.#killAll);
    this.#shell?.stdin?.write(`- ${pid}\n`);
  }

  /** Ends the shell; all children are gone. */
  close(): void {
    this.#isClosed = true;
    this.#shell?.stdin?.end();
    this.#shell = undefined;
  }

  /** We end in order: nothing has to wait for the shell. */
  readonly #killAll = (): void => {
    for (const pid of this.#pids) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It was gone already.
      }
    }
  };

  /** After the children that are started together: their own start takes longer than the shell's. */
  #openSoon(): void {
    if (this.#isOpening) return;
    this.#isOpening = true;
    queueMicrotask(() => this.#open());
  }

  #open(): void {
    this.#isOpening = false;
    try {
      if (this.#pids.size > 0 && !this.#isClosed) this.#shell = this.#start();
    } catch {
      // Out of memory, say: a child that nobody watches is better than one that never gets its task.
    }
    for (const pid of this.#pids) this.#shell?.stdin?.write(`+ ${pid}\n`);
    for (const told of this.#whenTold.splice(0)) told();
  }

  #start(): ChildProcess {
    checkMayStart();
    const shell = spawn(SHELL, ['-c', SCRIPT], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
    shell.on('error', () => this.#onEnd(shell, false));
    shell.on('exit', (_code, signal) => this.#onEnd(shell, signal !== null));
    shell.stdin?.on('error', () => {});
    noteChild(shell);
    shell.unref();
    (shell.stdin as unknown as Socket).unref();
    return shell;
  }

  /** Somebody killed the shell: another one gets the book. One that ended by itself would do so again; the next child has another try. */
  #onEnd(shell: ChildProcess, wasKilled: boolean): void {
    if (this.#shell !== shell) return;
    this.#shell = undefined;
    if (wasKilled) this.#openSoon();
  }
}
