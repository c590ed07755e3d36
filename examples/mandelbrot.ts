/**
 * One function, compiled for each backend of kernels: the Mandelbrot set as a picture from each, and a table of how long it took.
 *
 *   npm run demo:mandelbrot                    1024 x 768 pixels into .cache/mandelbrot
 *   npm run demo:mandelbrot -- --width 320     another size
 *   npm run demo:mandelbrot -- --out pictures  another folder
 */

import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { encode } from 'fast-png';
import { closeKernels, gpuInfo, parallelFor } from 'manycore/kernel';

const { values: flags } = parseArgs({
  options: {
    width: { type: 'string', default: '1024' },
    out: { type: 'string', default: fileURLToPath(new URL('../.cache/mandelbrot', import.meta.url)) },
  },
});

const width = Number(flags.width);
if (!Number.isInteger(width) || width < 4)
  throw new Error(`--width is a whole number of pixels from 4, got ${flags.width}`);
const height = Math.round(width * 0.75);
const most = 200;
const steps = new Int32Array(width * height);

/** How many steps a point takes to leave the circle of radius 2, for one pixel. */
const pixel = (row: number, column: number): void => {
  const cr = (column / width) * 3 - 2.2;
  const ci = (row / height) * 2.25 - 1.125;
  let re = 0;
  let im = 0;
  let n = 0;
  while (n < most && re * re + im * im <= 4) {
    const next = re * re - im * im + cr;
    im = 2 * re * im + ci;
    re = next;
    n++;
  }
  steps[row * width + column] = n;
};

const backends: Readonly<Record<string, () => Promise<void> | void>> = {
  'plain loop': () => {
    for (let row = 0; row < height; row++) for (let column = 0; column < width; column++) pixel(row, column);
  },
  sequential: () => parallelFor([height, width], pixel, { backend: 'sequential', float: 'f32' }),
  threads: () => parallelFor([height, width], pixel, { backend: 'threads', float: 'f32' }),
  gpu: () => parallelFor([height, width], pixel, { backend: 'gpu', float: 'f32' }),
};

/** From dark blue over rose to white; what never leaves is black. */
function colours(counts: Int32Array): Uint8Array {
  const rgb = new Uint8Array(3 * counts.length);
  counts.forEach((count, at) => {
    if (count === most) return;
    const light = Math.sqrt(count / most);
    rgb.set([255 * Math.min(1, 1.9 * light), 255 * light, 255 * (0.25 + 0.75 * light * light)].map(Math.round), 3 * at);
  });
  return rgb;
}

/** Milliseconds: the best of a few runs, so that compiling is not in it. */
async function bestTime(run: () => Promise<void> | void): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  let spent = 0;
  for (let times = 0; times < 10 && spent < 1_500; times++) {
    steps.fill(0);
    const start = performance.now();
    await run();
    const ms = performance.now() - start;
    spent += ms;
    best = Math.min(best, ms);
  }
  return best;
}

/** Why a backend cannot be used here; undefined when it can. */
async function reasonAgainst(backend: string): Promise<string | undefined> {
  if (backend !== 'gpu') return undefined;
  try {
    const { name, isSoftware } = await gpuInfo();
    console.log(`gpu: ${name}${isSoftware ? ' (a driver that runs on the processor)' : ''}`);
    return undefined;
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'ERR_GPU_UNAVAILABLE') throw error;
    return (error as Error).message;
  }
}

/** The interpreter defines what is right. The plain loop computes in doubles, kernels in f32: at the rim of the set they part by some steps. */
function likeness(counts: Int32Array, right: Int32Array): string {
  const same = counts.reduce((sum, n, at) => (n === right[at] ? sum + 1 : sum), 0);
  return same === counts.length ? 'yes' : `${((100 * same) / counts.length).toFixed(2)} % of pixels`;
}

mkdirSync(flags.out, { recursive: true });
const results: { backend: string; ms: number; counts: Int32Array }[] = [];
for (const [backend, run] of Object.entries(backends)) {
  const reason = await reasonAgainst(backend);
  if (reason !== undefined) {
    console.log(`${backend}: left out: ${reason}`);
    continue;
  }
  const ms = await bestTime(run);
  results.push({ backend, ms, counts: steps.slice() });
  const file = path.join(flags.out, `${backend.replace(' ', '-')}.png`);
  writeFileSync(file, encode({ width, height, channels: 3, data: colours(steps) }));
  console.log(`${backend}: ${file}`);
}

const loop = results.find(({ backend }) => backend === 'plain loop')!;
const interpreter = results.find(({ backend }) => backend === 'sequential')!;
console.table(
  results.map(({ backend, ms, counts }) => ({
    backend,
    ms: ms.toFixed(1),
    'speed-up': `${(loop.ms / ms).toFixed(2)}x`,
    'same picture?': likeness(counts, interpreter.counts),
  })),
);
await closeKernels();
