import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { program } from '../../../test/support/gpu-program.ts';
import { useSoftwareAdapter } from '../../../test/support/software-adapter.ts';
import { GpuOutOfMemoryError, ShaderError } from '../../core/errors.ts';
import type { BufferId } from '../../core/kernel.ts';
import { openGpu } from './kernels.ts';
import type { GpuBackend, GpuOptions } from './kernels.ts';
import { liveGpuBuffers } from './live-buffers.ts';
import { bytesOf } from './transfer-bytes.ts';

useSoftwareAdapter();

let gpu: GpuBackend;

beforeAll(async () => {
  gpu = await openGpu();
});

afterAll(async () => {
  await gpu.close();
  expect(liveGpuBuffers()).toBe(0);
});

const write = (backend: GpuBackend, data: ArrayBufferView): BufferId => {
  const id = backend.alloc(data.byteLength);
  backend.write(id, bytesOf(data));
  return id;
};

const floats = async (backend: GpuBackend, id: BufferId): Promise<Float32Array> =>
  new Float32Array((await backend.read(id)).buffer as ArrayBuffer);

const ramp = (length: number): Float32Array => Float32Array.from({ length }, (_, i) => i);

const saxpy = program({
  name: 'saxpy',
  buffers: ['read', 'readwrite'],
  scalars: ['f32'],
  body: 'set1(i, p.s0 * get0(i) + get1(i));',
});
const fill = program({ name: 'fill', buffers: ['write'], scalars: ['f32'], body: 'set0(i, p.s0);' });

