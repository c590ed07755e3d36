/** Marks that objects may carry: how a class wants to travel, and what is to be moved instead of copied. */

import type { CodecTarget } from '../core/codec.ts';
import { toWorker } from '../core/to-worker.ts';
import { transferKey } from '../core/transfer-marks.ts';
import type { Marked, Transfer } from '../core/transfer-marks.ts';

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

/** The mark that `transfer(value, list)` made, if this is one. Drop-ins have marks that are read by a getter. */
export function transferMark(value: object): Marked | undefined {
  return (value as Partial<Transfer>)[transferKey];
}
