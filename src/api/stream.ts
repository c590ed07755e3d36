import type { StreamSink } from '../plan/results.ts';
import { CancelledError } from '../core/errors.ts';
import type { RunningCall } from './run-call.ts';

type Results = AsyncGenerator<unknown, void, undefined>;

/** What a consumer that leaves has to do with the call. */
interface Departure {
  hasLeft: boolean;
  /** Ends the call, once it has begun. */
  end: () => void;
}

/**
 * Results of a call as they come. The call starts with the first `next`; leaving the loop early cancels what is left.
 */
export function streamOf(start: () => Promise<RunningCall>): Results {
  const departure: Departure = { hasLeft: false, end: () => undefined };
  const results = resultsOf(start, departure);
  const leave = results.return.bind(results);
  // A generator that waits for a result takes note of `return` only when that has come, and it may never come.
  results.return = (value) => {
    departure.hasLeft = true;
    departure.end();
    return leave(value);
  };
  return results;
}

async function* resultsOf(start: () => Promise<RunningCall>, departure: Departure): Results {
  const { call, sink, over } = await start();
  const stream = sink as StreamSink;
  stream.onTaken = () => call.wake();
  departure.end = () => {
    stream.end();
    call.cancel(new CancelledError('the consumer of the results left'));
  };
  over.then(
    () => stream.end(),
    (error: unknown) => stream.end({ error }),
  );
  try {
    for (;;) {
      const values = departure.hasLeft ? undefined : await stream.take();
      if (values === undefined) return;
      for (const value of values) {
        stream.drop();
        yield value;
      }
    }
  } finally {
    departure.end();
    await over.catch(() => undefined);
  }
}
