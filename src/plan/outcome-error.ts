import type { CallCodec } from '../core/codec.ts';
import type { Outcome } from '../core/task.ts';

type Failure = Extract<Outcome, { kind: 'thrown' | 'failed' }>;

/** The error of a task as the caller sees it: what it threw, or the library's own error with what is known of the cause. */
export function outcomeError(outcome: Failure, codec: CallCodec | undefined): unknown {
  if (outcome.kind === 'thrown') {
    return outcome.error.kind === 'local' ? outcome.error.values[0] : codec?.decodeError(outcome.error);
  }
  const { error, cause } = outcome;
  if (cause === undefined || codec === undefined || !(error instanceof Error)) return error;
  const decoded = codec.decodeError(cause);
  Object.defineProperty(error, 'cause', { value: decoded, configurable: true, writable: true, enumerable: false });
  return error;
}
