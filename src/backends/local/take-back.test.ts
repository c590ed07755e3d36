import { expect, it } from 'vitest';
import { PROGRESS_BYTES, progressWord } from '../../core/protocol.ts';
import { FileProgress, SharedProgress } from '../../worker/progress.ts';
import { ProgressFile } from '../processes/progress-file.ts';
import { hasBegun } from './progress-view.ts';

it('a batch that is done has begun, though none runs', () => {
  const words = new Int32Array(new SharedArrayBuffer(PROGRESS_BYTES));
  const worker = new SharedProgress(words.buffer);
  expect(hasBegun(words, 1)).toBe(false);
  worker.begin(1, true);
  worker.idle();
  expect(hasBegun(words, 1)).toBe(true);
  expect(hasBegun(words, 2)).toBe(false);
  worker.begin(3, true);
  expect([1, 2, 3, 4].map((id) => hasBegun(words, id))).toEqual([true, true, true, false]);
});

it('ids begin again after the highest', () => {
  const words = new Int32Array(new SharedArrayBuffer(PROGRESS_BYTES));
  words[progressWord.begun] = 0x7fffffff;
  expect(hasBegun(words, 0x7fffffff)).toBe(true);
  expect(hasBegun(words, 1)).toBe(false);
  words[progressWord.begun] = 2;
  expect(hasBegun(words, 0x7fffffff)).toBe(true);
});

it('a child says so in its file, and reads what was taken back', () => {
  const file = new ProgressFile();
  try {
    const child = new FileProgress(file.fd);
    child.begin(7, true);
    child.idle();
    child.mark(0, 1);
    expect(file.revoke(7)).toBe(false);
    expect(file.revoke(8)).toBe(true);
    expect(child.isRevoked(8)).toBe(true);
    expect(child.isRevoked(7)).toBe(false);
  } finally {
    file.release();
  }
});
