import type { StreamSink } from '../plan/results.ts';
import { CancelledError } from '../core/errors.ts';
import type { RunningCall } from './run-call.ts';

/**
 * Results of a call as they come. The call starts with the first `next`; leaving the loop early cancels what is left.
 */
export async function* streamOf(start: () => Promise<RunningCall>): AsyncGenerator<unknown, void, undefined> {
  const { call, sink, over } = await start();
  const stream = sink as StreamSink;
  stream.onTaken = () => call.wake();
  over.then(
    () => stream.end(),
    (error: unknown) => stream.end({ error }),
  );
  try {
    for (;;) {
      const values = await stream.take();
      if (values === undefined) return;
      for (const value of values) {
        stream.drop();
        yield value;
      }
    }
  } finally {
    call.cancel(new CancelledError('the consumer of the results left'));
    await over.catch(() => undefined);
  }
}
