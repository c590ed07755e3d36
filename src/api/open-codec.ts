import type { BlobStore, CallCodec, CodecTarget } from '../core/codec.ts';
import type { TaskBackend } from '../core/task.ts';
import { openBlobStore } from '../memory/blob-store.ts';
import { readEnvironment } from '../platform/environment.ts';
import { capturePart } from './capture-part.ts';
import { LazyCallCodec } from './lazy-call-codec.ts';
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
  if (memory === 'shared') return { codec: lazyCodec('thread', undefined, options), close: () => undefined };
  // Workers behind a backend that copies may be on another machine, so everything is in the message.
  if (memory === 'copied') return { codec: lazyCodec('process', undefined, options), close: () => undefined };
  const { tempFolder = readEnvironment().tempFolder, maxInlineBytes = MAX_INLINE_BYTES } = options;
  const blobs = openBlobStore({ target: 'process', minBytes: maxInlineBytes, tempFolder });
  return { codec: lazyCodec('process', blobs, options), close: () => blobs.close() };
}

function lazyCodec(target: CodecTarget, blobs: BlobStore | undefined, { context }: ParallelOptions): CallCodec {
  const open = (definitions: unknown[]) =>
    capturePart().createCallCodec({
      target,
      definitions,
      ...(blobs === undefined ? {} : { blobs }),
      ...(context === undefined ? {} : { context }),
    });
  return new LazyCallCodec({ target, minBlobBytes: blobs?.minBytes ?? Number.POSITIVE_INFINITY, open });
}
