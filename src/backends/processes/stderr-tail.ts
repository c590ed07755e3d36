import type { StdioMode } from '../../core/task.ts';

/** How much of a child's standard error is kept, in bytes. */
const TAIL_BYTES = 4096;

/** Keeps the last that a child wrote to its standard error, and shows it where it belongs. */
export class StderrTail {
  readonly #show: boolean;
  #kept: Buffer = Buffer.alloc(0);

  constructor(stdio: StdioMode) {
    this.#show = stdio === 'inherit';
  }

  add(chunk: Buffer): void {
    if (this.#show) process.stderr.write(chunk);
    const all = chunk.length >= TAIL_BYTES ? chunk : Buffer.concat([this.#kept, chunk]);
    this.#kept = all.subarray(Math.max(0, all.length - TAIL_BYTES));
  }

  text(): string {
    return this.#kept.toString();
  }
}
