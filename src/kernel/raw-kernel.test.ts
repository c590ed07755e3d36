import { describe, expect, it } from 'vitest';
import { useSoftwareAdapter } from '../../test/support/software-adapter.ts';
import { liveGpuBuffers } from '../backends/gpu/live-buffers.ts';
import { gpuInfo, rawKernel } from '../kernel.ts';
import * as np from '../ndarray.ts';
import { rawShader } from './codegen/wgsl/raw.ts';

useSoftwareAdapter();

const SCALE = `
struct Settings { factor: f32, offset: f32 }
/* @group(0) @binding(9) var<storage> not_there: array<f32>; /* nested */ */
// @compute fn nor_this() {}
@group(0) @binding(2) var<storage, read_write> y: array<f32>;
@binding(0) @group(0) var<uniform> settings: Settings;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x < arrayLength(&y)) { y[id.x] = x[id.x] * settings.factor + settings.offset; }
}`;

describe('a raw kernel', () => {
  it('runs a shader on arrays, in the order of its bindings', async () => {
    await using scale = rawKernel(SCALE);
    const x = Float32Array.from({ length: 1000 }, (_, i) => i);
    const y = new Float32Array(1000);
    await scale([new Float32Array([2, 1]), x, y], { size: 1000 });
    expect(y).toEqual(x.map((value) => 2 * value + 1));
    await scale([new Float32Array([0, 5]), x, y.subarray(10, 20)], { groups: 1 });
    expect(y.subarray(8, 22)).toEqual(Float32Array.of(17, 19, ...new Array<number>(10).fill(5), 41, 43));
  });

  it('writes to shared memory too, and runs over several axes', async () => {
    await using mark = rawKernel(`
      @group(0) @binding(0) var<storage, read_write> out: array<u32>;
      @compute @workgroup_size(4, 2) fn mark(@builtin(global_invocation_id) id: vec3u) {
        if (id.x < 6u && id.y < 5u) { out[id.y * 6u + id.x] = id.y * 100u + id.x; }
      }`);
    const out = new Uint32Array(new SharedArrayBuffer(120));
    await mark([out], { size: [6, 5] });
    expect([...out]).toEqual(Array.from({ length: 30 }, (_, i) => Math.floor(i / 6) * 100 + (i % 6)));
  });

  it('takes arrays of manycore/ndarray, computed first, and writes to them', async () => {
    await using add = rawKernel(`
      @group(0) @binding(0) var<storage> x: array<f32>;
      @group(0) @binding(1) var<storage, read_write> y: array<i32>;
      @compute @workgroup_size(64) fn main(@builtin(global_invocation_id) id: vec3u) {
        if (id.x < arrayLength(&y)) { y[id.x] += i32(x[id.x]); }
      }`);
    const x = np.arange(6, { dtype: 'float32' }).reshape(2, 3).mul(2);
    const y = np.array([1, 2, 3, 4, 5, 6, 7, 8], { dtype: 'int32' });
    const before = y.add(0);
    await add([x as np.NDArray<'float32'>, y.at('1:7')], { size: 6 });
    expect(y.toArray()).toEqual([1, 2, 5, 8, 11, 14, 17, 8]);
    expect(before.toArray()).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('keeps the memory of arrays that are disposed before it is done', async () => {
    await using double = rawKernel(`
      @group(0) @binding(0) var<storage, read_write> x: array<f32>;
      @compute @workgroup_size(64) fn main(@builtin(global_invocation_id) id: vec3u) {
        if (id.x < arrayLength(&x)) { x[id.x] = 2 * x[id.x]; }
      }`);
    const x = np.array(new Float32Array(1000).fill(3));
    const call = double([x], { size: 1000 });
    x.dispose();
    const others = Array.from({ length: 20 }, () => np.array(new Float32Array(1000).fill(7)));
    np.evaluate(...others);
    await call;
    for (const other of others) expect([other.min().item(), other.max().item()]).toEqual([7, 7]);
  });

  it('refuses arrays of manycore/ndarray that do not fit', async () => {
    await using negate = rawKernel(`
      @group(0) @binding(0) var<storage, read_write> x: array<f32>;
      @compute @workgroup_size(64) fn main(@builtin(global_invocation_id) id: vec3u) { x[id.x] = -x[id.x]; }`);
    const run = (x: np.NDArray): Promise<void> => negate([x], { groups: 1 });
    await expect(run(np.zeros(4))).rejects.toThrow(
      '"x" is array<f32> and takes an array of float32, got one of float64; convert it with astype',
    );
    await expect(run(np.zeros(4, { dtype: 'int32' }))).rejects.toThrow(/takes an array of float32, got one of int32/);
    await expect(run(np.zeros([4, 4], { dtype: 'float32' }).T)).rejects.toThrow(
      /elements lie side by side.*x\.copy\(\)/,
    );
    await expect(run(np.zeros(8, { dtype: 'float32' }).at('::2'))).rejects.toThrow(/elements lie side by side/);
    await expect(run(np.zeros(2, { dtype: 'complex64' }))).rejects.toThrow(/cannot compute with complex64/);
  });

  it('refuses arrays that share memory where both are written', async () => {
    await using both = rawKernel(`
      @group(0) @binding(0) var<storage, read_write> x: array<f32>;
      @group(0) @binding(1) var<storage, read_write> y: array<f32>;
      @compute @workgroup_size(64) fn main(@builtin(global_invocation_id) id: vec3u) {
        if (id.x < arrayLength(&y)) { y[id.x] = x[id.x] + 1; }
      }`);
    const all = new Float32Array(8);
    const shared = both([all, all.subarray(4)], { size: 4 });
    await expect(shared).rejects.toThrow(/arrays for "x" and "y" share memory/);
    await both([all.subarray(0, 4), all.subarray(4)], { size: 4 });
    expect([...all]).toEqual([0, 0, 0, 0, 1, 1, 1, 1]);
  });

  it('frees what it held when it is closed, calls under way first', async () => {
    const scale = rawKernel(SCALE);
    const y = new Float32Array(3);
    const call = scale([new Float32Array([1, 1]), new Float32Array(3), y], { size: 3 });
    await scale.close();
    await call;
    expect(y).toEqual(new Float32Array([1, 1, 1]));
    expect(liveGpuBuffers()).toBe(0);
    await expect(scale([new Float32Array(2), y, y], { size: 3 })).rejects.toMatchObject({ code: 'ERR_POOL_CLOSED' });
  });

  it('refuses arrays that do not fit, and launches that say nothing or too much', async () => {
    await using scale = rawKernel(SCALE);
    const [s, x] = [new Float32Array(2), new Float32Array(8)];
    await expect(scale([s, x], { size: 8 })).rejects.toThrow(
      /takes 3 arrays \(settings: Settings, x: array<f32>, y: array<f32>\), got 2/,
    );
    await expect(scale([s, new Int32Array(8), x], { size: 8 })).rejects.toThrow(
      /"x" is array<f32> and takes a Float32Array, got a Int32Array/,
    );
    const moved = new Float32Array(8);
    structuredClone(moved.buffer, { transfer: [moved.buffer] });
    await expect(scale([s, moved, x], { size: 8 })).rejects.toThrow(/the array for "x" was moved away/);
    await expect(scale([s, x, x], {})).rejects.toThrow(/either size \(invocations\) or groups/);
    await expect(scale([s, x, x], { size: 8, groups: 1 })).rejects.toThrow(/either size/);
    await expect(scale([s, x, x], { size: -8 })).rejects.toThrow(/whole number of times from 0, got -8/);
  });

  it('tells what is wrong with its text', async () => {
    expect(() => rawKernel('fn main() {}')).toThrow(/no entry point/);
    expect(() => rawKernel(SCALE, { entryPoint: 'other' })).toThrow(/no entry point "other"; it has main/);
    expect(() => rawKernel(`${SCALE}\n@compute @workgroup_size(1) fn second() {}`)).toThrow(
      /several entry points \(main, second\)/,
    );
    expect(() =>
      rawKernel('@group(1) @binding(0) var<storage> x: array<f32>; @compute @workgroup_size(1) fn f() {}'),
    ).toThrow(/"x" of the shader needs @group\(0\)/);
    expect(() => rawKernel(SCALE, { workgroup: 64 } as object)).toThrow(/no option "workgroup"/);
    await using broken = rawKernel(SCALE.replace('settings.factor', 'settings.faktor'));
    await expect(
      broken([new Float32Array(2), new Float32Array(1), new Float32Array(1)], { size: 1 }),
    ).rejects.toMatchObject({
      code: 'ERR_SHADER',
      message: expect.stringMatching(/\d+:\d+: .*faktor/),
    });
  });
});

describe('what is read from a shader', () => {
  it('are bindings, types, features and the size of workgroups', () => {
    const { artifact, bindings, workgroupSize } = rawShader(`
      enable f16, subgroups;
      const N = 8;
      @group(0) @binding(3) var<storage, read_write> a: array<vec4<i32>>;
      @group(0) @binding(1) var<storage> b: array<vec2h, 4>;
      @compute @workgroup_size(N) fn run() {}`);
    expect(bindings.map(({ name, binding, element, access }) => ({ name, binding, element, access }))).toEqual([
      { name: 'b', binding: 1, element: 'f16', access: 'read' },
      { name: 'a', binding: 3, element: 'i32', access: 'readwrite' },
    ]);
    expect(workgroupSize).toBeUndefined();
    expect(artifact.features).toEqual(['shader-f16', 'subgroups']);
  });
});

describe('gpuInfo', () => {
  it('tells what the GPU can do', async () => {
    const info = await gpuInfo();
    expect(info.devices).toContain(info.name);
    expect((await gpuInfo({ device: info.name })).name).toBe(info.name);
    await expect(gpuInfo({ devise: '' } as object)).rejects.toThrow('gpuInfo has no option "devise"; it has device');
    expect(info.devices).toContainEqual(expect.any(String));
    expect(info.maxBindings).toBeGreaterThanOrEqual(8);
    expect(info.maxBufferBytes).toBeGreaterThanOrEqual(2 ** 28);
    expect(info.workgroupSize).toBeGreaterThanOrEqual(256);
  });
});
