/** Kernels whose elements are computed on their own. */

import { noise, plainArrays, type Workload } from './workload.ts';

export const mandelbrot: Workload = {
  name: 'mandelbrot',
  title: 'Mandelbrot set, 1024 x 1024, at most 256 steps',
  about: 'Much arithmetic, no memory, a loop of another length for each pixel.',
  full: 1024,
  quick: 128,
  tolerance: 0,
  outliers: 0.02,
  make(size, arrays = plainArrays) {
    const output = arrays.ints(size * size);
    const body = (row: number, column: number): void => {
      const cr = (column / size) * 3 - 2;
      const ci = (row / size) * 3 - 1.5;
      let re = 0;
      let im = 0;
      let steps = 0;
      while (steps < 256 && re * re + im * im <= 4) {
        const next = re * re - im * im + cr;
        im = 2 * re * im + ci;
        re = next;
        steps++;
      }
      output[row * size + column] = steps;
    };
    const loop = (): void => {
      for (let row = 0; row < size; row++) for (let column = 0; column < size; column++) body(row, column);
    };
    return { loop, size, inputs: [], space: [size, size], body, output, reset: () => void output.fill(0) };
  },
};

export const blackScholes: Workload = {
  name: 'black-scholes',
  title: 'Black-Scholes call prices of 4 million options',
  about:
    'One log, two exp, a square root and a rational normal distribution (Abramowitz and Stegun 26.2.17) for each option.',
  full: 4_000_000,
  quick: 50_000,
  tolerance: 2e-3,
  make(size, arrays = plainArrays) {
    const [price, strike, years] = [
      noise(arrays.floats(size), 5, 30),
      noise(arrays.floats(size), 1, 100),
      noise(arrays.floats(size), 0.25, 10),
    ];
    const output = arrays.floats(size);
    const rate = 0.02;
    const volatility = 0.3;
    const normal = (d: number): number => {
      const k = 1 / (1 + 0.2316419 * Math.abs(d));
      const poly = k * (0.31938153 + k * (-0.356563782 + k * (1.781477937 + k * (-1.821255978 + k * 1.330274429))));
      const tail = 0.3989422804 * Math.exp(-0.5 * d * d) * poly;
      return d > 0 ? 1 - tail : tail;
    };
    const body = (i: number): void => {
      const spread = volatility * Math.sqrt(years[i]!);
      const d1 = (Math.log(price[i]! / strike[i]!) + (rate + 0.5 * volatility * volatility) * years[i]!) / spread;
      const discounted = strike[i]! * Math.exp(-rate * years[i]!);
      output[i] = price[i]! * normal(d1) - discounted * normal(d1 - spread);
    };
    const loop = (): void => {
      for (let i = 0; i < size; i++) body(i);
    };
    return { loop, size, inputs: [price, strike, years], space: size, body, output, reset: () => void output.fill(0) };
  },
};

export const saxpy: Workload = {
  name: 'saxpy',
  title: 'y = a x + y over 10 million numbers',
  about: 'Hardly any arithmetic: 12 bytes of memory for each element.',
  full: 10_000_000,
  quick: 100_000,
  tolerance: 1e-6,
  make(size, arrays = plainArrays) {
    const [x, start] = [noise(arrays.floats(size)), noise(arrays.floats(size), 1, 2)];
    const output = arrays.floats(size);
    output.set(start);
    const a = 0.5;
    const body = (i: number): void => {
      output[i] = a * x[i]! + output[i]!;
    };
    const loop = (): void => {
      for (let i = 0; i < size; i++) output[i] = a * x[i]! + output[i]!;
    };
    return { loop, size, inputs: [x, start], space: size, body, output, reset: () => output.set(start) };
  },
};
