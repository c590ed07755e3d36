import { moduleTaskOf } from '../closure/explicit.ts';
import { plainValues } from '../closure/plain-values.ts';
import { packNumbers } from '../closure/quick-walk.ts';
import type { CallCodec, CodecTarget } from '../core/codec.ts';
import type { GraphPayload, Movable, PackedPayload, Payload, PlainPayload } from '../core/payload.ts';
import type { FunctionRef } from '../core/task.ts';

const nothingIsKnown = (): boolean => false;
const NO_TRANSFERS: readonly Movable[] = [];

/** How a call encodes, before anything needs the code that captures functions. */
export interface LazyCodecOptions {
  readonly target: CodecTarget;
  /** Array buffers from this size on are placed elsewhere. */
  readonly minBlobBytes: number;
  /** Makes the whole codec, which adds to this list of definitions. */
  readonly open: (definitions: unknown[]) => CallCodec;
}

/**
 * The codec of a call that loads the code for captures when it is needed: functions named by their module and plain values
 * do without it, and a program that only has those gets its first result sooner.
 */
export class LazyCallCodec implements CallCodec {
  readonly definitions: unknown[] = [];
  readonly #options: LazyCodecOptions;
  #whole: CallCodec | undefined;
  /** What is to move with the values that were encoded without the whole codec. */
  readonly #moved = new Set<Movable>();

  constructor(options: LazyCodecOptions) {
    this.#options = options;
  }

  addFunction(fn: (...args: never[]) => unknown): FunctionRef {
    const task = moduleTaskOf(fn);
    return task === undefined ? this.#codec().addFunction(fn) : { kind: 'module', url: task.url, name: task.name };
  }

  encode(
    values: readonly unknown[],
    describe: (position: number) => string,
  ): PlainPayload | PackedPayload | GraphPayload {
    if (this.#whole === undefined) {
      const packed = packNumbers(values);
      if (packed !== undefined) return { kind: 'packed', values: packed };
      const { target, minBlobBytes } = this.#options;
      const plain = plainValues(values, { target, minBlobBytes, isKnown: nothingIsKnown }, this.#moved);
      if (plain !== undefined) return { kind: 'plain', values: plain };
    }
    return this.#codec().encode(values, describe);
  }

  decode(payload: Payload): ArrayLike<unknown> | Promise<ArrayLike<unknown>> {
    const isReady = payload.kind === 'plain' || payload.kind === 'packed' || payload.kind === 'typed';
    return isReady ? payload.values : this.#codec().decode(payload);
  }

  decodeError(payload: Payload): unknown {
    return this.#codec().decodeError(payload);
  }

  takeTransfers(): readonly Movable[] {
    if (this.#whole !== undefined) return this.#whole.takeTransfers();
    if (this.#moved.size === 0) return NO_TRANSFERS;
    const taken = [...this.#moved];
    this.#moved.clear();
    return taken;
  }

  #codec(): CallCodec {
    return (this.#whole ??= this.#options.open(this.definitions));
  }
}
