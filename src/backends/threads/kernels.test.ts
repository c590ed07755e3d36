import { afterEach, describe, expect, it } from 'vitest';
import type { BufferId, WasmArtifact } from '../../core/kernel.ts';
import { KernelBuilder } from '../../kernel/ir/builder.ts';
import { interpret } from '../../kernel/codegen/interpret/interpret.ts';
import { compileWasm } from '../../kernel/codegen/wasm/compile-wasm.ts';
import { histogram, saxpy, stencil, sum } from '../../../test/support/known-kernels.ts';
import { kernelArray } from '../../memory/kernel-array.ts';
import { openWasm } from './kernels.ts';
import type { WasmBackend, WasmBackendOptions } from './kernels.ts';

const opened: WasmBackend[] = [];

function open(options: WasmBackendOptions = { cores: 2 }): WasmBackend {
  const backend = openWasm(options);
  opened.push(backend);
  return backend;
}

afterEach(async () => {
  await Promise.all(opened.splice(0).map((backend) => backend.close()));
});

const bytesOf = (array: ArrayBufferView): Uint8Array =>
  new Uint8Array(array.buffer, array.byteOffset, array.byteLength);

function place(backend: WasmBackend, array: ArrayBufferView): BufferId {
  const id = backend.alloc(array.byteLength);
  backend.write(id, bytesOf(array));
  return id;
}

const floats = async (backend: WasmBackend, id: BufferId): Promise<Float32Array> =>
  new Float32Array((await backend.read(id)).buffer);

/** Adds one to each element so many times. */
function addOne(): WasmArtifact {
  const b = new KernelBuilder({ name: 'addOne' });
  const x = b.buffer('x', 'f32', 'readwrite');
  b.store(x, b.index(0), b.add(b.load(x, b.index(0)), 1));
  return compileWasm(b.build());
}

