/** What is known about the task that an error came from. */

/** What is known about a task that failed, whatever it threw. */
export interface ErrorInfo {
  /** Position of the item in the input, from 0. */
  readonly index: number;
  /** How often the task had been tried, from 1. */
  readonly attempt: number;
  /** Name of the backend that ran it. */
  readonly backend: string;
  /** Stack of the call that dispatched the task. */
  readonly callStack?: string;
}

const infos = new WeakMap<object, ErrorInfo>();

/**
 * Tells which task an error came from.
 *
 * @param error - What a call rejected with.
 * @returns Index, attempt and backend; undefined when the error did not come from a task, or is a primitive.
 * @example
 * ```ts
 * try {
 *   await Parallel(2).map((x: number) => { if (x === 3) throw new RangeError('no 3'); return x; }, [1, 2, 3]);
 * } catch (error) {
 *   console.log((error as Error).name, errorInfo(error)?.index); // RangeError 2
 * }
 * ```
 */
export function errorInfo(error: unknown): ErrorInfo | undefined {
  return typeof error === 'object' && error !== null ? infos.get(error) : undefined;
}

/** Remembers where an error came from, without touching the error, which may be frozen. */
export function setErrorInfo(error: unknown, info: ErrorInfo): void {
  if (typeof error === 'object' && error !== null) infos.set(error, info);
}
