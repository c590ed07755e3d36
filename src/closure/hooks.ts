/** Marks that objects may carry: how a class wants to travel, and what is to be moved instead of copied. */

import type { CodecTarget } from '../core/codec.ts';
import type { Movable } from '../core/payload.ts';
import { toWorker } from '../core/to-worker.ts';

const TRANSFER: unique symbol = Symbol.for('manycore.transfer') as never;

/** What a hook is told: where the object goes. */
export interface HookTarget {
  readonly target: CodecTarget;
  readonly hooks: WeakMap<object, readonly unknown[]>;
}

/** What `toWorker` of an object gives, asked once per object and call; undefined when it has no such method. */
export function hookOf(value: object, { target, hooks }: HookTarget): readonly unknown[] | undefined {
  const method: unknown = Reflect.get(value, toWorker);
  if (typeof method !== 'function') return undefined;
  let hook = hooks.get(value);
  if (hook === undefined) {
    const made: unknown = method.call(value, { target });
    hook = Array.isArray(made) ? (made as readonly unknown[]) : [made];
    hooks.set(value, hook);
  }
  return hook;
}

/** The value of a `transfer()` mark, and what moves with it. */
export interface TransferMark {
  readonly value: unknown;
  readonly list: readonly Movable[];
}

/** The mark that `transfer(value, list)` made, if this is one. */
export function transferMark(value: object): TransferMark | undefined {
  return (value as { [TRANSFER]?: TransferMark })[TRANSFER];
}
