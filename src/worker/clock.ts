/**
 * The time in milliseconds since some moment in the past. The global `performance` would do, but the first use of it loads ten
 * modules of Node's that a worker needs for nothing else: half a millisecond of its start and 0.3 MB.
 */
export function now(): number {
  // By index: to take a list apart by its iterator costs as much as to ask for the time.
  const time = process.hrtime();
  return time[0] * 1e3 + time[1] / 1e6;
}
