import { InvalidOptionError } from '../../core/errors.ts';
import { WORD, wholeWords } from './buffer-sizes.ts';
import type { Device } from './device.ts';
import type { Block, GpuMemory } from './gpu-memory.ts';
import { MAP_READ } from './dawn.ts';

/** Bytes of shared memory that are copied at a time: a piece that stays in the processor's cache. */
const SCRATCH_BYTES = 1 << 20;

const isShared = (bytes: Uint8Array): boolean =>
  typeof SharedArrayBuffer !== 'undefined' && bytes.buffer instanceof SharedArrayBuffer;

/** The bytes of any view or buffer: Dawn crashes on some kinds of them (Float16Array) and refuses others (DataView). */
export function bytesOf(data: ArrayBufferView | ArrayBuffer | SharedArrayBuffer): Uint8Array {
  if (!ArrayBuffer.isView(data)) return new Uint8Array(data);
  // A view whose buffer was transferred away has no length any more, and would be written as nothing, silently.
  if (data.buffer instanceof ArrayBuffer && data.buffer.detached) {
    throw new InvalidOptionError(
      'the array was transferred away (its buffer is detached); send a copy, or transfer it later',
    );
  }
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

/** Writes bytes that end at a multiple of four, or at the end of the buffer, where up to three zeros are written behind them. */
export function upload(device: Device, target: Block, bytes: Uint8Array): void {
  const whole = bytes.byteLength - (bytes.byteLength % WORD);
  if (isShared(bytes)) uploadShared(device, target, bytes.subarray(0, whole));
  else if (whole > 0) {
    const { buffer, byteOffset } = bytes as Uint8Array<ArrayBuffer>;
    device.raw.queue.writeBuffer(target.raw, 0, buffer, byteOffset, whole);
  }
  if (whole < bytes.byteLength) {
    const tail = new Uint8Array(WORD);
    tail.set(bytes.subarray(whole));
    device.raw.queue.writeBuffer(target.raw, whole, tail.buffer, 0, WORD);
  }
}

/** Dawn crashes on views of shared memory on some versions of Node, so they go through memory of our own. */
function uploadShared(device: Device, target: Block, bytes: Uint8Array): void {
  const scratch = new Uint8Array(Math.min(SCRATCH_BYTES, bytes.byteLength));
  for (let at = 0; at < bytes.byteLength; at += SCRATCH_BYTES) {
    const piece = bytes.subarray(at, at + SCRATCH_BYTES);
    scratch.set(piece);
    device.raw.queue.writeBuffer(target.raw, at, scratch.buffer, 0, piece.byteLength);
  }
}

/** A copy on its way back. */
export interface Download {
  readonly staging: Block;
  readonly mapped: Promise<unknown>;
  readonly accepted: Promise<void>;
}

/** Sends the copy of a buffer as it is after all that was sent before; `finishDownload` waits for it. */
export function startDownload(
  device: Device,
  memory: GpuMemory,
  source: { raw: GPUBuffer; byteLength: number },
): Download {
  const size = wholeWords(source.byteLength);
  const staging = memory.take('staging', size);
  const { value: mapped, accepted } = device.send('a read', () => {
    const encoder = device.raw.createCommandEncoder();
    encoder.copyBufferToBuffer(source.raw, 0, staging.raw, 0, size);
    device.raw.queue.submit([encoder.finish()]);
    return staging.raw.mapAsync(MAP_READ, 0, size);
  });
  return { staging, mapped, accepted };
}

/** Waits for a copy and gives its bytes. The staging buffer goes back to the pool. */
export async function finishDownload(
  device: Device,
  memory: GpuMemory,
  download: Download & { readonly byteLength: number },
): Promise<Uint8Array> {
  const { staging, byteLength } = download;
  try {
    await download.mapped;
    await download.accepted;
  } catch (error) {
    memory.drop(staging);
    await download.accepted; // says more, where it says anything
    throw await device.explainRejection('a read', error);
  }
  const result = new Uint8Array(byteLength);
  result.set(new Uint8Array(staging.raw.getMappedRange(0, wholeWords(byteLength)), 0, byteLength));
  staging.raw.unmap();
  memory.give(staging);
  return result;
}
