import { writeSync } from 'node:fs';
import type { ChildProcess } from 'node:child_process';
import { Socket } from 'node:net';
import type { SocketConstructorOpts } from 'node:net';
import type { WorkerReply, WorkerRequest } from '../../core/protocol.ts';
import type { StdioMode } from '../../core/task.ts';
import { removeFilesOf, sweepSoon } from '../../memory/spill-folder.ts';
import { CHILD_FDS } from '../../worker/child-fds.ts';
import { encodeLongFrame, FrameReader, shortFrame, writeShortFrame } from '../../worker/frames.ts';
import type { TransportEvents, WorkerEnd, WorkerTransport } from '../local/transport.ts';
import type { StartedChild } from './launch-child.ts';
import type { ProgressFile } from './progress-file.ts';
import type { Reaper } from './reaper.ts';
import { StderrTail } from './stderr-tail.ts';

/** How long after its exit a child's last words are waited for; its own children may hold its pipes open. */
const LAST_WORDS_MS = 100;
/** What V8 says before it aborts. */
const HEAP_MESSAGE = /heap out of memory|Reached heap limit|Fatal process OOM|invalid size error/i;

/** What a child's messages and its end are for. */
interface ChildOwner {
  /** What becomes of what it writes. */
  readonly mode: StdioMode;
  readonly events: TransportEvents;
  readonly reaper: Reaper;
}

/** One child process: our own pipes carry the batches, both ways. */
export class ChildWorker implements WorkerTransport {
  readonly progress: ProgressFile;
  readonly #child: ChildProcess;
  readonly #requests: Socket;
  readonly #replies: Socket;
  readonly #events: TransportEvents;
  readonly #reaper: Reaper;
  readonly #tail: StderrTail;
  readonly #isInherited: boolean;
  #lastWords: NodeJS.Timeout | undefined;
  #killed = false;
  #ended = false;

  constructor({ child, progress }: StartedChild, { mode, events, reaper }: ChildOwner) {
    this.#events = events;
    this.#reaper = reaper;
    this.progress = progress;
    this.#child = child;
    const { stdio, pid } = child;
    this.#requests = stdio[CHILD_FDS.requests] as unknown as Socket;
    this.#tail = new StderrTail(mode);
    this.#isInherited = mode === 'inherit';
    this.#requests.cork();
    if (pid !== undefined) reaper.add(pid, () => this.#requests.uncork());
    const reader = new FrameReader((message) => this.#onReply(message as WorkerReply));
    this.#replies = readInPlace(stdio[CHILD_FDS.replies] as unknown as Socket, reader);
    this.#listen(mode);
    this.#unref();
  }

  get handle(): ChildProcess {
    return this.#child;
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  get isOver(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  send(request: WorkerRequest): void {
    const length = writeShortFrame(request);
    const chunks = length === 0 ? encodeLongFrame(request) : undefined;
    if (this.#ended || this.#requests.destroyed) return; // its end is on the way
    if (chunks === undefined) this.#writeOne(shortFrame, length, (rest) => Buffer.from(rest));
    else if (chunks.length === 1) this.#writeOne(chunks[0] as Uint8Array);
    else this.#writeAll(chunks);
  }

  discard(wireId: number, at?: number): void {
    removeFilesOf(`${this.pid}-0-${wireId}-${at === undefined ? '' : `${at}-`}`);
  }

  kill(): void {
    this.#killed = true;
    this.#child.kill('SIGKILL');
  }

  /**
   * Straight into the pipe where that is possible: the machinery of a stream costs as much as a small task.
   *
   * @param keep - Makes bytes that stay as they are, of what the pipe does not take at once.
   */
  #writeOne(chunk: Uint8Array, length = chunk.length, keep = (rest: Uint8Array): Uint8Array => rest): void {
    const { writableLength, writableCorked } = this.#requests;
    const written = writableLength + writableCorked === 0 ? writeNow(this.#requests, chunk, length) : 0;
    if (written < length) this.#requests.write(keep(chunk.subarray(written, length)));
  }

  #writeAll(chunks: readonly Uint8Array[]): void {
    this.#requests.cork();
    // A copy: the caller may change its arrays as soon as this returns.
    chunks.forEach((chunk, i) => this.#requests.write(i === 0 ? chunk : Buffer.from(chunk)));
    this.#requests.uncork();
  }

  #listen(mode: StdioMode): void {
    // A pipe to a dead child breaks; what that means is told by its exit.
    for (const socket of [this.#requests, this.#replies]) socket.on('error', () => {});
    const text = (stream: 'stdout' | 'stderr', chunk: Buffer): void =>
      this.#events.onMessage({ type: 'output', stream, text: chunk.toString() });
    const forward = mode === 'pipe' || mode === 'prefix';
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
    this.#replies.unref();
  }

  #end(end: WorkerEnd): void {
    if (this.#ended) return;
    this.#ended = true;
    if (end.signal) sweepSoon();
    clearTimeout(this.#lastWords);
    for (const stream of this.#child.stdio) (stream as unknown as Socket | null)?.destroy();
    this.#replies.destroy();
    const stderrTail = this.#tail.text();
    const outOfMemory = end.exitCode !== 0 && HEAP_MESSAGE.test(stderrTail);
    const killed = this.#killed && end.signal === 'SIGKILL';
    this.#events.onEnd({ ...end, stderrTail, outOfMemory, killed });
  }
}

/** Bytes read at a time. */
const READ_BYTES = 65_536;

/**
 * Reads a child's pipe into one buffer for all that comes: the stream that Node makes of it takes a new one for each message, and as
 * long again for its own books as for the message. Where its handle is not to be had, the stream is read.
 *
 * @returns What closes the pipe; the stream itself closes with it, since the end of the child waits for that.
 */
function readInPlace(stream: Socket, reader: FrameReader): Socket {
  const owner = stream as unknown as { _handle?: object | null };
  const handle = owner._handle;
  if (handle === undefined || handle === null) {
    stream.on('data', (chunk) => reader.push(chunk));
    return stream;
  }
  owner._handle = null;
  const buffer = Buffer.allocUnsafeSlow(READ_BYTES);
  const callback = (bytes: number): boolean => {
    reader.push(buffer, bytes);
    return true;
  };
  // `handle` is not in Node's documentation; its own streams of children are made with it.
  const options = { handle, readable: true, writable: false, onread: { buffer, callback } };
  const socket = new Socket(options as SocketConstructorOpts);
  socket.on('close', () => stream.destroy());
  return socket;
}

/** Writes what the pipe takes at once. @returns How many bytes that were; 0 also where there is no file descriptor to write to. */
function writeNow(socket: Socket, chunk: Uint8Array, length: number): number {
  const { fd } = (socket as { _handle?: { readonly fd?: number } })._handle ?? {};
  if (fd === undefined || fd < 0) return 0;
  try {
    return writeSync(fd, chunk, 0, length);
  } catch {
    return 0; // full, or broken: the stream sees to it
  }
}
