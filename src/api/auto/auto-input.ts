import { type InputReader, openInput } from '../../plan/input.ts';
import { argumentEncoder, ItemWindows, TypedWindows, type WindowSource } from '../../plan/windows.ts';
import { type CallRequest, pulledAtOnce } from '../call-request.ts';
import type { WindowParts } from '../run-call.ts';
import type { ParallelOptions } from '../options.ts';
import { isTypedArray } from '../typed-results.ts';

/** An input that outlives the part of a call that reads it. */
class KeptInput implements InputReader {
  readonly #input: InputReader;
  /** Items that were taken. */
  taken = 0;
  /** The first item, once it was taken. */
  head: readonly unknown[] = [];

  constructor(input: InputReader) {
    this.#input = input;
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

  take(most: number): readonly unknown[] {
    const items = this.#input.take(most);
    if (this.taken === 0) this.head = items.slice(0, 1);
    this.taken += items.length;
    return items;
  }

  close(): void {
    // Closed with the call.
  }

  end(): void {
    this.#input.close();
  }
}

/** The items of a call that may run on one backend first and then on another: each part goes on where the last one stopped. */
export class AutoInput {
  readonly #items: CallRequest['items'];
  readonly #isTyped: boolean;
  readonly #kept: KeptInput | undefined;
  #typed: TypedWindows | undefined;

  /** @param wake - Called when an asynchronous input has something new. */
  constructor(request: CallRequest, options: ParallelOptions, wake: () => void) {
    this.#items = pulledAtOnce(request.items, options);
    this.#isTyped = isTypedArray(this.#items) && !request.spread;
    this.#kept = this.#isTyped ? undefined : new KeptInput(openInput(this.#items, wake));
  }

  /** Items in all, where that is known. */
  get total(): number | undefined {
    return this.#isTyped ? (this.#items as unknown as ArrayLike<unknown>).length : this.#kept?.total;
  }

  /** Items that some part of the call has taken. */
  get taken(): number {
    return this.#kept?.taken ?? this.#typed?.next ?? 0;
  }

  /** No further item will come. */
  get isRead(): boolean {
    return this.#kept?.exhausted ?? true;
  }

  /** The first item, if there was one and it may be something else than a number. */
  get head(): readonly unknown[] {
    return this.#kept?.head ?? [];
  }

  /** The rest of the items, for a part of the call. */
  windows({ prepare, codec, set }: WindowParts): WindowSource {
    const { taken } = this;
    if (this.#kept !== undefined) {
      const windows = new ItemWindows(this.#kept, { prepare, encode: argumentEncoder(set.backend, codec) });
      windows.next = taken;
      return windows;
    }
    this.#typed = new TypedWindows(this.#items as never, set.backend.memory, undefined);
    this.#typed.next = taken;
    return this.#typed;
  }

  /** The call is over: the input may clean up. */
  close(): void {
    this.#kept?.end();
  }
}
