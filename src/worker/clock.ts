/**
 * The time in milliseconds since some moment in the past. The global `performance` would do, but the first use of it loads ten
 * modules of Node's that a worker needs for nothing else: half a millisecond of its start and 0.3 MB.
 */
export function now(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1e3 + nanoseconds / 1e6;
}