describe('the threads backend for kernels', () => {
  it('runs dispatches in their order, large and small ones', async () => {
    const backend = open();
    const large = place(backend, new Float32Array(300_000));
    const small = place(backend, new Float32Array(10));
    const kernel = addOne();
    for (let round = 0; round < 20; round++) {
      backend.dispatch(kernel, [large], { scalars: [], size: [300_000] });
      backend.dispatch(kernel, [large], { scalars: [], size: [10] });
      backend.dispatch(kernel, [small], { scalars: [], size: [10] });
    }
    const result = await floats(backend, large);
    expect([result[0], result[9], result[10], result[299_999]]).toEqual([40, 40, 20, 20]);
    expect(await floats(backend, small)).toEqual(new Float32Array(10).fill(20));
  });

  it('shows memory as it is after all dispatches, without a copy', () => {
    const backend = open();
    const id = place(backend, new Float32Array(300_000));
    const before = backend.view(id);
    backend.dispatch(addOne(), [id], { scalars: [], size: [300_000] });
    const after = backend.view(id);
    expect(after.buffer).toBe(before.buffer);
    expect(new Float32Array(after.buffer, after.byteOffset, 300_000).every((one) => one === 1)).toBe(true);
  });

  it('makes buffers of parts of others, which are the same memory', async () => {
    const backend = open();
    const whole = place(backend, new Float32Array(600_000));
    const part = backend.partOf(whole, 4 * 100_000, 4 * 300_000);
    backend.dispatch(addOne(), [part], { scalars: [], size: [300_000] });
    // Looking at the whole waits for what is done with a part.
    const { buffer, byteOffset } = backend.view(whole);
    const seen = new Float32Array(buffer, byteOffset, 600_000);
    expect([99_999, 100_000, 399_999, 400_000].map((at) => seen[at])).toEqual([0, 1, 1, 0]);
    const { usedBytes } = backend.use;
    backend.free(whole);
    expect(backend.use).toEqual({ usedBytes, buffers: 1 });
    backend.dispatch(addOne(), [part], { scalars: [], size: [300_000] });
    backend.free(part);
    const other = backend.alloc(4 * 600_000);
    expect(await floats(backend, other)).toEqual(new Float32Array(600_000));
    backend.free(other);
    expect(backend.use).toEqual({ usedBytes: 0, buffers: 0 });
  });

  it.each([1, 2, 3])('gives the same sum on %i cores, to the last bit', async (cores) => {
    const data = Float32Array.from({ length: 1_000_003 }, (_, at) => Math.sin(at) * 1e3);
    const one = open({ cores });
    const [x, out] = [place(one, data), one.alloc(4)];
    one.dispatch(compileWasm(sum('f32')), [x, out], { scalars: [], size: [data.length] });
    const expected = new Float32Array(1);
    interpret(sum('f32')).run([bytesOf(data), bytesOf(expected)], { scalars: [], size: [data.length] });
    expect(await floats(one, out)).toEqual(expected);
  });

  it('counts with atomics from several threads', async () => {
    const backend = open();
    const data = Uint8Array.from({ length: 1_000_000 }, (_, at) => (at * at) & 255);
    const [x, counts] = [place(backend, data), backend.alloc(4 * 256)];
    backend.dispatch(compileWasm(histogram()), [x, counts], { scalars: [], size: [data.length] });
    const expected = new Int32Array(256);
    for (const value of data) expected[value]!++;
    expect(new Int32Array((await backend.read(counts)).buffer)).toEqual(expected);
  });

  it.each([1, 2, 3])('counts the same into small arrays and large ones, on %i cores', async (cores) => {
    const backend = open({ cores });
    const data = Uint16Array.from({ length: 400_000 }, (_, at) => (at * at) & 8191);
    const b = new KernelBuilder({ name: 'counts' });
    const x = b.buffer('x', 'u16', 'read');
    const counts = b.buffer('counts', 'i32', 'atomic');
    const value = b.load(x, b.index(0));
    b.atomic('add', { target: counts, index: value, value });
    b.if(b.lt(value, 1000), () => void b.atomic('sub', { target: counts, index: b.sub(value, 5), value: 7 }));
    const kernel = compileWasm(b.build());
    expect(kernel.tallies).toEqual([1]);
    const source = place(backend, data);
    for (const length of [100, 1, 4096, 4097, 8192]) {
      const target = place(
        backend,
        Int32Array.from({ length }, (_, at) => at),
      );
      const expected = Int32Array.from({ length }, (_, at) => at);
      for (const one of data) {
        if (one < length) expected[one]! += one;
        if (one < 1000 && one >= 5 && one - 5 < length) expected[one - 5]! -= 7;
      }
      for (const size of [data.length, 1000]) backend.dispatch(kernel, [source, target], { scalars: [], size: [size] });
      for (const one of data.subarray(0, 1000)) {
        if (one < length) expected[one]! += one;
        if (one < 1000 && one >= 5 && one - 5 < length) expected[one - 5]! -= 7;
      }
      expect(new Int32Array((await backend.read(target)).buffer)).toEqual(expected);
    }
  });

  it('reads beyond the edges as zeros, and writes nothing there', async () => {
    const backend = open();
    const guard = place(backend, new Float32Array(64).fill(9));
    const [x, out] = [place(backend, new Float32Array(64).fill(4)), place(backend, new Float32Array(64))];
    const behind = place(backend, new Float32Array(64).fill(9));
    backend.dispatch(compileWasm(stencil()), [x, out], { scalars: [], size: [8, 16] }); // twice as many rows as there are
    const result = await floats(backend, out);
    expect([result[0], result[1], result[17], result[63]]).toEqual([2, 3, 4, 2]);
    for (const id of [guard, behind]) expect(await floats(backend, id)).toEqual(new Float32Array(64).fill(9));
  });

  it('takes buffers from several arenas', async () => {
    const backend = open();
    const first = place(backend, new Float32Array(1000).fill(1));
    // No room for both in one arena.
    const filler = backend.alloc(3.5 * 2 ** 30);
    const second = backend.alloc(1 * 2 ** 30);
    backend.write(second, bytesOf(new Float32Array(1000).fill(2)));
    backend.dispatch(compileWasm(saxpy()), [first, second], { scalars: [10], size: [1000] });
    const result = backend.view(second);
    expect(new Float32Array(result.buffer, result.byteOffset, 1000).every((one) => one === 12)).toBe(true);
    for (const id of [first, filler, second]) backend.free(id);
    expect(backend.use.buffers).toBe(0);
  });

  it('frees what it is told to, after what still uses it', async () => {
    const backend = open();
    const kernel = addOne();
    const start = backend.use.usedBytes;
    for (let round = 0; round < 50; round++) {
      const id = backend.alloc(4_000_000);
      backend.dispatch(kernel, [id], { scalars: [], size: [1_000_000] });
      backend.free(id);
    }
    const last = backend.alloc(4);
    await backend.read(last);
    backend.free(last);
    expect(backend.use).toEqual({ usedBytes: start, buffers: 0 });
  });

  it('gives zeros, also in memory that was used before', () => {
    const backend = open();
    const first = place(backend, new Float32Array(1000).fill(7));
    backend.free(first);
    expect(backend.view(backend.alloc(4000)).every((byte) => byte === 0)).toBe(true);
  });

  it('need not clear what is written anyway', () => {
    const backend = open();
    backend.free(place(backend, new Float32Array(1000).fill(7)));
    const dirty = backend.view(backend.alloc(4000, { zeroed: false }));
    expect(new Float32Array(dirty.buffer, dirty.byteOffset, 1000)[999]).toBe(7);
  });

  it('uses memory of an arena where it is, and no other', () => {
    const backend = open();
    const array = kernelArray('float32', 300_000);
    const part = array.subarray(100_000);
    const id = backend.adopt(bytesOf(part))!;
    backend.dispatch(addOne(), [id], { scalars: [], size: [250_000] });
    backend.view(id);
    expect([array[99_999], array[100_000], array[299_999]]).toEqual([0, 1, 1]);
    backend.free(id);
    expect(backend.use).toEqual({ usedBytes: 0, buffers: 0 });
    expect(backend.adopt(new Uint8Array(10))).toBeUndefined();
    expect(backend.adopt(new Uint8Array(new SharedArrayBuffer(10)))).toBeUndefined();
  });

  it('keeps an array alive that is disposed while a kernel runs', async () => {
    const backend = open();
    const array = kernelArray('float32', 4_000_000);
    const id = backend.adopt(bytesOf(array))!;
    const kernel = addOne();
    for (let round = 0; round < 3; round++) backend.dispatch(kernel, [id], { scalars: [], size: [4_000_000] });
    array[Symbol.dispose]();
    expect((await floats(backend, id))[3_999_999]).toBe(3);
    backend.free(id);
    expect(() => backend.adopt(bytesOf(array))).toThrow(expect.objectContaining({ code: 'ERR_DISPOSED' }));
  });

  it('leaves the arrays of others alone when it closes', async () => {
    const array = kernelArray('float32', 100_000);
    const backend = open();
    backend.dispatch(addOne(), [backend.adopt(bytesOf(array))!], { scalars: [], size: [100_000] });
    place(backend, new Float32Array(100));
    await backend.read(backend.alloc(0));
    await backend.close();
    const next = open();
    next.dispatch(addOne(), [next.adopt(bytesOf(array))!], { scalars: [], size: [100_000] });
    await next.read(next.alloc(0));
    expect(array.every((value) => value === 2)).toBe(true);
  });

  it('keeps to its byte budget, and says what is in use', () => {
    const backend = open({ cores: 1, memoryLimit: 1_000_000 });
    backend.alloc(900_000);
    expect(() => backend.alloc(200_000)).toThrow(
      /a buffer of 200000 bytes does not fit: \d+ of 1000000 bytes are in use; dispose/,
    );
    expect(() => backend.alloc(-1)).toThrow(/whole number of bytes, got -1/);
    expect(() => open().alloc(2 ** 32)).toThrow(/at most \d+ bytes, got 4294967296; work in parts/);
  });

  it('checks the size of a dispatch, and runs none of length 0', () => {
    const backend = open();
    const id = backend.alloc(4);
    const kernel = addOne();
    expect(() => backend.dispatch(kernel, [id], { scalars: [], size: [1, 2] })).toThrow(
      /addOne runs over 1 axes.*\[1, 2\]/,
    );
    expect(() => backend.dispatch(kernel, [id], { scalars: [], size: [1.5] })).toThrow(/got \[1.5\]/);
    expect(() => backend.dispatch(kernel, [id], { scalars: [], size: [2 ** 31] })).toThrow(/at most 2147483647 times/);
    backend.dispatch(kernel, [id], { scalars: [], size: [0] });
    expect(backend.view(id)).toEqual(new Uint8Array(4));
  });

  it('a sum over nothing is zero', async () => {
    const backend = open();
    const [x, out] = [backend.alloc(0), place(backend, Float32Array.of(7))];
    backend.dispatch(compileWasm(sum('f32')), [x, out], { scalars: [], size: [0] });
    expect((await floats(backend, out))[0]).toBe(0);
  });

  it('lets the event loop turn while it reads', async () => {
    const backend = open();
    const id = place(backend, new Float32Array(8_000_000));
    const kernel = addOne();
    for (let round = 0; round < 30; round++) backend.dispatch(kernel, [id], { scalars: [], size: [8_000_000] });
    let turns = 0;
    const turning = setInterval(() => turns++, 1);
    const result = await floats(backend, id);
    clearInterval(turning);
    expect(result[7_999_999]).toBe(30);
    expect(turns).toBeGreaterThan(2);
  });

  it('is closed for good', async () => {
    const backend = open();
    const id = backend.alloc(4);
    await backend.close();
    await backend.close();
    expect(() => backend.alloc(4)).toThrow(/closed/);
    await expect(backend.read(id)).rejects.toMatchObject({ code: 'ERR_POOL_CLOSED' });
  });

  it('compiles a kernel once', () => {
    const backend = open({ cores: 1 });
    let compiled = 0;
    const kernel = addOne();
    const counted = { ...kernel, code: (memories: readonly number[]) => (compiled++, kernel.code(memories)) };
    backend.prepare(counted);
    const id = backend.alloc(400);
    for (let round = 0; round < 5; round++) backend.dispatch({ ...counted }, [id], { scalars: [], size: [100] });
    expect(compiled).toBe(1);
  });
});
