import type { RefusedTask, TaskAgain, Window, WindowSource } from '../windows.ts';

/** Whether more tasks may begin: yes; not yet (its call is woken when that changes); never again. */
export type GateState = 'open' | 'paused' | 'closed';

/** What opens and closes a gate. */
export interface Gate {
  /** Asked before each batch. */
  ask(): GateState;
  /** Tasks pass. */
  passed(window: Window): void;
}

/** The first part of the tasks of a call: up to where a gate closes. The rest is left in the source for another call. */
export class GatedWindows implements WindowSource {
  readonly #source: WindowSource;
  readonly #gate: Gate;
  #closed = false;

  constructor(source: WindowSource, gate: Gate) {
    this.#source = source;
    this.#gate = gate;
  }

  get total(): number | undefined {
    return this.#source.total;
  }

  get exhausted(): boolean {
    return this.#closed || this.#source.exhausted;
  }

  /** Of the tasks that are left: the other call's to tell, once the gate is closed. */
  get failure(): { readonly error: unknown } | undefined {
    return this.#closed ? undefined : this.#source.failure;
  }

  take(most: number, refuse: (task: RefusedTask) => void): readonly Window[] {
    if (this.#closed || this.#source.exhausted) return [];
    const state = this.#gate.ask();
    this.#closed = state === 'closed';
    if (state !== 'open') return [];
    const windows = this.#source.take(most, refuse);
    for (const window of windows) this.#gate.passed(window);
    return windows;
  }

  again(tasks: readonly TaskAgain[], refuse: (task: RefusedTask) => void): readonly Window[] {
    return this.#source.again(tasks, refuse);
  }

  close(): void {
    // What is left is another call's.
  }
}
