/** Kernels whose elements depend on many others. */

import { atomicAdd } from '../../src/kernel/intrinsics.ts';
import { noise, plainArrays, type Workload } from './workload.ts';

export const nBody: Workload = {
  name: 'n-body',
  title: 'accelerations of 4,096 bodies',
  about: 'All pairs: 16 million square roots and divisions, from memory that fits any cache.',
  full: 4096,
  quick: 256,
  tolerance: 2e-3,
  make(size, arrays = plainArrays) {
    const [x, y, z] = [noise(arrays.floats(size)), noise(arrays.floats(size), 1, 2), noise(arrays.floats(size), 2, 3)];
    const output = arrays.floats(3 * size);
    const body = (i: number): void => {
      let ax = 0;
      let ay = 0;
      let az = 0;
      for (let j = 0; j < size; j++) {
        const dx = x[j]! - x[i]!;
        const dy = y[j]! - y[i]!;
        const dz = z[j]! - z[i]!;
        const squared = dx * dx + dy * dy + dz * dz + 0.01;
        const pull = 1 / (squared * Math.sqrt(squared));
        ax += dx * pull;
        ay += dy * pull;
        az += dz * pull;
      }
      output[3 * i] = ax;
      output[3 * i + 1] = ay;
      output[3 * i + 2] = az;
    };
    const loop = (): void => {
      for (let i = 0; i < size; i++) body(i);
    };
    return { loop, size, inputs: [x, y, z], space: size, body, output, reset: () => void output.fill(0) };
  },
};

export const stencil: Workload = {
  name: 'stencil',
  title: '5-point stencil, 2048 x 2048',
  about: 'Mean of the four neighbours, on the inside; edges stay.',
  full: 2048,
  quick: 128,
  tolerance: 1e-6,
  make(size, arrays = plainArrays) {
    const input = noise(arrays.floats(size * size));
    const output = arrays.floats(size * size);
    const inside = size - 2;
    const body = (i: number, j: number): void => {
      const at = (i + 1) * size + j + 1;
      output[at] = 0.25 * (input[at - size]! + input[at - 1]! + input[at + 1]! + input[at + size]!);
    };
    const loop = (): void => {
      for (let i = 1; i <= inside; i++) {
        for (let j = 1; j <= inside; j++) {
          const at = i * size + j;
          output[at] = 0.25 * (input[at - size]! + input[at - 1]! + input[at + 1]! + input[at + size]!);
        }
      }
    };
    return { loop, size, inputs: [input], space: [inside, inside], body, output, reset: () => void output.fill(0) };
  },
};

export const convolution: Workload = {
  name: 'convolution',
  title: '3 x 3 convolution, 2048 x 2048',
  about: 'Nine products for each pixel on the inside, weights in an array.',
  full: 2048,
  quick: 128,
  tolerance: 1e-5,
  make(size, arrays = plainArrays) {
    const input = noise(arrays.floats(size * size));
    const output = arrays.floats(size * size);
    const weights = Float32Array.of(1, 2, 1, 2, 4, 2, 1, 2, 1).map((weight) => weight / 16);
    const inside = size - 2;
    const body = (i: number, j: number): void => {
      let sum = 0;
      for (let di = 0; di < 3; di++) {
        for (let dj = 0; dj < 3; dj++) sum += weights[3 * di + dj]! * input[(i + di) * size + j + dj]!;
      }
      output[(i + 1) * size + j + 1] = sum;
    };
    const loop = (): void => {
      for (let i = 0; i < inside; i++) for (let j = 0; j < inside; j++) body(i, j);
    };
    return {
      loop,
      size,
      inputs: [input, weights],
      space: [inside, inside],
      body,
      output,
      reset: () => void output.fill(0),
    };
  },
};

export const histogram: Workload = {
  name: 'histogram',
  title: 'histogram of 10 million numbers in 256 bins',
  about: 'Threads add to shared counters: atomic additions, where a plain loop has ordinary ones.',
  full: 10_000_000,
  quick: 100_000,
  tolerance: 0,
  make(size, arrays = plainArrays) {
    const values = noise(arrays.floats(size));
    const output = arrays.ints(256);
    const body = (i: number): void => {
      atomicAdd(output, (values[i]! * 256) | 0, 1);
    };
    const loop = (): void => {
      for (let i = 0; i < size; i++) {
        const bin = (values[i]! * 256) | 0;
        output[bin] = output[bin]! + 1;
      }
    };
    return { loop, size, inputs: [values], space: size, body, output, reset: () => void output.fill(0) };
  },
};
