import { createCallCodec } from '../closure/call-codec.ts';
import type { CallCodec } from '../core/codec.ts';
import type { TaskBackend } from '../core/task.ts';
import { openBlobStore } from '../memory/blob-store.ts';
import { readEnvironment } from '../platform/environment.ts';
import type { ParallelOptions } from './options.ts';

/** Arrays from this size on go to processes outside the message; below it a copy is as fast (bench/dispatch/big-argument). */
const MAX_INLINE_BYTES = 1 << 20;

/** The codec of a call, and what to do when the call is over. */
export interface OpenCodec {
  readonly codec: CallCodec;
  close(): void;
}

/** Opens the codec that a backend needs; undefined where values pass by reference. */
export function openCodec(memory: TaskBackend['memory'], options: ParallelOptions): OpenCodec | undefined {
  if (memory === 'same') return undefined;
  const { context, tempFolder = readEnvironment().tempFolder, maxInlineBytes = MAX_INLINE_BYTES } = options;
  const withContext = context === undefined ? {} : { context };
  if (memory === 'shared') {
    return { codec: createCallCodec({ target: 'thread', ...withContext }), close: () => undefined };
  }
  if (memory === 'copied') {
    // Its workers may be on another machine, so everything is in the message.
    return { codec: createCallCodec({ target: 'process', ...withContext }), close: () => undefined };
  }
  const blobs = openBlobStore({ target: 'process', minBytes: maxInlineBytes, tempFolder });
  return { codec: createCallCodec({ target: 'process', blobs, ...withContext }), close: () => blobs.close() };
}
