/** The kernels of bench/kernels as gpu.js wants them: a function of one element of the result, which finds its place in `this.thread`. */

function normal(d) {
  const k = 1 / (1 + 0.2316419 * Math.abs(d));
  const poly = k * (0.31938153 + k * (-0.356563782 + k * (1.781477937 + k * (-1.821255978 + k * 1.330274429))));
  const tail = 0.3989422804 * Math.exp(-0.5 * d * d) * poly;
  if (d > 0) {
    return 1 - tail;
  }
  return tail;
}

/** Functions that kernels call. */
export const helpers = [normal];

function mandelbrot() {
  const cr = (this.thread.x / this.constants.size) * 3 - 2;
  const ci = (this.thread.y / this.constants.size) * 3 - 1.5;
  let re = 0;
  let im = 0;
  let steps = 0;
  for (let n = 0; n < 256; n++) {
    if (re * re + im * im > 4) {
      break;
    }
    const next = re * re - im * im + cr;
    im = 2 * re * im + ci;
    re = next;
    steps++;
  }
  return steps;
}

function blackScholes(price, strike, years) {
  const t = years[this.thread.x];
  const s = price[this.thread.x];
  const x = strike[this.thread.x];
  const spread = 0.3 * Math.sqrt(t);
  const d1 = (Math.log(s / x) + (0.02 + 0.5 * 0.3 * 0.3) * t) / spread;
  return s * normal(d1) - x * Math.exp(-0.02 * t) * normal(d1 - spread);
}

function saxpy(x, y) {
  return 0.5 * x[this.thread.x] + y[this.thread.x];
}

function stencil(grid) {
  const i = this.thread.y + 1;
  const j = this.thread.x + 1;
  return 0.25 * (grid[i - 1][j] + grid[i][j - 1] + grid[i][j + 1] + grid[i + 1][j]);
}

function convolution(grid, weights) {
  let sum = 0;
  for (let di = 0; di < 3; di++) {
    for (let dj = 0; dj < 3; dj++) {
      sum += weights[3 * di + dj] * grid[this.thread.y + di][this.thread.x + dj];
    }
  }
  return sum;
}

/** By the name of the workload; `margin` is the edge that a kernel leaves as it is. */
export const kernels = {
  mandelbrot: { fn: mandelbrot, rank: 2, margin: 0 },
  'black-scholes': { fn: blackScholes, rank: 1, margin: 0 },
  saxpy: { fn: saxpy, rank: 1, margin: 0 },
  stencil: { fn: stencil, rank: 2, margin: 1 },
  convolution: { fn: convolution, rank: 2, margin: 1 },
};
