/** Array buffers and the views on them. */

import { types } from 'node:util';
import { isMarkedAsUntransferable } from 'node:worker_threads';
import { encodeProperties } from './encode-properties.ts';
import { prototypeSlot } from './encode-prototype.ts';
import type { Encoder } from './encoder.ts';
import type { Node, Slot, ViewNode } from './nodes.ts';
import { MAX_WATCHED_LENGTH } from './quick-walk.ts';
import type { Place } from './refusals.ts';

/** Encodes an array buffer: shared ones by handle, large ones placed where the other side can get them, others as bytes. */
export function encodeBuffer(encoder: Encoder, place: Place, buffer: ArrayBufferLike): Node {
  const { target, blobs, transfers } = encoder.side;
  if (types.isSharedArrayBuffer(buffer)) {
    if (target === 'thread') return { t: 'raw', v: buffer };
    return encoder.refuse(
      'it holds a SharedArrayBuffer, which cannot be shared with another process',
      place,
      'use threads, or send a copy: array.slice()',
    );
  }
  const bytes = buffer as ArrayBuffer;
  if (isDetached(bytes))
    return encoder.refuse('it holds an array whose buffer was moved away', place, 'do not use it after transfer()');
  if (transfers.has(bytes)) return { t: 'buffer', bytes };
  if (bytes.resizable)
    return { t: 'buffer', bytes: new Uint8Array(bytes).slice().buffer, maxByteLength: bytes.maxByteLength };
  const ref = blobs !== undefined && bytes.byteLength >= blobs.minBytes ? blobs.put(bytes) : undefined;
  return ref === undefined ? { t: 'buffer', bytes } : { t: 'blob', ref };
}

const isDetached = (buffer: ArrayBuffer): boolean => (buffer as { detached?: boolean }).detached === true;

/** The slot of a view's buffer. Large buffers are definitions, so that each worker gets them once for the whole call. */
function bufferSlot(encoder: Encoder, place: Place, buffer: ArrayBufferLike): Slot {
  const { blobs, transfers, definitions } = encoder.side;
  const isLarge = definitions !== undefined && blobs !== undefined && buffer.byteLength >= blobs.minBytes;
  if (
    !isLarge ||
    types.isSharedArrayBuffer(buffer) ||
    transfers.has(buffer as ArrayBuffer) ||
    (buffer as ArrayBuffer).resizable
  ) {
    return encoder.slot(buffer, place, 'property', 'buffer');
  }
  return encoder.shared(buffer, () => encodeBuffer(encoder, { ...place, value: buffer }, buffer));
}

/** Small Buffers are windows of a pool, which Node marks; sending it whole would send unrelated bytes. */
const isPooled = (view: ArrayBufferView): view is Buffer =>
  Buffer.isBuffer(view) && isMarkedAsUntransferable(view.buffer);

/** Encodes a typed array, a DataView or a Buffer. */
export function encodeView(encoder: Encoder, place: Place, view: ArrayBufferView): ViewNode {
  const fields = viewFields(encoder, place, view);
  const kind = Buffer.isBuffer(view) ? 'Buffer' : types.isDataView(view) ? 'DataView' : tagOf(view);
  const usual =
    kind === 'Buffer' ? Buffer.prototype : (Reflect.get(globalThis, kind) as { prototype: object }).prototype;
  const proto = prototypeSlot(encoder, place, { proto: Object.getPrototypeOf(view) as object | null, usual });
  const props = extraProperties(encoder, place);
  return { t: 'view', kind, ...fields, ...(proto === undefined ? undefined : { proto }), ...(props && { props }) };
}

const tagGetter = Reflect.getOwnPropertyDescriptor(
  Object.getPrototypeOf(Uint8Array.prototype) as object,
  Symbol.toStringTag,
)?.get;
/** Which typed array this is, whatever its class says. */
const tagOf = (view: ArrayBufferView): string => tagGetter?.call(view) as string;

function viewFields(
  encoder: Encoder,
  place: Place,
  view: ArrayBufferView,
): Pick<ViewNode, 'buffer' | 'offset' | 'length'> {
  if (isPooled(view)) {
    const bytes = Uint8Array.prototype.slice.call(view).buffer;
    return {
      buffer: encoder.anonymous(place, { t: 'buffer', bytes: bytes as ArrayBuffer }),
      offset: 0,
      length: view.byteLength,
    };
  }
  const follows = followsBuffer(view);
  const length = follows ? undefined : types.isDataView(view) ? view.byteLength : (view as Uint8Array).length;
  return { buffer: bufferSlot(encoder, place, view.buffer), offset: view.byteOffset, length };
}

/** Does the view reach to the end of a resizable buffer? Then it is taken to grow with it, as one made without a length does. */
function followsBuffer(view: ArrayBufferView): boolean {
  const { buffer } = view as {
    buffer: { readonly growable?: boolean; readonly resizable?: boolean; readonly byteLength: number };
  };
  if (buffer.growable !== true && buffer.resizable !== true) return false;
  return view.byteOffset + view.byteLength === buffer.byteLength;
}

/** Properties that a program hung on an array; the indexes are not among them. */
function extraProperties(encoder: Encoder, place: Place): ViewNode['props'] {
  const isIndex = (key: string | symbol): boolean => typeof key === 'string' && /^\d+$/.test(key);
  const view = place.value as { length?: number };
  // Listing the keys of a large array would make a string of each index.
  if ((view.length ?? 0) > MAX_WATCHED_LENGTH) return undefined;
  return encodeProperties(encoder, place, isIndex);
}