describe('a GPU backend', () => {
  it('runs a kernel over buffers and scalars', async () => {
    const x = write(gpu, ramp(1000));
    const y = write(gpu, ramp(1000));
    gpu.dispatch(saxpy, [x, y], { scalars: [2], size: [1000] });
    expect(await floats(gpu, y)).toEqual(ramp(1000).map((value) => 3 * value));
    gpu.free(x);
    gpu.free(y);
  });

  it('runs calls in order, and a read sees the calls before it only', async () => {
    const x = write(gpu, new Float32Array(100).fill(1));
    const y = write(gpu, new Float32Array(100));
    const seen: Promise<Float32Array>[] = [];
    for (let call = 0; call < 20; call++) {
      gpu.dispatch(saxpy, [x, y], { scalars: [1], size: [100] });
      seen.push(floats(gpu, y));
    }
    expect((await Promise.all(seen)).map((values) => values[99])).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
    gpu.free(x);
    gpu.free(y);
  });

  it('leaves out what is past the end of the size, and passes every axis', async () => {
    const y = write(gpu, new Float32Array(256).fill(-1));
    const axes = program({
      buffers: ['readwrite'],
      body: 'set0(i, f32(p.size0 * 10000u + p.size1 * 100u + p.size2));',
    });
    gpu.dispatch(axes, [y], { scalars: [], size: [7, 5, 3] });
    const values = await floats(gpu, y);
    expect(values.subarray(0, 105).every((value) => value === 70503)).toBe(true);
    expect(values.subarray(105).every((value) => value === -1)).toBe(true);
    gpu.free(y);
  });

  it('passes integers, large ones and negative ones, and floats', async () => {
    const y = gpu.alloc(16);
    const kinds = program({
      buffers: ['write'],
      scalars: ['i32', 'u32', 'f32', 'i32'],
      body: `if (i == 0u) { set0(0u, bitcast<f32>(p.s0)); set0(1u, bitcast<f32>(p.s1)); set0(2u, p.s2); set0(3u, bitcast<f32>(p.s3)); }`,
    });
    gpu.dispatch(kinds, [y], { scalars: [-7, 4_000_000_000, 0.1, 2n ** 32n + 3n], size: [1] });
    const words = new DataView((await gpu.read(y)).buffer);
    expect(words.getInt32(0, true)).toBe(-7);
    expect(words.getUint32(4, true)).toBe(4_000_000_000);
    expect(words.getFloat32(8, true)).toBe(Math.fround(0.1));
    expect(words.getInt32(12, true)).toBe(3);
    gpu.free(y);
  });

  it('runs more than 65535 groups', async () => {
    const length = 65536 * 64 + 1;
    const y = gpu.alloc(length * 4);
    const index = program({ buffers: ['write'], body: 'set0(i, f32(i & 1023u));' });
    gpu.dispatch(index, [y], { scalars: [], size: [length] });
    const values = await floats(gpu, y);
    const wrong = values.findIndex((value, i) => value !== (i & 1023));
    expect(wrong).toBe(-1);
    gpu.free(y);
  });

  it.each([0, 1, 2, 3, 4, 5, 255, 256, 257, 1023])('writes and reads %d bytes', async (length) => {
    const bytes = Uint8Array.from({ length }, (_, i) => (i * 7 + 1) % 256);
    const id = write(gpu, bytes);
    expect(await gpu.read(id)).toEqual(bytes);
    gpu.free(id);
  });

  it('runs over nothing, with empty buffers', async () => {
    const x = gpu.alloc(0);
    const y = gpu.alloc(0);
    gpu.write(x, new Uint8Array(0));
    gpu.dispatch(saxpy, [x, y], { scalars: [2], size: [0] });
    const lengths = program({ buffers: ['read', 'write'], body: 'set1(i, f32(p.length0));' });
    const z = write(gpu, new Float32Array([-1]));
    gpu.dispatch(lengths, [x, z], { scalars: [], size: [1] });
    expect(await gpu.read(y)).toEqual(new Uint8Array(0));
    expect(await floats(gpu, z)).toEqual(new Float32Array([0]));
    [x, y, z].forEach((id) => gpu.free(id));
  });

  it.each([
    ['a view of shared memory', new Float32Array(new SharedArrayBuffer(4004), 4).fill(1.5)],
    ['a large view of shared memory', new Float32Array(new SharedArrayBuffer(5_000_000)).fill(1.5)],
    ['a Float32Array amid its buffer', new Float32Array(new ArrayBuffer(400), 8, 21).fill(1.5)],
    ['a DataView', new DataView(new Float32Array(10).fill(1.5).buffer, 4, 8)],
    ['a BigInt64Array', BigInt64Array.of(4_503_599_627_370_497n, -1n)],
    ['an odd count of shared bytes', new Uint8Array(new SharedArrayBuffer(11)).fill(9)],
  ])('takes %s', async (_, data) => {
    const id = write(gpu, data);
    // Not by the matcher, which takes seconds for millions of elements.
    expect(Buffer.compare(await gpu.read(id), bytesOf(data))).toBe(0);
    gpu.free(id);
  });

  it.runIf('Float16Array' in globalThis)('takes a Float16Array', async () => {
    type Kind = new (values: readonly number[]) => Uint16Array; // as far as this test cares
    const data = new (globalThis as unknown as { readonly Float16Array: Kind }).Float16Array([1, 2.5, -3]);
    const id = write(gpu, data);
    expect(await gpu.read(id)).toEqual(Uint8Array.from(bytesOf(data)));
    gpu.free(id);
  });

  it('refuses an array that was transferred away', () => {
    const data = new Float32Array(4);
    structuredClone(data.buffer, { transfer: [data.buffer] });
    expect(() => bytesOf(data)).toThrow(expect.objectContaining({ code: 'ERR_INVALID_OPTION' }));
  });

  it('refuses to write more than there is, or to end within a word', () => {
    const id = gpu.alloc(10);
    expect(() => gpu.write(id, new Uint8Array(11))).toThrow(/11 bytes to a GPU buffer of 10/);
    expect(() => gpu.write(id, new Uint8Array(6))).toThrow(/multiple of 4/);
    gpu.write(id, new Uint8Array(8));
    gpu.write(id, new Uint8Array(10));
    gpu.free(id);
  });

  it('gives zeros, never what an earlier owner left', async () => {
    const reading = program({ buffers: ['read', 'write'], body: 'set1(i, get0(i));' });
    for (let round = 0; round < 3; round++) {
      const old = write(gpu, new Float32Array(64).fill(7));
      gpu.free(old);
      const fresh = gpu.alloc(256);
      const partly = round === 1;
      if (partly) gpu.write(fresh, bytesOf(new Float32Array(2)));
      const out = gpu.alloc(256);
      if (round < 2) gpu.dispatch(reading, [fresh, out], { scalars: [], size: [64] });
      expect(await floats(gpu, round < 2 ? out : fresh)).toEqual(new Float32Array(64));
      gpu.free(fresh);
      gpu.free(out);
    }
  });

  it('lets a call read and write one array through two parameters: it reads what was there before', async () => {
    const y = write(gpu, ramp(100));
    const shift = program({ buffers: ['read', 'readwrite'], body: 'set1(i, get0(99u - i));' });
    gpu.dispatch(shift, [y, y], { scalars: [], size: [100] });
    expect(await floats(gpu, y)).toEqual(ramp(100).toReversed());
    const both = program({ buffers: ['write', 'write'], body: '' });
    expect(() => gpu.dispatch(both, [y, y], { scalars: [], size: [1] })).toThrow(/one array for two that it writes to/);
    gpu.free(y);
  });

  it('refuses a buffer that was freed, and the wrong number of buffers or scalars', () => {
    const id = gpu.alloc(4);
    gpu.free(id);
    expect(() => gpu.free(id)).toThrow(expect.objectContaining({ code: 'ERR_DISPOSED' }));
    expect(() => gpu.write(id, new Uint8Array(4))).toThrow(expect.objectContaining({ code: 'ERR_DISPOSED' }));
    expect(() => gpu.dispatch(fill, [], { scalars: [1], size: [1] })).toThrow(/takes 1 buffers, got 0/);
    const y = gpu.alloc(4);
    expect(() => gpu.dispatch(fill, [y], { scalars: [], size: [1] })).toThrow(/takes 1 scalars, got 0/);
    expect(() => gpu.dispatch(fill, [y], { scalars: [1], size: [-1] })).toThrow(/whole number/);
    expect(() => gpu.dispatch(fill, [y], { scalars: [1], size: [2 ** 31] })).toThrow(/split the range/);
    gpu.free(y);
  });

  it('tells the line of a program that does not compile, from prepare and from a read', async () => {
    const broken = program({ name: 'broken', buffers: ['write'], body: 'set0(i, nonsense);' });
    const error = expect.objectContaining({
      code: 'ERR_SHADER',
      message: expect.stringMatching(
        /"broken" does not compile:\n\d+:\d+: unresolved value 'nonsense'\n.*set0\(i, nonsense\)/,
      ),
    });
    await expect(gpu.prepare(broken)).rejects.toEqual(error);
    const y = gpu.alloc(4);
    gpu.dispatch(broken, [y], { scalars: [], size: [1] });
    await expect(gpu.read(y)).rejects.toEqual(error);
    // What is computed from it is wrong as well, until it is written anew.
    const z = gpu.alloc(4);
    gpu.dispatch(saxpy, [y, z], { scalars: [1], size: [1] });
    await expect(gpu.read(z)).rejects.toEqual(error);
    gpu.write(z, bytesOf(new Float32Array([3])));
    expect(await floats(gpu, z)).toEqual(new Float32Array([3]));
    gpu.free(y);
    gpu.free(z);
  });

  it('refuses features and bindings that the device does not have', async () => {
    await expect(gpu.prepare({ ...fill, key: 'other', features: ['no-such-feature'] })).rejects.toThrow(
      /needs no-such-feature, which "/,
    );
    const many = program({ buffers: Array.from({ length: 200 }, () => 'read' as const), body: '' });
    await expect(gpu.prepare(many)).rejects.toBeInstanceOf(ShaderError);
  });

  it('prepares a program once', async () => {
    await gpu.prepare(fill);
    await gpu.prepare(fill);
    const y = gpu.alloc(400);
    gpu.dispatch(fill, [y], { scalars: [0.1], size: [100] });
    expect(await floats(gpu, y)).toEqual(new Float32Array(100).fill(0.1));
    gpu.free(y);
  });

  it('measures kernels when it is told to', async () => {
    const y = gpu.alloc(400_000);
    gpu.startTiming();
    for (let call = 0; call < 3; call++) {
      gpu.dispatch(fill, [y], { scalars: [call], size: [100_000] });
    }
    const timings = await gpu.stopTiming();
    expect(timings.map(({ name }) => name)).toEqual(['fill', 'fill', 'fill']);
    for (const { elapsedMs } of timings) expect(elapsedMs).toBeGreaterThan(0);
    expect(await gpu.stopTiming()).toEqual([]);
    gpu.free(y);
  });
});

