import type { ChildProcess, StdioOptions } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { WorkerOptions } from '../../core/task.ts';
import { workerEntryUrl } from '../../platform/entry-url.ts';
import { checkMayStart, noteChild } from '../../worker/own-children.ts';
import { Launched } from '../local/launched.ts';
import { childEnv, childExecArgv } from './child-options.ts';
import { ProgressFile } from './progress-file.ts';
import { hasShell } from './has-shell.ts';

/** A child that is starting. Whoever takes it listens to it in the same turn of the event loop. */
export interface StartedChild {
  readonly child: ChildProcess;
  readonly progress: ProgressFile;
}

/** Starts a child. It has nothing to do until it is sent something, and ends when its pipe does. @throws when that cannot be */
export function startChild(options: WorkerOptions): StartedChild {
  checkMayStart();
  const progress = new ProgressFile(options.tempFolder);
  // Not imported: programs that start threads only do without.
  const { spawn } = process.getBuiltinModule('node:child_process');
  const child = spawn(
    process.execPath,
    [...childExecArgv(options), fileURLToPath(workerEntryUrl('child')), ...(options.argv ?? [])],
    { stdio: stdioFor(options, progress.fd), env: childEnv(options), windowsHide: true },
  );
  if ((child.stdio as unknown) !== undefined) {
    noteChild(child);
    return { child, progress };
  }
  // Out of file descriptors: Node made neither a process nor streams, and says so later.
  child.on('error', () => {});
  progress.release();
  throw new Error('out of file descriptors; raise the limit (ulimit -n), or use fewer workers');
}

/** Starts children before their backend is loaded. */
export const launchChildren = (options: WorkerOptions, count: number): Launched<StartedChild> =>
  new Launched(count, { start: () => startChild(options), end: endChild });

/** Ends a child that nobody has taken. */
export function endChild({ child, progress }: StartedChild): void {
  child.on('error', () => {});
  child.kill('SIGKILL');
  child.unref();
  for (const stream of child.stdio) stream?.destroy();
  progress.release();
}

/** Standard error always comes through us, so that the end of a child can be explained. */
function stdioFor({ stdio }: WorkerOptions, progressFd: number): StdioOptions {
  const stdout = stdio === 'inherit' ? 'inherit' : stdio === 'ignore' ? 'ignore' : 'pipe';
  return ['ignore', stdout, 'pipe', 'pipe', 'pipe', progressFd, ...(hasShell() ? [] : (['pipe'] as const))];
}
