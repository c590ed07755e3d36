import type { TaskAgain } from './windows.ts';

/** Tasks that wait to run again. */
export class RetryQueue {
  readonly #wake: () => void;
  readonly #timers = new Map<ReturnType<typeof setTimeout>, TaskAgain>();
  #due: TaskAgain[] = [];

  /** @param wake - Called when a task has become due. */
  constructor(wake: () => void) {
    this.#wake = wake;
  }

  get size(): number {
    return this.#timers.size + this.#due.length;
  }

  add(task: TaskAgain, delayMs: number): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.#due.push(task);
      this.#wake();
    }, delayMs);
    this.#timers.set(timer, task);
  }

  /** Due tasks of one attempt number, at most `most`. */
  take(most: number): readonly TaskAgain[] {
    const attempt = this.#due[0]?.attempt;
    const taken = this.#due.filter((task) => task.attempt === attempt).slice(0, most);
    const gone = new Set(taken);
    this.#due = this.#due.filter((task) => !gone.has(task));
    return taken;
  }

  some(test: (index: number) => boolean): boolean {
    return this.#due.some((task) => test(task.index)) || [...this.#timers.values()].some((task) => test(task.index));
  }

  clear(): void {
    for (const timer of this.#timers.keys()) clearTimeout(timer);
    this.#timers.clear();
    this.#due = [];
  }
}
