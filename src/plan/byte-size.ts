/** Estimates how many bytes values take on the wire, to bound what is in flight. */

/** Items looked at in a container, by depth; the rest is taken to be like them. Deeper ones count as a handle. */
const SAMPLES = [64, 16, 4, 2];
const HANDLE_BYTES = 64;

const isSharedMemory = (buffer: ArrayBufferLike): boolean =>
  typeof SharedArrayBuffer === 'function' && buffer instanceof SharedArrayBuffer;

function containerBytes(items: readonly unknown[], length: number, depth: number): number {
  if (items.length === 0) return 16;
  let bytes = 0;
  for (const item of items) bytes += valueBytes(item, depth + 1);
  return 16 + (bytes / items.length) * length;
}

const viewBytes = (view: ArrayBufferView): number => (isSharedMemory(view.buffer) ? HANDLE_BYTES : view.byteLength);

function objectBytes(value: object, depth: number): number {
  if (ArrayBuffer.isView(value)) return viewBytes(value);
  if (value instanceof ArrayBuffer) return value.byteLength;
  const sample = SAMPLES[depth];
  if (sample === undefined) return HANDLE_BYTES;
  if (Array.isArray(value)) return containerBytes(value.slice(0, sample), value.length, depth);
  if (value instanceof Map || value instanceof Set) {
    const some: unknown[] = [];
    for (const item of value) if (some.push(item) >= sample) break;
    return containerBytes(some, value.size, depth);
  }
  const keys = Object.keys(value);
  const some = keys.slice(0, sample).map((key) => Reflect.getOwnPropertyDescriptor(value, key)?.value as unknown);
  return containerBytes(some, keys.length, depth) + keys.length * 8;
}

/**
 * Estimated bytes of one value. Shared memory counts as its handle.
 *
 * Cheap rather than exact: large containers are sampled.
 */
export function valueBytes(value: unknown, depth = 0): number {
  switch (typeof value) {
    case 'string':
      return 8 + value.length * 2;
    case 'object':
      return value === null ? 4 : objectBytes(value, depth);
    case 'function':
      return 200;
    default:
      return 8;
  }
}

/** Estimated bytes of the values of a window. */
export function windowBytes(values: ArrayLike<unknown>): number {
  if (ArrayBuffer.isView(values)) return viewBytes(values);
  let bytes = 0;
  for (let i = 0; i < values.length; i++) bytes += valueBytes(values[i]);
  return bytes;
}
