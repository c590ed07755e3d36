/** Turns the items of a call into arguments for batches: pulls, encodes, and says which items cannot travel. */

import type { CallCodec } from '../core/codec.ts';
import { ClosureError, NotCloneableError } from '../core/errors.ts';
import type { Movable, Payload, TypedArray } from '../core/payload.ts';
import type { TaskBackend } from '../core/task.ts';
import type { InputReader } from './input.ts';
import { MIN_LENT, type NumberLender } from './number-lender.ts';

/** Tasks that are ready to travel. */
export interface Window {
  readonly first: number;
  readonly count: number;
  /** The index of each task, where they are not consecutive. */
  readonly indices?: readonly number[] | undefined;
  readonly fn: number | readonly number[];
  readonly args: Payload;
  readonly transfer?: readonly Movable[] | undefined;
  /** The values themselves, kept for a retry. */
  readonly values: ArrayLike<unknown>;
}

/** A task whose arguments cannot travel. */
export interface RefusedTask {
  readonly index: number;
  readonly error: unknown;
}

/** A task that is to run again. */
export interface TaskAgain {
  readonly index: number;
  readonly value: unknown;
  readonly fn: number;
  readonly attempt: number;
  /** What the attempt before failed with. */
  readonly error: unknown;
}

/** What a call dispatches. */
export interface WindowSource {
  readonly total: number | undefined;
  readonly exhausted: boolean;
  readonly failure: { readonly error: unknown } | undefined;
  /** Up to `most` tasks that can travel now; tasks that cannot go to `refuse`. */
  take(most: number, refuse: (task: RefusedTask) => void): readonly Window[];
  /** Encodes tasks again, all of one attempt; those that cannot travel any more go to `refuse`. */
  again(tasks: readonly TaskAgain[], refuse: (task: RefusedTask) => void): readonly Window[];
  close(): void;
}

/** What a call does with its items before they travel: which function each one goes to, and with what. */
export type Prepare = (items: readonly unknown[]) => {
  readonly fn: number | readonly number[];
  readonly values: readonly unknown[];
};

/** Encodes for a backend: by reference in the caller's own heap, by the codec of the call elsewhere. */
export type EncodeArguments = (
  values: readonly unknown[],
  /** What a value is called in messages. */
  nameOf: (position: number) => string,
) => Pick<Window, 'args' | 'transfer'>;

/** Whether an encoding failed because of one of the values. */
export const cannotTravel = (error: unknown): boolean =>
  error instanceof NotCloneableError || error instanceof ClosureError;

/** The encoding that a backend needs. */
export function argumentEncoder(backend: TaskBackend, codec: CallCodec | undefined): EncodeArguments {
  if (backend.memory === 'same' || codec === undefined) return (values) => ({ args: { kind: 'local', values } });
  return (values, nameOf) => {
    try {
      const args = codec.encode(values, nameOf);
      const transfer = codec.takeTransfers();
      return transfer.length === 0 ? { args } : { args, transfer };
    } catch (error) {
      codec.takeTransfers(); // what a failed encoding found must not move with the next one
      throw error;
    }
  };
}

/** What numbers travel in, and the one function that gets them as they are. */
export interface Lending {
  readonly lender: NumberLender;
  readonly fn: number;
}

/** What becomes of items before they travel. */
interface Travel {
  readonly prepare: Prepare;
  readonly encode: EncodeArguments;
  /** Only for items that `prepare` leaves as they are. */
  readonly lending?: Lending | undefined;
}

/** Items of any kind. */
export class ItemWindows implements WindowSource {
  readonly #input: InputReader;
  readonly #prepare: Prepare;
  readonly #encode: EncodeArguments;
  /** Where numbers travel in shared memory; undefined once an item was none. */
  #lending: Lending | undefined;
  /** Index of the next task; set where others have taken the first items. */
  next = 0;

  constructor(input: InputReader, { prepare, encode, lending }: Travel) {
    this.#input = input;
    this.#prepare = prepare;
    this.#encode = encode;
    this.#lending = lending;
  }

  get total(): number | undefined {
    return this.#input.total;
  }

  get exhausted(): boolean {
    return this.#input.exhausted;
  }

  get failure(): { readonly error: unknown } | undefined {
    return this.#input.failure;
  }

  take(most: number, refuse: (task: RefusedTask) => void): readonly Window[] {
    const lent = most < MIN_LENT || this.#lending === undefined ? undefined : this.#lend(most, this.#lending);
    if (lent !== undefined) return [lent];
    const items = this.#input.take(most);
    if (items.length === 0) return [];
    const first = this.next;
    this.next += items.length;
    const { fn, values } = this.#prepare(items);
    return this.#windows({ first, fn, values }, refuse);
  }

