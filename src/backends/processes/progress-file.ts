import { closeSync, openSync, readSync, rmSync, unlinkSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PROGRESS_BYTES, progressWord } from '../../core/protocol.ts';
import { spillOwner } from '../../memory/spill-folder.ts';
import { hasBegun, readBlock } from '../local/progress-view.ts';
import type { ProgressSnapshot, ProgressView } from '../local/transport.ts';

let made = 0;

/**
 * The progress block of a child: a file that both have open and that has no name any more, so that nothing of it can be left
 * behind. The kernel keeps it in memory; writing a block costs about a microsecond.
 */
export class ProgressFile implements ProgressView {
  readonly fd: number;
  /** Where files cannot lose their name while they are open (Windows), it is removed at the end. */
  #path: string | undefined;
  readonly #words = new Int32Array(new ArrayBuffer(PROGRESS_BYTES));
  readonly #word = new Int32Array(1);
  /** What the block said when the file was closed. */
  #last: ProgressSnapshot | undefined;

  constructor(folder = tmpdir()) {
    // Named as a folder of ours, since we may be killed before it has lost its name: the next program removes it.
    // Opened exclusively, so that a name which exists, whatever it is, is an error and not a file of somebody else's.
    const path = join(folder, `${spillOwner()}-progress-${++made}`);
    this.fd = openSync(path, 'wx+', 0o600);
    try {
      unlinkSync(path);
    } catch {
      this.#path = path;
    }
    this.#words[progressWord.batch] = -1;
    writeSync(this.fd, this.#words, 0, PROGRESS_BYTES, 0);
  }

  read(): ProgressSnapshot {
    if (this.#last !== undefined) return this.#last;
    readSync(this.fd, this.#words, 0, PROGRESS_BYTES, 0);
    return readBlock(this.#words);
  }

  revoke(wireId: number): boolean {
    this.#word[0] = wireId;
    writeSync(this.fd, this.#word, 0, 4, progressWord.revoked * 4);
    return !this.hasBegun(wireId);
  }

  hasBegun(wireId: number): boolean {
    readSync(this.fd, this.#words, 0, PROGRESS_BYTES, 0);
    return hasBegun(this.#words, wireId);
  }

  release(): void {
    if (this.#last !== undefined) return;
    this.#last = this.read();
    closeSync(this.fd);
    if (this.#path !== undefined) rmSync(this.#path, { force: true });
  }
}
