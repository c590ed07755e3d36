import type { ListSink, ResultSink } from '../plan/results.ts';

/** The results of a finished call, in the container its options ask for. */
export function collected(sink: ResultSink): unknown {
  return 'finish' in sink ? (sink as ListSink).finish() : undefined;
}
