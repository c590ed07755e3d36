import type { TaskAgain } from './windows.ts';

/** Longest wait that a timer can do; a longer one would fire at once. */
const MAX_TIMER_MS = 0x7fffffff;

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
    const timer = setTimeout(
      () => {
        this.#timers.delete(timer);
        this.#due.push(task);
        this.#wake();
      },
      Math.min(delayMs, MAX_TIMER_MS),
    );
    this.#timers.set(timer, task);
  }

  /**
   * Due tasks of one attempt number, at most `most`.
   *
   * @param before - Only tasks that come before this one in the input.
   */
  take(most: number, before = Number.POSITIVE_INFINITY): readonly TaskAgain[] {
    if (this.#due.length === 0) return [];
    const due = this.#due.filter((task) => task.index < before);
    const taken = due.filter((task) => task.attempt === due[0]?.attempt).slice(0, most);
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
