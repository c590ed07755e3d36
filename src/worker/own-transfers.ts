import type { Movable, Payload, TypedArray } from '../core/payload.ts';
import type { WorkerCodec } from '../core/codec.ts';
import type { ResultCodec } from './outcomes.ts';

type SharedCodec = ResultCodec & Pick<WorkerCodec, 'takeTransfers'>;

/** The codec of a call for one batch of several that run beside each other: what is to be moved is kept apart from theirs. */
export class OwnTransfers implements ResultCodec {
  readonly transfers: Movable[] = [];
  readonly #codec: SharedCodec;

  constructor(codec: SharedCodec) {
    this.#codec = codec;
  }

  get prepareResults(): ResultCodec['prepareResults'] {
    return this.#codec.prepareResults?.bind(this.#codec);
  }

  labelResults(batch: number, at: number): void {
    this.#codec.labelResults?.(batch, at);
  }

  dropResults(): void {
    this.#codec.dropResults?.();
  }

  encode(values: readonly unknown[] | TypedArray): Payload {
    const payload = this.#codec.encode(values);
    this.transfers.push(...this.#codec.takeTransfers());
    return payload;
  }

  encodeError(error: unknown): Payload {
    return this.#codec.encodeError(error);
  }
}
