/** What the questions ask of a library: the least common face of all of them. */

export type TaskName = 'square' | 'spin' | 'touch' | 'produce' | 'nap';

/** A library's pool, opened with a number of workers. */
export interface BenchPool {
  /** One task. */
  run(name: TaskName, argument: unknown): PromiseLike<unknown>;
  /** One task whose argument is moved, as far as this list goes, instead of copied. */
  runMoving?(name: TaskName, argument: unknown, transferList: ArrayBuffer[]): PromiseLike<unknown>;
  /** All items, results in order, where the library has its own way; otherwise it is one `run` each. */
  map?(name: TaskName, items: readonly unknown[]): PromiseLike<ArrayLike<unknown>>;
  close(): Promise<unknown>;
}

export interface BenchPoolOptions {
  readonly kind: 'threads' | 'processes';
  readonly workers: number;
  /** What the row does otherwise than its library's default; an adapter knows its own variants. */
  readonly variant?: string;
}

export type OpenPool = (options: BenchPoolOptions) => Promise<BenchPool>;

/** All items by the library's own map, or by one task each. */
export function mapAll(pool: BenchPool, name: TaskName, items: readonly unknown[]): PromiseLike<ArrayLike<unknown>> {
  return pool.map === undefined ? Promise.all(items.map((item) => pool.run(name, item))) : pool.map(name, items);
}
