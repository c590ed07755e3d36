import { InvalidOptionError } from '../../core/errors.ts';
import { BarSink } from './bar-sink.ts';
import { LineSink } from './line-sink.ts';
import type { ProgressOption, ProgressSink, ProgressStream } from './progress-event.ts';
import { SmoothProgress } from './smooth-progress.ts';
import type { ReadingSink } from './smooth-progress.ts';

export type { ProgressEvent, ProgressOption, ProgressSink } from './progress-event.ts';

export interface MakeSinkOptions {
  /** Tasks in all, where that is known. */
  readonly total?: number | undefined;
  /** A name for the call; a text given as the option comes first. */
  readonly description?: string;
  /** Where bars and lines go; standard error. */
  readonly stream?: ProgressStream;
}

function isSink(option: unknown): option is ProgressSink {
  return typeof option === 'object' && option !== null && typeof (option as ProgressSink).update === 'function';
}

function innerSink(option: ProgressOption, stream: ProgressStream): ProgressSink {
  if (option === false) return { update: () => undefined };
  if (typeof option === 'function') return { update: option };
  if (option === true || typeof option === 'string')
    return stream.isTTY === true ? new BarSink(stream) : new LineSink(stream);
  if (isSink(option)) return option;
  throw new InvalidOptionError(
    `progress must be true, a description, a function, or an object with update(event), got ${String(option)}`,
  );
}

/**
 * Makes what the planner reports to: it thins the readings out to about ten a second, smooths the rate, estimates the
 * remaining time, and hands them to a bar, to lines, or to the user's own sink.
 *
 * @param option - The `progress` option.
 * @throws InvalidOptionError when the option is none of these.
 */
export function makeProgressSink(option: ProgressOption, options: MakeSinkOptions = {}): ReadingSink {
  const sink = innerSink(option, options.stream ?? process.stderr);
  const description = typeof option === 'string' ? option : (options.description ?? '');
  return new SmoothProgress({ sink, description });
}
