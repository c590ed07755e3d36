import type { CallCodec } from '../core/codec.ts';
import { invariant } from '../core/errors.ts';
import type { Payload } from '../core/payload.ts';
import type { Outcome } from '../core/task.ts';
import { placedValues } from './number-lender.ts';

type Values = Extract<Outcome, { kind: 'values' }>;
type Failure = Extract<Outcome, { kind: 'thrown' | 'failed' }>;

/**
 * The results in an outcome.
 *
 * @param args - The arguments of its batch, where they may have room for results.
 * @returns Undefined where there is nothing to store: results are in place, or nobody wants them. A promise only when a
 *   class has to be imported first.
 */
export function outcomeValues(
  { at, values: payload }: Values,
  codec: CallCodec | undefined,
  args?: Payload,
): ArrayLike<unknown> | undefined | Promise<ArrayLike<unknown>> {
  if (payload.kind === 'placed') {
    invariant(
      args?.kind === 'packed' && args.out !== undefined,
      'a worker placed results where there was no room for them',
    );
    return placedValues(payload, at, args.out);
  }
  if (payload.kind === 'void' || payload.kind === 'range') return undefined;
  if (payload.kind === 'plain' || payload.kind === 'graph') {
    if (codec !== undefined) return codec.decode(payload);
    invariant(payload.kind === 'plain', 'a backend that shares the heap encoded its results');
  }
  return payload.values;
}

/** The error of a task as the caller sees it: what it threw, or the library's own error with what is known of the cause. */
export function outcomeError(outcome: Failure, codec: CallCodec | undefined): unknown {
  if (outcome.kind === 'thrown') {
    const { error } = outcome;
    if (error.kind === 'local' || (error.kind === 'plain' && codec === undefined)) return error.values[0];
    return codec?.decodeError(error);
  }
  const { error, cause } = outcome;
  if (cause === undefined || codec === undefined || !(error instanceof Error)) return error;
  const decoded = codec.decodeError(cause);
  Object.defineProperty(error, 'cause', { value: decoded, configurable: true, writable: true, enumerable: false });
  return error;
}
