import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import type { CodecTarget } from '../core/codec.ts';
import { share } from './share.ts';
import type { SharedRef, SharedWire } from './share.ts';

type Hook = (to?: { readonly target: CodecTarget }) => readonly [(wire: SharedWire) => SharedRef<unknown>, SharedWire];

/** How a reference travels: its wire form, as the codec asks for it. */
const wireFor = (ref: SharedRef<unknown>, target?: CodecTarget): SharedWire => {
  const hook = (ref as unknown as Record<symbol, Hook>)[Symbol.for('manycore.toWorker')] as Hook;
  return hook.call(ref, target === undefined ? undefined : { target })[1];
};

/** As another process would see it: this one knows its own references by their id. */
let copies = 0;
const elsewhere = (ref: SharedRef<unknown>, target: CodecTarget): SharedRef<unknown> => {
  const hook = (ref as unknown as Record<symbol, Hook>)[Symbol.for('manycore.toWorker')] as Hook;
  const [revive, wire] = hook.call(ref, { target });
  return revive({ ...wire, id: `${wire.id}-copy-${++copies}` });
};

const shareUrl = JSON.stringify(new URL('./share.ts', import.meta.url).href);

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

describe('share', () => {
  it('copies a typed array once into shared memory, and takes one that is shared already as it is', () => {
    const data = new Float64Array([1, 2, 3]);
    using ref = share(data);
    expect(ref.value).toEqual(data);
    expect(ref.value.buffer).toBeInstanceOf(SharedArrayBuffer);
    data[0] = 9;
    expect(ref.value[0]).toBe(1);
    const shared = new Int16Array(new SharedArrayBuffer(16), 4, 3);
    using same = share(shared);
    shared[2] = 7;
    expect(same.value[2]).toBe(7);
    expect(same.value).toHaveLength(3);
  });

  it.each(['thread', 'process'] as const)('gives a %s the same typed array, decoded once', (target) => {
    for (const data of [
      new Float64Array([0.5, -0, Number.NaN]),
      new Uint8ClampedArray([1, 255]),
      new BigInt64Array([-1n]),
      new Int16Array(new Int16Array([1, 2, 3, 4]).buffer, 2, 2),
      new Float32Array(0),
      Buffer.from('text'),
    ]) {
      using ref = share<ArrayBufferView>(data);
      const there = elsewhere(ref, target);
      expect(there.value).toEqual(data);
      expect(Object.getPrototypeOf(there.value)).toBe(Object.getPrototypeOf(data));
      expect(there.value).toBe(there.value);
    }
  });

  it.each(['thread', 'process'] as const)('gives a %s other values through V8 serialisation', (target) => {
    const value = { words: new Map([['a', [1, undefined, 10n]]]), weights: new Float64Array([1, 2]), at: new Date(0) };
    using ref = share(value);
    expect(ref.value).toBe(value);
    const there = elsewhere(ref, target);
    expect(there.value).toEqual(value);
    expect(there.value).toBe(there.value);
  });

  it('is one reference per worker, whichever call brings it, and itself again where it was made', () => {
    using ref = share([1]);
    const hook = (ref as unknown as Record<symbol, Hook>)[Symbol.for('manycore.toWorker')] as Hook;
    const [revive, wire] = hook.call(ref, { target: 'thread' });
    expect(revive(wire)).toBe(ref);
    const foreign = { ...wire, id: 'from another process' };
    expect(revive(foreign)).toBe(revive({ ...foreign }));
  });

  it('travels to a process unless told otherwise, without shared memory in the message', () => {
    using ref = share(new Float64Array(10));
    const wire = wireFor(ref);
    expect(wire.blob?.kind).toBe('file');
    expect(structuredClone(wire)).toEqual(wire);
    expect(wireFor(ref).blob, 'one file for all processes').toBe(wire.blob);
  });

  it('goes on from a worker to the workers of that worker', () => {
    using ref = share(new Float64Array([4, 5]));
    for (const first of ['thread', 'process'] as const) {
      for (const second of ['thread', 'process'] as const) {
        expect(elsewhere(elsewhere(ref, first), second).value).toEqual(new Float64Array([4, 5]));
      }
    }
  });

  it('refuses what would arrive changed, with its path', () => {
    class Model {}
    const error = (path: string): unknown => expect.objectContaining({ code: 'ERR_NOT_CLONEABLE', path });
    expect(() => share({ model: [new Model()] })).toThrow(error('value.model[0]'));
    expect(() => share({ run: () => 1 })).toThrow(error('value.run'));
    expect(() => share(new SharedArrayBuffer(8))).toThrow(error('value'));
  });

  it('is refused after dispose, here and in workers that come later; its file is gone', () => {
    const ref = share(new Float64Array(10));
    const wire = wireFor(ref, 'process');
    const there = elsewhere(ref, 'process');
    ref.dispose();
    ref.dispose();
    const disposed = expect.objectContaining({ code: 'ERR_DISPOSED' });
    expect(() => ref.value).toThrow(disposed);
    expect(() => wireFor(ref, 'thread')).toThrow(disposed);
    expect(existsSync(wire.blob?.name as string)).toBe(false);
    expect(() => there.value).toThrow(expect.objectContaining({ code: 'ERR_SPILL_FILE' }));
  });

  it('gives its file back when nobody holds it', async () => {
    let ref: SharedRef<Float64Array> | undefined = share(new Float64Array(10));
    const path = wireFor(ref, 'process').blob?.name as string;
    expect(existsSync(path)).toBe(true);
    expect(ref.value.length).toBe(10);
    ref = undefined;
    for (let round = 0; round < 50 && existsSync(path); round++) {
      await new Promise((resolve) => setImmediate(resolve));
      collect();
    }
    expect(existsSync(path)).toBe(false);
  });

  it('shares memory with a real thread', async () => {
    using ref = share(new Float64Array([1, 2, 3]));
    const source = `import { workerData, parentPort } from 'node:worker_threads';
      import { reviveShared } from ${shareUrl};
      const { value } = reviveShared(workerData);
      value[1] = 42;
      parentPort.postMessage([...value]);`;
    const url = new URL(`data:text/javascript,${encodeURIComponent(source)}`);
    const worker = new Worker(url, { workerData: wireFor(ref, 'thread') });
    expect(((await once(worker, 'message')) as [unknown])[0]).toEqual([1, 42, 3]);
    expect(ref.value[1]).toBe(42);
    await worker.terminate();
  });
});
