/** Sends a function and its arguments through both codecs and the real serialisers, all in this process. */

import v8 from 'node:v8';
import { createCallCodec } from '../../src/closure/call-codec.ts';
import { createWorkerCodec } from '../../src/closure/worker-codec.ts';
import type { CallCodec, CodecTarget, WorkerCodec } from '../../src/core/codec.ts';

export type AnyFunction = (...args: never[]) => unknown;

/** What a message goes through on its way to a thread or a child process. */
export const carriers: Readonly<Record<CodecTarget, <T>(message: T) => T>> = {
  thread: (message) => structuredClone(message),
  process: (message) => v8.deserialize(v8.serialize(message)) as typeof message,
};

export const targets = ['thread', 'process'] as const;

/** Both ends of a call. */
export interface Ends {
  readonly target: CodecTarget;
  readonly caller: CallCodec;
  readonly worker: WorkerCodec;
}

export const openEnds = (target: CodecTarget): Ends => ({
  target,
  caller: createCallCodec({ target }),
  worker: createWorkerCodec({ target }),
});

/** Runs a function at the other end of a call and brings back what it returned or threw. */
export async function callThrough(ends: Ends, fn: AnyFunction, args: readonly unknown[]): Promise<unknown> {
  const { caller, worker, target } = ends;
  const carry = carriers[target];
  const ref = caller.addFunction(fn);
  const payload = caller.encode(args, (position) => `argument ${position}`);
  await worker.addDefinitions(carry(caller.definitions.slice(worker.definitionCount)));
  const revived = await worker.resolveFunction(ref);
  const values = Array.from(await worker.decode(carry(payload)));
  let result: unknown;
  try {
    result = await revived(...values);
  } catch (error) {
    throw caller.decodeError(carry(worker.encodeError(error)));
  }
  return (await caller.decode(carry(worker.encode([result]))))[0];
}

/** Runs a function through a call of its own. */
export const roundTrip = (target: CodecTarget, fn: AnyFunction, args: readonly unknown[] = []): Promise<unknown> =>
  callThrough(openEnds(target), fn, args);
