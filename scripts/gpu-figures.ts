/**
 * Measures the GPU and prints figures as JSON; `--info` prints what the GPU is and nothing more. Times are medians, in milliseconds;
 * rates are GB/s (10^9 bytes).
 */

import process from 'node:process';
import { gpuInfo } from '../src/backends/gpu/gpu-info.ts';
import { openGpu } from '../src/backends/gpu/kernels.ts';
import type { GpuBackend } from '../src/backends/gpu/kernels.ts';
import type { BufferId, WgslArtifact } from '../src/core/kernel.ts';
import { KernelBuilder } from '../src/kernel/ir/builder.ts';
import { wgsl } from '../src/kernel/codegen/wgsl/wgsl.ts';

const ROUNDS = 9;

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
const rate = (bytes: number, elapsedMs: number): number => Math.round(bytes / elapsedMs / 1e4) / 100;
const rounded = (ms: number): number => Math.round(ms * 1e4) / 1e4;

async function timed(body: () => unknown): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const started = performance.now();
    await body();
    times.push(performance.now() - started);
  }
  return median(times);
}

/** Elementwise kernels: y = x, y = a x + y, and the last also with a divergent loop. */
function mapKernel(name: 'copy' | 'saxpy' | 'mandelbrot'): WgslArtifact {
  const b = new KernelBuilder({ name });
  const [x, y] = [b.buffer('x', 'f32', 'read'), b.buffer('y', 'f32', name === 'copy' ? 'write' : 'readwrite')];
  const i = b.index(0);
  if (name === 'copy') b.store(y, i, b.load(x, i));
  else if (name === 'saxpy')
    b.store(y, i, b.add(b.mul(b.scalarValue(b.scalar('a', 'f32')), b.load(x, i)), b.load(y, i)));
  else {
    const c = b.load(x, i);
    const [re, im, steps] = [b.local('re', 'f32'), b.local('im', 'f32'), b.local('steps', 'i32')];
    b.set(re, 0);
    b.set(im, 0);
    b.set(steps, 0);
    b.while(
      () =>
        b.binary(
          'and',
          b.lt(b.get(steps), 256),
          b.le(b.add(b.mul(b.get(re), b.get(re)), b.mul(b.get(im), b.get(im))), 4),
        ),
      () => {
        const next = b.add(b.sub(b.mul(b.get(re), b.get(re)), b.mul(b.get(im), b.get(im))), c);
        b.set(im, b.add(b.mul(b.mul(b.get(re), b.get(im)), 2), 0.3));
        b.set(re, next);
        b.set(steps, b.add(b.get(steps), 1));
      },
    );
    b.store(y, i, b.convert(b.get(steps), 'f32'));
  }
  return wgsl(b.build());
}

function sumKernel(): WgslArtifact {
  const b = new KernelBuilder({ name: 'sum', rank: 1, reduced: 1 });
  const [x, y] = [b.buffer('x', 'f32', 'read'), b.buffer('y', 'f32', 'write')];
  const sum = b.accumulator({ name: 'sum', type: 'f32', op: 'add' });
  b.accumulate(sum, b.load(x, b.index(0)));
  b.finish(() => b.store(y, 0, b.total(sum)));
  return wgsl(b.build());
}

/** Time of a kernel on the device, by its own clock. */
async function kernelTime(
  gpu: GpuBackend,
  artifact: WgslArtifact,
  call: { buffers: BufferId[]; scalars?: number[]; length: number },
): Promise<number> {
  const launch = { scalars: call.scalars ?? [], size: [call.length] };
  gpu.dispatch(artifact, call.buffers, launch);
  await gpu.read(call.buffers.at(-1)!);
  gpu.startTiming();
  for (let round = 0; round < ROUNDS; round++) gpu.dispatch(artifact, call.buffers, launch);
  const timings = await gpu.stopTiming();
  const steps = timings.length / ROUNDS;
  const sums = Array.from({ length: ROUNDS }, (_, round) =>
    timings.slice(round * steps, (round + 1) * steps).reduce((sum, { elapsedMs }) => sum + elapsedMs, 0),
  );
  return median(sums);
}

async function latencies(gpu: GpuBackend): Promise<Record<string, number>> {
  const [x, y] = [gpu.alloc(4096), gpu.alloc(4096)];
  const copy = mapKernel('copy');
  await gpu.prepare(copy);
  const launch = { scalars: [], size: [1024] };
  const roundTrip = await timed(async () => {
    gpu.dispatch(copy, [x, y], launch);
    await gpu.read(y);
  });
  const many = await timed(() => {
    for (let call = 0; call < 1000; call++) gpu.dispatch(copy, [x, y], launch);
  });
  await gpu.read(y);
  gpu.free(x);
  gpu.free(y);
  return { dispatchAndReadMs: rounded(roundTrip), dispatchMs: rounded(many / 1000) };
}

async function rates(gpu: GpuBackend, length: number): Promise<Record<string, number>> {
  const bytes = length * 4;
  const data = Float32Array.from({ length }, (_, i) => (i % 1000) / 500 - 1.5);
  const [x, y, out] = [gpu.alloc(bytes), gpu.alloc(bytes), gpu.alloc(4)];
  const view = new Uint8Array(data.buffer);
  gpu.write(x, view);
  const write = await timed(async () => {
    gpu.write(x, view);
    await gpu.read(out);
  });
  const read = await timed(() => gpu.read(x));
  const times = {
    copy: await kernelTime(gpu, mapKernel('copy'), { buffers: [x, y], length }),
    saxpy: await kernelTime(gpu, mapKernel('saxpy'), { buffers: [x, y], scalars: [0.5], length }),
    mandelbrot: await kernelTime(gpu, mapKernel('mandelbrot'), { buffers: [x, y], length }),
    sum: await kernelTime(gpu, sumKernel(), { buffers: [x, out], length }),
  };
  [x, y, out].forEach((id) => gpu.free(id));
  return {
    elements: length,
    writeGBs: rate(bytes, write),
    readGBs: rate(bytes, read),
    copyMs: rounded(times.copy),
    copyGBs: rate(2 * bytes, times.copy),
    saxpyMs: rounded(times.saxpy),
    saxpyGBs: rate(3 * bytes, times.saxpy),
    saxpyShareOfCopy: Math.round(((3 * times.copy) / (2 * times.saxpy)) * 100) / 100,
    sumMs: rounded(times.sum),
    sumGBs: rate(bytes, times.sum),
    mandelbrotMs: rounded(times.mandelbrot),
  };
}

const info = await gpuInfo();
if (process.argv.includes('--info')) console.log(JSON.stringify(info));
else {
  await using gpu = await openGpu();
  const length = info.isSoftware ? 1 << 18 : 1 << 26;
  console.log(JSON.stringify({ gpu: info, figures: { ...(await latencies(gpu)), ...(await rates(gpu, length)) } }));
}
