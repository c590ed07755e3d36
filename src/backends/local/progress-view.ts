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
