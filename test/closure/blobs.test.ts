/** Large buffers are placed once for each call, and marked ones are moved. */

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { createCallCodec } from '../../src/closure/call-codec.ts';
import { createWorkerCodec } from '../../src/closure/worker-codec.ts';
import type { BlobRef, BlobStore } from '../../src/core/codec.ts';
import { callThrough, carriers } from './round-trip.ts';
import type { AnyFunction, Ends } from './round-trip.ts';

/** A store that both sides share, as files would be. */
class CountingStore implements BlobStore {
  readonly minBytes = 1000;
  readonly placed = new Map<string, ArrayBuffer>();
  fetched = 0;
  put(bytes: ArrayBuffer): BlobRef {
    const id = String(this.placed.size);
    this.placed.set(id, bytes.slice(0));
    return { kind: 'file', id, byteLength: bytes.byteLength };
  }
  get(ref: BlobRef): ArrayBuffer {
    this.fetched++;
    return this.placed.get(ref.id) as ArrayBuffer;
  }
}

function open(target: 'thread' | 'process'): { ends: Ends; store: CountingStore } {
  const store = new CountingStore();
  const ends = {
    target,
    caller: createCallCodec({ target, blobs: store }),
    worker: createWorkerCodec({ target, blobs: store }),
  };
  return { ends, store };
}

describe.each(['thread', 'process'] as const)('for a %s', (target) => {
  it('a large array is placed once however often it is used', async () => {
    const { ends, store } = open(target);
    const big = new Float64Array(1000).fill(2);
    const half = big.subarray(0, 500);
    const sum = (array: Float64Array): number => array.reduce((a, b) => a + b, 0) + big.length;
    expect(await callThrough(ends, sum, [big])).toBe(3000);
    expect(await callThrough(ends, sum, [half])).toBe(2000);
    expect(
      await callThrough(ends, (a: Float64Array, b: Float64Array) => a.buffer === b.buffer && a === big, [big, half]),
    ).toBe(true);
    expect([store.placed.size, store.fetched]).toEqual([1, 1]);
  });

  it('small ones travel in the message', async () => {
    const { ends, store } = open(target);
    const small = new Uint8Array([1, 2, 3]);
    expect(
      await callThrough(ends, (a: Uint8Array, b: Buffer) => [a, b.toString(), Buffer.isBuffer(b)], [
        small,
        Buffer.from('hi'),
      ]),
    ).toEqual([small, 'hi', true]);
    expect(store.placed.size).toBe(0);
  });

  it('one that nothing uses is not fetched', async () => {
    const { ends, store } = open(target);
    ends.caller.encode([new Uint8Array(5000)], String);
    await ends.worker.addDefinitions(carriers[target](ends.caller.definitions));
    expect([store.placed.size, store.fetched]).toEqual([1, 0]);
  });

  it('a pooled Buffer takes no bytes of its neighbours along', () => {
    const codec = createCallCodec({ target });
    Buffer.from('a secret of somebody else');
    const payload = codec.encode([Buffer.from('mine'), { nested: Buffer.from('too') }], String);
    expect(JSON.stringify(payload, bytesAsText)).not.toContain('secret');
  });
});

const bytesAsText = (_key: string, value: unknown): unknown =>
  value instanceof ArrayBuffer ? Buffer.from(value).toString('latin1') : value;

describe('transfer marks', () => {
  const mark = (value: unknown, list: ArrayBuffer[]): object => ({
    [Symbol.for('manycore.transfer')]: { value, list },
  });
  const touch: AnyFunction = (a: Uint8Array) => a.length;

  it('are taken off, and their buffers are listed once', async () => {
    const { ends, store } = open('thread');
    const big = new Uint8Array(5000);
    const payload = ends.caller.encode([mark(big, [big.buffer])], String);
    const buffers = ends.caller.takeTransfers();
    expect(buffers).toEqual([big.buffer]);
    expect(ends.caller.takeTransfers()).toEqual([]);
    const moved = structuredClone(payload, { transfer: [...(buffers as ArrayBuffer[])] });
    expect(big.length).toBe(0);
    expect((await ends.worker.decode(moved))[0]).toHaveLength(5000);
    expect(store.placed.size).toBe(0);
    expect(await callThrough(ends, touch, [mark(new Uint8Array(3), [])])).toBe(3);
  });

  it('work for results, and copy for processes', async () => {
    const worker = createWorkerCodec({ target: 'thread' });
    const pixels = new Uint8Array(10);
    const payload = worker.encode([mark({ pixels }, [pixels.buffer])]);
    expect(worker.takeTransfers()).toEqual([pixels.buffer]);
    expect(
      ((await createCallCodec({ target: 'thread' }).decode(structuredClone(payload)))[0] as { pixels: Uint8Array })
        .pixels,
    ).toEqual(pixels);
    const process_ = createWorkerCodec({ target: 'process' });
    process_.encode([mark(pixels, [pixels.buffer])]);
    expect(process_.takeTransfers()).toEqual([]);
  });

  it('of an array that was moved away are refused by name', () => {
    const gone = new Uint8Array(4);
    structuredClone(gone.buffer, { transfer: [gone.buffer] });
    expect(() => createCallCodec({ target: 'thread' }).encode([{ gone }], (i) => `argument ${i}`)).toThrow(
      /buffer was moved away\n    at argument 0\.gone/,
    );
  });
});

it('without the inspector, functions that captured nothing travel and the others are named', async () => {
  const file = fileURLToPath(new URL('./fixtures/permission.ts', import.meta.url));
  const root = fileURLToPath(new URL('../../', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, ['--permission', `--allow-fs-read=${root}*`, file]);
  const seen = JSON.parse(stdout) as { alone: string; named: string; refused: string };
  expect(seen).toMatchObject({ alone: 'captured', named: 'captured' });
  expect(seen.refused).toMatch(
    /uses "helper", "k" from the code around it, and captured variables cannot be read here\n    hint: name them: withContext\(fn, \{ helper, k \}\)/,
  );
});
