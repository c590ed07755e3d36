import type { ProgressEvent as Reading } from '../../plan/progress.ts';

/** One reading of a call's progress. Times are in milliseconds, rates in tasks per second. */
export interface ProgressEvent extends Reading {
  /** What the caller named the call; empty without a name. */
  readonly description: string;
}

/** Is told how a call goes: at most about ten times a second, and always at its end. */
export interface ProgressSink {
  /** A reading. */
  update(event: ProgressEvent): void;
  /** The call is over, whether or not a final event came. */
  close?(): void;
}

/** `true`: a bar on a terminal, lines elsewhere; a text: the same, with that description. */
export type ProgressOption = boolean | string | ProgressSink | ((event: ProgressEvent) => void);

/** Where bars and lines go: standard error, unless a test says otherwise. */
export interface ProgressStream extends NodeJS.WritableStream {
  readonly isTTY?: boolean;
}
