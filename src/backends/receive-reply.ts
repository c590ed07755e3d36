import type { BatchReply } from '../core/task.ts';
import { reviveFailure } from './local/failures.ts';

/**
 * Gives the failures in a reply that has travelled their error classes: the caller's half of `openBatchRunner`.
 *
 * @returns The reply, for `TaskBackend.run` to yield.
 */
export const receiveReply = (reply: BatchReply): BatchReply => ({
  ...reply,
  outcomes: reply.outcomes.map((outcome) => (outcome.kind === 'failed' ? reviveFailure(outcome) : outcome)),
});
