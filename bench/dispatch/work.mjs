/** The functions that every library runs. Plain JavaScript, so that no worker pays for a loader. Each takes one argument. */

/** @param {number} x */
export const square = (x) => x * x;

/**
 * Spends CPU time in int32 arithmetic; nothing to optimise away, no memory. The bound is made an integer and no operation
 * can leave int32: a version with an addition ran at a third of the speed whenever V8 took the wrong compiled code.
 * @param {number} rounds
 */
export function spin(rounds) {
  const bound = rounds | 0;
  let mixed = 1;
  for (let i = 0; i < bound; i++) mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d) ^ i;
  return mixed;
}

/** Reads one element of a large array: all the time goes into getting the array here. */
export const touch = ({ array, index }) => array[index] + array.length;

/** Makes a large array. Its first element tells how many milliseconds that took. @param {number} length */
export function produce(length) {
  const start = performance.now();
  const array = new Float64Array(length).fill(1);
  array[0] = performance.now() - start;
  return array;
}

/** Holds its worker for some milliseconds without using the processor. @param {number} ms */
export function nap(ms) {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
  return ms;
}
