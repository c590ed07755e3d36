import { writeSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import type { Writable } from 'node:stream';
import type { StdioMode } from '../core/task.ts';

/** Takes what a task wrote. */
export type OutputSink = (stream: 'stdout' | 'stderr', text: string) => void;

/** Parts of a stream that we replace, so that everything that writes to it goes our way. */
interface Patchable {
  _write: (chunk: Uint8Array | string, encoding: BufferEncoding, done: (error?: Error | null) => void) => void;
  _writev: null;
}

const pause = new Int32Array(new SharedArrayBuffer(4));

/** Writes the first `length` bytes before it returns, however slow the reader is. */
export function writeFully(fd: number, bytes: Uint8Array, length = bytes.length): void {
  for (let at = 0; at < length;) {
    try {
      at += writeSync(fd, bytes, at, length - at);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== 'EAGAIN') throw error;
      Atomics.wait(pause, 0, 0, 1); // the pipe is full and was made non-blocking: let its reader work
    }
  }
}

/** Replaces how a stream writes. `write` is called for each chunk and has done its work when it returns. */
function redirect(stream: Writable, write: (bytes: Uint8Array) => void): void {
  const target = stream as unknown as Patchable;
  target._write = (chunk, encoding, done) => {
    try {
      write(typeof chunk === 'string' ? Buffer.from(chunk, encoding) : chunk);
      done();
    } catch (error) {
      // Nobody reads any more (a closed pipe): a task must not fail over what it prints.
      done((error as NodeJS.ErrnoException).code === 'EPIPE' ? null : (error as Error));
    }
  };
  target._writev = null;
}

/** Writes go straight to the streams of the process: Node's own would wait in a queue when the reader is slow. */
function inherit(stream: Writable, fd: number): void {
  redirect(stream, (bytes) => writeFully(fd, bytes));
}

function send(stream: Writable, name: 'stdout' | 'stderr', sink: OutputSink): void {
  const decoder = new StringDecoder('utf8');
  redirect(stream, (bytes) => {
    const text = decoder.write(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    if (text !== '') sink(name, text);
  });
}

/**
 * Sets up `process.stdout` and `process.stderr` of a worker, so that nothing written is lost, also when the task ends the
 * worker right after.
 *
 * @param isChild - Whether this is a process of its own. Its standard error is a pipe to the library, which may end before it
 *   has read all of it; messages come in order with the results.
 */
export function setUpStdio(mode: StdioMode, isChild: boolean, sink: OutputSink): void {
  const { stdout, stderr } = process;
  switch (mode) {
    case 'inherit':
      inherit(stdout, 1);
      if (isChild) send(stderr, 'stderr', sink);
      else inherit(stderr, 2);
      return;
    case 'pipe':
    case 'prefix':
      send(stdout, 'stdout', sink);
      send(stderr, 'stderr', sink);
      return;
    case 'ignore':
      redirect(stdout, () => {});
      // A child's errors are kept for the message about its end; the library does not show them.
      if (!isChild) redirect(stderr, () => {});
      return;
  }
  mode satisfies never;
}
