import { inLibrary } from '../core/library-export.ts';
import { InvalidOptionError } from '../core/errors.ts';
import type { Holder } from '../core/liveness.ts';
import { checkSyncOptions } from './check-options.ts';
import type { SyncOptions } from './check-options.ts';
import type { Link, LinkWire, RemoteLink } from './link.ts';
import { makeCell } from './shared-cell.ts';
import type { Cell, SharedValueKind, SharedValueKinds } from './shared-cell.ts';
import type { Operations, SyncState } from './state.ts';
import { arrived, makeLink, SyncObject } from './sync-object.ts';
import { immediately } from './waiting.ts';

type Value = number | bigint;

const kinds: readonly SharedValueKind[] = ['int32', 'uint32', 'int64', 'uint64', 'float32', 'float64'];

const isFloat = (kind: SharedValueKind): boolean => kind === 'float32' || kind === 'float64';

/** Cells of this thread, by their memory. */
const cells = new WeakMap<SharedArrayBuffer, Cell>();

function cellOf(kind: SharedValueKind, { words }: SyncState): Cell {
  let cell = cells.get(words.buffer);
  if (cell === undefined) cells.set(words.buffer, (cell = makeCell(kind, words.buffer)));
  return cell;
}

const operationsOf = (kind: SharedValueKind): Operations => ({
  get: (state: SyncState) => immediately(() => cellOf(kind, state).load()),
  set: (state: SyncState, _holder: Holder, value: Value) => immediately(() => cellOf(kind, state).store(value)),
  add: (state: SyncState, _holder: Holder, value: Value) => immediately(() => cellOf(kind, state).add(value)),
  exchange: (state: SyncState, _holder: Holder, value: Value) => immediately(() => cellOf(kind, state).exchange(value)),
  compareExchange: (state: SyncState, _holder: Holder, [expected, value]: readonly [Value, Value]) =>
    immediately(() => cellOf(kind, state).compareExchange(expected, value)),
});

const operations = Object.fromEntries(kinds.map((kind) => [kind, operationsOf(kind)])) as {
  readonly [K in SharedValueKind]: Operations;
};

/**
 * A number that threads and processes share. Made by {@link sharedValue}.
 *
 * Forms without `Sync` return promises and work everywhere. `value` and the forms with `Sync` need the memory itself: they work on the main
 * thread and in threads, not in a child process.
 *
 * @typeParam T - number, or bigint for the 64-bit integers.
 */
export class SharedValue<T extends number | bigint = number> extends SyncObject {
  /** Its kind, such as `'int32'`. */
  readonly kind: SharedValueKind;
  /** @internal */
  protected readonly revival: readonly [typeof arriveSharedValue, SharedValueKind];
  readonly #cell: Cell | undefined;

  /** @internal */
  constructor(kind: SharedValueKind, link: Link) {
    super(link);
    this.kind = kind;
    this.revival = [arriveSharedValue, kind];
    this.#cell = link.state === undefined ? undefined : cellOf(kind, link.state);
  }

  /** The number at this moment. `value += 1` is a read and a write, between which others may write: use `addSync`, or a lock. */
  get value(): T {
    return this.#here().load() as T;
  }

  /** Writes the number, where the memory is shared. */
  set value(value: T) {
    this.#here().store(this.#checked(value));
  }

  /** The number at this moment. */
  async get(): Promise<T> {
    return (await this.perform('get', [])) as T;
  }

  /** Writes the number. */
  async set(value: T): Promise<void> {
    await this.perform('set', [this.#checked(value)]);
  }

  /** Adds to the number at once. @returns What it was before, as `Atomics.add` does. */
  async add(value: T): Promise<T> {
    return (await this.perform('add', [this.#checked(value)])) as T;
  }

  /** Adds to the number at once. @returns What it was before. */
  addSync(value: T): T {
    return this.#here().add(this.#checked(value)) as T;
  }

  /** Writes the number. @returns What it was before. */
  async exchange(value: T): Promise<T> {
    return (await this.perform('exchange', [this.#checked(value)])) as T;
  }

  /** Writes the number. @returns What it was before. */
  exchangeSync(value: T): T {
    return this.#here().exchange(this.#checked(value)) as T;
  }

  /** Writes the number if it is `expected`. @returns What it was before: `expected` if it was written. */
  async compareExchange(expected: T, value: T): Promise<T> {
    return (await this.perform('compareExchange', [[this.#checked(expected), this.#checked(value)]])) as T;
  }

  /** Writes the number if it is `expected`. @returns What it was before: `expected` if it was written. */
  compareExchangeSync(expected: T, value: T): T {
    return this.#here().compareExchange(this.#checked(expected), this.#checked(value)) as T;
  }

  /**
   * Replaces the number by what `change` makes of it; calls it again when others have written meanwhile.
   *
   * @returns What was written.
   */
  async update(change: (value: T) => T): Promise<T> {
    for (let before = await this.get(); ;) {
      const after = change(before);
      const seen = await this.compareExchange(before, after);
      if (Object.is(seen, before)) return after;
      before = seen;
    }
  }

  #here(): Cell {
    if (this.#cell !== undefined) return this.#cell;
    throw (this.link as RemoteLink).refusal();
  }

  #checked(value: T): T {
    const type = this.kind === 'int64' || this.kind === 'uint64' ? 'bigint' : 'number';
    const isRight = typeof value === type && (isFloat(this.kind) || type === 'bigint' || Number.isInteger(value));
    if (isRight) return value;
    throw new InvalidOptionError(
      `${this.link.what} is a ${this.kind} and takes ${isFloat(this.kind) ? 'a number' : type === 'bigint' ? 'a bigint' : 'an integer'}, got ${String(value)} (${typeof value})`,
    );
  }
}

/**
 * Makes a number that threads and processes share: a counter, a best value so far.
 *
 * @param kind - `'int32'`, `'uint32'`, `'int64'`, `'uint64'` (these two as bigint), `'float32'` or `'float64'`.
 * @param initial - The number at first; default 0.
 * @param options - `name` stands in messages.
 * @throws InvalidOptionError `ERR_INVALID_OPTION`
 * @example
 * ```ts
 * const lines = sharedValue('int32');
 * await Parallel({ nJobs: 2, backend: 'processes' }).forEach(async (text: string) => {
 *   await lines.add(text.split('\n').length);
 * }, ['a\nb', 'c']);
 * console.log(lines.value); // 3
 * ```
 */
export function sharedValue<K extends SharedValueKind>(
  kind: K,
  initial?: SharedValueKinds[K],
  options: SyncOptions = {},
): SharedValue<SharedValueKinds[K]> {
  if (!kinds.includes(kind)) {
    throw new InvalidOptionError(`sharedValue: kind must be one of ${kinds.join(', ')}, got ${String(kind)}`);
  }
  checkSyncOptions('sharedValue', options);
  const link = makeLink({ title: 'shared value', operations: operations[kind] }, options, { words: 2 });
  const made = new SharedValue<SharedValueKinds[K]>(kind, link);
  if (initial !== undefined) made.value = initial;
  return made;
}

/** @internal */
export function arriveSharedValue(wire: LinkWire, kind: SharedValueKind): SharedValue<Value> {
  return arrived(wire, operations[kind], (link: Link) => new SharedValue<Value>(kind, link));
}
inLibrary(arriveSharedValue, { part: 'sync', name: 'arriveSharedValue' });
