/** Payloads of every kind, back to values. */

import { ParallelError } from '../core/errors.ts';
import type { Payload } from '../core/payload.ts';
import { GraphDecoder } from './graph-decoder.ts';
import type { DecoderSide } from './decoder.ts';
import type { Node, Slot } from './nodes.ts';

/** The values of a payload; a promise only when modules have to be loaded for it. */
export function decodePayload(payload: Payload, side: DecoderSide): ArrayLike<unknown> | Promise<ArrayLike<unknown>> {
  switch (payload.kind) {
    case 'packed':
    case 'typed':
    case 'plain':
    case 'local':
      return payload.values as ArrayLike<unknown>;
    case 'range':
      return payload.view.subarray(payload.start, payload.start + payload.count) as ArrayLike<unknown>;
    case 'void':
      return new Array<unknown>(payload.count).fill(undefined);
    case 'graph': {
      const decoder = new GraphDecoder(payload.nodes as readonly Node[], side);
      const finish = (): ArrayLike<unknown> => {
        decoder.run();
        const values = decoder.read(payload.root as Slot);
        if (!Array.isArray(values)) throw new ParallelError('ERR_INTERNAL', 'a payload did not hold a list of values');
        return values as unknown[];
      };
      const waiting = decoder.prepare();
      return waiting === undefined ? finish() : waiting.then(finish);
    }
  }
  return payload satisfies never;
}
