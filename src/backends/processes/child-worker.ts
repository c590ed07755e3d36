import { spawn } from 'node:child_process';
import type { ChildProcess, StdioOptions } from 'node:child_process';
import type { Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { WorkerReply, WorkerRequest } from '../../core/protocol.ts';
import type { WorkerOptions } from '../../core/task.ts';
import { workerEntryUrl } from '../../platform/entry-url.ts';
import { CHILD_FDS } from '../../worker/child-fds.ts';
import { encodeFrame, FrameReader } from '../../worker/frames.ts';
import type { TransportEvents, WorkerEnd, WorkerTransport } from '../local/transport.ts';
import { childEnv, childExecArgv } from './child-options.ts';
import { ProgressFile } from './progress-file.ts';
import type { Reaper } from './reaper.ts';
import { StderrTail } from './stderr-tail.ts';

/** How long after its exit a child's last words are waited for; its own children may hold its pipes open. */
const LAST_WORDS_MS = 100;
/** What V8 says before it aborts. */
const HEAP_MESSAGE = /heap out of memory|Reached heap limit|Fatal process OOM|invalid size error/i;

/** One child process: our own pipes carry the batches, both ways. */
export class ChildWorker implements WorkerTransport {
  readonly progress: ProgressFile;
  readonly #child: ChildProcess;
  readonly #requests: Socket;
  readonly #events: TransportEvents;
  readonly #reaper: Reaper;
  readonly #tail: StderrTail;
  readonly #isInherited: boolean;
  #lastWords: NodeJS.Timeout | undefined;
  #killed = false;
  #ended = false;

  constructor(options: WorkerOptions, events: TransportEvents, reaper: Reaper) {
    this.#events = events;
    this.#reaper = reaper;
    this.progress = new ProgressFile(options.tempFolder);
    this.#child = spawn(
      process.execPath,
      [...childExecArgv(options), fileURLToPath(workerEntryUrl('child')), ...(options.argv ?? [])],
      { stdio: stdioFor(options, this.progress.fd), env: childEnv(options), windowsHide: true },
    );
    const { stdio, pid } = this.#child;
    if (stdio === undefined) {
      // Out of file descriptors: Node made neither a process nor streams, and says so later.
      this.#child.on('error', () => {});
      this.progress.release();
      throw new Error('out of file descriptors; raise the limit (ulimit -n), or use fewer workers');
    }
    this.#requests = stdio[CHILD_FDS.requests] as unknown as Socket;
    this.#tail = new StderrTail(options.stdio);
    this.#isInherited = options.stdio === 'inherit';
    if (pid !== undefined) reaper.add(pid);
    this.#listen(stdio[CHILD_FDS.replies] as unknown as Socket, options);
    this.#unref();
  }

  send(request: WorkerRequest): void {
    const chunks = encodeFrame(request);
    if (this.#ended || this.#requests.destroyed) return; // its end is on the way
    if (chunks.length === 1) this.#requests.write(chunks[0] as Uint8Array);
    else this.#writeAll(chunks);
  }

  kill(): void {
    this.#killed = true;
    this.#child.kill('SIGKILL');
  }

  #writeAll(chunks: readonly Uint8Array[]): void {
    this.#requests.cork();
    // A copy: the caller may change its arrays as soon as this returns.
    chunks.forEach((chunk, i) => this.#requests.write(i === 0 ? chunk : Buffer.from(chunk)));
    this.#requests.uncork();
  }

  #listen(replies: Socket, options: WorkerOptions): void {
    const reader = new FrameReader((message) => this.#onReply(message as WorkerReply));
    replies.on('data', (chunk) => reader.push(chunk));
    // A pipe to a dead child breaks; what that means is told by its exit.
    for (const socket of [this.#requests, replies]) socket.on('error', () => {});
    const text = (stream: 'stdout' | 'stderr', chunk: Buffer): void =>
      this.#events.onMessage({ type: 'output', stream, text: chunk.toString() });
    const forward = options.stdio === 'pipe' || options.stdio === 'prefix';
    this.#child.stdout?.on('data', (chunk: Buffer) => text('stdout', chunk));
    this.#child.stderr?.on('data', (chunk: Buffer) => {
      this.#tail.add(chunk);
      if (forward) text('stderr', chunk);
    });
    this.#child.once('error', (error) => this.#end({ exitCode: null, error }));
    this.#child.once('close', (exitCode, signal) => this.#end({ exitCode, signal }));
    this.#child.once('exit', (exitCode, signal) => {
      if (this.#child.pid !== undefined) this.#reaper.remove(this.#child.pid);
      this.#lastWords = setTimeout(() => this.#end({ exitCode, signal }), LAST_WORDS_MS).unref();
    });
  }

  #onReply(reply: WorkerReply): void {
    if (reply.type === 'output' && reply.stream === 'stderr') {
      this.#tail.add(Buffer.from(reply.text));
      if (this.#isInherited) return; // shown
    }
    this.#events.onMessage(reply);
  }

  /** Nothing of an idle child keeps the process alive. */
  #unref(): void {
    this.#child.unref();
    for (const stream of this.#child.stdio) (stream as unknown as Socket | null)?.unref?.();
  }

  #end(end: WorkerEnd): void {
    if (this.#ended) return;
    this.#ended = true;
    clearTimeout(this.#lastWords);
    for (const stream of this.#child.stdio) (stream as unknown as Socket | null)?.destroy();
    const stderrTail = this.#tail.text();
    const outOfMemory = end.exitCode !== 0 && HEAP_MESSAGE.test(stderrTail);
    const killed = this.#killed && end.signal === 'SIGKILL';
    this.#events.onEnd({ ...end, stderrTail, outOfMemory, killed });
  }
}

/** Standard error always comes through us, so that the end of a child can be explained. */
function stdioFor({ stdio }: WorkerOptions, progressFd: number): StdioOptions {
  const stdout = stdio === 'inherit' ? 'inherit' : stdio === 'ignore' ? 'ignore' : 'pipe';
  return ['ignore', stdout, 'pipe', 'pipe', 'pipe', progressFd];
}