/** Runs a body on a backend of its own, which it closes. */
async function withGpu(options: GpuOptions, body: (backend: GpuBackend) => Promise<void>): Promise<void> {
  await using backend = await openGpu(options);
  await body(backend);
}

describe('memory on the GPU', () => {
  it('is bound in windows above the limit of one binding', () =>
    withGpu({ limits: { bindingBytes: 1000 } }, async (backend) => {
      const x = write(backend, ramp(700));
      const y = write(backend, ramp(700));
      backend.dispatch(saxpy, [x, y], { scalars: [1], size: [700] });
      expect(await floats(backend, y)).toEqual(ramp(700).map((value) => 2 * value));
    }));

  it('says so when an array needs more windows than there are', () =>
    withGpu({ limits: { bindingBytes: 256 } }, async (backend) => {
      const y = backend.alloc(256 * 50);
      expect(() => backend.dispatch(fill, [y], { scalars: [1], size: [1] })).toThrow(
        /needs 50 bindings for its 1 arrays, and the device has \d+/,
      );
    }));

  it('is used again, and counted', () =>
    withGpu({}, async (backend) => {
      const first = backend.alloc(1000);
      expect(backend.use).toMatchObject({ buffers: 1, usedBytes: 1024, idleBytes: 0 });
      backend.free(first);
      expect(backend.use).toMatchObject({ buffers: 0, usedBytes: 0, idleBytes: 1024 });
      const before = liveGpuBuffers();
      backend.alloc(990);
      expect(liveGpuBuffers()).toBe(before);
      expect(backend.use).toMatchObject({ buffers: 1, usedBytes: 1024, idleBytes: 0 });
    }));

  it('has a limit of our own: freed buffers go first, then it is an error, and then all works on', () =>
    withGpu({ memoryLimit: 1 << 20 }, async (backend) => {
      const [a, b] = [backend.alloc(1 << 18), backend.alloc(1 << 18)];
      backend.free(a);
      const c = backend.alloc(1 << 19);
      expect(backend.use).toMatchObject({ usedBytes: 3 << 18, idleBytes: 1 << 18 });
      const d = backend.alloc(200_000);
      expect(backend.use.idleBytes).toBe(0);
      const error = expect.objectContaining({
        code: 'ERR_GPU_OUT_OF_MEMORY',
        message: expect.stringMatching(/limit of 1 MiB is reached: .* are in use/),
      });
      expect(() => backend.alloc(1 << 18)).toThrow(error);
      backend.free(c);
      backend.free(d);
      backend.dispatch(fill, [b], { scalars: [4], size: [1 << 16] });
      expect((await floats(backend, b))[65535]).toBe(4);
    }));

  it('refuses one buffer that the device cannot hold', () => {
    const { maxBufferSize } = gpu.device.limits;
    expect(() => gpu.alloc(maxBufferSize + 4)).toThrow(GpuOutOfMemoryError);
    expect(() => gpu.alloc(-1)).toThrow(/whole number of bytes/);
  });

  it('is all destroyed when the backend closes, also under reads that nobody waits for yet', async () => {
    const before = liveGpuBuffers();
    const backend = await openGpu();
    const x = write(backend, ramp(100_000));
    backend.dispatch(fill, [x], { scalars: [2], size: [100_000] });
    const reading = floats(backend, x);
    await backend.close();
    expect(liveGpuBuffers()).toBe(before);
    expect((await reading)[99_999]).toBe(2);
    await backend.close();
    expect(() => backend.alloc(4)).toThrow(expect.objectContaining({ code: 'ERR_POOL_CLOSED' }));
    await expect(backend.read(x)).rejects.toMatchObject({ code: 'ERR_POOL_CLOSED' });
  });
});