  again(tasks: readonly TaskAgain[], refuse: (task: RefusedTask) => void): readonly Window[] {
    const values = tasks.map((task) => task.value);
    return this.#windows({ ...namesOf(tasks), values }, refuse);
  }

  close(): void {
    this.#input.close();
  }

  /** Numbers go as they lie in their array, without a copy of that. */
  #lend(most: number, { lender, fn }: Lending): Window | undefined {
    const args = this.#input.tryTake?.(most, (items, from, to) =>
      to - from < MIN_LENT ? undefined : lender.pack(items, from, to),
    );
    if (args === undefined) {
      this.#lending = undefined;
      return undefined;
    }
    const first = this.next;
    const { values } = args;
    this.next += values.length;
    return { first, count: values.length, fn, values, args };
  }

  /**
   * One window; or, where an argument cannot travel, windows of all the others: halves until the guilty one is alone. Tasks with arguments that are moved go one by
   * one: nobody could run them again when a neighbour ends their worker.
   */
  #windows(tasks: Tasks, refuse: (task: RefusedTask) => void): readonly Window[] {
    const { first, values } = tasks;
    const count = values.length;
    try {
      const encoded = this.#encode(values, (position) => `argument ${first + position}`);
      if (encoded.transfer === undefined || count === 1) return [{ ...tasks, count, ...encoded }];
      return values.flatMap((_, at) => this.#windows(part(tasks, at, at + 1), refuse));
    } catch (error) {
      if (!cannotTravel(error)) throw error;
      if (count > 1) {
        const half = count >> 1;
        return [...this.#windows(part(tasks, 0, half), refuse), ...this.#windows(part(tasks, half, count), refuse)];
      }
      refuse({ index: first, error });
      return [];
    }
  }
}

interface Tasks extends ReturnType<Prepare> {
  readonly first: number;
  readonly indices?: readonly number[] | undefined;
}

/** Indices and functions of tasks that run again; they need not be neighbours. */
const namesOf = (tasks: readonly TaskAgain[]) => ({
  first: tasks[0]?.index ?? 0,
  indices: tasks.map((task) => task.index),
  fn: tasks.map((task) => task.fn),
});

const part = ({ first, indices, fn, values }: Tasks, from: number, to: number): Tasks => ({
  first: indices?.[from] ?? first + from,
  indices: indices?.slice(from, to),
  fn: typeof fn === 'number' ? fn : fn.slice(from, to),
  values: values.slice(from, to),
});

/** Whether a typed array lies in shared memory. */
export const isShared = (array: ArrayBufferView): boolean =>
  typeof SharedArrayBuffer === 'function' && array.buffer instanceof SharedArrayBuffer;

/** A typed array: travels as a slice, or as a handle when it is shared and the backend really shares. */
export class TypedWindows implements WindowSource {
  readonly failure = undefined;
  readonly #items: TypedArray;
  readonly #memory: TaskBackend['memory'];
  readonly #out: TypedArray | undefined;
  /** Index of the next task; set where others have taken the first items. */
  next = 0;

  /** @param out - Where workers write results, when the input is shared and the backend shares memory. */
  constructor(items: TypedArray, memory: TaskBackend['memory'], out: TypedArray | undefined) {
    this.#items = items;
    this.#memory = memory;
    this.#out = out;
  }

  get total(): number {
    return this.#items.length;
  }

  get exhausted(): boolean {
    return this.next >= this.#items.length;
  }

  take(most: number): readonly Window[] {
    const first = this.next;
    const count = Math.min(most, this.#items.length - first);
    if (count <= 0) return [];
    this.next += count;
    const values = this.#items.subarray(first, first + count);
    return [{ first, count, fn: 0, values, args: this.#payload(values, first) }];
  }

  again(tasks: readonly TaskAgain[]): readonly Window[] {
    // Alone and in a slice of their own: the tasks of a retry need not be neighbours.
    const values = this.#items.slice(0, tasks.length) as TypedArray;
    tasks.forEach((task, position) => {
      values[position] = task.value as never;
    });
    const args = { kind: this.#memory === 'same' ? 'local' : 'typed', values } as const;
    return [{ ...namesOf(tasks), count: tasks.length, values, args }];
  }

  close(): void {
    this.next = this.#items.length;
  }

  #payload(values: TypedArray, first: number): Payload {
    if (this.#memory === 'same') return { kind: 'local', values };
    if (this.#memory === 'shared' && isShared(this.#items)) {
      const range = { kind: 'range', view: this.#items, start: first, count: values.length } as const;
      return this.#out === undefined ? range : { ...range, out: this.#out };
    }
    return { kind: 'typed', values: values.slice() as TypedArray };
  }
}
