/**
 * What the driver and the process of a row say to each other: one JSON object per line, on standard input and output.
 * Lines that are not ours (a library may print) are passed over. The end of the input ends the process, so a killed
 * driver leaves nothing behind.
 */

import type { Row, Sample, Settings } from './question.ts';

/** First argument of a row's process, as JSON. */
export interface Assignment {
  readonly question: string;
  readonly row: Row;
  readonly settings: Settings;
}

export interface Request {
  readonly op: 'round' | 'close';
}

export type Reply =
  | { readonly bench: 'ready' }
  | { readonly bench: 'sample'; readonly sample: Sample }
  | { readonly bench: 'closed' }
  | { readonly bench: 'error'; readonly message: string };

/** The reply in a line of output, or undefined when the line is somebody else's. */
export function parseReply(line: string): Reply | undefined {
  if (!line.startsWith('{"bench":')) return undefined;
  return JSON.parse(line) as Reply;
}
