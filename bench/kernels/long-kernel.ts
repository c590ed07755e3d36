/** A kernel of 50 lines, as physics has them: branches, loops, a helper, math functions. */

/** Where orbits start. */
export const place = Float32Array.of(0.1, 0.9, 1.3, 2.2, 3.1, 4.8, 5.5, 7.9);

/** Where the kernel writes. */
export const energies = new Float32Array(8);

/** Its helper. */
export const length = (a: number, b: number): number => Math.sqrt(a * a + b * b);

/** Stands in the text of the kernel for a number of its own. */
const CONSTANT = 0;

/** The kernel. */
export const orbit = (i: number): void => {
  const start = place[i]!;
  const mass = 1 + CONSTANT;
  let x = start;
  let y = 0.5 * start;
  let vx = 0.1;
  let vy = 0.4;
  let energy = 0;
  let closest = 1e9;
  let turns = 0;
  for (let step = 0; step < 10; step++) {
    const radius = length(x, y) + 0.01;
    const cubed = radius * radius * radius;
    const pull = -mass / cubed;
    const drag = radius < 1 ? 0.02 : 0.001;
    vx += 0.01 * (pull * x - drag * vx);
    vy += 0.01 * (pull * y - drag * vy);
    const before = y;
    x += 0.01 * vx;
    y += 0.01 * vy;
    if (before * y < 0) {
      turns++;
    }
    if (radius < closest) {
      closest = radius;
    } else if (radius > 100) {
      break;
    }
    const speed = length(vx, vy);
    const kinetic = 0.5 * speed * speed;
    const potential = -mass / radius;
    energy = kinetic + potential;
  }
  const angle = Math.atan2(y, x);
  const wave = Math.sin(angle) * Math.exp(-closest);
  let correction = 0;
  for (let k = 1; k <= 4; k++) {
    const term = wave / k;
    if (term > 0.5) {
      continue;
    }
    correction += term * term;
  }
  const limit = Math.max(-10, Math.min(10, energy));
  const scaled = Math.log(1 + Math.abs(limit));
  const sign = limit < 0 ? -1 : 1;
  const result = sign * scaled + correction;
  energies[i] = result + 0.1 * turns;
};
