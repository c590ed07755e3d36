import type { AnyFunction } from '../closure/nodes.ts';
import { type AbortSignalAny, CancelError } from './abort.ts';

/** What becomes of a task that waits. */
export interface WaitingParts {
  readonly fn: AnyFunction;
  readonly argument: unknown;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
  readonly signal: AbortSignalAny | undefined;
}

/** What a queue of the program's own may want to know. */
export interface TaskDescription {
  readonly filename: string;
  readonly name: string;
  /** The key of the options, and the options. */
  readonly symbol: symbol;
  readonly options: object | null;
}

let nextTaskId = 0;

/** A task in a queue of the program's own. */
export class WaitingTask {
  readonly [key: symbol]: object | null;
  readonly taskId: number = nextTaskId++;
  readonly created: number = performance.now();
  filename = '';
  name = '';
  /** What `run` was given. */
  readonly task: unknown;
  readonly #parts: WaitingParts;
  /** Takes the listener off its signal. */
  leave: (() => void) | undefined;

  constructor(task: unknown, parts: WaitingParts) {
    this.task = task;
    this.#parts = parts;
  }

  /** What is needed to run it. */
  get parts(): WaitingParts {
    return this.#parts;
  }

  get isAbortable(): boolean {
    return this.#parts.signal !== undefined;
  }

  describe({ filename, name, symbol, options }: TaskDescription): void {
    this.filename = filename;
    this.name = name;
    Object.defineProperty(this, symbol, { value: options });
  }

  /** For a queue that cancels what it has. */
  cancel(): void {
    this.reject(new CancelError());
  }

  reject(error: unknown): void {
    this.leave?.();
    this.#parts.reject(error);
  }
}
