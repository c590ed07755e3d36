import { describe, expect, it } from 'vitest';
import { markAsUntransferable, MessageChannel } from 'node:worker_threads';
import type { Movable } from '../core/payload.ts';
import { transfer } from './transfer.ts';
import { transferKey } from '../core/transfer-marks.ts';
import type { Transfer } from '../core/transfer-marks.ts';

const markOf = (value: unknown): { readonly value: unknown; readonly list: readonly Movable[] } =>
  (value as Transfer)[transferKey];

describe('transfer', () => {
  it('keeps the type of the value', () => {
    const array: Float64Array = transfer(new Float64Array(2));
    expect(markOf(array).value).toEqual(new Float64Array(2));
  });

  it('moves the buffers that are reachable at the top level, each once', () => {
    const a = new Float64Array(4);
    const second = new Uint8Array(a.buffer, 8, 4);
    const b = new ArrayBuffer(8);
    expect(markOf(transfer(a)).list).toEqual([a.buffer]);
    expect(markOf(transfer(b)).list).toEqual([b]);
    expect(markOf(transfer([a, second, 'x', b])).list).toEqual([a.buffer, b]);
    expect(markOf(transfer({ pixels: a, nested: { deep: b }, size: 3 })).list).toEqual([a.buffer]);
    expect(markOf(transfer('text')).list).toEqual([]);
    expect(markOf(transfer(null)).list).toEqual([]);
  });

  it('moves ports and streams', () => {
    const { port1, port2 } = new MessageChannel();
    const stream = new ReadableStream();
    expect(markOf(transfer(port1)).list).toEqual([port1]);
    expect(markOf(transfer({ port: port1, stream })).list).toEqual([port1, stream]);
    expect(markOf(transfer({ deep: { port2 } }, [port2])).list).toEqual([port2]);
    port1.close();
  });

  it('never moves shared memory, pooled buffers and mapped memory by itself', () => {
    const mapped = new ArrayBuffer(8);
    markAsUntransferable(mapped);
    const value = [new Int32Array(new SharedArrayBuffer(8)), Buffer.from('pooled'), new Uint8Array(mapped)];
    expect(markOf(transfer(value)).list).toEqual([]);
  });

  it('takes a list of buffers and views, and refuses what cannot be moved', () => {
    const a = new Float64Array(1);
    expect(markOf(transfer({ deep: { a } }, [a, a.buffer])).list).toEqual([a.buffer]);
    const error = expect.objectContaining({ code: 'ERR_INVALID_OPTION' });
    for (const wrong of [new Int8Array(new SharedArrayBuffer(1)), Buffer.from('x'), {}, 3]) {
      expect(() => transfer({}, [wrong as ArrayBuffer])).toThrow(error);
    }
  });
});
