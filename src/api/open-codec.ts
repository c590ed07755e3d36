import type { CallCodec, CodecTarget } from '../core/codec.ts';
import type { TaskBackend } from '../core/task.ts';
import type { CallBlobStore } from '../memory/blob-store.ts';
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
  if (memory === 'shared') return unplaced('thread', options);
  // Workers behind a backend that copies may be on another machine, so everything is in the message.
  if (memory === 'copied') return unplaced('process', options);
  return placing(options);
}

const contextOf = ({ context }: ParallelOptions) => (context === undefined ? {} : { context });

/** A codec that leaves all bytes in the message. */
function unplaced(target: CodecTarget, options: ParallelOptions): OpenCodec {
  const open = (definitions: unknown[]) =>
    capturePart().createCallCodec({ target, definitions, ...contextOf(options) });
  return {
    codec: new LazyCallCodec({ target, minBlobBytes: Number.POSITIVE_INFINITY, open }),
    close: () => undefined,
  };
}

/** A codec that puts large arrays beside the message; what it needs for that comes with the code for captures. */
function placing(options: ParallelOptions): OpenCodec {
  const { tempFolder = readEnvironment().tempFolder, maxInlineBytes = MAX_INLINE_BYTES } = options;
  let blobs: CallBlobStore | undefined;
  const open = (definitions: unknown[]) => {
    const part = capturePart();
    blobs = part.openBlobStore({ target: 'process', minBytes: maxInlineBytes, tempFolder });
    return part.createCallCodec({ target: 'process', definitions, blobs, ...contextOf(options) });
  };
  return {
    codec: new LazyCallCodec({ target: 'process', minBlobBytes: maxInlineBytes, open }),
    close: () => blobs?.close(),
  };
}
