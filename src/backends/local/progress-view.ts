import { PROGRESS_START_OFFSET, progressWord } from '../../core/protocol.ts';
import type { ProgressSnapshot } from './transport.ts';

/** Reads the words of a progress block. */
export function readBlock(words: Int32Array): ProgressSnapshot {
  const position = words[progressWord.position] as number;
  const started = new Float64Array(words.buffer, words.byteOffset + PROGRESS_START_OFFSET, 1);
  return {
    batch: Atomics.load(words, progressWord.batch),
    position,
    span: words[progressWord.span] as number,
    listens: position >= 0 && words[progressWord.listens] === position + 1,
    startedAt: started[0] as number,
  };
}

/**
 * Whether a worker has begun a batch, or one that was sent after it. That the batch does not run is no proof that it never
 * did: its reply may be on its way.
 */
export function hasBegun(words: Int32Array, wireId: number): boolean {
  const begun = Atomics.load(words, progressWord.begun);
  // Ids grow, and begin again after the highest one.
  return begun !== 0 && ((begun - wireId) & 0x7fffffff) < 0x40000000;
}