it('an error that nobody asked for is told at the next call, once', () =>
  withGpu({}, async (backend) => {
    const x = write(backend, ramp(4));
    backend.device.raw.createBuffer({ size: 4, usage: 0xffff }); // outside of our own error scopes
    await backend.device.raw.queue.onSubmittedWorkDone();
    await new Promise((resolve) => void setImmediate(resolve));
    expect(() => backend.alloc(4)).toThrow(/usage/i);
    expect(await floats(backend, x)).toEqual(ramp(4));
  }));

describe('a lost device', () => {
  it('is an error, never zeros; the GPU is opened anew by the next call', async () => {
    const backend = await openGpu();
    const x = write(backend, ramp(1000));
    const y = backend.alloc(4000);
    backend.dispatch(fill, [y], { scalars: [1], size: [1000] });
    const lost = expect.objectContaining({ code: 'ERR_GPU_LOST' });
    const pending = expect(backend.read(x)).rejects.toEqual(lost);
    backend.device.raw.destroy();
    // Sent before anybody can know of the loss.
    backend.dispatch(saxpy, [x, y], { scalars: [1], size: [1000] });
    await expect(Promise.all([backend.read(y), backend.read(x)])).rejects.toEqual(lost);
    await pending;
    expect(() => backend.alloc(4)).toThrow(lost);
    expect(() => backend.write(x, new Uint8Array(4))).toThrow(lost);
    expect(() => backend.dispatch(fill, [y], { scalars: [1], size: [1] })).toThrow(lost);
    await expect(backend.read(x)).rejects.toEqual(lost);
    await expect(backend.prepare(fill)).rejects.toEqual(lost);
    backend.free(x);
    await backend.close();
    await withGpu({}, async (next) => {
      expect(next.device).not.toBe(backend.device);
      const z = write(next, ramp(3));
      expect(await floats(next, z)).toEqual(ramp(3));
    });
  });
});
