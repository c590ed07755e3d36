/** Kernels of the documentation and their kin: what becomes of them is kept as text, for each target. */

import type { ParallelForOptions } from '../../src/api/kernel/parallel-for.ts';
import { f32, i32 } from '../../src/kernel.ts';

/** A kernel, and the arrays that show what it did. */
export interface KernelExample {
  readonly space: number | readonly number[];
  readonly body: (...at: number[]) => unknown;
  readonly outputs: readonly (Float32Array | Int32Array | Uint32Array | Uint8Array)[];
  readonly reduce?: ParallelForOptions['reduce'];
}

const SIZE = 200;
const ramp = (factor: number): Float32Array => Float32Array.from({ length: SIZE }, (_, i) => i * factor - 3);
const whole = (): Int32Array => Int32Array.from({ length: SIZE }, (_, i) => (i * 37) % 64);

/** Fresh arrays each time. */
export function kernelExamples(): { readonly [name: string]: KernelExample } {
  const [x, y, z] = [ramp(0.05), ramp(0.02), ramp(0)];
  const [n, m] = [whole(), new Int32Array(SIZE)];
  const counts = new Uint32Array(16);
  const bytes = Uint8Array.from({ length: SIZE }, (_, i) => i);
  const halves = new Uint8Array(SIZE);
  const a = 0.5;
  const clamp = (value: number, low: number, high: number): number => Math.min(Math.max(value, low), high);
  return {
    saxpy: { space: SIZE, outputs: [y], body: (i) => void (y[i] = a * x[i]! + y[i]!) },
    mandelbrot: {
      space: [10, 20],
      outputs: [m],
      body: (row, column) => {
        const [cr, ci] = [(column! / 20) * 3 - 2, (row! / 10) * 2 - 1];
        let [re, im, steps] = [f32(0), f32(0), 0];
        while (steps < 50 && re * re + im * im <= 4) {
          const next = re * re - im * im + cr;
          im = 2 * re * im + ci;
          re = next;
          steps++;
        }
        m[row! * 20 + column!] = steps;
      },
    },
    exponential: { space: SIZE, outputs: [z], body: (i) => void (z[i] = Math.exp(x[i]!)) },
    'sum of squares': { space: SIZE, outputs: [], reduce: '+', body: (i) => x[i]! * x[i]! },
    'largest of rows': { space: SIZE, outputs: [], reduce: 'max', body: (i) => n[i]! },
    histogram: { space: SIZE, outputs: [counts], body: (i) => void counts[n[i]! & 15]!++ },
    'integer division': {
      space: SIZE,
      outputs: [m],
      body: (i) => void (m[i] = i32(n[i]! / (i! - 100)) + (n[i]! % 7) + (n[i]! << (i! & 3))),
    },
    'bytes, clamped by a helper': {
      space: SIZE,
      outputs: [halves],
      body: (i) => void (halves[i] = clamp(bytes[i]! * 2 - 50, 0, 255)),
    },
    'a switch in a loop that goes on and ends early': {
      space: SIZE,
      outputs: [m],
      body: (i) => {
        let sum = 0;
        for (let k = 0; k < 10; k++) {
          if (k === n[i]!) continue;
          if (sum > 30) break;
          switch ((i! + k) % 3) {
            case 0:
              sum += 1;
              break;
            case 1:
              sum += 2;
              break;
            default:
              sum += k;
          }
        }
        m[i!] = sum;
      },
    },
    'a private array': {
      space: SIZE,
      outputs: [z],
      body: (i) => {
        const window = new Float32Array(4);
        for (let k = 0; k < 4; k++) window[k] = x[i! + k]!;
        let best = window[0]!;
        for (let k = 1; k < 4; k++) best = Math.max(best, window[k]!);
        z[i!] = best;
      },
    },
    'rows of three axes': {
      space: [4, 5, 10],
      outputs: [z],
      body: (i, j, k) => void (z[(i! * 5 + j!) * 10 + k!] = i! + j! * 0.5 - k!),
    },
    'a random number': { space: SIZE, outputs: [z], body: (i) => void (z[i!] = Math.random()) },
  };
}
