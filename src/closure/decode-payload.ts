/** Payloads of every kind, back to values. */

import { ParallelError } from '../core/errors.ts';
import type { GraphPayload, Payload } from '../core/payload.ts';
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
      const waiting = decoder.prepare();
      return waiting === undefined ? finish(decoder, payload) : waiting.then(() => finish(decoder, payload));
    }
  }
  return payload satisfies never;
}

function finish(decoder: GraphDecoder, payload: GraphPayload): unknown[] {
  decoder.run();
  const values = decoder.read(payload.root as Slot);
  if (!Array.isArray(values)) throw new ParallelError('ERR_INTERNAL', 'a payload did not hold a list of values');
  return values as unknown[];
}

/** The values of a payload at once: a class whose module cannot be had without waiting becomes an Error of its name. */
export function decodeNow(payload: Payload, side: DecoderSide): ArrayLike<unknown> {
  if (payload.kind !== 'graph') return decodePayload(payload, side) as ArrayLike<unknown>;
  const decoder = new GraphDecoder(payload.nodes as readonly Node[], side);
  decoder.prepareNow();
  return finish(decoder, payload);
}
