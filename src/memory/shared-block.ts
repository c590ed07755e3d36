import type { Arena } from './arena.ts';
import type { Block } from './arenas.ts';

/** A block that several may use, and that is free when it is disposed and nobody uses it any more. */
export class SharedBlock {
  readonly arena: Arena;
  readonly address: number;
  #holders = 0;
  #isDisposed = false;

  constructor({ arena, address }: Block) {
    this.arena = arena;
    this.address = address;
  }

  get isDisposed(): boolean {
    return this.#isDisposed;
  }

  hold(): void {
    this.#holders++;
  }

  release(): void {
    this.#holders--;
    if (this.#isDisposed && this.#holders === 0) this.arena.free(this.address);
  }

  dispose(): void {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    if (this.#holders === 0) this.arena.free(this.address);
  }
}
